"""An incident on a wide page: time runs to the right."""

from __future__ import annotations

from postmortem_archive.figures.callouts import Callout, stack_callouts
from postmortem_archive.figures.crowding import first_free_lanes, place_in_lanes
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
from postmortem_archive.figures.lettering import gap, shorten, width_of
from postmortem_archive.figures.phases import Milestone, Stage
from postmortem_archive.figures.scale import Gap, Scale, make_scale
from postmortem_archive.figures.story import Story, text_of
from postmortem_archive.figures.ticks import ticks_on

WIDTH = 880.0
SIZE = 15.0
"""Of all words: 11.6 px are left of it on the narrowest page that shows this drawing."""
RADIUS = 13.0
PITCH = 32.0
"""Between the middles of two dots: a target of 24 px (WCAG 2.5.8) on the narrowest page."""
ROW = 24.0
STRIP = 30.0
RAIL = 14.0
"""The strip where there is nothing to write on it."""
LEADER = 20.0
REACH = 3 * PITCH
EDGE = 36.0
"""Half of `00:00:00` in the widest font: a tick may stand at the very end of the axis."""


def draw_wide(story: Story, stages: tuple[Stage, ...], milestones: tuple[Milestone, ...]) -> Drawing:
    """The drawing for a page of at least 680 px."""
    zone = story.zone_name if story.measure == "time" else ""
    low, high = EDGE + (width_of(zone, SIZE) + 14 if zone else 0), WIDTH - EDGE
    scale = make_scale(*story.ends, low, high, story.breaks, _break_room)
    callouts = stack_callouts(
        [round(scale(one.at), 1) for one in milestones], [width_of(one.text, SIZE) for one in milestones], 0, WIDTH
    )
    rows = max((one.row for one in callouts), default=-1) + 1
    top = rows * ROW + (6 if rows else 2)
    lasting = [(scale(entry.at), scale(entry.until)) for entry in story.entries if entry.until is not None]
    lanes = first_free_lanes(lasting, 4)
    strip = STRIP if stages or story.breaks else RAIL
    under = top + strip + (10 * (max(lanes) + 1) + 2 if lanes else 0)
    dots, axis = _dots(story, scale, low, high, top + strip, under)
    ticks = ticks_on(scale, story.zone, 84 if story.measure == "time" else 70, days=story.measure == "day")
    below = axis + (46 if any(tick.below for tick in ticks) else 26)
    return Drawing(
        width=WIDTH,
        height=below + (34 if dots else 0),
        low=round(low, 1),
        high=high,
        strip_at=top,
        strip=strip,
        axis_at=axis,
        zone=zone,
        bands=tuple(_band(stage, scale) for stage in stages),
        breaks=tuple(_break(one, scale, top) for one in scale.breaks),
        bars=bars_of(story, scale, lanes, top + strip + 4, 10, len(lasting)),
        signs=in_order([_sign(milestone, one, top) for milestone, one in zip(milestones, callouts, strict=True)]),
        dots=dots,
        ticks=ticks,
        cells=cells_of(story, scale),
        hint_at=below + 22,
    )


def _break_room(one: Gap) -> float:
    return width_of(gap(one.length), SIZE) + 64


def _band(stage: Stage, scale: Scale) -> Band:
    start, end = scale(stage.start), scale(stage.end)
    torn = any(stage.start < one.end and one.start < stage.end for one in scale.breaks)
    fits = not torn and width_of(stage.words, SIZE) + 20 <= end - start
    return Band(stage.kind, round(start, 1), round(end - start, 1), stage.words if fits else "")


def _sign(milestone: Milestone, callout: Callout, top: float) -> Sign:
    foot = top - callout.row * ROW
    line = ((callout.place, foot - 26), (callout.place, top))
    return Sign(milestone.name, milestone.text, callout.left, foot - 13, callout.place, line)


def _break(one: Gap, scale: Scale, top: float) -> Break:
    start, end = scale(one.start), scale(one.end)
    edges = tuple(zigzag(across, top - 3, STRIP + 6, upright=True) for across in (start + 20, end - 20))
    return Break(round((start + end) / 2, 1), gap(one.length), (edges[0], edges[1]))


def _dots(story: Story, scale: Scale, low: float, high: float, strip: float, under: float) -> tuple[tuple[Dot, ...], float]:
    """The dots below the strip, and where the axis comes below them."""
    wanted = [scale(entry.at) for entry in story.entries]
    placed = place_in_lanes(wanted, PITCH, low - 8, high + 8, REACH)
    first = under + LEADER + RADIUS
    dots = []
    for entry, want, (x, lane) in zip(story.entries, wanted, placed, strict=True):
        x, y = round(x, 1), first + lane * PITCH
        when = story.when(entry)
        leader: Points = ((round(want, 1), strip), (round(want, 1), under + 3), (x, first - RADIUS - 1), (x, y))
        room = WIDTH - 60 - width_of(f"{entry.number} {when}", SIZE)
        line = shorten(text_of(entry), room, SIZE)
        dots.append(
            Dot(
                entry.number,
                address_of(entry),
                label_of(story, entry),
                x,
                y,
                kind_of(entry),
                entry.approximate,
                leader,
                when,
                (line,),
            )
        )
    deepest = max((dot.y for dot in dots), default=under)
    return tuple(dots), deepest + (RADIUS + 12 if dots else 12)
