"""The phases of an incident: stated in the front matter, or declared by an event of the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from postmortem_archive.incident import PHASES, Event, Note, Part, Phase, Section
from postmortem_archive.moment import Moment

_SUBJECT = r"(?:incident|issue|problem|outage|störung|ausfall|vorfall)"
_CLEAR = {
    "started": r"fault occur(?:s|red)|(?:impact|" + _SUBJECT + r") (?:start(?:ed|s)?|began|begins|beginnt|begann|begonnen)",
    "detected": r"(?:(?:fault|" + _SUBJECT + r") )?(?:detected|erkannt|entdeckt|festgestellt)|first detected",
    "acknowledged": r"(?:(?:incident|alert|page|alarm) )?(?:acknowledged|quittiert)|alarm bestätigt",
    "mitigated": r"(?:(?:impact|" + _SUBJECT + r") )?(?:mitigated|eingedämmt|entschärft)",
    "resolved": r"(?:" + _SUBJECT + r" )?(?:resolved|behoben|gelöst)|" + _SUBJECT + r" (?:over|ends?|ended|beendet|vorbei)",
    "communicated": r"first (?:public )?communication|first public (?:word|notice|update)"
    r"|erste öffentliche (?:mitteilung|meldung)",
}
"""Words that say that a phase began, also without a colon where they stand apart: "**Resolved** all shops sell"."""
_WITH_COLON = {
    "started": r"started|start(?: time)?|began|begonnen|beginn|störungsbeginn",
    "detected": r"(?:(?:incident|issue|problem|outage|fault) )?detection",
    "acknowledged": r"quittierung",
    "mitigated": r"mitigation|(?:(?:incident|issue|impact|outage) )?repaired",
    "resolved": r"resolution|end(?: time)?|ende|beendet|störungsende",
    "communicated": r"communicated",
}
"""Words that may as well begin a sentence, in bold too: "**End** users see errors"."""
_DECLARED = {
    name: re.compile(
        rf"[*_`]{{0,4}}(?:{words}|{_WITH_COLON[name]})(?: \([^()]{{1,30}}\))?[*_`]{{0,4}}\s?(?:[:–—]|-\s|\.?[*_`]{{0,4}}$)",
        re.IGNORECASE,
    )
    for name, words in _CLEAR.items()
}
_APART = {
    name: re.compile(
        rf"(?P<bold>\*\*|__)?(?P<words>{words})(?: \([^()]{{1,30}}\))?[.!]?(?(bold)(?P=bold)[.,;!]?|,)\s", re.IGNORECASE
    )
    for name, words in _CLEAR.items()
}
_LONGEST_DECLARATION = 60


def phase_of(text: str) -> str | None:
    """The phase that an entry declares by its first words, such as "Detected: ...", "**Detected** ..." or "OUTAGE ENDS, ..."."""
    line = text.lstrip().partition("\n")[0].rstrip()
    if len(line) > _LONGEST_DECLARATION:  # so that the `$` of the patterns is the end of the text only
        line = line[:_LONGEST_DECLARATION] + "…"
    return next((name for name in _CLEAR if _DECLARED[name].match(line) or _stands_apart(_APART[name].match(line))), None)


def _stands_apart(words: re.Match[str] | None) -> bool:
    """True for words in bold, or in capitals before a comma."""
    return words is not None and (words["bold"] is not None or words["words"].isupper())


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
