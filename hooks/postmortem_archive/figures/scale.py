"""An axis for time: instants (seconds since 1970) to places on paper, with breaks where nothing happens for long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

HOUR = 3600.0
DAY = 24 * HOUR
BREAKS_AT_MOST = 3


@dataclass(frozen=True)
class Gap:
    """A stretch of time between two instants that are drawn, in which nothing happens."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass(frozen=True)
class Scale:
    """A strictly ascending map from instants to places, linear between `knots`; `rate` is places a second off the breaks."""

    knots: tuple[tuple[float, float], ...]
    breaks: tuple[Gap, ...]
    rate: float

    def __call__(self, instant: float) -> float:
        """The place of an instant; one outside the axis sits at its end."""
        instants = [knot[0] for knot in self.knots]
        right = min(max(bisect_right(instants, instant), 1), len(instants) - 1)
        (start, low), (end, high) = self.knots[right - 1], self.knots[right]
        share = min(max((instant - start) / (end - start), 0.0), 1.0)
        return low + share * (high - low)

    @property
    def segments(self) -> tuple[tuple[float, float], ...]:
        """(first, last) instant of every stretch between the breaks."""
        edges = [self.knots[0][0], *(edge for one in self.breaks for edge in (one.start, one.end)), self.knots[-1][0]]
        return tuple(zip(edges[::2], edges[1::2], strict=True))


def make_scale(start: float, end: float, low: float, high: float, breaks: Sequence[Gap], room: Callable[[Gap], float]) -> Scale:
    """The scale from `start` to `end` on `low` to `high`, `room(gap)` of it for each break."""
    rate = (high - low - sum(map(room, breaks))) / (end - start - sum(gap.length for gap in breaks))
    knots, place, instant = [(start, low)], low, start
    for gap in breaks:
        for until, step in ((gap.start, (gap.start - instant) * rate), (gap.end, room(gap))):
            place += step
            instant = until
            if instant > knots[-1][0]:
                knots.append((instant, place))
    if end > instant:
        knots.append((end, high))
    return Scale(tuple(knots), tuple(breaks), rate)


def find_breaks(instants: Sequence[float], core: tuple[float, float] | None) -> tuple[Gap, ...]:
    """The gaps between instants that dwarf all the rest together, in order.

    A gap outside the `core` of an incident is left out when it is over an hour and twice the rest; one inside it, where
    the length of a phase is to be seen, only when it is over a day and eight times the rest.
    """
    gaps = [Gap(*pair) for pair in pairwise(sorted(set(instants)))]
    by_length = sorted(gaps, key=lambda gap: (-gap.length, gap.start))
    rest = sum(gap.length for gap in gaps)
    found = 0
    for number, gap in enumerate(by_length[:BREAKS_AT_MOST], 1):
        rest -= gap.length
        if rest >= 1 and all(_dwarfs(one, rest, core) for one in by_length[:number]):
            found = number
    return tuple(sorted(by_length[:found], key=lambda gap: gap.start))


def _dwarfs(gap: Gap, rest: float, core: tuple[float, float] | None) -> bool:
    inside = core is None or (gap.start >= core[0] and gap.end <= core[1])
    return gap.length > max(DAY, 8 * rest) if inside else gap.length > max(HOUR, 2 * rest)
