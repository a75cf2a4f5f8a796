"""How long it took, by rows on one axis: boxes where there are many incidents, every single one where they are few.

The axis is logarithmic: times to resolve go from minutes to weeks, and on a linear axis the longest one would press all
others into the first millimetre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from postmortem_archive.figures.crowding import first_free_lanes
from postmortem_archive.figures.lettering import shorten, width_of
from postmortem_archive.insight.spread import Spread
from postmortem_archive.insight.trends import Query, Row, Spreads
from postmortem_archive.wording import duration

SIZE = 15.0
MARKS = (
    (1, "1 min"), (10, "10 min"), (60, "1 h"), (6 * 60, "6 h"), (24 * 60, "1 day"), (7 * 24 * 60, "1 week"),
    (30 * 24 * 60, "1 month"), (365 * 24 * 60, "1 year"), (3652 * 24 * 60, "10 years"), (36525 * 24 * 60, "100 years"),
)  # fmt: skip
"""Round values of the axis in minutes. What took less than a minute stands at its beginning."""
HEAD = 28.0
NUMBERS_AT = 168.0
APART = 14.0
"""Two dots that are nearer than this stand above one another."""


@dataclass(frozen=True)
class Dot:
    """One incident."""

    x: float
    y: float
    slug: str
    name: str


@dataclass(frozen=True)
class Box:
    """The middle half, the median, the shortest and the longest, and the 90th percentile where there is one."""

    low: float
    first: float
    median: float
    third: float
    high: float
    ninetieth: float | None


@dataclass(frozen=True)
class SpreadRow:
    """One row: either a box or dots, or neither where nothing is known. `middle` is the height of its drawing."""

    label: str
    n: str
    said: str
    name: str
    query: Query
    top: float
    height: float
    middle: float
    box: Box | None
    dots: tuple[Dot, ...]
    begins_part: bool = False


@dataclass(frozen=True)
class _Shape:
    """A page's measures. A row is drawn at the height of `level` of it; one that has nothing to draw is `bare` high."""

    width: float
    pitch: float
    bare: float
    left: float
    right: float
    level: float
    ticks_from: float
    ticks_to: float


WIDE = _Shape(800, 34, 34, 196, 640, 0.5, 180, 646)
NARROW = _Shape(360, 58, 32, 14, 346, 0.68, 0, 360)


@dataclass(frozen=True)
class SpreadChart:
    """The rows and the marks of the axis, as (place, text, anchor)."""

    width: float
    height: float
    ticks: tuple[tuple[float, str, str], ...]
    rows: tuple[SpreadRow, ...]


@dataclass(frozen=True)
class SpreadFigure:
    """One time over all incidents, by severity and by year; drawn twice."""

    title: str
    wide: SpreadChart
    narrow: SpreadChart


def draw_spreads(spreads: Spreads, titles: Callable[[str], str]) -> SpreadFigure | None:
    """The figure of one time; None where nothing at all is known. `titles` gives an incident's title by its slug."""
    values = [minutes for minutes, _ in spreads.whole.spread.values]
    if not values:
        return None
    parts = [[spreads.whole], spreads.by_severity, spreads.by_year]
    rows = [(row, number > 0 and index == 0) for number, part in enumerate(parts) for index, row in enumerate(part)]
    marks = _marks(min(values), max(values))
    return SpreadFigure(spreads.span.title, _chart(rows, marks, titles, WIDE), _chart(rows, marks, titles, NARROW))


def said_of(spread: Spread) -> str:
    """The median in words, or why there is none."""
    if spread.median is not None:
        return duration(spread.median)
    return "too few for a median" if spread.n else "unknown"


def _marks(shortest: float, longest: float) -> list[tuple[int, str]]:
    """The round values from the last that is not above the shortest to the first that is not below the longest."""
    start = max((number for number, (minutes, _) in enumerate(MARKS) if minutes <= shortest), default=0)
    last = len(MARKS) - 1
    end = min((number for number, (minutes, _) in enumerate(MARKS) if minutes >= longest), default=last)
    return list(MARKS[min(start, last - 1) : max(end, start + 1) + 1])


def _chart(
    rows: Sequence[tuple[Row, bool]], marks: Sequence[tuple[int, str]], titles: Callable[[str], str], shape: _Shape
) -> SpreadChart:
    low, high = log10(marks[0][0]), log10(marks[-1][0])

    def place(minutes: float) -> float:
        along = (log10(max(minutes, marks[0][0])) - low) / (high - low)
        return round(shape.left + min(along, 1.0) * (shape.right - shape.left), 1)

    drawn, top = [], HEAD
    for row, begins in rows:
        height = shape.pitch if row.spread.n else shape.bare
        middle = round(top + height * (shape.level if row.spread.n else 0.5), 1)
        drawn.append(_row(row, place, titles, (top, height, middle), begins=begins))
        top += height
    return SpreadChart(shape.width, top + 4, tuple(_ticks(marks, place, shape)), tuple(drawn))


def _row(
    row: Row, place: Callable[[float], float], titles: Callable[[str], str], at: tuple[float, float, float], *, begins: bool
) -> SpreadRow:
    spread, box = row.spread, None
    dots: tuple[Dot, ...] = ()
    if spread.quartiles is not None:
        first, median, third = (place(value) for value in spread.quartiles)
        ninetieth = place(spread.ninetieth) if spread.ninetieth is not None else None
        box = Box(place(spread.values[0][0]), first, median, third, place(spread.values[-1][0]), ninetieth)
    else:
        dots = tuple(_dots(spread, place, titles, at[2]))
    name = (
        f"{row.label}: {said_of(spread)}{', the median' if box else ''}; known for {spread.n:,} of {spread.n + spread.unknown:,}"
    )
    label = shorten(row.label, NUMBERS_AT - width_of("10,000", SIZE), SIZE)
    return SpreadRow(label, f"{spread.n:,}", said_of(spread), name, row.query, *at, box, dots, begins)


def _dots(spread: Spread, place: Callable[[float], float], titles: Callable[[str], str], middle: float) -> Iterator[Dot]:
    """A dot for each value, those that would cover one another above and below the line."""
    places = [place(minutes) for minutes, _ in spread.values]
    lanes = first_free_lanes([(x, x) for x in places], APART)
    for (minutes, slug), x, lane in zip(spread.values, places, lanes, strict=True):
        y = round(middle + (0, -8, 8, -4, 4)[lane % 5], 1)
        yield Dot(x, y, slug, f"{duration(minutes)}: {titles(slug)}")


def _ticks(marks: Sequence[tuple[int, str]], place: Callable[[float], float], shape: _Shape) -> list[tuple[float, str, str]]:
    """The marks that have room beside each other; the first and the last always."""
    found: list[tuple[float, str, str]] = []
    until = -1.0
    for number, (minutes, text) in enumerate(marks):
        x, long = place(minutes), width_of(text, SIZE)
        anchor = "start" if x - long / 2 < shape.ticks_from else "end" if x + long / 2 > shape.ticks_to else "middle"
        start = {"start": x, "middle": x - long / 2, "end": x - long}[anchor]
        if number == len(marks) - 1:
            while len(found) > 1 and start < until:
                found.pop()
                before = found[-1]
                until = before[0] + width_of(before[1], SIZE) * {"start": 1, "middle": 0.5, "end": 0}[before[2]] + 8
        if start >= until or number == len(marks) - 1:
            found.append((x, text, anchor))
            until = start + long + 8
    return found
