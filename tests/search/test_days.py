"""Which days and months a question names."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive import Archive
from postmortem_archive.search.days import as_words, days_in
from postmortem_archive.search.tokens import Tokeniser
from tests.conftest import WriteArchive

NAMED = [
    ("26 March 2018", ["2018-03-26"]),
    ("what broke on the 26th of March, 2018?", ["2018-03-26"]),
    ("Mar 26 2018", ["2018-03-26"]),
    ("MARCH 26th, 2018", ["2018-03-26"]),
    ("26-Mar-2018", ["2018-03-26"]),
    ("26/Mar/2018:10:00:00 +0000", ["2018-03-26"]),
    ("5 Sept. 2021", ["2021-09-05"]),
    ("26.03.2018 and 1.2.2019.", ["2018-03-26", "2019-02-01"]),
    ("26/03/2018 03/26/2018", ["2018-03-26", "2018-03-26"]),
    ("Nov 2023", ["2023-11"]),
    ("outage in November, 2023", ["2023-11"]),
    ("03/04/2018", []),  # two days, as nobody can tell
    ("13/13/2018 26.13.2018", []),
    ("2018-03-26 2018/03/26 2023-11", []),  # one identifier as it is
    ("10.1.2.2018 v26.03.2018 26.03.20181", []),
    ("march of 26 servers in 2018", []),
    ("may 1999x, item 2018", []),
]


@pytest.mark.parametrize(("text", "found"), NAMED)
def test_the_days_and_months_of_a_text(text: str, found: list[str]) -> None:
    assert [word.surface for word in days_in(text)] == found


def test_a_day_is_the_word_that_a_question_has() -> None:
    """In whatever form it is written; an incident has its month as a word too, and no other number by it."""
    (day,), (month,) = Tokeniser().words(as_words(date(2018, 3, 6))), days_in("March 2018")
    assert day.terms == ("2018.03.06", month.term)
    for text in ("2018-03-06", "2018/03/06"):
        assert [word.term for word in Tokeniser().words(text)] == [day.term]
    assert [word.term for word in days_in("6.3.2018")] == [day.term]
    assert [word.term for word in Tokeniser().words("2018-03")] == [month.term]


@pytest.mark.parametrize(
    "question",
    [*(text for text, found in NAMED[:8] if found == ["2018-03-26"]), "2018-03-26", "2018/03/26", "March 2018", "2018-03"],
)
def test_what_happened_then_comes_first(archive_at: WriteArchive, question: str) -> None:
    """Before an incident that tells of that day, and one of the same numbers."""
    said = {
        "2018-03-26-a.md": "---\ntitle: Pump lost\ndate: 2018-03-26\n---\n\nText.\n",
        "2018-04-02-b.md": "---\ntitle: Follows 26 March 2018\ndate: 2018-04-02\n---\n\n" + "- 2018-03-26: A pump.\n" * 3,
        "2018-01-26-c.md": "---\ntitle: March\ndate: 2018-01-26\n---\n\nMarch 2018, 26 pumps.\n",
    }
    archive = Archive.open(archive_at(said))
    assert archive.search(question)[0].incident.slug == "2018-03-26-a"


def test_the_name_of_a_month_is_understood_where_no_text_has_it(archive_at: WriteArchive) -> None:
    """But that nothing was on that day is said."""
    archive = Archive.open(archive_at({"2018-03-26-a.md": "---\ntitle: Pump lost\ndate: 2018-03-26\n---\n\nText.\n"}))
    assert archive.index.unknown("pump Mar 2018") == archive.index.unknown("26 March 2018") == ()
    assert archive.index.unknown("27 March 2018") == ("27", "2018-03-27")
    assert archive.index.unknown("march of pumps") == ("march",)
