"""An incident on a phone: time runs down, and each event has its words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from postmortem_archive.figures.crowding import first_free_lanes, spread
from postmortem_archive.figures.drawing import (
    Band,
    Break,
    Dot,
    Drawing,
    Points,
    Sign,
    address_of,
    bars_of,
    cells_of,
    in_order,
    kind_of,
    label_of,
    zigzag,
)
from postmortem_archive.figures.lettering import gap, shorten, width_of, wrap
from postmortem_archive.figures.phases import Milestone, Stage
from postmortem_archive.figures.scale import Gap, Scale, make_scale
from postmortem_archive.figures.story import Entry, Story, text_of
from postmortem_archive.figures.ticks import ticks_on

WIDTH = 360.0
SIZE = 14.0
LINE = 18.0
RADIUS = 13.0
STRIP = 18.0
LEADER = 26.0
BREAK = 68.0
LEAST = 260.0
"""The shortest axis."""
EVENTS_IN_TWO_LINES = 24
BAR_LANES = 3


@dataclass(frozen=True)
class Row:
    """Something with words beside the strip: an event, or the label of a phase; `led` below the event that began it."""

    at: float
    height: float
    entry: Entry | None = None
    milestone: Milestone | None = None
    lines: tuple[str, ...] = ()
    led: bool = False


def draw_narrow(story: Story, stages: tuple[Stage, ...], milestones: tuple[Milestone, ...]) -> Drawing:
    """The drawing for a page of less than 680 px."""
    ticks_width = _ticks_width(story)
    strip = ticks_width + 12
    lasting = [entry for entry in story.entries if entry.until is not None]
    bar_lanes = min(len(lasting), BAR_LANES)
    rail = strip + STRIP + (8 * bar_lanes + 2 if bar_lanes else 0)
    dot_x = rail + LEADER + RADIUS
    rows = _rows(story, milestones, WIDTH - dot_x - RADIUS - 8)
    gaps = [(one.height + other.height) / 2 for one, other in pairwise(rows)]
    breaks = story.breaks
    days = story.measure == "day"
    top = 24.0 if days else 54.0
    bottom = top + round(max(LEAST, 1.08 * sum(gaps) + len(breaks) * BREAK / 2), 1)
    scale = make_scale(*story.ends, top, bottom, breaks, lambda _: BREAK)
    placed = [*zip(rows, spread([scale(row.at) for row in rows], gaps, top, bottom), strict=True)]
    lanes = first_free_lanes([(scale(entry.at), scale(entry.until or entry.at)) for entry in lasting], 4)
    return Drawing(
        width=WIDTH,
        height=bottom + 30,
        low=top,
        high=bottom,
        strip_at=strip,
        strip=STRIP,
        axis_at=strip - 6,
        zone=story.zone_name if not days else "",
        bands=tuple(_band(stage, scale) for stage in stages),
        breaks=tuple(_break(one, scale, strip) for one in scale.breaks),
        bars=bars_of(story, scale, lanes, strip + STRIP + 3, 8, BAR_LANES),
        signs=in_order([_sign(row, scale, strip, rail, y) for row, y in placed if row.milestone]),
        dots=tuple(_dot(story, row.entry, row.lines, scale, strip, dot_x, y) for row, y in placed if row.entry),
        ticks=ticks_on(scale, story.zone, 60, days=days),
        cells=cells_of(story, scale),
    )


def _ticks_width(story: Story) -> float:
    seconds = story.measure == "time" and story.ends[1] - story.ends[0] < 300
    words = ["00:00:00" if seconds else "00 Mmm", *(gap(one.length) for one in story.breaks)]
    return max(width_of(text, SIZE) for text in words)


def _rows(story: Story, milestones: tuple[Milestone, ...], room: float) -> list[Row]:
    """Events and phases in the order of time, the label of a phase below the event that began it."""
    lines = 2 if len(story.entries) <= EVENTS_IN_TWO_LINES else 1
    rows = []
    for entry in story.entries:
        first = room - width_of(story.when(entry) + "  ", SIZE) * 1.06  # the time is bold
        words = wrap(text_of(entry), (first, room)[:lines], SIZE)
        rows.append(Row(entry.at, LINE * len(words) + 12, entry=entry, lines=tuple(words)))
    for milestone in milestones:
        own = [n for n, row in enumerate(rows) if row.entry and row.at == milestone.at and kind_of(row.entry) == milestone.name]
        after = own[0] + 1 if own else sum(row.at <= milestone.at for row in rows)
        rows.insert(after, Row(milestone.at, 24, milestone=milestone, led=bool(own)))
    return rows


def _dot(story: Story, entry: Entry, lines: tuple[str, ...], scale: Scale, strip: float, x: float, y: float) -> Dot:
    place, y = round(scale(entry.at), 1), round(y, 1)
    edge = strip + STRIP
    leader: Points = ((edge, place), (x - LEADER - RADIUS + 4, place), (x - RADIUS - 3, y), (x, y))
    return Dot(
        entry.number,
        address_of(entry),
        label_of(story, entry),
        round(x, 1),
        y,
        kind_of(entry),
        entry.approximate,
        leader,
        story.when(entry),
        lines,
    )


def _sign(row: Row, scale: Scale, strip: float, rail: float, y: float) -> Sign:
    assert row.milestone is not None
    place, y = round(scale(row.at), 1), round(y, 1)
    left = rail + LEADER
    text = shorten(row.milestone.text, WIDTH - left - 2, SIZE * 1.06)
    line: Points = () if row.led else ((strip + STRIP, place), (rail + 4, place), (left - 5, y))
    return Sign(row.milestone.name, text, left, y, place, line)


def _band(stage: Stage, scale: Scale) -> Band:
    start, end = scale(stage.start), scale(stage.end)
    return Band(stage.kind, round(start, 1), round(end - start, 1))


def _break(one: Gap, scale: Scale, strip: float) -> Break:
    start, end = scale(one.start), scale(one.end)
    edges = tuple(zigzag(across, strip - 3, STRIP + 6, upright=False) for across in (start + 12, end - 12))
    return Break(round((start + end) / 2, 1), gap(one.length), (edges[0], edges[1]))
