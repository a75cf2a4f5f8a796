"""Timelines in every container that people use, with the irregularities of real ones."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from postmortem_archive.incident import Event, Note
from tests.reading.conftest import HEAD, faults, read, read_body

Timeline = Callable[..., list[str]]

DAY_HEAD = HEAD.replace("started_at: 2023-05-12 10:00", "date: 2023-05-12")


@pytest.mark.parametrize(
    "body",
    [
        "- 10:05 down\n- 10:20 up",
        "* **10:05 UTC** - down\n* **10:20 UTC** - up",
        "1. 2023-05-12 10:05 down\n2. 2023-05-12 10:20 up",
        "- [05-13 10:05] down\n- [05-13 10:20] up",
        "| Time | Event |\n|-|-|\n| 10:05 | down |\n| 10:20 | up |",
        "| Event | Time (UTC) |\n|-|-|\n| down | 10:05 |\n| up | 10:20 |",
        "| Date | Time | What |\n|-|-|-|\n| 2023-05-12 | 10:05 | down |\n| | 10:20 | up |",
        "| Day | Date | Time | Event |\n|-|-|-|-|\n| | May 12 | 10:05 | down |\n| | May 12 | 10:20 | up |",
        "| A | B |\n|-|-|\n| 10:05 | down |\n| 10:20 | up |",
        "### 10:05 - down\n\n### 10:20 - up",
        "### 2023-05-12 10:05\ndown\n### 10:20 ##\n\nup",
        "10:05 down\n10:20 up",
        "10:05 AM: down\n\n10:20 AM: up",
        "**10:05:** down\n\n**10:20:** up",
        "10:05 AM:\n   down\n\n10:20 AM:\n   up",
        "10:05\t\tdown\n10:20\t\tup",
        "- 2023-05-12 10:05 UTC\n  down\n- 2023-05-12 10:20 UTC\n  up",
        "2023-05-12\n\n- 10:05 down\n- 10:20 up",
        "### 2023-05-12\n\n- 10:05 down\n- 10:20 up",
        "**May 12, 2023**\n\n- 10:05 down\n\n- 10:20 up",
        "All times are UTC.\n\n- 10:05 down\n- 10:20 up",
    ],
)
def test_reads_the_same_timeline_from_every_container(timeline_of: Timeline, body: str) -> None:
    day = "2023-05-13" if "05-13" in body else "2023-05-12"
    assert timeline_of(body) == [f"{day} 10:05 UTC | down", f"{day} 10:20 UTC | up"]


@pytest.mark.parametrize(
    ("line", "text", "phase"),
    [
        ("- First detected: 2023-05-12 10:26", "First detected", "detected"),
        ("- **Incident Start:**        2023-05-12 10:26 UTC", "**Incident Start**", "started"),
        ("- Repaired: 2023-05-12 1026", "Repaired", "mitigated"),
        ("- Behoben: 10:26", "Behoben", "resolved"),
        ("- **Störung erkannt:** 10:26 Uhr", "**Störung erkannt**", "detected"),
        ("- Deployed: 10:26 to all regions", "Deployed: to all regions", None),
        ("- **Issue Detection (May 12, 2023, 10:26 AM)**: Users reported", "**Issue Detection**: Users reported", "detected"),
    ],
)
def test_reads_a_label_before_its_time(line: str, text: str, phase: str | None) -> None:
    incident = read_body(f"## Timeline\n\n{line}\n").incident
    assert incident is not None
    assert [(str(event.at), event.text, event.phase) for event in incident.timeline] == [("2023-05-12 10:26 UTC", text, phase)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # carry-over: a day holds until another is named
        (
            "- 2023-05-13 10:00 a\n- 11:00 b\n- 2023-05-15 09:00 c\n- 09:30 d",
            ["2023-05-13 10:00", "2023-05-13 11:00", "2023-05-15 09:00", "2023-05-15 09:30"],
        ),
        (
            "### 2023-05-13\n- 22:00 a\n### May 14\n- 08:00 b\n- 09:00 c",
            ["2023-05-13 22:00", "2023-05-14 08:00", "2023-05-14 09:00"],
        ),
        ("### 2023-05-13 Second outage\n\n#### 08:00\na", ["2023-05-13 08:00"]),
        # a day behind the time
        (
            "- 18:00 Saturday May 13th: a\n- 22:22 UTC (May 13): b\n- 03:30 Sunday May 14th: c\n- 04:00 d",
            ["2023-05-13 18:00", "2023-05-13 22:22", "2023-05-14 03:30", "2023-05-14 04:00"],
        ),
        (
            "18:00 May 13th : a\n\n01:00 - 02:00, May 14: b",
            ["2023-05-13 18:00", "2023-05-14 01:00"],
        ),
        ("| Time | Event |\n|-|-|\n| 18:00 on May 13 | a |\n| 01:00 | b |", ["2023-05-13 18:00", "2023-05-14 01:00"]),
        # midnight without a word
        ("- 20:47 a\n- 00:16 b\n- 08:00 c", ["2023-05-12 20:47", "2023-05-13 00:16", "2023-05-13 08:00"]),
        ("- 9:00 PM a\n- 1:00 AM b", ["2023-05-12 21:00", "2023-05-13 01:00"]),
        # a little out of order is out of order, not tomorrow
        ("- 14:46 a\n- 14:44 b", ["2023-05-12 14:46", "2023-05-12 14:44"]),
        ("- 12:50 a\n- 12:35 b\n- 12:55 c", ["2023-05-12 12:50", "2023-05-12 12:35", "2023-05-12 12:55"]),
        # the first entry is as near to the start of the incident as it can be
        ("- 23:50 a\n- 00:10 b", ["2023-05-11 23:50", "2023-05-12 00:10"]),
        ("- 09:30 a\n- 10:00 b", ["2023-05-12 09:30", "2023-05-12 10:00"]),
    ],
)
def test_finds_the_day_of_a_time(timeline_of: Timeline, body: str, expected: list[str]) -> None:
    events = timeline_of(body)
    assert [event.split(" UTC")[0] for event in events] == expected


@pytest.mark.parametrize(
    ("body", "expected", "doubts"),
    [
        ("- 17:00 PDT a\n- 17:10 b\n- 17:30 c", ["05-12 17:00 PDT", "05-12 17:10 PDT", "05-12 17:30 PDT"], []),
        ("- 9:55 PM EDT a\n- 10:10 PM b\n- 12:20 AM c", ["05-12 21:55 EDT", "05-12 22:10 EDT", "05-13 00:20 EDT"], []),
        ("| Time | What |\n|-|-|\n| 9:55 PM EDT | a |\n| 10:10 PM | b |", ["05-12 21:55 EDT", "05-12 22:10 EDT"], []),
        (
            "- 11:40 PM EST a\n- 11:55 PM b\n- 1:30 AM c\n- 3:05 AM EDT d\n- 3:15 AM e",
            ["05-12 23:40 EST", "05-12 23:55 EST", "05-13 01:30 EST", "05-13 03:05 EDT", "05-13 03:15 EDT"],
            [],
        ),
        ("### 2023-05-12\n- 17:00 PDT a\n### 2023-05-13\n- 17:10 b", ["05-12 17:00 PDT", "05-13 17:10 PDT"], []),
        # others keep to the zone of the section, and one is the exception
        ("- 10:00 a\n- 08:10 PDT b\n- 15:20 c", ["05-12 10:00 UTC", "05-12 08:10 PDT", "05-12 15:20 UTC"], []),
        # in the zone of the section they would be the next day
        (
            "- 16:50 a\n- 17:00 PDT b\n- 17:10 c\n- 17:20 d",
            ["05-12 16:50 UTC", "05-12 17:00 PDT", "05-12 17:10 PDT", "05-12 17:20 PDT"],
            ["PDT"],
        ),
        ("All times in UTC.\n\n- 17:00 PDT a\n- 17:10 b", ["05-12 17:00 PDT", "05-12 17:10 PDT"], ["PDT"]),
        # nobody can tell
        ("- 08:10 PDT a\n- 15:20 b\n- 15:30 c", ["05-12 08:10 PDT", "05-12 15:20 UTC", "05-12 15:30 UTC"], ["UTC"]),
    ],
)
def test_carries_the_zone_of_an_entry_to_those_that_name_none(body: str, expected: list[str], doubts: list[str]) -> None:
    draft = read(DAY_HEAD + f"## Timeline\n\n{body}\n")
    assert draft.incident is not None
    assert [str(event.at).removeprefix("2023-") for event in draft.incident.timeline] == expected
    assert [fault.message.split("read in ")[1].split(",")[0] for fault in draft.faults] == doubts


@pytest.mark.parametrize(
    ("above", "heading", "zone"),
    [
        ("It broke. All times below are Eastern Time.", "## Timeline", "EDT"),
        ("All times in PDT.", "## Timeline", "PDT"),
        ("All times in PDT.", "## Timeline (UTC)", "UTC"),
        ("Our customers are in PST, and the times were hard.", "## Timeline", "UTC"),
        ("```\nAll times in PDT.\n```", "## Timeline", "UTC"),
    ],
)
def test_a_sentence_above_the_timeline_sets_its_zone(above: str, heading: str, zone: str) -> None:
    for before in (above, f"## Summary\n\n{above}"):
        incident = read(HEAD + f"{before}\n\n{heading}\n\n- 10:00 a\n\n## Impact\n\nAll times in JST.\n").incident
        assert incident is not None
        assert [str(event.at) for event in incident.timeline] == [f"2023-05-12 10:00 {zone}"]


@pytest.mark.parametrize(("header", "zone"), [("Time [CEST]", "CEST"), ("Time (Berlin)", "CEST"), ("Berlin", "UTC")])
def test_a_column_names_its_zone_in_brackets(timeline_of: Timeline, header: str, zone: str) -> None:
    assert timeline_of(f"| {header} | What |\n|-|-|\n| 10:00 | a |") == [f"2023-05-12 10:00 {zone} | a"]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Date | Start | Event", "2023-05-12 | 21:55 | a", "2023-05-12 21:55 UTC | a"),
        ("Date | Start time | Event", "2023-05-12 | 21:55 | a", "2023-05-12 21:55 UTC | a"),
        ("Date | Start | End | Event", "2023-05-12 | 21:55 | 22:10 | a", "2023-05-12 21:55 UTC to 2023-05-12 22:10 UTC | a"),
        ("Date | From | To | Event", "2023-05-12 | 23:55 | 00:10 | a", "2023-05-12 23:55 UTC to 2023-05-13 00:10 UTC | a"),
        ("Date | Start | End", "2023-05-12 | 21:55 | 22:10", "2023-05-12 21:55 UTC to 2023-05-12 22:10 UTC | "),
        ("Start | End | Event", "21:55 | 22:10 | a", "2023-05-12 21:55 UTC to 2023-05-12 22:10 UTC | a"),
        # what is no time of day stays with the words
        ("Date | From | To | Event", "2023-05-12 | v1 | v2 | a", "2023-05-12 | a (From: v1; To: v2)"),
        ("Date | Duration | Event", "2023-05-12 | 1:30 | a", "2023-05-12 | a (Duration: 1:30)"),
    ],
)
def test_a_start_and_an_end_have_columns_of_their_own(timeline_of: Timeline, header: str, row: str, expected: str) -> None:
    assert timeline_of(f"| {header} |\n|{'-|' * (header.count('|') + 1)}\n| {row} |") == [expected]


def test_an_end_that_is_no_time_stays_with_the_words(timeline_of: Timeline) -> None:
    table = "| Start | End | What |\n|-|-|-|\n| 21:55 | 22:10 | a |\n| 22:20 | ongoing | b |"
    assert timeline_of(table)[1] == "2023-05-12 22:20 UTC | b (End: ongoing)"


def test_four_digits_may_be_about_or_have_a_letter(timeline_of: Timeline) -> None:
    assert timeline_of("- ~1040 a\n- 1046h b\n- 1101Z c") == [
        "~2023-05-12 10:40 UTC | a",
        "2023-05-12 10:46 UTC | b",
        "2023-05-12 11:01 UTC | c",
    ]


@pytest.mark.parametrize("opener", ["", "- ", "1. ", "- **"])
def test_four_digits_in_a_row_of_lines_are_times_of_day(timeline_of: Timeline, opener: str) -> None:
    body = "".join(
        f"{opener}{time}{'**' if '**' in opener else ''} {word}\n"
        for time, word in (("2246", "down"), ("2301", "page"), ("0140", "up"))
    )
    assert timeline_of(body) == [
        "2023-05-11 22:46 UTC | down",
        "2023-05-11 23:01 UTC | page",
        "2023-05-12 01:40 UTC | up",
    ]  # fmt: skip


def test_a_time_without_a_colon_keeps_how_it_was_written() -> None:
    incident = read_body("## Timeline\n\n0940 down\n0946 page\n1001 up\n").incident
    assert incident is not None
    assert [(event.written, event.text) for event in incident.timeline] == [("0940", "down"), ("0946", "page"), ("1001", "up")]
    undated = read_body("## Timeline\n\n0940 down\n0946 page\n1001 up\n", "---\ntitle: Down\n---\n")
    assert [fault.message for fault in undated.faults][1:2] == ["'0940' has no day, and nothing above it says one"]


@pytest.mark.parametrize(
    "body",
    [
        "0240 down\n0246 page\n",  # two are no row
        "0240 down\n0246 page\n0230 up\n",  # out of order
        "0240 down\n0246 page\n0299 users\n",  # one that is no time
        "2019 founded\n2021 grown\n2023 sold\n",  # years
        "10:00 a\n\n10:05 b\n\n10:10 c\n\n1200 users\n\n1500 users\n\n2100 users\n",  # numbers among times
    ],
)
def test_other_numbers_are_no_times(timeline_of: Timeline, body: str) -> None:
    assert [event for event in timeline_of(body) if event.split("| ")[1] not in "abc"] == []


def test_a_few_lines_that_may_begin_with_times_are_a_warning() -> None:
    draft = read_body("## Timeline\n\n0240 down\n0246 page\n")
    assert [(fault.place.line, fault.message) for fault in draft.faults] == [
        (8, "'0240' may be a time of day: write it as 02:40"),
        (9, "'0246' may be a time of day: write it as 02:46"),
    ]
    assert read_body("## Timeline\n\n2019 was a year\n\n1290 users left\n").faults == ()


@pytest.mark.parametrize("day", ["**7.5.2024**", "2024-05-07", "7 May 2024:"])
def test_a_line_that_is_a_day_ends_the_bullet_above_it(timeline_of: Timeline, day: str) -> None:
    assert timeline_of(f"**6.5.2024**\n- 23:00 a\n{day}\n- 01:00 b\n- 23:30 c\n") == [
        "2024-05-06 23:00 UTC | a",
        "2024-05-07 01:00 UTC | b",
        "2024-05-07 23:30 UTC | c",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- Fri 23:00 a\n- Sat 02:00 b\n- 03:00 c\n- Wed 09:00 d", ["2023-05-12 23:00", "2023-05-13 02:00", "2023-05-13 03:00", "2023-05-17 09:00"]),
        ("- Thursday, 9 AM a\n- Samstag 02:00 b", ["2023-05-11 09:00", "2023-05-13 02:00"]),
        ("- 18.03. 15:00 a\n- 19.03., 9:30 Uhr b\n- 20.03. um 15 Uhr c", ["2023-03-18 15:00", "2023-03-19 09:30", "2023-03-20 15:00"]),
        ("**18.03.**\n\n- 15:00 a", ["2023-03-18 15:00"]),
        ("- gegen 13 Uhr: a\n- 15 Uhr b\n- um 15 Uhr 30 c", ["~2023-05-12 13:00", "2023-05-12 15:00", "2023-05-12 15:30"]),
        ("- 18. 3. 2023, 15:00 a\n- 16:00 bis 17:00 b", ["2023-03-18 15:00", "2023-03-18 16:00 UTC to 2023-03-18 17:00"]),
        ("gegen 13 Uhr: a\n15 Uhr b", ["~2023-05-12 13:00", "2023-05-12 15:00"]),
        ("- So 10:00 we go\n- so 10:00 they say", ["2023-05-14 10:00", "?"]),
    ],
)  # fmt: skip
def test_reads_days_of_the_week_and_german_times(timeline_of: Timeline, body: str, expected: list[str]) -> None:
    assert [event.partition(" |")[0].removesuffix(" UTC") for event in timeline_of(body)] == expected


def test_an_incident_that_began_before_midnight_goes_on_behind_it(timeline_of: Timeline) -> None:
    head = HEAD.replace("10:00", "23:55")
    assert timeline_of("- 00:10 a\n- 00:20 b", head=head) == ["2023-05-13 00:10 UTC | a", "2023-05-13 00:20 UTC | b"]


def test_days_around_new_year_and_leap_days(timeline_of: Timeline) -> None:
    head = HEAD.replace("2023-05-12", "2024-12-31")
    assert timeline_of("- Dec 31, 23:00 a\n- Jan 1, 01:00 b\n- Feb 29 10:00 c", head=head) == [
        "2024-12-31 23:00 UTC | a",
        "2025-01-01 01:00 UTC | b",
        "2024-02-29 10:00 UTC | c",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- 10:05 - 10:20 a", ["2023-05-12 10:05 UTC to 2023-05-12 10:20 UTC | a"]),
        ("- 23:50-00:10 a", ["2023-05-11 23:50 UTC to 2023-05-12 00:10 UTC | a"]),
        ("- *15:00 - 17:37* - a", ["2023-05-12 15:00 UTC to 2023-05-12 17:37 UTC | a"]),
        ("- Between 2023-07-10 to 2023-07-16 a", ["2023-07-10 to 2023-07-16 | a"]),
        ("- 2024-02-27 10:00 - 29 Feb 11:00 a", ["2024-02-27 10:00 UTC to 2024-02-29 11:00 UTC | a"]),
        ("- 2023-02-27 10:00 - 29 Feb 11:00 a", ["2023-02-27 10:00 UTC to 2024-02-29 11:00 UTC | a"]),
        ("- 2022-02-27 10:00 - 29 Feb 11:00 a", ["2022-02-27 10:00 UTC | a"]),
        ("| Time | Event |\n|-|-|\n| 10:05 | - 10:20 was the plan |", ["2023-05-12 10:05 UTC | - 10:20 was the plan"]),
    ],
)
def test_reads_ranges(timeline_of: Timeline, body: str, expected: list[str]) -> None:
    assert timeline_of(body) == expected


@pytest.mark.parametrize(
    ("heading", "body", "expected"),
    [
        ("## Timeline (PDT)", "- 10:00 a", "2023-05-12 10:00 PDT"),
        ("## Timeline", "*(All times US/Pacific, 24-hour clock.)*\n\n- 10:00 a", "2023-05-12 10:00 PDT"),
        ("## Timeline", "| Time (CET) | Event |\n|-|-|\n| 10:00 | a |", "2023-05-12 10:00 CET"),
        ("## Timeline", "### 2023-05-12 (All times CEST)\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "2023-05-12 (*all times CEST*)\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "2023-05-12 (all times CEST)\n\n10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "**2023-05-12, all times in CEST:**\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "2023-05-12 CEST\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "### 2023-05-12 CEST\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline", "- 2023-05-12 (CEST)\n  - 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Timeline 2023-05-12 PDT", "- 10:00 a", "2023-05-12 10:00 PDT"),
        ("## Zeitverlauf", "Alle Zeiten in MEZ/MESZ.\n\n- 10:00 a", "2023-05-12 10:00 CEST"),
        ("## Zeitverlauf", "12.05.2023 (alle Zeiten MESZ)\n\n- 10:00 a", "2023-05-12 10:00 MESZ"),
        ("## Timeline", "- 10:00 MEZ a", "2023-05-12 10:00 MEZ"),
        ("## Timeline", "- 10:00 JST a", "2023-05-12 10:00 JST"),
        ("## Timeline", "The outage began in Denver.\n\n- 10:00 a", "2023-05-12 10:00 UTC"),
    ],
)
def test_finds_the_zone_of_a_time(timeline_of: Timeline, heading: str, body: str, expected: str) -> None:
    assert timeline_of(body, heading=heading) == [f"{expected} | a"]


@pytest.mark.parametrize("days", ["**May 14-15, 2023**", "May 14 – May 15, 2023:", "### 14-15 May 2023"])
def test_below_days_from_one_to_another_it_is_the_first(timeline_of: Timeline, days: str) -> None:
    body = f"- 10:05 a\n\n{days}\n\n- 09:00 b\n- 08:00 c"
    assert timeline_of(body) == ["2023-05-12 10:05 UTC | a", "2023-05-14 09:00 UTC | b", "2023-05-14 08:00 UTC | c"]


@pytest.mark.parametrize(
    ("header", "cells", "zone"),
    [
        ("Time (UTC) | Event | Local time (EST)", "10:00 | a | 05:00", "UTC"),
        ("Local time (EST) | Event | Time (UTC)", "10:00 | a | 15:00", "EST"),
        ("UTC | PDT | Event", "10:00 | 03:00 | a", "UTC"),
        ("**PDT** | (UTC) | Event", "10:00 | 17:00 | a", "PDT"),
        ("UTC | Local time | Event", "10:00 | 12:00 | a", "UTC"),
        ("Time | Event | UTC", "10:00 | a | 08:00", "CEST"),
        ("Date (UTC) | Time (PDT) | Event", "2023-05-12 | 10:00 | a", "PDT"),
        ("Date (PDT) | Time | Event", "2023-05-12 | 10:00 | a", "PDT"),
        ("Time | Event (all times in UTC)", "10:00 | a", "UTC"),
        ("Time | Event | Action/Owner", "10:00 | a | Ana", "CEST"),
    ],
)
def test_the_zone_of_a_table_is_that_of_the_first_column_with_times(header: str, cells: str, zone: str) -> None:
    head = HEAD.replace("UTC", "Europe/Berlin")
    draft = read(f"{head}## Timeline\n\n| {header} |\n|{'-|' * (header.count('|') + 1)}\n| {cells} |\n")
    assert draft.incident is not None
    assert [str(event.at) for event in draft.incident.timeline] == [f"2023-05-12 10:00 {zone}"]


def test_one_entry_in_another_zone_does_not_move_the_others(timeline_of: Timeline) -> None:
    head = HEAD.replace("UTC", "Africa/Harare")
    body = "- 9:00 PM CAT a\n- 4:00 PM EDT b\n- 11:00 PM CAT c"
    assert timeline_of(body, head=head) == [
        "2023-05-12 21:00 CAT | a",
        "2023-05-12 16:00 EDT | b",
        "2023-05-12 23:00 CAT | c",
    ]


def test_times_without_a_zone_anywhere_are_reported_and_kept() -> None:
    draft = read_body("## Timeline\n\n- 10:05 down\n", HEAD.replace("timezone: UTC\n", "severity: SEV1\n"))
    assert faults(draft) == [("time-without-zone", 3, 13), ("time-without-zone", 8, 3)]
    assert draft.incident is not None
    assert [(event.at, event.text, event.written) for event in draft.incident.timeline] == [(None, "down", "10:05")]


@pytest.mark.parametrize(
    ("body", "text", "place"),
    [
        ("- 10:05 down\n- later it was up", "later it was up", (9, 3)),
        ("- 10:05 down\n- Unknown Date: up", "Unknown Date: up", (9, 3)),
        ("- first somebody called\n- 10:05 down", "first somebody called", (8, 3)),
        ("- 10:05 down\n- 04-12-2022 up", "04-12-2022 up", (9, 3)),
        ("- 10:05 down\n- 13:06 AM up", "13:06 AM up", (9, 3)),
        ("- 10:05 down\n- 25:10 up", "25:10 up", (9, 3)),
        ("- 10:05 down\n- 20202-01-16 up", "20202-01-16 up", (9, 3)),
        ("10:05 down\n04-12-2022 up", "04-12-2022 up", (9, 1)),
        ("| Time | Event |\n|-|-|\n| HH:mm | Short description |", "HH:mm Short description", (10, 1)),
    ],
)
def test_an_entry_without_a_time_that_can_be_read_is_kept_and_reported(body: str, text: str, place: tuple[int, int]) -> None:
    draft = read_body(f"## Timeline\n\n{body}\n")
    assert draft.incident is not None
    assert [event.text for event in draft.incident.timeline if not event.understood] == [text]
    assert faults(draft) == [("unread-timeline-line", *place)]


def test_a_list_without_any_time_is_a_list_of_entries_each_reported() -> None:
    draft = read_body("## Timeline\n\n1. Reported in the channel.\n1. Fixed.\n")
    assert draft.incident is not None
    assert [(event.at, event.text) for event in draft.incident.timeline] == [(None, "Reported in the channel."), (None, "Fixed.")]
    assert faults(draft) == [("unread-timeline-line", 8, 4), ("unread-timeline-line", 9, 4)]


def test_a_list_of_links_above_the_entries_is_an_introduction() -> None:
    draft = read_body(
        "## Timeline\n\nSee:\n\n- [graph](https://x.test)\n- [board](https://y.test)\n\n### 10:05 - down\n\nHard.\n"
    )
    assert draft.incident is not None
    assert [event.text for event in draft.incident.timeline] == ["down\n\nHard."]
    assert [part.markdown for section in draft.incident.sections for part in section.parts if isinstance(part, Note)] == [
        "See:", "- [graph](https://x.test)", "- [board](https://y.test)",
    ]  # fmt: skip
    assert faults(draft) == []


def test_prose_with_a_time_in_it_is_a_note_and_reported() -> None:
    draft = read_body("## Timeline\n\nIt went down at 10:05 and came back at 10:20.\n\nNothing else.\n")
    assert draft.incident is not None
    assert [type(part) for part in draft.incident.sections[0].parts] == [Note, Note]
    assert faults(draft) == [("unread-timeline-line", 8, 1)]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_log_lines_in_fences_are_never_entries(fence: str) -> None:
    log = f"{fence}\n10:06:00 error\n- 10:07 error\n{fence}"
    for body in (
        f"- 10:05 down\n\n{log}\n\n- 10:20 up",
        f"### 10:05 down\n\n{log}\n\n### 10:20 up",
        f"- 10:05 down\n\n  {fence}\n  10:06 x\n  {fence}\n- 10:20 up",
    ):
        incident = read_body(f"## Timeline\n\n{body}\n").incident
        assert incident is not None
        assert [str(event.at) for event in incident.timeline] == ["2023-05-12 10:05 UTC", "2023-05-12 10:20 UTC"]
        assert "10:06" in incident.sections[0].markdown


def test_nested_lists_and_continuing_lines_belong_to_their_entry(timeline_of: Timeline) -> None:
    body = "- 10:05 down\n  for all\n  - 10:06 in Europe\n\n  More.\n- 10:20 up"
    assert timeline_of(body) == ["2023-05-12 10:05 UTC | down\nfor all\n- 10:06 in Europe\n\nMore.", "2023-05-12 10:20 UTC | up"]


def test_what_stands_below_a_heading_with_a_time_belongs_to_it(timeline_of: Timeline) -> None:
    body = "### 10:05 - down\n\nHard.\n\n- list\n- of things\n\n| A | B |\n|-|-|\n| 1 | 2 |\n\n### 10:20\n\nup"
    first, second = timeline_of(body)
    assert all(words in first for words in ("down", "Hard.", "- list", "- of things", "| 1 | 2 |"))
    assert second == "2023-05-12 10:20 UTC | up"


def test_a_date_above_prose_is_an_entry_of_that_day(timeline_of: Timeline) -> None:
    events = timeline_of("### 2023-05-10\n\nUpgraded.\n\n### 2023-05-12\n\n- 10:05 down")
    assert [event.strip() for event in events] == ["2023-05-10 | Upgraded.", "2023-05-12 10:05 UTC | down"]


@pytest.mark.parametrize(
    ("body", "expected", "line"),
    [
        ("_7/5/2023_\n\n- 10:05 a\n- 10:20 b", ["?", "?"], 8),
        ("_7/5/2023_\n\n- Sat 10:05 a\n- 10:20-10:30 b", ["?", "?"], 8),
        ("- 2023-05-11 23:00 a\n\n7/5/2023:\n\n- 10:05 b", ["2023-05-11 23:00", "?"], 10),
        ("### 7/5/2023\n\n- 10:05 a\n\n### 2023-05-13\n\n- 10:20 b", ["?", "2023-05-13 10:20"], 8),
        ("### 7/5/2023 Second outage\n\n- 10:05 a", ["?"], 8),
        ("- 7/5/2023\n  - 10:05 a\n  - 10:07 b\n- 13 May\n  - 10:20 c", ["?", "?", "2023-05-13 10:20"], 8),
        # the first entry has the day of those below it
        ("- 7/5/2023 10:05 a\n- 10:20 b\n- May 13 10:30 c\n- 10:40 d", ["?", "?", "2023-05-13 10:30", "2023-05-13 10:40"], 8),
        ("10:05 a\n\n10:20 (7/5/2023) b\n\n10:30 c", ["2023-05-12 10:05", "?", "?"], 10),
        ("| Date | Time | What |\n|-|-|-|\n| 7/5/2023 | 10:05 | a |\n| | 10:20 | b |", ["?", "?"], 10),
        # a fact is no entry, and a time of day that is none says nothing of the day
        ("- Declared: 7/5/2023 10:05\n\n| Time | What |\n|-|-|\n| 10:05 | a |", ["2023-05-12 10:05"], 8),
        ("- 13:06 AM a\n- 13:10 b", ["?", "2023-05-12 13:10"], 8),
    ],
)
def test_below_a_date_of_two_readings_no_day_is_known_and_that_is_reported_once(
    body: str, expected: list[str], line: int
) -> None:
    draft = read_body(f"## Timeline\n\n{body}\n")
    assert draft.incident is not None
    assert [str(event.at or "?").removesuffix(" UTC") for event in draft.incident.timeline] == expected
    assert [event.text for event in draft.incident.timeline if event.written and not event.at and event.understood] == []
    assert [(fault.rule, fault.place.line) for fault in draft.faults] == [("unread-timeline-line", line)]


def test_a_day_without_a_year_is_reported_below_a_date_of_two_readings_too() -> None:
    draft = read_body("## Timeline\n\n- 12-05 16:21 a\n- 03-26 16:30 b\n", "---\ntitle: Down\n---\n")
    assert [fault.place.line for fault in draft.faults if fault.rule == "unread-timeline-line"] == [6, 7]


def test_a_date_of_two_readings_in_the_title_of_a_timeline_is_reported() -> None:
    draft = read_body("## Timeline 7/5/2023\n\n- 10:05 a\n")
    assert draft.incident is not None
    assert [(event.at, event.written) for event in draft.incident.timeline] == [(None, "10:05")]
    assert [(fault.rule, fault.place.line) for fault in draft.faults] == [("unread-timeline-line", 6)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("_12/5/2023_\n\n- 10:05 a\n- 10:20 b", ["2023-05-12 10:05", "2023-05-12 10:20"]),
        ("### 5/11/2023\n\n- 23:50 a\n\n### 5/12/2023\n\n- 10:05 b", ["2023-05-11 23:50", "2023-05-12 10:05"]),
        ("- 12/5/2023 10:05 a\n- 12/5/2023 10:20 - 12/5/2023 10:30 b", ["2023-05-12 10:05", "2023-05-12 10:20"]),
        ("- 2023-06-01 10:05 a\n- 2/6/2023 11:00 b\n- 3/6 12:00 c", ["2023-06-01 10:05", "2023-06-02 11:00", "2023-06-03 12:00"]),
        ("| When | What |\n|-|-|\n| 12-05-2023 10:05 | a |\n| 13-05-2023 10:05 | b |", ["2023-05-12 10:05", "2023-05-13 10:05"]),
    ],
)
def test_a_date_that_can_be_two_days_is_the_one_about_the_incident_or_the_entry_before(
    timeline_of: Timeline, body: str, expected: list[str]
) -> None:
    assert [event.partition(" UTC")[0] for event in timeline_of(body)] == expected


def test_other_columns_of_a_table_are_kept(timeline_of: Timeline) -> None:
    body = "| Actor | Time | Action | Phase |\n|-|-|-|-|\n| human | ~11:31Z | Tops up | Mitigated |\n| agent | 12:00 | Closes | done |"
    incident = read_body(f"## Timeline\n\n{body}\n").incident
    assert incident is not None
    assert [(str(event.at), event.text, event.phase) for event in incident.timeline] == [
        ("~2023-05-12 11:31 UTC", "Tops up (Actor: human)", "mitigated"),
        ("2023-05-12 12:00 UTC", "Closes (Actor: agent) (Phase: done)", None),
    ]


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Detected: an alert fired", "detected"),
        ("**Detected:** an alert fired", "detected"),
        ("Detected", "detected"),
        ("**Resolved**", "resolved"),
        ("Resolved - all good", "resolved"),
        ("Incident resolved.", "resolved"),
        ("Outage began: x", "started"),
        ("Mitigation: rolled back", "mitigated"),
        ("Acknowledged: by ana", "acknowledged"),
        ("First public update: x", "communicated"),
        # words in bold, or in capitals, stand apart as much as words before a colon
        ("**Resolved** all machines sell again", "resolved"),
        ("**Resolved.** All machines sell again", "resolved"),
        ("**Resolved**, all machines sell again", "resolved"),
        ("**Detected** by an alert", "detected"),
        ("__Acknowledged__ by ana", "acknowledged"),
        ("**Mitigated** (in Europe) by a rollback", "mitigated"),
        ("**INCIDENT ENDS**, reached exit criterion", "resolved"),
        ("**OUTAGE ENDS**, all traffic balanced", "resolved"),
        ("**INCIDENT BEGINS** ana declares it", "started"),
        ("**OUTAGE BEGINS** — search is down", "started"),
        ("OUTAGE BEGINS, search is down", "started"),
        ("OUTAGE MITIGATED, all traffic in one region", "mitigated"),
        ("INCIDENT ENDS, reached exit criterion", "resolved"),
        ("**Incident resolved** and closed", "resolved"),
        # German
        ("Begonnen: Fehler 500", "started"),
        ("Beginn: Fehler 500", "started"),
        ("**Störung begonnen:** Fehler 500", "started"),
        ("Erkannt: Alarm der Kasse", "detected"),
        ("Festgestellt: Alarm der Kasse", "detected"),
        ("**Problem erkannt** durch einen Kunden", "detected"),
        ("Quittiert: Ana", "acknowledged"),
        ("Alarm bestätigt: Ana", "acknowledged"),
        ("Eingedämmt: alte Version", "mitigated"),
        ("Entschärft – alte Version", "mitigated"),
        ("Behoben: alle Kassen gehen", "resolved"),
        ("**Behoben** alle Kassen gehen", "resolved"),
        ("Gelöst: alle Kassen gehen", "resolved"),
        ("Störung behoben.", "resolved"),
        ("Störung beendet: alles geht", "resolved"),
        ("Ende", "resolved"),
        ("Erste öffentliche Mitteilung: Statusseite", "communicated"),
        ("Behoben werden muss noch die Ursache", None),
        ("Erkannt wurde es erst spät", None),
        ("Bestätigt: es ist die Datenbank", None),
        # a word that begins a sentence, though in bold, or that is no phase
        ("**Started** the rollback", None),
        ("**End** users see errors", None),
        ("**Repaired** the index", None),
        ("Repaired: the index", "mitigated"),
        ("**Detection** rules are changed", None),
        ("**Resolution** of names failed", None),
        ("**Resolved the wrong ticket**", None),
        ("*Resolved* the wrong ticket", None),
        ("Resolved, then broken again", None),
        ("It is **resolved** for all", None),
        ("The **INCIDENT ENDS**, they say", None),
        ("Detected an anomaly in the logs", None),
        ("Resolved the wrong ticket", None),
        ("The incident was resolved", None),
        ("Resolution of names failed", None),
    ],
)
def test_an_event_declares_a_phase_by_its_first_words(text: str, phase: str | None) -> None:
    incident = read_body(f"## Timeline\n\n- 10:30 {text}\n").incident
    assert incident is not None
    assert [event.phase for event in incident.timeline] == [phase]


def test_several_timeline_sections_are_all_read(timeline_of: Timeline) -> None:
    assert timeline_of("- 10:05 a\n\n## Impact\n\nBad.\n\n## Key events\n\n- 11:00 b\n") == [
        "2023-05-12 10:05 UTC | a",
        "2023-05-12 11:00 UTC | b",
    ]


def test_a_comment_in_a_table_does_not_end_it(timeline_of: Timeline) -> None:
    body = "| Time | Event |\n|-|-|\n| 10:05 | a |\n<!-- internal -->\n| 10:10 | b |\n<!-- /internal -->\n| 10:20 | c |"
    assert len(timeline_of(body)) == 3


def test_events_know_their_line() -> None:
    incident = read(
        HEAD
        + dedent("""\

        ## Timeline

        - 10:05 a
        - **10:20** b

        10:30 c

        | Time | Event |
        |-|-|
        | 10:40 | d |
        """)
    ).incident
    assert incident is not None
    events = [part for part in incident.sections[0].parts if isinstance(part, Event)]
    assert [(event.place.line, event.place.column) for event in events] == [(9, 3), (10, 3), (12, 1), (16, 1)]


def test_a_day_precise_incident_anchors_its_times(timeline_of: Timeline) -> None:
    assert timeline_of("- 10:05 a", head=DAY_HEAD) == ["2023-05-12 10:05 UTC | a"]
