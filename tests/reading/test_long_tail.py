"""The long tail of timelines: where they stand, how their times are written, and what stands among them and is no entry."""

from __future__ import annotations

import pytest

from tests.reading.conftest import HEAD, read, read_body

DAY = "2023-05-12"


def told(body: str) -> list[str]:
    """The entries of a whole body as `10:05 text`, with the day where it is not that of the incident."""
    incident = read_body(body).incident
    assert incident is not None
    return [f"{event.at or '?'} {event.text}".replace(f"{DAY} ", "").replace(" UTC", "") for event in incident.timeline]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "- **Impact**: no logins\n- **Context**:\n  - 10:00: cache full\n  - 10:05: paged\n  - 10:09: evicted\n- **Resolution**: more room\n",
            ["10:00 cache full", "10:05 paged", "10:09 evicted"],
            id="below a bold key",
        ),
        pytest.param(
            "## What happened\n\nIt was a quiet day.\n\n- 10:00 cache full\n- 10:05 paged\n- 10:09 evicted\n",
            ["10:00 cache full", "10:05 paged", "10:09 evicted"],
            id="below a heading that says what happened",
        ),
        pytest.param(
            "## 1. Was ist passiert\n\n- 10:00 Uhr voll\n- 10:05 Uhr Alarm\n- 10:09 Uhr leer\n",
            ["10:00 voll", "10:05 Alarm", "10:09 leer"],
            id="in German",
        ),
        pytest.param(
            "## タイムライン\n\n| 時刻 | イベント |\n| --- | --- |\n| 10:00 | 障害 |\n| 10:28 頃 | 復旧 |\n",
            ["10:00 障害", "~10:28 復旧"],
            id="in Japanese",
        ),
        pytest.param(
            "**10:20**\n\nAll is well.\n\n**10:10**\n\nA fix is out.\n\n**10:00**\n\nWe look into it.\n",
            ["10:20 All is well.", "10:10 A fix is out.", "10:00 We look into it."],
            id="updates without any heading",
        ),
        pytest.param(
            "## Timeline\n\n*All times in UTC*\n\n## May 12\n\n### 10:00\n\nfull\n\n## May 13\n\n### 00:10\n\nempty\n\n## Impact\n\n10:00-10:10 nobody\n",
            ["10:00 full", "2023-05-13 00:10 empty"],
            id="days as headings beside the timeline's own",
        ),
        pytest.param(
            "## Timeline\n\n- Detection\n  - 10:00 paged\n  - 10:01 looked\n- Response\n  - 10:05 evicted\n",
            ["10:00 paged", "10:01 looked", "10:05 evicted"],
            id="grouped by words",
        ),
        pytest.param(
            "## Timeline\n\n- 2023-05-12\n  - 10:00 full\n- **13 May**\n  - 09:00 empty\n",
            ["10:00 full", "2023-05-13 09:00 empty"],
            id="grouped by days",
        ),
        pytest.param(
            "## Timeline\n\n<ul>\n<li><strong>10:00:</strong> full</li>\n<li>10:05 empty</li>\n</ul>\n",
            ["10:00 full", "10:05 empty"],
            id="a list in HTML",
        ),
        pytest.param(
            "Timeline:\n10:00 AM:\nThe cache was full.\n10:05 AM:\nWe were paged.\nRoot Cause:\nA limit.\n",
            ["10:00 The cache was full.", "10:05 We were paged."],
            id="pasted, time and text on lines of their own",
        ),
        pytest.param(
            "## The day\n\n### 10:00 full\n\nx\n\n### 10:05 paged\n\ny\n\n### 10:09 empty\n\nz\n",
            ["10:00 full\n\nx", "10:05 paged\n\ny", "10:09 empty\n\nz"],
            id="headings with times below another heading",
        ),
    ],
)
def test_finds_a_timeline_wherever_it_stands(body, expected):
    assert told(body) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("At 10:05 AM, down", "10:05 down"),
        ("On May 13 at 10:05, down", "2023-05-13 10:05 down"),
        ("10:05a down", "10:05 down"),
        ("05, 13, 2023 10:05 down", "2023-05-13 10:05 down"),
        ("5/13 10:05 down", "2023-05-13 10:05 down"),
        ("12:28p down", "12:28 down"),
        ("11: 15 AM: down", "11:15 down"),
        ("1005 hrs: down", "10:05 down"),
        ("10:05hrs - down", "10:05 down"),
        ("14h30 down", "14:30 down"),
        ("0930 UTC down", "09:30 down"),
        ("T+5m: down", "10:05 down"),
        ("T-10 min: before", "09:50 before"),
        ("T+1h30m down", "11:30 down"),
        ("T+0:00 down", "10:00 down"),
        ("T+0:05:30 down", "10:05 down"),
        ("10:05 a nice morning", "10:05 a nice morning"),
    ],
)
def test_reads_the_time_of_an_entry(written, expected):
    assert told(f"## Timeline\n\n- {written}\n") == [expected]


def test_a_relative_time_that_can_be_minutes_or_hours_is_kept_and_reported():
    draft = read_body("## Timeline\n\n- T+5:00 healthy\n")
    assert draft.incident is not None
    (event,) = draft.incident.timeline
    assert (event.at, event.written, event.text) == (None, "T+5:00", "healthy")
    assert [fault.message for fault in draft.faults] == [
        "'T+5:00' can be minutes or hours: write a unit, as in T+5m, or the time of day"
    ]


def test_a_relative_time_needs_a_start():
    draft = read("---\ntitle: Checkout down\ndate: 2023-05-12\ntimezone: UTC\n---\n## Timeline\n\n- T+5m healthy\n")
    assert [fault.message for fault in draft.faults] == [
        "'T+5m' counts from a start that is not known: set 'started_at' in the front matter"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2023-05-12T10:00:12.333Z ERROR [main] shop.Cart: no room",
        "2023-05-12 10:00:12 WARN pool exhausted",
        "[2023-05-12 10:00:12,123] worker: out of memory",
        "10:00:12.123 worker: out of memory",
        "May 12 10:00:12 web1 kernel: out of memory",
        "E0512 10:00:12.123456 1 main.go:12] lost leader",
    ],
)
def test_a_line_that_a_machine_wrote_is_no_entry(line):
    assert told(f"## Timeline\n\n10:00 full\n\n{line}\n\n10:05 empty\n") == ["10:00 full", "10:05 empty"]


def test_a_sentence_that_tells_of_a_time_is_no_entry():
    assert told("## Timeline\n\nbetween 10:00 and 11:00, all was slow, as follows:\n\n10:00 slow\n\n10:30 slower\n") == [
        "10:00 slow",
        "10:30 slower",
    ]


def test_facts_beside_a_timeline_are_no_entries_and_say_when_a_phase_began():
    draft = read(
        "---\ntitle: Checkout down\ndate: 2023-05-12\ntimezone: UTC\n---\n"
        "- **Key events**\n  - Fault occurs 2023-05-12 10:00\n  - First detected: 2023-05-12 10:04\n  - Repaired: 2023-05-12 10:30\n"
        "  - Resolved: 2023-05-12 11:00\n- **Time to repair**: 30 min\n- **Impact**: no logins\n"
        "- **Context**:\n  - 2023-05-12 10:01: full\n  - 2023-05-12 10:30: evicted\n  - 2023-05-12 11:00: over\n"
    )
    assert draft.incident is not None
    assert [event.text for event in draft.incident.timeline] == ["full", "evicted", "over"]
    assert [(phase.name, f"{phase.at:}"[11:16], phase.inferred) for phase in draft.incident.phases] == [
        ("started", "10:00", True),
        ("detected", "10:04", True),
        ("mitigated", "10:30", True),
        ("resolved", "11:00", True),
    ]
    shown = " ".join(section.markdown for section in draft.incident.sections)
    assert "Fault occurs 2023-05-12 10:00" in shown
    assert "30 min" in shown


def test_facts_alone_are_the_timeline():
    body = "- **Key events**\n  - Detected: 10:04\n  - Resolved: 11:00\n- **Impact**: none\n- **Context**: a quiet day\n"
    assert told(body) == ["10:04 Detected", "11:00 Resolved"]


def test_facts_above_a_table_are_no_entries():
    body = "## Timeline\n\n- **Start time:** 10:00\n- **Duration:** short\n\n| Time | Event |\n| --- | --- |\n| 10:00 | full |\n"
    assert told(body) == ["10:00 full"]


def test_a_list_of_days_below_another_heading_is_no_timeline():
    assert told("## Releases\n\n- 2023-05-12: 1.0\n- 2023-05-13: 1.1\n- 2023-05-14: 1.2\n") == []


def test_a_day_above_headings_with_times_is_the_day_they_share():
    assert told("## Timeline\n\n### 2023-05-12 outage\n\nA rough account.\n\n### 10:00\n\nfull\n\n### 10:05\n\nempty\n") == [
        "10:00 full",
        "10:05 empty",
    ]


def test_an_incident_log_keeps_its_accounts_apart():
    body = (
        "# Log\n\n## One\n\n- **Key events**\n  - Resolved: 2023-05-12 10:00\n- **Impact**: a\n\n"
        "## Two\n\n- **Key events**\n  - Resolved: 2023-05-13 10:00\n- **Impact**: b\n"
        "- **Context**:\n  - 2023-05-13 09:00: a\n  - 2023-05-13 09:30: b\n  - 2023-05-13 10:00: c\n"
    )
    assert told(body) == ["10:00 Resolved", "2023-05-13 09:00 a", "2023-05-13 09:30 b", "2023-05-13 10:00 c"]


def test_the_place_of_an_entry_below_a_key_is_that_in_the_file():
    draft = read(HEAD + "- **Impact**: none\n- **Timeline**:\n  - 10:00 full\n  - nothing\n")
    assert draft.incident is not None
    assert [(event.place.line, event.place.column) for event in draft.incident.timeline] == [(8, 5), (9, 5)]


def test_a_list_below_an_entry_of_lines_tells_of_that_entry():
    body = "## Timeline\n\n10:00 - full\n\n- of carts\n- of sessions\n\n10:05 - empty\n"
    assert told(body) == ["10:00 full\n- of carts\n- of sessions", "10:05 empty"]


def test_words_that_stand_alone_are_headings_where_a_text_marks_none():
    draft = read_body("Issue Summary\nNo logins.\n\nTimeline\n10:00 AM - full\n10:05 AM - empty\n\nRoot Cause\nA limit.\n")
    assert draft.incident is not None
    assert [(section.kind, section.title) for section in draft.incident.sections] == [
        ("summary", "Issue Summary"),
        ("timeline", "Timeline"),
        ("root_cause", "Root Cause"),
    ]
    marked = read_body("## Impact\n\nSee below.\n\nTimeline\n\nwords\n").incident
    assert marked is not None
    assert [section.kind for section in marked.sections] == ["impact"]


def test_a_list_below_a_day_and_words_tells_of_it_and_below_a_day_alone_holds_the_entries():
    assert told("## Timeline\n\n**May 12** - full\n\n- of carts\n- of sessions\n") == ["full\n- of carts\n- of sessions"]
    assert [line.partition(" ")[2] for line in told("## Timeline\n\n**May 12**\n\n- full\n- empty\n")] == ["full", "empty"]


def test_an_empty_bullet_is_no_entry():
    assert told("## Timeline\n\n- 10:00 full\n-\n- 10:05 empty\n") == ["10:00 full", "10:05 empty"]


def test_a_day_with_two_months_is_kept_and_reported():
    draft = read_body("## Timeline\n\n- 24 February January 2021: down\n")
    assert draft.incident is not None
    assert [(event.at, event.text) for event in draft.incident.timeline] == [(None, "24 February January 2021: down")]
    assert [fault.message for fault in draft.faults] == [
        "'24 February January 2021' names two months: write the year first, as in 2023-05-12"
    ]
