"""Which of the events that declare a phase says when it was."""

from __future__ import annotations

import pytest

from tests.reading.conftest import HEAD, read_body

DAY = HEAD.replace("started_at: 2023-05-12 10:00", "date: 2023-05-12")
FACTS = "- Resolved: 09:30\n- Duration: 30 min\n\n| Time | Event |\n|-|-|\n| 09:00 | Detected: a |\n| 11:00 | Resolved: b |"


@pytest.mark.parametrize(
    ("body", "phases"),
    [
        # an end is the last, all else the first
        ("- 09:30 Resolved: a\n- 10:00 Detected: b\n- 11:00 Resolved: c", {"detected": "12 10:00", "resolved": "12 11:00"}),
        ("- 09:10 Detected: a\n- 10:00 Detected: b\n- 10:30 Started: c", {"detected": "12 09:10", "started": "12 10:30"}),
        ("- 09:30 Resolved: a\n- 09:45 errors again\n- 11:00 Resolved: b", {"resolved": "12 11:00"}),
        ("- 09:30 Mitigated: a\n- 10:30 Mitigated: b\n- 11:00 Resolved: c", {"mitigated": "12 10:30", "resolved": "12 11:00"}),
        # what contradicts
        ("- 09:30 Mitigated: a\n- 10:00 Resolved: b\n- 10:30 Mitigated: c", {"mitigated": "12 09:30", "resolved": "12 10:00"}),
        ("- 09:30 Resolved: a\n- 2023-05-20 10:00 Resolved: b", {"resolved": "12 09:30"}),
        (
            "- 09:30 Resolved: a\n- 2023-05-19 10:00 Detected: b\n- 11:00 Resolved: c",
            {"detected": "19 10:00", "resolved": "19 11:00"},
        ),
        ("- 09:30 Resolved: a\n- 2023-05-13 Resolved: b", {"resolved": "12 09:30"}),
        ("- 11:00 Resolved: a\n- 2023-05-12 09:30 Resolved: b", {"resolved": "12 11:00"}),
        ("- 09:30 Resolved: a\n\n## Timeline of the audit\n\n- 11:00 Resolved: b", {"resolved": "12 09:30"}),
        (FACTS, {"resolved": "12 09:30", "detected": "12 09:00"}),
    ],
)
def test_of_several_ends_the_last_counts(body: str, phases: dict[str, str]) -> None:
    draft = read_body(f"## Timeline\n\n{body}\n", DAY)
    assert draft.incident is not None
    assert {phase.name: str(phase.at)[8:16] for phase in draft.incident.phases} == phases


def test_the_front_matter_says_when_it_ended() -> None:
    head = DAY.replace("timezone", "resolved_at: 2023-05-12 10:15\ntimezone")
    draft = read_body(
        "## Timeline\n\n- 09:30 Mitigated: a\n- 10:00 Mitigated: b\n- 11:00 Mitigated: c\n- 11:30 Resolved: d\n", head
    )
    assert draft.incident is not None
    assert [(phase.name, str(phase.at)[11:16]) for phase in draft.incident.phases] == [
        ("mitigated", "10:00"),
        ("resolved", "10:15"),
    ]
