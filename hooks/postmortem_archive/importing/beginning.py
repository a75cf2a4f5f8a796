"""What a source states as the start of an incident, held against what its text tells of the detection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from postmortem_archive.importing.dates import show_stamp
from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.importing.metadata import Stated
from postmortem_archive.importing.values import stamp_in
from postmortem_archive.incident import Event, Incident
from postmortem_archive.moment import Moment
from postmortem_archive.reading import Draft
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.stamps import Stamp, take_stamp


def take_clocks(foreign: Foreign, stated: Sequence[Stated], zone: tzinfo | None) -> None:
    """State the start and the end that lines give as a time of day, beside a line that gives the day: "Start time: 23:40".

    An end that is earlier than the start, and says no day of its own, may be of any later day: then it is only told of.
    """
    day = next((one.day for one in map(_day_of, stated) if one), None)
    begun = None
    for name in ("started_at", "resolved_at"):
        one = next((one for one in stated if one.field == name and name not in foreign.values), None)
        stamp = _clock_of(one.value) if one else None
        if one is None or stamp is None or stamp.clock is None:
            continue
        later = name == "started_at" or stamp.month_day is not None or (begun is not None and begun <= stamp.clock)
        dated = stamp.on(day) if day and later and foreign.values.get("date") in (None, day.isoformat()) else None
        shown = show_stamp(dated, zone) if dated else None
        if shown is None or ":" not in shown:
            foreign.told[name] = one.said
            foreign.inferred.append(f"{one.said} names no {'day' if shown is None else 'zone'}, and is not written down")
            continue
        foreign.state(name, shown, one.said)
        if name == "started_at":
            begun = stamp.clock
            foreign.values.pop("date", None)
            foreign.read = [reading for reading in foreign.read if reading.field != "date"]


def _day_of(one: Stated) -> Stamp | None:
    """The day that a line such as "Date: 2024-02-12" states."""
    try:
        stamp = stamp_in(one.value) if one.field == "date" else None
    except Ambiguous:
        return None
    return stamp if stamp and stamp.day and stamp.until is None else None


def _clock_of(value: str) -> Stamp | None:
    """The time of day that is all of a value, with the day of a year that it does not say or with none."""
    try:
        stamp, rest = take_stamp(value)
    except ValueError:
        return None
    return None if stamp is None or rest.strip(" .") or stamp.day or stamp.until else stamp


_DECLARED = re.compile(r"\b(?:incident|outage) (?:was )?declared\b|\bdeclared (?:an?|the) (?:incident|outage)\b", re.IGNORECASE)
"""Somebody called it an incident, which is later than it was one."""


def take_back_start(foreign: Foreign, draft: Draft) -> bool:
    """Leave only the day of a start that cannot be it, and ask a person. True where there was one: the file is written anew then.

    It lies behind the detection; or it is in the title, and a line of the text says that it began earlier, or that this is when
    the incident was declared.
    """
    incident = draft.incident
    if incident is None or "started_at" not in foreign.values or (start := incident.phase("started")) is None:
        return False
    detected = incident.phase("detected")
    said = next((one.said for one in foreign.read if one.field == "started_at"), "")
    clock = start.at.clock
    day = start.at.day
    if detected is not None and detected.at.is_before(start.at):
        why = f"lies after the detection ({detected.at})"
        day = min(day, detected.at.day)
    elif said.startswith("title ") and (began := _told_earlier(incident, start.at)):
        why = f"lies after '{began.text.strip().splitlines()[0]}' ({began.at})"
        day = min(day, began.at.day if began.at else day)
    elif clock is not None and said.startswith("title ") and _is_declaration(draft, clock):
        why = "is when the incident was declared"
    else:
        return False
    foreign.read = [one for one in foreign.read if one.field != "started_at"]
    del foreign.values["started_at"]
    foreign.values.pop("date", None)
    foreign.state("date", day.isoformat(), said)
    foreign.need("contradiction", f"the start {start.at} ({said}) {why}, so only its day is taken over: say when it began")
    return True


def _told_earlier(incident: Incident, start: Moment) -> Event | None:
    """The event that says that the incident began, as "Fault occurs", and came before its start."""
    began = (event for event in incident.timeline if event.phase == "started")
    return next((event for event in began if event.at and event.at.is_before(start)), None)


def _is_declaration(draft: Draft, clock: datetime) -> bool:
    """Whether a line of the text says that the incident was declared at this time of day."""
    written = f"{clock:%H:%M}"
    return any(written in line.text and _DECLARED.search(line.text) for line in draft.lines)
