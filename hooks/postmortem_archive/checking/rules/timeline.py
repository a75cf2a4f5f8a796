"""Timeline: its entries and their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.checking.rules.times import surely_before
from postmortem_archive.incident import Event, Incident
from postmortem_archive.moment import Moment

FAR = timedelta(days=31)
"""How far from the incident an event must be before its date is doubted."""


@rule("unread-timeline-line", "warning")
def unread_timeline_line(case: Case) -> Iterator[Finding]:
    """Every entry of a timeline begins with its time: `- 10:05 what happened`. What does not is shown, but not placed in time."""
    yield from case.faults("unread-timeline-line")


@rule("timeline-in-order", "warning")
def timeline_in_order(case: Case) -> Iterator[Finding]:
    """The events of a timeline stand in the order in which they happened, or all of them in the opposite order."""
    for section in case.incident.sections:
        events = [(part, part.at) for part in section.parts if isinstance(part, Event) and part.at]
        if _is_newest_first([at for _, at in events]):
            continue
        for (_, earlier), (event, at) in pairwise(events):
            if surely_before(at, earlier):
                yield event.place, f"this event ({at}) is before the one above it ({earlier}): move it up, or correct its time"


def _is_newest_first(moments: list[Moment]) -> bool:
    return len(moments) > 2 and not any(surely_before(earlier, later) for earlier, later in pairwise(moments))


@rule("timeline-outside-incident", "warning")
def timeline_outside_incident(case: Case) -> Iterator[Finding]:
    """An event more than a month away from its incident is really meant: it is reported where the same day of another year, or
    day and month changed over, would lie within the incident. History and late consequences are welcome in a timeline."""
    first, last = _span(case.incident)
    for event in case.incident.timeline:
        if event.at is None or (first - event.at.day <= FAR and event.at.day - last <= FAR):
            continue
        meant = next((day for day in _slips(event.at.day, first, last) if first <= day <= last), None)
        if meant:
            yield (
                event.place,
                f"this event ({event.at.day}) is far from the incident (which began on {first}): did you mean {meant}?",
            )


def _span(incident: Incident) -> tuple[date, date]:
    """The first and the last day on which the incident is known to have gone on."""
    days = [phase.at.day for phase in incident.phases if not phase.inferred]
    return min([incident.when.day, *days]), max([incident.when.day, *days])


def _slips(day: date, first: date, last: date) -> Iterator[date]:
    """What may have been meant by a day: another year, or day and month changed over."""
    for year in sorted({first.year, last.year}):
        for month, number in ((day.month, day.day), (day.day, day.month)):
            try:
                yield date(year, month, number)
            except ValueError:
                continue


@rule("phase-disagrees", "advice")
def phase_disagrees(case: Case) -> Iterator[Finding]:
    """An event that begins with "Detected:" (or another phase) has the time that the front matter gives for it."""
    for phase in case.incident.phases:
        events = [(event, event.at) for event in case.incident.timeline if event.phase == phase.name and event.at]
        if phase.inferred or not events:
            continue
        if all(surely_before(at, phase.at) or surely_before(phase.at, at) for _, at in events):
            event, at = events[0]
            word = phase.name.capitalize()
            yield event.place, f"this event says '{word}' ({at}), but '{phase.name}_at' is {phase.at}: correct one of the two"
