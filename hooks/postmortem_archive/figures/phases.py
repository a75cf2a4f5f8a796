"""The phases of an incident as bands and words: what took how long, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from postmortem_archive.figures.lettering import gap, listed, sentence
from postmortem_archive.figures.story import Story
from postmortem_archive.incident import Incident
from postmortem_archive.wording import PHASE_WORDS, duration, long_day, plural

MEASURED = ("detected", "mitigated", "resolved")
NOUNS = {
    "started": "start",
    "detected": "detection",
    "acknowledged": "acknowledgement",
    "mitigated": "mitigation",
    "resolved": "resolution",
    "communicated": "first public word",
}


@dataclass(frozen=True)
class Stage:
    """The time between two phases. `kind` is what it is drawn as: `detect`, `mitigate` or `resolve`."""

    kind: str
    start: float
    end: float
    words: str


@dataclass(frozen=True)
class Milestone:
    """A phase with its label, such as "detected in 8 min"."""

    name: str
    at: float
    text: str


def stages(story: Story) -> tuple[Stage, ...]:
    """The stages between the phases that are known to the minute; a phase before its predecessor makes none."""
    if story.measure == "day":
        return ()
    known: dict[str, float] = {}
    for name in ("started", *MEASURED):
        at = next((stop.at for stop in story.stops if stop.name == name), None)
        if at is not None and at >= max(known.values(), default=at):
            known[name] = at
    return tuple(
        Stage(_kind(before, after), start, end, _stage_words(before, after))
        for (before, start), (after, end) in pairwise(known.items())
        if end > start
    )


def _kind(before: str, after: str) -> str:
    if after == "detected":
        return "detect"
    return "resolve" if before == "mitigated" else "mitigate"


def _stage_words(before: str, after: str) -> str:
    if after == "detected":
        return "not yet detected"
    if before == "mitigated":
        return "recovering"
    return f"being {after}" if before == "detected" else "ongoing"


def milestones(incident: Incident, story: Story) -> tuple[Milestone, ...]:
    """A label for every phase on the axis, in the order of time; the start has one only where something came before."""
    found = []
    for stop in story.stops:
        if stop.name == "started" and stop.at == story.instants[0] and story.measure == "time":
            continue
        measure = _measure(incident, stop.name) if stop.name in MEASURED else ""
        found.append(Milestone(stop.name, stop.at, f"{PHASE_WORDS[stop.name]}{measure or _doubt(incident, stop.name)}"))
    return tuple(found)


def _measure(incident: Incident, name: str) -> str:
    """` in about 8 min (inferred)`, or nothing where it cannot be measured from the start."""
    minutes = incident.minutes("started", name)
    if minutes is None:
        return ""
    ends = [phase for phase in incident.phases if phase.name in ("started", name)]
    about = "about " if any(phase.at.approximate for phase in ends) else ""
    inferred = " (inferred)" if any(phase.inferred for phase in ends) else ""
    measure = f" in {about}{duration(minutes)}" if minutes else " within a minute"
    return measure + inferred


def _doubt(incident: Incident, name: str) -> str:
    phase = incident.phase(name)
    return " (inferred)" if phase and phase.inferred else ""


def describe(incident: Incident, story: Story) -> str:
    """The figure in one sentence, for who cannot see it."""
    told = [text for name in PHASE_WORDS if name in MEASURED and (text := _measured(incident, name))]
    facts = filter(None, (listed(told), plural(len(story.entries), "event") if story.entries else ""))
    return sentence(": ".join(filter(None, (story.span, "; ".join(facts)))))


def _measured(incident: Incident, name: str) -> str:
    measure = _measure(incident, name)
    return PHASE_WORDS[name] + measure.replace(" in ", " after ", 1) if measure else ""


def caption(incident: Incident, story: Story) -> tuple[str, ...]:
    """Sentences for below the figure: the durations, how sure they are, and what is not drawn."""
    return tuple(sentence(text) for text in _remarks(incident, story))


def _remarks(incident: Incident, story: Story) -> Iterator[str]:
    if story.measure == "day":
        yield "only the days are known, so nothing is measured to the minute"
    else:
        yield from _durations(incident)
        yield from _span(incident, story)
        yield from _doubts(incident)
    if any(entry.approximate for entry in story.entries):
        yield "a hollow mark with a ~ stands for an approximate time"
    if story.breaks:
        lengths = [gap(one.length) for one in story.breaks]
        yield (
            f"the axis leaves out {listed(lengths)} in which no event is known"
            if len(lengths) == 1
            else (f"the axis leaves out stretches of {listed(lengths)} in which no event is known")
        )
    if story.undrawn:
        verb = "is" if story.undrawn == 1 else "are"
        yield f"{plural(story.undrawn, 'event')} of which only the day is known {verb} in the list below"
    if story.undated:
        verb = "is" if story.undated == 1 else "are"
        yield f"{plural(story.undated, 'event')} without a time {verb} in the list below"


def _durations(incident: Incident) -> Iterator[str]:
    names = sorted((name for name in PHASE_WORDS if name != "started"), key=lambda name: incident.minutes("started", name) or 0)
    told = [f"{PHASE_WORDS[name]}{measure}" for name in names if (measure := _measure(incident, name))]
    started = incident.phase("started")
    if told and started and started.at.clock:
        yield f"from the start on {long_day(started.at.day)}: {listed(told)}"
        return
    if incident.phases and not (started and started.at.clock):
        later = [(name, incident.minutes("detected", name)) for name in ("mitigated", "resolved")]
        known = [f"{PHASE_WORDS[name]} {duration(minutes)} after detection" for name, minutes in later if minutes is not None]
        yield "the start is not known to the minute, so nothing is measured from it"
        if known:
            yield listed(known)


def _span(incident: Incident, story: Story) -> Iterator[str]:
    """How long the timeline is, where nothing says when the incident began or ended."""
    if not incident.phases and len(story.entries) > 1 and story.entries[0].at < story.entries[-1].at:
        length = duration(round((story.entries[-1].at - story.entries[0].at) / 60))
        yield f"{length} from the first entry to the last (inferred: start and end are not stated)"


def _doubts(incident: Incident) -> Iterator[str]:
    clocked = [phase for phase in incident.phases if phase.at.clock]
    for one, many, doubtful in (
        ("is approximate", "are approximate", [phase.name for phase in clocked if phase.at.approximate]),
        ("is inferred from the timeline", "are inferred from the timeline", [phase.name for phase in clocked if phase.inferred]),
    ):
        if doubtful:
            yield f"the {listed([NOUNS[name] for name in doubtful])} {one if len(doubtful) == 1 else many}"
