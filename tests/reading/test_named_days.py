"""Days that only their company tells, in every form that separates the days of a timeline."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive.reading.day_lines import is_day_line
from postmortem_archive.reading.named_days import NamedDay, named_day
from tests.reading.conftest import read, read_body

HEAD = "---\ntitle: Shop down\ndate: 2024-05-14\ntimezone: UTC\n---\n"

FORMS = {
    "heading": "- 21:55 Deploy\n\n### {}\n\n- 09:00 Fixed",
    "bold": "- 21:55 Deploy\n\n**{}**\n\n- 09:00 Fixed",
    "item with entries nested below": "- 21:55 Deploy\n- {}\n  - 09:00 Fixed",
}
BARE_FORMS = {
    "item": "- 21:55 Deploy\n- {}\n- 09:00 Fixed",
    "paragraph": "- 21:55 Deploy\n\n{}\n\n- 09:00 Fixed",
    "bare lines": "21:55 Deploy\n{}\n09:00 Fixed",
    "line behind an item": "- 21:55 Deploy\n{}\n- 09:00 Fixed",
}
BARE = [
    "Day 3 (2024-05-17)",
    "Day 3 - May 17",
    "Day 3: May 17, 2024",
    "Friday (May 17)",
    "Friday the 17th",
    "Fri 5/17",
    "5/17",
    "-5/17/24_",
    "Freitag, 17. Mai",
    "Freitag, 17.05.2024",
    "17. Mai 2024",
    "17 mai 2024",
    "2024年5月17日",
    "5月17日（金）",
    "Friday",
    "Freitag",
    "Friday (all times UTC)",
    "Day 4",
    "Tag 4",
]
WORDED = ["Recovery (2024-05-17)", "Day 4: recovery", "Friday - shop up again"]


def times(body: str, head: str = HEAD) -> list[str]:
    """The time of each entry; `?` where it is not known."""
    incident = read_body(f"## Timeline\n\n{body}\n", head).incident
    assert incident is not None
    return [str(event.at or "?").removesuffix(" UTC") for event in incident.timeline]


@pytest.mark.parametrize("form", [*FORMS, *BARE_FORMS])
@pytest.mark.parametrize("day", BARE)
def test_a_day_is_that_of_the_entries_below_it(day: str, form: str) -> None:
    assert times({**FORMS, **BARE_FORMS}[form].format(day)) == ["2024-05-14 21:55", "2024-05-17 09:00"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("day", WORDED)
def test_a_heading_may_say_more_than_its_day(day: str, form: str) -> None:
    assert times(FORMS[form].format(day)) == ["2024-05-14 21:55", "2024-05-17 09:00"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("day", ["17 touko 2024", "Friday the 16th", "5/6"])
def test_below_a_day_that_nobody_can_tell_times_have_none(day: str, form: str) -> None:
    draft = read(HEAD + f"## Timeline\n\n{FORMS[form].format(day)}\n")
    assert draft.incident is not None
    assert [event.at is None for event in draft.incident.timeline] == [False, True]
    assert [fault.rule for fault in draft.faults] == ["unread-timeline-line"]
    assert day in draft.faults[0].message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # the first day of a timeline is the nearest to the incident, those below it come after
        ("### Monday\n- 17:00 a\n### Tuesday\n- 9:00 b", ["2024-05-13 17:00", "2024-05-14 09:00"]),
        (
            "### Friday\n- 21:00 a\n### Sunday\n- 07:00 b\n### Sunday\n- 08:00 c",
            ["2024-05-17 21:00", "2024-05-19 07:00", "2024-05-19 08:00"],
        ),
        (
            "### Tuesday\n- 23:00 a\n- 01:00 b\n### Wednesday\n- 02:00 c",
            ["2024-05-14 23:00", "2024-05-15 01:00", "2024-05-15 02:00"],
        ),
        ("### Day 1\n- 10:00 a\n### Day 2\n- 10:00 b", ["2024-05-14 10:00", "2024-05-15 10:00"]),
        ("### Day 0\n- 10:00 a\n### Day 1\n- 10:00 b", ["2024-05-14 10:00", "2024-05-15 10:00"]),
        ("2024-05-14\n21:55 a\n2024-05-17\n09:00 b", ["2024-05-14 21:55", "2024-05-17 09:00"]),
        # a date within the text of an entry is none that others stand below
        ("21:55 a\nuntil it was\n2024-05-17\nin Asia\n22:00 b", ["2024-05-14 21:55", "2024-05-14 22:00"]),
    ],
)
def test_days_go_on_from_those_before(body: str, expected: list[str]) -> None:
    assert times(body) == expected


def test_a_plain_heading_and_plain_days_of_the_week() -> None:
    text = "Timeline:\nFriday\n- 9:00 PM: shop down\n\nSunday\n- 8:00 AM: Resolved: shop up\n"
    incident = read(HEAD.replace("05-14", "05-10") + text).incident
    assert incident is not None
    assert [str(event.at) for event in incident.timeline] == ["2024-05-10 21:00 UTC", "2024-05-12 08:00 UTC"]


@pytest.mark.parametrize(
    "text",
    ["Sunshine", "Monday morning was calm", "Fri", "day 3", "1. Outage 2024", "12 servers", "24", "Day", "Wed we deployed"],
)
def test_most_lines_are_no_days(text: str) -> None:
    assert is_day_line(text) == (text == "Fri")


def test_without_a_day_about_it_nobody_can_tell() -> None:
    assert named_day("Friday") == NamedDay(weekday=4)
    assert NamedDay(weekday=4).day(None, None) is None
    assert NamedDay(ordinal=3).day(date(2024, 5, 14), None) is None
