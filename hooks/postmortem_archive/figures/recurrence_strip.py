"""A chain of incidents on one line: a numbered dot for each, the time between them written between the dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from postmortem_archive.figures.archive_timeline import tone_of
from postmortem_archive.figures.crowding import spread
from postmortem_archive.figures.lettering import width_of
from postmortem_archive.incident import Incident
from postmortem_archive.insight.recurrences import Occurrence
from postmortem_archive.settings import Settings
from postmortem_archive.wording import plural, short_day, time_between

WIDE, NARROW = 800.0, 360.0
RADIUS = 11.0
EDGE = RADIUS + 2
AXIS = 30.0
"""How far down the line is; the gaps are written above it, the days below."""
HEIGHT = 66.0
SIZE = 14.0
DIGIT = 9.0
"""The width of a digit of the bold number in a dot, 12 high, in the widest font."""
PADDING = 8.0
"""Between a word and a dot, and between two words."""


@dataclass(frozen=True)
class Dot:
    """One incident: its number in the chain, and what it is called."""

    slug: str
    number: int
    name: str
    tone: str
    x: float


@dataclass(frozen=True)
class Word:
    """A gap above the line or a day below it; `anchor` is how it is set."""

    x: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Line:
    """The chain at one width. A word for which there is no room is left out: it stands in the list below the figure.

    Where dots stand closer than they are wide they are smaller, and where the numbers do not fit into them, unnumbered.
    """

    width: float
    radius: float
    numbered: bool
    dots: tuple[Dot, ...]
    gaps: tuple[Word, ...]
    days: tuple[Word, ...]
    axis: float = AXIS
    height: float = HEIGHT


@dataclass(frozen=True)
class RecurrenceFigure:
    """The incidents of a chain, drawn twice, for a wide and for a narrow page."""

    title: str
    wide: Line
    narrow: Line


def draw_recurrence(occurrences: Sequence[Occurrence], settings: Settings) -> RecurrenceFigure:
    """The figure of incidents that follow one another in a chain, at least one."""
    first, last = occurrences[0].incident.when.day, occurrences[-1].incident.when.day
    span = f"on {short_day(first)}" if first == last else f"from {short_day(first)} to {short_day(last)}"
    title = f"{plural(len(occurrences), 'incident')} {span}"
    return RecurrenceFigure(title, _line(occurrences, settings, WIDE), _line(occurrences, settings, NARROW))


def _line(occurrences: Sequence[Occurrence], settings: Settings, width: float) -> Line:
    incidents = [one.incident for one in occurrences]
    gaps = [time_between(earlier.when, later.when) for earlier, later in pairwise(incidents)]
    places = _places(incidents, gaps, width)
    dots = (
        Dot(one.incident.slug, one.place, _name(one.incident), tone_of(one.incident, settings), x)
        for one, x in zip(occurrences, places, strict=True)
    )
    between = zip(gaps, pairwise(places), strict=True)
    written = (Word(round((low + high) / 2, 1), gap) for gap, (low, high) in between if _room_for(gap) <= high - low)
    radius = min([RADIUS, *((high - low) / 2 - 1 for low, high in pairwise(places))])
    numbered = all(DIGIT * len(str(one.place)) <= 2 * radius for one in occurrences)
    return Line(width, round(radius, 1), numbered, tuple(dots), tuple(written), _days(incidents, places, width))


def _name(incident: Incident) -> str:
    severity = f", {incident.severity}" if incident.severity else ""
    return f"{short_day(incident.when.day)}{severity}: {incident.title}"


def _room_for(gap: str) -> float:
    """From dot to dot, so that the words fit between them."""
    return width_of(gap, SIZE) + PADDING


def _places(incidents: Sequence[Incident], gaps: Sequence[str], width: float) -> list[float]:
    """Where each dot is: at its time, moved apart so far that the words between them fit, or at least the dots."""
    low, high = EDGE, width - EDGE
    times = [one.when.order.timestamp() for one in incidents]
    span = times[-1] - times[0]
    count = len(incidents)
    if span <= 0:
        wanted = [low + index * (high - low) / max(count - 1, 1) for index in range(count)]
    else:
        wanted = [low + (time - times[0]) / span * (high - low) for time in times]
    rooms = [max(_room_for(gap), 2 * RADIUS + 2) for gap in gaps]
    if sum(rooms) > high - low:
        rooms = [min(2 * RADIUS + 2, (high - low) / max(count - 1, 1))] * (count - 1)
    return [round(place, 1) for place in spread(wanted, rooms, low, high)]


def _days(incidents: Sequence[Incident], places: Sequence[float], width: float) -> tuple[Word, ...]:
    """The days of the first and the last dot, and of those between where there is room."""
    words = [_day(incident, x, width) for incident, x in zip(incidents, places, strict=True)]
    if len(words) == 1:
        return tuple(words)
    last = words[-1]
    kept = [words[0]]
    for word in words[1:-1]:
        if _start(word) - _end(kept[-1]) >= PADDING and _start(last) - _end(word) >= PADDING:
            kept.append(word)
    return (*kept, last) if _start(last) - _end(kept[-1]) >= PADDING else tuple(kept)


def _day(incident: Incident, x: float, width: float) -> Word:
    text = short_day(incident.when.day)
    half = width_of(text, SIZE) / 2
    if x < half:
        return Word(0, text, "start")
    return Word(width, text, "end") if x > width - half else Word(x, text)


def _start(word: Word) -> float:
    return word.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[word.anchor] * width_of(word.text, SIZE)


def _end(word: Word) -> float:
    return _start(word) + width_of(word.text, SIZE)
