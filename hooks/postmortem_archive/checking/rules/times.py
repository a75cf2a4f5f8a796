"""Times: when it began, and in which order it went on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import PHASES, Phase, Place
from postmortem_archive.moment import Moment

ROUGHLY = 60
"""Minutes that a time may be off that its author marked as approximate."""


def surely_before(one: Moment, other: Moment) -> bool:
    """True when `one` came first, even if each time that is marked as approximate is an hour off."""
    if not one.is_before(other):
        return False
    minutes = one.minutes_until(other)
    if minutes is None or not (one.approximate or other.approximate):
        return True
    return minutes > ROUGHLY


@rule("missing-date", "error", fatal=True)
def missing_date(case: Case) -> Iterator[Finding]:
    """Every incident has a `date`, or a `started_at`."""
    yield from case.faults("missing-date")


@rule("time-without-zone", "error")
def time_without_zone(case: Case) -> Iterator[Finding]:
    """Every time of day has a time zone: its own, the `timezone` of its file, or that of the settings."""
    yield from case.faults("time-without-zone")


@rule("phases-in-order", "warning")
def phases_in_order(case: Case) -> Iterator[Finding]:
    """An incident is detected no earlier than it started, then acknowledged, mitigated, and resolved no earlier than it was
    mitigated. A phase that is not known is left out, and `communicated_at` may be anywhere."""
    ordered = [phase for name in PHASES if name != "communicated" and (phase := case.incident.phase(name))]
    for earlier, later in pairwise(ordered):
        if surely_before(later.at, earlier.at):
            yield later.place, f"{_named(later)} is before {_named(earlier)}: correct one of the two"


def _named(phase: Phase) -> str:
    where = f"the '{phase.name.capitalize()}' event of the timeline" if phase.inferred else f"'{phase.name}_at'"
    return f"{where} ({phase.at})"


@rule("in-the-future", "warning")
def in_the_future(case: Case) -> Iterator[Finding]:
    """Nothing in a postmortem happens later than today. Only the due date of an action item may."""
    seen: set[Place] = set()
    for name, at, place in _moments(case):
        if at.day > case.survey.today and place not in seen:
            seen.add(place)
            yield place, f"{name} ({at}) is in the future: correct the date"


@rule("skipped-time", "warning")
def skipped_time(case: Case) -> Iterator[Finding]:
    """A time of day exists in its zone: where clocks go forward in spring they skip an hour."""
    for name, at, place in _moments(case):
        if at.shown_instead is not None:
            yield place, f"{name} ({at}) does not exist: clocks went forward, and showed {at.shown_instead:%H:%M} instead"


def _moments(case: Case) -> Iterator[tuple[str, Moment, Place]]:
    incident, front = case.incident, case.draft.front
    for phase in incident.phases:
        if not phase.inferred:
            yield f"'{phase.name}_at'", phase.at, phase.place
    if "date" in front.values and not any(phase.name == "started" and not phase.inferred for phase in incident.phases):
        yield "'date'", incident.when, front.place(("date",))
    for event in incident.timeline:
        if event.at is not None:
            yield "this event", event.at, event.place
