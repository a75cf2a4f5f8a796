"""The phases of an incident: stated in the front matter, or declared by an event of the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

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
_ENDS = ("mitigated", "resolved")


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
    """Stated phases, and those that an event declares, marked as inferred.

    Of several events of one timeline the first counts, but an end is the last: what was resolved too early was not resolved.
    """
    declared: dict[str, list[Event | Note]] = {}
    for section in sections:
        parts = [part for part in section.parts if isinstance(part, Event | Note) and part.at and part.phase]
        own = {part.phase: parts for part in parts if part.phase}
        declared = own | declared
    phases: dict[str, Phase] = dict(stated)
    for name in sorted(PHASES, key=lambda name: name == "mitigated"):  # last, as it is no later than what is resolved
        if name in stated or name not in declared:
            continue
        end = phases["resolved"].at if name == "mitigated" and "resolved" in phases else None
        part = _last(declared[name], name, end) if name in _ENDS else next(one for one in declared[name] if one.phase == name)
        if part.at:
            phases[name] = Phase(name, part.at, True, part.place)
    return tuple(phases[name] for name in PHASES if name in phases)


def _last(parts: Iterable[Event | Note], name: str, end: Moment | None) -> Event | Note:
    """The last part that declares this end. One that is more than a day later, with nothing begun or detected anew in between,
    is of something else; so is one behind the `end` of it all. What a label above the timeline says is so."""
    found: Event | Note | None = None
    anew = False
    for part in parts:
        anew = anew or part.phase in ("started", "detected")
        if part.phase == name and (found is None or _ends_later(found, part, anew, end)):
            found, anew = part, False
    assert found is not None
    return found


def _ends_later(found: Event | Note, part: Event | Note, anew: bool, end: Moment | None) -> bool:
    if isinstance(found, Note) or found.at is None or part.at is None or (found.at.clock and not part.at.clock):
        return False
    soon = anew or part.at.day - found.at.day <= timedelta(days=1)
    return soon and found.at.is_before(part.at) and not (end is not None and end.is_before(part.at))
