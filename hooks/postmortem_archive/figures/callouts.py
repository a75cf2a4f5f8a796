"""Labels above a strip, each on a line down to its own place, stacked so that no line cuts through another's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

APART = 14.0
"""Between two labels of one row."""
BESIDE = 7.0
"""Between a label and its own line."""


@dataclass(frozen=True)
class Callout:
    """Where a label stands: its words begin at `left` in `row` (0 is nearest the strip), its line is at `place`."""

    place: float
    left: float
    width: float
    row: int

    @property
    def right(self) -> float:
        """Where its words end."""
        return self.left + self.width


def stack_callouts(places: Sequence[float], widths: Sequence[float], low: float, high: float) -> list[Callout]:
    """A place for each label, words on either side of its line and within `low` to `high`, in as few rows as will do.

    The first so many labels have their words on the right of the line and the others on the left: every split is tried.
    """
    options = [_arrange(places, widths, split, low, high) for split in range(len(places), -1, -1)]
    return min(options, key=lambda option: (_faults(option), max((one.row for one in option), default=0)))


def _arrange(places: Sequence[float], widths: Sequence[float], split: int, low: float, high: float) -> list[Callout]:
    # Words on the right make a staircase down, words on the left one up: fill each from its lowest step.
    order = [*range(split - 1, -1, -1), *range(split, len(places))]
    done: dict[int, Callout] = {}
    for number in order:
        place, width = places[number], widths[number]
        left = place + BESIDE if number < split else place - BESIDE - width
        left = round(max(low, min(left, high - width)), 1)
        rows = [Callout(place, left, width, row) for row in range(len(places) + 1)]
        done[number] = next((one for one in rows if not any(_clash(one, other) for other in done.values())), rows[-1])
    return [done[number] for number in range(len(places))]


def _clash(one: Callout, other: Callout) -> bool:
    if one.row == other.row:
        return one.left < other.right + APART and other.left < one.right + APART
    upper, lower = (one, other) if one.row > other.row else (other, one)
    return lower.left - BESIDE / 2 < upper.place < lower.right + BESIDE / 2


def _faults(option: Sequence[Callout]) -> int:
    clashes = sum(_clash(*pair) for pair in combinations(option, 2))
    shifted = sum(one.left < one.place - 1 and one.right > one.place + 1 for one in option)
    return 2 * clashes + shifted
