"""What an incident is, once its file is read: times, phases, sections, summary."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive.incident import Phase, Place
from postmortem_archive.moment import Precision
from postmortem_archive.reading import read_draft
from postmortem_archive.settings import read_settings
from tests.reading.conftest import SETTINGS, faults, read

FULL = """\
---
title: Checkout down
id: PM-2023-004
status: review
severity: SEV1
started_at: 2023-05-12 10:00
detected_at: ~2023-05-12 10:10
resolved_at: 2023-05-12 13:00
timezone: America/New_York
organisation: Shop
services: [checkout, checkout, pay]
third_party: false
impact: {summary: Nobody could pay., users: 12000, note: x, requests_failed: }
related: [{incident: 2022-11-02-limits}]
references: [{title: Status, url: https://x.test}]
redirect_from: [2023-05-12-old]
extra: {tickets: 41}
visibility: public
---

Lead.

## Timeline

- 10:00 It broke.
- 10:10 Alert.
- Mitigated: 11:00
- 13:00 Fixed.

## Action items

- [ ] Alert on it
- [x] Fix it

See [limits](2022-11-02-limits.md).
"""


def phases(text: str) -> list[tuple[str, str, bool]]:
    incident = read(text).incident
    assert incident is not None
    return [(phase.name, str(phase.at), phase.inferred) for phase in incident.phases]


def test_reads_a_whole_postmortem() -> None:
    draft = read(FULL)
    incident = draft.incident
    assert (draft.usable, faults(draft)) == (True, [])
    assert incident is not None
    assert (incident.id, incident.status, incident.visibility, incident.third_party) == ("PM-2023-004", "review", "public", False)
    assert incident.services == ("checkout", "pay")
    assert incident.impact == {"summary": "Nobody could pay.", "users": 12000, "note": "x"}
    assert incident.extra == {"tickets": "41"}
    assert incident.when.isoformat() == "2023-05-12T10:00:00-04:00"
    assert [(relation.incident, relation.type, relation.place) for relation in incident.relations] == [
        ("2022-11-02-limits", "related", Place(14, 11))
    ]
    assert incident.summary == "Lead."
    assert [section.kind for section in incident.sections] == [None, "timeline", "action_items"]
    assert [item.title for item in incident.open_action_items] == ["Alert on it"]
    assert [(link.target, link.kind) for link in incident.links] == [("2022-11-02-limits.md", "link")]


def test_phases_are_stated_or_inferred_from_events() -> None:
    assert phases(FULL) == [
        ("started", "2023-05-12 10:00 EDT", False),
        ("detected", "~2023-05-12 10:10 EDT", False),
        ("mitigated", "2023-05-12 11:00 EDT", True),
        ("resolved", "2023-05-12 13:00 EDT", False),
    ]


def test_events_of_the_same_minute_are_marked_with_a_stated_phase() -> None:
    incident = read(FULL).incident
    assert incident is not None
    assert [event.phase for event in incident.timeline] == ["started", "detected", "mitigated", "resolved"]


def test_an_event_that_declares_a_phase_keeps_it_from_others() -> None:
    text = "---\ntitle: x\nstarted_at: 2023-05-12 10:00 UTC\nresolved_at: 2023-05-12 11:00 UTC\n---\n\n## Timeline\n\n- 10:00 UTC a\n- 11:00 UTC b\n- 11:05 UTC Resolved: c\n"
    incident = read(text).incident
    assert incident is not None
    assert [event.phase for event in incident.timeline] == ["started", None, "resolved"]
    assert [str(phase.at) for phase in incident.phases] == ["2023-05-12 10:00 UTC", "2023-05-12 11:00 UTC"]


def test_one_event_is_marked_with_one_phase() -> None:
    text = "---\ntitle: x\nstarted_at: 2023-05-12 10:00 UTC\ndetected_at: 2023-05-12 10:00 UTC\n---\n\n## Timeline\n\n- 10:00 UTC a\n"
    incident = read(text).incident
    assert incident is not None
    assert [event.phase for event in incident.timeline] == ["started"]


def test_durations_exist_only_between_clocks() -> None:
    incident = read(FULL).incident
    assert incident is not None
    assert (incident.duration_minutes, incident.time_to_detect_minutes, incident.time_to_mitigate_minutes) == (180, 10, 60)
    assert incident.is_exact("started", "resolved")
    assert not incident.is_exact("started", "detected")
    assert not incident.is_exact("started", "mitigated")


@pytest.mark.parametrize(
    ("started", "resolved", "minutes"),
    [
        ("2023-05-12 10:00", "2023-05-12 10:30", 30),
        ("2023-05-12 10:00:15", "2023-05-12 10:00:45", 0.5),
        ("2023-05-12", "2023-05-12 10:30", None),
        ("2023-05-12", "2023-05-13", None),
        ("2023-05-12 10:00", "2023-05-13", None),
        ("2023-05-12 10:00", "2023-05-12 09:00", None),
        ("2023-03-12 01:30", "2023-03-12 03:30", 60),
        ("2023-05-12 10:00 UTC", "2023-05-12 10:00 PDT", 420),
    ],
)
def test_a_duration_is_derived_or_there_is_none(started: str, resolved: str, minutes: float | None) -> None:
    incident = read(f"---\ntitle: x\nstarted_at: {started}\nresolved_at: {resolved}\ntimezone: America/New_York\n---\n").incident
    assert incident is not None
    assert incident.duration_minutes == minutes


def test_a_day_is_never_midnight() -> None:
    incident = read("---\ntitle: x\ndate: 2023-05-12\nresolved_at: 2023-05-13\n---\n\n## Timeline\n\n- 2023-05-12: a\n").incident
    assert incident is not None
    days = [incident.when, incident.phases[0].at, incident.timeline[0].at]
    assert [(moment.precision, moment.clock, moment.isoformat()) for moment in days if moment] == [
        (Precision.DAY, None, "2023-05-12"),
        (Precision.DAY, None, "2023-05-13"),
        (Precision.DAY, None, "2023-05-12"),
    ]


@pytest.mark.parametrize(
    ("fields", "when", "started"),
    [
        ("date: 2023-05-12", "2023-05-12", None),
        ("date: 2023-05-12 10:00 UTC", "2023-05-12T10:00:00+00:00", True),
        ("started_at: 2023-05-12 10:00 UTC", "2023-05-12T10:00:00+00:00", False),
        ("date: 2023-05-11\nstarted_at: 2023-05-12 10:00 UTC", "2023-05-12T10:00:00+00:00", False),
        ("started_at: 2023-05-12 10:00", "2023-05-12", None),  # no zone: the day is what is known
        ("started_at: soon", "2023-05-01", None),  # a stand-in: the draft is not usable
    ],
)
def test_an_incident_is_at_its_start_or_date(fields: str, when: str, started: bool | None) -> None:
    incident = read(f"---\ntitle: x\n{fields}\n---\n", slug="2023-05-01-x").incident
    assert incident is not None
    phase = incident.phase("started")
    assert (incident.when.isoformat(), phase.inferred if phase else None) == (when, started)


@pytest.mark.parametrize("slug", ["x", "2023-13-45-x", "", "2023-02-30-x"])
def test_without_any_date_there_is_a_stand_in_that_is_not_usable(slug: str) -> None:
    draft = read_draft("p.md", slug, b"---\ntitle: x\n---\n", SETTINGS)
    assert not draft.usable
    assert draft.incident is not None
    assert draft.incident.when.day == date.min


def test_the_zone_of_the_settings_holds_where_the_file_has_none() -> None:
    settings = read_settings({"timezone": "Europe/Berlin"})
    content = b"---\ntitle: x\nstarted_at: 2023-05-12 10:00\n---\n"
    incident = read_draft("p.md", "p", content, settings).incident
    assert incident is not None
    assert (str(incident.when), incident.timezone) == ("2023-05-12 10:00 CEST", "Europe/Berlin")


def test_a_time_without_a_zone_is_a_fault_at_the_value() -> None:
    draft = read("---\ntitle: x\ndate: 2023-05-12\ndetected_at: 2023-05-12 10:00\n---\n")
    assert faults(draft) == [("time-without-zone", 4, 14)]
    assert draft.incident is not None
    assert draft.incident.phases == ()


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("Lead.\n\n## Impact\n\nx", "Lead."),
        ("Lead.\n\n## Summary\n\nTold.\n\n## Impact", "Told."),
        ("# Checkout down\n\nLead.\n\n## Impact", "Lead."),
        ("## Impact\n\nx", ""),
        ("", ""),
    ],
)
def test_the_summary_is_its_section_or_the_text_above_all_headings(body: str, summary: str) -> None:
    incident = read(f"---\ntitle: Checkout down\ndate: 2023-05-12\n---\n{body}\n").incident
    assert incident is not None
    assert incident.summary == summary


def test_a_summary_in_the_front_matter_goes_before_the_text() -> None:
    incident = read("---\ntitle: x\ndate: 2023-05-12\nsummary: Short.\n---\nLead.\n").incident
    assert incident is not None
    assert incident.summary == "Short."


def test_a_heading_that_repeats_the_title_is_not_a_section() -> None:
    incident = read("---\ntitle: Checkout down\ndate: 2023-05-12\n---\n# Checkout down\n\n## Impact\n\nBad.\n").incident
    assert incident is not None
    assert [section.title for section in incident.sections] == ["Impact"]


def test_unknown_sections_are_kept() -> None:
    incident = read("---\ntitle: x\ndate: 2023-05-12\n---\n## Weather\n\nFine.\n").incident
    assert incident is not None
    assert [(section.title, section.kind, section.markdown) for section in incident.sections] == [("Weather", None, "Fine.")]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("Body <!-- internal --> x", 6, 6, "has no '<!-- /internal -->'"),
        ("Body x <!-- /internal -->", 6, 8, "closes nothing"),
        ("<!-- internal -->\n<!-- /internal -->\n<!-- INTERNAL-->", 8, 1, "has no"),
    ],
)
def test_an_internal_mark_without_its_partner_is_reported(text: str, line: int, column: int, words: str) -> None:
    draft = read(f"---\ntitle: x\ndate: 2023-05-12\n---\n\n{text}\n")
    assert faults(draft) == [("unclosed-internal", line, column)]
    assert words in draft.faults[0].message


def test_marks_in_the_front_matter_have_no_partner_in_the_body() -> None:
    draft = read('---\ntitle: x\ndate: 2023-05-12\nsummary: "a <!-- internal -->"\n---\n\nsecret <!-- /internal -->\n')
    assert sorted(faults(draft)) == [("unclosed-internal", 4, 10), ("unclosed-internal", 7, 8)]


def test_places_of_phases_point_at_their_value() -> None:
    incident = read("---\ntitle: x\nstarted_at: 2023-05-12 10:00 UTC\n---\n\n## Timeline\n\n- 11:00 UTC Resolved\n").incident
    assert incident is not None
    assert [(phase.name, phase.place) for phase in incident.phases] == [("started", Place(3, 13)), ("resolved", Place(8, 3))]
    assert incident.phases[1] == Phase("resolved", incident.phases[1].at, True)


@pytest.mark.parametrize("old", ["../../evil", "a/b", "..", ".hidden", "a b"])
def test_a_former_slug_cannot_lead_out_of_the_site(old: str) -> None:
    draft = read(f"---\ntitle: x\ndate: 2023-05-12\nredirect_from: [ok-name, {old}]\n---\n")
    assert [(fault.rule, fault.place.line) for fault in draft.faults] == [("wrong-type", 4)]
    assert draft.incident is not None
    assert draft.incident.redirect_from == ("ok-name",)
