"""The pieces that a drawing of an incident is made of. Lengths are units of the drawing's own `width`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from postmortem_archive.figures.phases import MEASURED
from postmortem_archive.figures.scale import DAY, Scale
from postmortem_archive.figures.story import Entry, Story, text_of
from postmortem_archive.figures.ticks import Tick

Point = tuple[float, float]
Points = tuple[Point, ...]
CELL = 10.0
"""The thinnest day that is drawn as a cell."""


@dataclass(frozen=True)
class Band:
    """A stage along the strip. `kind` is `detect`, `mitigate` or `resolve`; `words` are empty where they do not fit."""

    kind: str
    start: float
    length: float
    words: str = ""


@dataclass(frozen=True)
class Break:
    """A piece of the axis that stands for a long stretch of nothing: its length in words, its two torn edges."""

    middle: float
    text: str
    edges: tuple[Points, Points]


@dataclass(frozen=True)
class Bar:
    """An event that went on for a while: a bar along the axis, `offset` beside the strip."""

    href: str
    label: str
    start: float
    length: float
    offset: float
    approximate: bool


@dataclass(frozen=True)
class Dot:
    """An event, numbered as in the list. `kind` is the phase it began, if any; `leader` leads to its place on the axis.

    `label` is what a screen reader says; `when` and `lines` are the words shown beside it or when it is pointed at.
    """

    number: int
    href: str
    label: str
    x: float
    y: float
    kind: str
    approximate: bool
    leader: Points
    when: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """The label of a phase: words at `x`, `y`, a line to its `place` along the strip (none where an event's leads there)."""

    kind: str
    text: str
    x: float
    y: float
    place: float
    line: Points


@dataclass(frozen=True)
class Drawing:
    """One incident drawn for one width. The strip is `strip` thick and begins `strip_at` from the top (or the
    left); it runs from `low` to `high`. `cells` are the borders between the days of an axis of days."""

    width: float
    height: float
    low: float
    high: float
    strip_at: float
    strip: float
    axis_at: float
    zone: str
    bands: tuple[Band, ...]
    breaks: tuple[Break, ...]
    bars: tuple[Bar, ...]
    signs: tuple[Sign, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    cells: tuple[float, ...] = ()
    hint_at: float = 0


def points_text(points: Iterable[Point]) -> str:
    """The points as an SVG element has them: `12.5,30 40,30`."""
    return " ".join(f"{x},{y}" for x, y in points)


def address_of(entry: Entry) -> str:
    """The row of the list that the event stands in."""
    return f"#event-{entry.number}"


def label_of(story: Story, entry: Entry) -> str:
    """3: 08:32 Customer reports problem"""
    about = "about " if entry.approximate else ""
    text = text_of(entry)
    if len(text) > 200:
        text = text[:200].rsplit(" ", 1)[0] + "…"
    return f"{entry.number}: {about}{story.when(entry).replace('~', '')} {text}".strip()


def kind_of(entry: Entry) -> str:
    """The phase that the event began, or nothing."""
    return entry.event.phase or ""


def zigzag(across: float, start: float, length: float, *, upright: bool) -> Points:
    """A torn edge at `across`, running `length` from `start`; `upright` when it runs down the page."""
    teeth = max(2, 2 * round(length / 12))
    points = []
    for tooth in range(teeth + 1):
        along, aside = round(start + length * tooth / teeth, 1), round(across + (4 if tooth % 2 else -4), 1)
        points.append((aside, along) if upright else (along, aside))
    return tuple(points)


def bars_of(story: Story, scale: Scale, lanes: list[int], first: float, step: float, lanes_at_most: int) -> tuple[Bar, ...]:
    """A bar for each event with an end, in the lanes given, `step` apart from `first` on."""
    lasting = [entry for entry in story.entries if entry.until is not None]
    bars = []
    for entry, lane in zip(lasting, lanes, strict=True):
        start, end = scale(entry.at), scale(entry.until or entry.at)
        offset = first + min(lane, lanes_at_most - 1) * step
        bars.append(
            Bar(
                address_of(entry),
                label_of(story, entry),
                round(start, 1),
                max(round(end - start, 1), 3),
                offset,
                entry.approximate,
            )
        )
    return tuple(bars)


def cells_of(story: Story, scale: Scale) -> tuple[float, ...]:
    """Where one day ends and the next begins, on an axis of days; nothing where days are too thin to tell apart."""
    if story.measure != "day" or scale.rate * DAY < CELL:
        return ()
    edges = []
    for start, end in scale.segments:
        edges += [start + DAY * number for number in range(1, round((end - start) / DAY))]
    return tuple(round(scale(edge), 1) for edge in edges)


def in_order(signs: list[Sign]) -> tuple[Sign, ...]:
    """The signs as they are painted: the shape of a measured phase goes above another one at the same place."""
    return tuple(sorted(signs, key=lambda sign: sign.kind in MEASURED))
