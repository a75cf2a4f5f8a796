"""The phases of an incident: stated in the front matter, or declared by an event of the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from postmortem_archive.incident import PHASES, Event, Note, Part, Phase, Section
from postmortem_archive.moment import Moment

_WORDS = {
    "started": r"started|start(?: time)?|began|fault occur(?:s|red)"
    r"|(?:incident|impact|outage|issue) (?:start(?:ed|s)?|began|begins)",
    "detected": r"detected|detection|first detected|(?:incident|issue|problem|outage|fault) (?:detected|detection)",
    "acknowledged": r"acknowledged|(?:incident|alert|page) acknowledged",
    "mitigated": r"mitigated|mitigation|repaired|(?:incident|issue|impact|outage) (?:mitigated|repaired)",
    "resolved": r"resolved|resolution|end(?: time)?|(?:incident|issue|problem|outage) (?:resolved|over|ends?|ended)",
    "communicated": r"communicated|first (?:public )?communication|first public (?:word|notice|update)",
}
_PATTERNS = {
    name: re.compile(
        rf"[*_`]{{0,4}}(?:{words})(?: \([^()]{{1,30}}\))?[*_`]{{0,4}}\s?(?:[:–—]|-\s|\.?[*_`]{{0,4}}$)", re.IGNORECASE
    )
    for name, words in _WORDS.items()
}
_LONGEST_DECLARATION = 60


def phase_of(text: str) -> str | None:
    """The phase that an entry declares by its first words, such as "Detected: ..."."""
    line = text.lstrip().partition("\n")[0].rstrip()
    if len(line) > _LONGEST_DECLARATION:  # so that the `$` of the patterns is the end of the text only
        line = line[:_LONGEST_DECLARATION] + "…"
    return next((name for name, pattern in _PATTERNS.items() if pattern.match(line)), None)


def mark_phases(sections: Iterable[Section], stated: Mapping[str, Phase]) -> list[Section]:
    """The sections, where no event declares a stated phase, with the first event of the same minute marked as it."""
    sections = list(sections)
    events = [part for section in sections for part in section.parts if isinstance(part, Event)]
    declared = {event.phase for event in events}
    marks: dict[int, str] = {}
    for name, phase in stated.items():
        if name in declared or phase.at.clock is None:
            continue
        same = (event for event in events if event.at and event.at.clock and not _apart(event.at, phase.at))
        event = next((event for event in same if event.phase is None and id(event) not in marks), None)
        if event:
            marks[id(event)] = name
    return [replace(section, parts=tuple(_marked(part, marks) for part in section.parts)) for section in sections]


def _marked(part: Part, marks: Mapping[int, str]) -> Part:
    return replace(part, phase=marks[id(part)]) if isinstance(part, Event) and id(part) in marks else part


def _apart(one: Moment, other: Moment) -> bool:
    return one.is_before(other) or other.is_before(one)


def gather_phases(stated: Mapping[str, Phase], sections: Iterable[Section]) -> tuple[Phase, ...]:
    """Stated phases, and those that an event declares, marked as inferred."""
    first: dict[str, Event | Note] = {}
    for section in sections:
        for part in section.parts:
            if isinstance(part, Event | Note) and part.at and part.phase:
                first.setdefault(part.phase, part)
    phases = []
    for name in PHASES:
        if name in stated:
            phases.append(stated[name])
        elif name in first and (at := first[name].at):
            phases.append(Phase(name, at, True, first[name].place))
    return tuple(phases)
