"""What a source states as the start of an incident, held against what its text tells of the detection."""

from __future__ import annotations

import re
from datetime import datetime

from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.reading import Draft

_DECLARED = re.compile(r"\b(?:incident|outage) (?:was )?declared\b|\bdeclared (?:an?|the) (?:incident|outage)\b", re.IGNORECASE)
"""Somebody called it an incident, which is later than it was one."""


def take_back_start(foreign: Foreign, draft: Draft) -> bool:
    """Leave only the day of a start that cannot be it, and ask a person: it lies behind the detection, or is in the title and the
    time at which the incident was declared. Whether there was one; the file has to be written anew then."""
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


def _is_declaration(draft: Draft, clock: datetime) -> bool:
    """Whether a line of the text says that the incident was declared at this time of day."""
    written = f"{clock:%H:%M}"
    return any(written in line.text and _DECLARED.search(line.text) for line in draft.lines)
