"""What the archive reads out of an imported file, said in its report: entries, actions, sections, and what is not understood."""

from __future__ import annotations

import re
from collections import Counter

from postmortem_archive.importing.foreign import Foreign, Reading
from postmortem_archive.incident import Incident
from postmortem_archive.reading import Draft
from postmortem_archive.reading.stamps import take_stamp
from postmortem_archive.reading.text import prose
from postmortem_archive.wording import duration

_NUMBER = (
    r"(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety)"
)
_SPAN = re.compile(
    rf"(?<![\w.])(?:~\s?)?{_NUMBER}(?:\+)?[-\s](?:hours?|minutes?|mins?|days?)(?:(?:\s+and)?\s+{_NUMBER}\s(?:minutes?|mins?))?\b",
    re.IGNORECASE,
)


def sum_up(foreign: Foreign, draft: Draft) -> None:
    """Add to the report what the archive makes of the file."""
    incident = draft.incident
    if incident is None:
        foreign.need("unreadable", "; ".join(fault.message for fault in draft.faults) or "the result cannot be read")
        return
    events, actions = incident.timeline, incident.action_items
    if events:
        first, last = events[0].written, events[-1].written
        foreign.read.append(
            Reading(
                "timeline",
                _count(len(events), "entry", "entries"),
                f"from {first} to {last}" if first and last else "not all with times",
            )
        )
    if actions:
        foreign.read.append(Reading("action items", _count(len(actions), "item", "items"), _states(draft)))
    if incident.sections and not any(section.level for section in incident.sections):
        foreign.prose.append("all of the text: it has no headings")
    # the closing words of a plain text are a section without a heading
    known = [section.title for section in incident.sections if section.kind and section.title]
    if known:
        foreign.read.append(Reading("sections", ", ".join(known), "by their headings"))
    for section in incident.sections:
        if section.kind is None and section.level and section.markdown.strip():
            foreign.prose.append(f"section '{section.title}'" if section.title else f"'{section.markdown.strip()[:60]}'")
        elif section.level == 0 and section.markdown.strip() and len(incident.sections) > 1:
            foreign.prose.append("the text before the first heading")
    _infer_span(foreign, incident)
    _say_span(foreign, incident.summary)
    _ask_for(foreign, draft)


def _states(draft: Draft) -> str:
    assert draft.incident is not None
    counts = Counter(item.status or "state not said" for item in draft.incident.action_items)
    return ", ".join(f"{count} {state}" for state, count in counts.items())


def _infer_span(foreign: Foreign, incident: Incident) -> None:
    """Say how long the timeline runs where start or end are not stated; that is never written down as stated."""
    events, values = incident.timeline, foreign.values
    if len(events) < 2 or ("started_at" in values and "resolved_at" in values):
        return
    clocks = [event.at.instant for event in events if event.at and event.at.instant]
    if len(clocks) == len(events) and clocks == sorted(clocks):
        minutes = (clocks[-1] - clocks[0]).total_seconds() / 60
    elif all(event.at is None for event in events):
        hours = [_bare_minutes(event.written) for event in events]
        if None in hours or hours != sorted(hours):  # type: ignore[type-var]
            return
        minutes = (hours[-1] or 0) - (hours[0] or 0)
    else:
        return
    first, last = events[0].written, events[-1].written
    told = {f"{event.phase}_at" for event in events} | foreign.told.keys() | values.keys()
    missing = [word for word, key in (("start", "started_at"), ("end", "resolved_at")) if key not in told]
    verb = "are" if len(missing) > 1 else "is"
    unsaid = f": {' and '.join(missing)} {verb} not stated, and not written down" if missing else ""
    foreign.inferred.append(f"{duration(minutes)} from the first entry of the timeline ({first}) to the last ({last}){unsaid}")


def _bare_minutes(written: str) -> float | None:
    """The minute of the day of an entry without a day or zone."""
    try:
        stamp = take_stamp(written)[0]
    except ValueError:
        return None
    return stamp.clock.hour * 60 + stamp.clock.minute if stamp and stamp.clock and stamp.day is None else None


def _say_span(foreign: Foreign, summary: str) -> None:
    found = _SPAN.search(prose(summary.replace("\n", " ")))
    if found and not any(said.startswith("the duration is stated") for said in foreign.inferred):
        foreign.inferred.append(
            f"the summary states a duration, '{found[0]}'; it is never stored, but derived from start and end"
        )


def _ask_for(foreign: Foreign, draft: Draft) -> None:
    """Needs out of what the archive's reading of the file complains of."""
    zoneless = [fault for fault in draft.faults if fault.rule == "time-without-zone"]
    if zoneless:
        times, places = _count(len(zoneless), "time", "times"), _lines([fault.place.line for fault in zoneless])
        foreign.need(
            "no-zone",
            f"no time zone is stated for {times} ({places} of the new file): say it with --timezone",
        )
    said: dict[str, list[int]] = {}
    for fault in draft.faults:
        if fault.rule == "unread-timeline-line":
            said.setdefault(re.sub(r"\s+", " ", fault.message), []).append(fault.place.line)
        elif fault.rule not in ("time-without-zone", "missing-date", "file-name"):
            foreign.need("result", f"line {fault.place.line} of the new file: {fault.message} [{fault.rule}]")
    for message, numbers in said.items():
        foreign.prose.append(f"{_lines(numbers)} of the new file: {message}")


def _lines(numbers: list[int]) -> str:
    """`line 3`, or `lines 3, 4, 5`."""
    shown = ", ".join(map(str, numbers[:12])) + (", ..." if len(numbers) > 12 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
