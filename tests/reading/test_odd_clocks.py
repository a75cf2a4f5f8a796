"""Numbers at the beginning of an entry that only look like a time of day."""

from __future__ import annotations

import pytest

from postmortem_archive.reading.odd_clocks import odd_clocks
from postmortem_archive.reading.text import read_lines
from tests.reading.conftest import faults, read_body


@pytest.mark.parametrize(
    ("body", "odd"),
    [
        ("- 09:00 a\n- 1.30 of Kubernetes b\n- 09:20 c", {2: "1.30"}),
        ("- 09:00 a\n- 3.12 is new\n- 8:10 users out of ten\n- 09:20 c\n- 09:30 d", {2: "3.12", 3: "8:10"}),
        ("- 09:00 a\n- 12.04 of Ubuntu b\n- 09:20 c", {2: "12.04"}),
        ("- 09:00 a\n- 09:20 b\n- 3.12 is new", {3: "3.12"}),
        ("- 1.30 of Kubernetes a\n- 09:00 b\n- 09:20 c", {1: "1.30"}),
        ("09:00 a\n1.30 of Kubernetes b\n**09:20** c", {2: "1.30"}),
        # times, as others or where they stand say
        ("- 9:00 a\n- 9.15 b\n- 9:30 c\n- 9.45 d", {}),
        ("- 23:00 a\n- 1.30 b\n- 02:00 c", {}),
        ("- 9:00 a\n- 8:10 b\n- 9:20 c", {}),
        ("- 09.00 a\n- 1.30 b\n- 09.20 c", {}),
        ("- 09:00 a\n- 1.30 PM b\n- 2.30 UTC c\n- 3.30 - d\n- **4.30** e\n- 09:20 f", {}),
        ("- 09:00 a\n- 09:20 b\n- 18.00 c", {}),
        ("- 09:00 a\n- 09:20 b\n\n### 2023-05-13\n\n- 1.30 c\n- 02:20 d", {}),
        ("- 09:00 a\n- 1.30 of Kubernetes b", {}),
        ("- 09:00 a\n- 09:10 b\n```\n1.30 of Kubernetes\n```\n- 09:20 c", {}),
        ("- 09:00 a\n  - detail\n- 10:00 b", {}),
        ("", {}),
    ],
)
def test_finds_numbers_that_are_no_times(body: str, odd: dict[int, str]) -> None:
    assert odd_clocks(read_lines(body)) == odd


def test_a_number_that_is_no_time_is_reported_and_moves_nothing() -> None:
    draft = read_body("## Timeline\n\n- 09:00 a\n- 1.30 of Kubernetes is rolled out\n- 09:20 b\n")
    assert draft.incident is not None
    assert [(str(event.at), event.text) for event in draft.incident.timeline] == [
        ("2023-05-12 09:00 UTC", "a"),
        ("None", "1.30 of Kubernetes is rolled out"),
        ("2023-05-12 09:20 UTC", "b"),
    ]
    assert faults(draft) == [("unread-timeline-line", 9, 3)]
    assert draft.faults[0].message == "'1.30' is no time of day between those about it: write 01:30 if it is one"
