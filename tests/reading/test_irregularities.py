"""What real postmortems get wrong, each in words of our own with what must come out of it."""

from __future__ import annotations

import pytest

from tests.reading.conftest import read_body


def told(body: str) -> list[str]:
    incident = read_body(body).incident
    assert incident is not None
    return [f"{event.at or event.written or '?'} {event.text}".replace("2023-05-12 ", "") for event in incident.timeline]


def rules(body: str) -> list[str]:
    return [fault.rule for fault in read_body(body).faults]


@pytest.mark.parametrize(
    ("body", "expected", "faults"),
    [
        pytest.param(
            "## Timeline\n\n- 10:20 b\n- 10:05 a\n- 10:30 c\n",
            ["10:20 UTC b", "10:05 UTC a", "10:30 UTC c"],
            [],
            id="out of order",
        ),
        pytest.param(
            "## Timeline\n\n- 13:06 PM a\n- 17:14pm b\n", ["13:06 UTC a", "17:14 UTC b"], [], id="two clocks in one time"
        ),
        pytest.param(
            "## Timeline\n\n- 13:06 AM a\n- 13:10 b\n",
            ["? 13:06 AM a", "13:10 UTC b"],
            ["unread-timeline-line"],
            id="no time of day",
        ),
        pytest.param(
            "## Timeline\n\n- 12:00 PM a\n- 12:15 AM b\n",
            ["12:00 UTC a", "2023-05-13 00:15 UTC b"],
            [],
            id="a quarter past midnight behind noon",
        ),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n- 6:05 AM EDT b\n", ["10:00 UTC a", "06:05 EDT b"], [], id="one entry in another zone"
        ),
        pytest.param(
            "## Summary\n\nDown from 10:16:25 UTC on.\n\n## Timeline (UTC)\n\n- 2023-05-12 1016: a\n",
            ["10:16 UTC a"],
            [],
            id="the summary says another time",
        ),
        pytest.param(
            "## Timeline\n\n| Time | Event |\n| --- | --- |\n| 10:00 | a |\n| 2023-05-12 --:-- | nobody knows when |\n",
            ["10:00 UTC a", "nobody knows when"],
            [],
            id="a day without its time",
        ),
        pytest.param(
            "## Timeline\n\n| Time | Event |\n| --- | --- |\n| 10:00 | a |\n| 2022-02-?? ??:?? | long before |\n",
            ["10:00 UTC a", "? 2022-02-?? ??:?? long before"],
            ["unread-timeline-line"],
            id="a time of question marks",
        ),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n- Unknown date: b\n- [The morning] c\n",
            ["10:00 UTC a", "? Unknown date: b", "? [The morning] c"],
            ["unread-timeline-line", "unread-timeline-line"],
            id="words for a time",
        ),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n- looked at the pool\n  - and its limit\n- 10:05 b\n",
            ["10:00 UTC a", "? looked at the pool\n- and its limit", "10:05 UTC b"],
            ["unread-timeline-line"],
            id="an item without a time",
        ),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n\n```\n10:01:00 INFO b\n```\n\n- 10:05 c\n",
            ["10:00 UTC a", "10:05 UTC c"],
            [],
            id="a log in a fence",
        ),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n\n10:01:00 INFO pool: b\n\n- 10:05 c\n",
            ["10:00 UTC a", "10:05 UTC c"],
            ["unread-timeline-line"],
            id="a log without a fence",
        ),
        pytest.param("## Timeline\n\n- 10:00 a\n\n```{ no end\n\n- 10:05 b\n", ["10:00 UTC a"], [], id="a fence without an end"),
        pytest.param("###Timeline\n\n- 10:00 a\n\n###Impact\n\nnone\n", ["10:00 UTC a"], [], id="headings without a space"),
        pytest.param("# One\n\n# Timeline\n\n- 10:00 a\n\n# Two\n\nx\n", ["10:00 UTC a"], [], id="several titles"),
        pytest.param("meline\n\n- nothing\n\n## Timeline\n\n- 10:00 a\n", ["10:00 UTC a"], [], id="a damaged first line"),
        pytest.param(
            "## Timeline\n\n- 10:00 a\n\n## Impact\n\nx\n\n## Timeline of the second wave\n\n- 11:00 b\n",
            ["10:00 UTC a", "11:00 UTC b"],
            [],
            id="several timelines",
        ),
        pytest.param("## Timeline\n\n[All updates](https://status.example/1)\n", [], [], id="a timeline elsewhere"),
    ],
)
def test_what_comes_out(body, expected, faults):
    assert told(body) == expected
    assert rules(body) == faults
