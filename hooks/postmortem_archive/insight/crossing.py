"""Two fields of the incidents against each other: how often which value of one comes with which of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from postmortem_archive.archive import group_values
from postmortem_archive.incident import Incident

MOST_VALUES = 12
OTHERS = ""
"""What all values are called together that have no row or column of their own."""


@dataclass(frozen=True)
class Crossing:
    """How many incidents have a value of `down` and one of `across`.

    An incident with several values counts once for each pair of them; the rarer values are OTHERS together, and count
    once. `stated` incidents have a value of both fields, the others of at most one.
    """

    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    stated: int
    unstated: int
    more_rows: int = 0
    more_columns: int = 0

    @property
    def highest(self) -> int:
        """The count of the fullest cell that is not of OTHERS, or of the fullest at all."""
        own = [
            count
            for row, counts in zip(self.rows, self.counts, strict=True)
            for column, count in zip(self.columns, counts, strict=True)
            if OTHERS not in (row, column)
        ]
        return max(own, default=0) or max((count for counts in self.counts for count in counts), default=0)


def cross(incidents: Sequence[Incident], down: str, across: str) -> Crossing:
    """The commonest values of two fields against each other, the commonest first, counted among the incidents with both."""
    both = [(group_values(one, down), group_values(one, across)) for one in incidents]
    both = [pair for pair in both if all(pair)]
    rows, more_rows = _commonest(values for values, _ in both)
    columns, more_columns = _commonest(values for _, values in both)
    counts = Counter(
        (row, column)
        for one, other in both
        for row in dict.fromkeys(value if value in rows else OTHERS for value in one)
        for column in dict.fromkeys(value if value in columns else OTHERS for value in other)
    )
    table = tuple(tuple(counts[row, column] for column in columns) for row in rows)
    return Crossing(
        down, across, tuple(rows), tuple(columns), table, len(both), len(incidents) - len(both), more_rows, more_columns
    )


def _commonest(values: Iterable[Iterable[str]]) -> tuple[dict[str, None], int]:
    """The commonest values in order, with OTHERS at the end where there are more; and how many more there are."""
    counts = Counter(value for some in values for value in dict.fromkeys(some))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    kept = dict.fromkeys(ranked[:MOST_VALUES])
    more = len(ranked) - len(kept)
    if more:
        kept[OTHERS] = None
    return kept, more
