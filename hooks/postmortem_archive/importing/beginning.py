"""What a source states as the start of an incident, held against what its text tells of the detection."""

from __future__ import annotations

import re
from datetime import datetime

from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.incident import Event, Incident
from postmortem_archive.moment import Moment
from postmortem_archive.reading import Draft

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
