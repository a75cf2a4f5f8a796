"""Times without AM or PM among others that have it."""

from __future__ import annotations

import pytest

from tests.reading.conftest import read

HEAD = "---\ntitle: Shop down\ndate: 2024-05-14\ntimezone: UTC\n---\n"


def read_times(body: str) -> tuple[list[str], list[str]]:
    """(the time of each entry, the messages about them)."""
    draft = read(HEAD + f"## Timeline\n\n{body}\n")
    assert draft.incident is not None
    times = [str(event.at).removesuffix(" UTC").removeprefix("2024-05-") for event in draft.incident.timeline]
    return times, [fault.message for fault in draft.faults]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- 11:30 AM: a\n- 12:10: b\n- 1:15: c\n- 1:45 PM: d", ["14 11:30", "14 12:10", "14 13:15", "14 13:45"]),
        ("| Time | What |\n|-|-|\n| 1:00 PM | a |\n| 1:30 | b |\n| 2:00 PM | c |", ["14 13:00", "14 13:30", "14 14:00"]),
        ("### 1:00 PM a\n\ntext\n\n### 1:30 b\n\ntext", ["14 13:00", "14 13:30"]),
        ("**1:00 PM** a\n\n**1:30** b\n\n**2 PM** c", ["14 13:00", "14 13:30", "14 14:00"]),
        ("- 9:00 PM a\n- ~9:15 b\n- [9:20] c\n- `9:30` d", ["14 21:00", "~14 21:15", "14 21:20", "14 21:30"]),
        # over midnight
        (
            "- 9:00 PM a\n- 11:40 b\n- 12:10 c\n- 1:15 d\n- 2:00 AM e\n- 3:00 f",
            ["14 21:00", "14 23:40", "15 00:10", "15 01:15", "15 02:00", "15 03:00"],
        ),
        ("- 11:30 PM a\n- 12:10 b", ["14 23:30", "15 00:10"]),
        # as it stands where that keeps the order, or where others are of 24 hours
        ("- 9:00 AM a\n- 10:00 b\n- 1:15 c\n- 3 PM d", ["14 09:00", "14 10:00", "14 13:15", "14 15:00"]),
        ("- 8:00 a\n- 9:00 b\n- 7:30 PM c", ["14 08:00", "14 09:00", "14 19:30"]),
        ("- 10:00 PM a\n- 1:15 b\n- 14:00 c", ["14 22:00", "15 01:15", "15 14:00"]),
        ("- 10:00 a\n- 1:15 b", ["14 10:00", "15 01:15"]),
        # a day of its own
        ("- 9:00 PM a\n\n### Friday\n\n- 9:15 b\n- 10:00 AM c", ["14 21:00", "17 09:15", "17 10:00"]),
        ("- 1:00 PM a\n- 2:10 UTC b\n- 2:20 c", ["14 13:00", "15 02:10", "15 02:20"]),
    ],
)
def test_a_time_is_in_the_half_of_the_day_that_keeps_the_order(body: str, expected: list[str]) -> None:
    times, messages = read_times(body)
    assert [time.replace("~2024-05-", "~") for time in times] == expected
    assert messages == []


def test_a_range_is_in_one_half() -> None:
    draft = read(HEAD + "## Timeline\n\n- 11:50 AM a\n- 1:10-1:20 b\n")
    assert draft.incident is not None
    event = draft.incident.timeline[1]
    assert (str(event.at), str(event.until), event.written) == ("2024-05-14 13:10 UTC", "2024-05-14 13:20 UTC", "1:10-1:20")


@pytest.mark.parametrize(
    ("body", "expected", "doubtful"),
    [
        ("- 2:00 PM a\n- 1:55 b\n- 2:10 PM c", ["14 14:00", "14 13:55", "14 14:10"], "1:55"),
        ("- 1:30 a\n- 1:45 PM b", ["14 01:30", "14 13:45"], "1:30"),
    ],
)
def test_where_its_neighbours_do_not_tell_it_is_a_warning(body: str, expected: list[str], doubtful: str) -> None:
    message = f"'{doubtful}' can be in the morning or in the afternoon: write AM or PM"
    assert read_times(body) == (expected, [message])
