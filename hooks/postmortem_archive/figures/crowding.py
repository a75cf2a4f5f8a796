"""Room for everybody: marks that want the same place are moved apart, in order, as little as possible."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

LANES_BY_CHOICE = 3
"""More lanes than this only when the marks would not fit otherwise."""


def spread(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near as possible to the ascending `wanted`, at least `gaps[i]` between the i-th and the next.

    Least squares by pooling adjacent violators (isotonic regression), then bounded to `low` and `high`. Where the gaps
    ask for more than that room, the places run over `high`.
    """
    shifts = [0.0, *accumulate(gaps)][: len(wanted)]
    pools: list[list[float]] = []  # sum, count
    for place, shift in zip(wanted, shifts, strict=True):
        pools.append([place - shift, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    free = [total / count for total, count in pools for _ in range(int(count))]
    ceiling = max(low, high - (shifts[-1] if shifts else 0))
    return [min(max(place, low), ceiling) + shift for place, shift in zip(free, shifts, strict=True)]


def place_in_lanes(wanted: Sequence[float], pitch: float, low: float, high: float, reach: float) -> list[tuple[float, int]]:
    """(place, lane) of each mark, in the order of `wanted`: places ascend strictly, and two marks of one lane are at
    least `pitch` apart. Takes as few lanes as keep every mark within `reach` of where it wants to be."""
    count = len(wanted)
    needed = 1
    while (count - 1) * pitch / needed > high - low:
        needed += 1
    places: list[float] = []
    lanes = needed
    for lanes in range(needed, max(needed, LANES_BY_CHOICE) + 1):
        places = spread(wanted, [pitch / lanes] * (count - 1), low, high)
        if all(abs(place - want) <= reach for place, want in zip(places, wanted, strict=True)):
            break
    return list(zip(places, _lanes(places, lanes, pitch), strict=True))


def _lanes(places: Sequence[float], lanes: int, pitch: float) -> list[int]:
    """Marks a `lanes`-th of a pitch apart take turns; one that is clear of the mark before begins anew in lane 0."""
    taken: list[int] = []
    for number, place in enumerate(places):
        clear = number == 0 or place - places[number - 1] >= pitch - 1e-6
        taken.append(0 if clear else (taken[-1] + 1) % lanes)
    return taken


def first_free_lanes(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """The lowest lane for each span, in the order given, in which it keeps `gap` from all before it."""
    lanes: list[list[tuple[float, float]]] = []
    taken = []
    for start, end in spans:
        number = 0
        while number < len(lanes) and any(
            start < other_end + gap and other_start < end + gap for other_start, other_end in lanes[number]
        ):
            number += 1
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((start, end))
        taken.append(number)
    return taken
