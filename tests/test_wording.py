"""Dates, durations and Markdown as words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from postmortem_archive.incident import Moment, Precision
from postmortem_archive.wording import clock, duration, excerpt, moment, plain, plural


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.5, "30 s"), (1, "1 min"), (25, "25 min"), (60, "1 h"), (293, "4 h 53 min"), (1440, "1 d"), (3060, "2 d 3 h")],
)
def test_duration(minutes: float, words: str) -> None:
    """Two units at most."""
    assert duration(minutes) == words


def test_a_day_is_never_shown_with_a_clock() -> None:
    """Not even as midnight."""
    day = Moment(date(2023, 5, 12), Precision.DAY)
    assert (moment(day), clock(day)) == ("12 May 2023", "")


def test_precision_and_doubt_are_shown() -> None:
    """Seconds only where they are known, a tilde where it is approximate."""
    at = datetime(2023, 5, 12, 10, 0, 7, tzinfo=UTC)
    assert clock(Moment(at, Precision.SECOND)) == "10:00:07"
    assert moment(Moment(at, Precision.MINUTE, approximate=True)) == "12 May 2023, ~10:00 UTC"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**bold** and `code`", "bold and code"),
        ("[text](https://example.com) ![alt](x.png)", "text alt"),
        ("- one\n- two", "one two"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("<b>html</b> and a note[^1]", "html and a note"),
    ],
)
def test_plain(markdown: str, words: str) -> None:
    """What is left is what one would read aloud."""
    assert plain(markdown) == words


def test_excerpt_ends_with_a_sentence_or_a_word() -> None:
    """Never in the middle of a word."""
    text = "The database was deleted by a script. " + "More and more words follow here. " * 10
    assert excerpt(text, 60) == "The database was deleted by a script." or excerpt(text, 60).endswith(" …")
    assert excerpt("word " * 100, 50) == "word " * 9 + "word …"
    assert excerpt("Short.", 60) == "Short."


def test_plural() -> None:
    """One is one."""
    assert (plural(1, "incident"), plural(0, "incident"), plural(1200, "incident")) == (
        "1 incident",
        "0 incidents",
        "1,200 incidents",
    )
