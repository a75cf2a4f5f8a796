"""Two fields against each other: a cell for each pair of values, with the number of incidents written in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from postmortem_archive.figures.lettering import shorten, width_of
from postmortem_archive.insight.crossing import OTHERS, Crossing
from postmortem_archive.insight.trends import Query
from postmortem_archive.wording import plural

SIZE = 15.0
WIDTH = 800.0
LEFT = 210.0
PITCH = 30.0
BASELINE = PITCH / 2 + 0.36 * SIZE
CELL_AT_MOST = 64.0
HEAD_AT_MOST = 215.0
LEVELS = 5


@dataclass(frozen=True)
class Cell:
    """How many incidents, and how strongly it is filled, 1 to 5. `query` is empty where the explorer cannot be asked for them."""

    x: float
    count: int
    level: int
    name: str
    query: Query


@dataclass(frozen=True)
class HeatRow:
    """A value of the field that goes down."""

    label: str
    top: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The rows, and the names of the columns as (place of the middle, name). A row's words stand `baseline` below its top."""

    title: str
    width: float
    height: float
    head: float
    left: float
    pitch: float
    baseline: float
    cell: float
    columns: tuple[tuple[float, str], ...]
    rows: tuple[HeatRow, ...]


Labels = Callable[[str, str], str]
"""(field, value) to what people call it."""


def draw_crossing(crossing: Crossing, title: str, labels: Labels, parameters: dict[str, str]) -> HeatMap | None:
    """The map; None where no incident states both. `parameters` are the explorer's names of the fields."""
    if not crossing.stated:
        return None
    cell = min(CELL_AT_MOST, (WIDTH - LEFT) / len(crossing.columns))
    names = [label_of(crossing.across, value, labels) for value in crossing.columns]
    head = min(HEAD_AT_MOST, max(width_of(name, SIZE) for name in names)) + 12
    rows = []
    for number, (value, counts) in enumerate(zip(crossing.rows, crossing.counts, strict=True)):
        label = label_of(crossing.down, value, labels)
        cells = []
        for place, (column, count) in enumerate(zip(crossing.columns, counts, strict=True)):
            if not count:
                continue
            askable = OTHERS not in (value, column)
            query = ((parameters[crossing.down], value), (parameters[crossing.across], column)) if askable else ()
            name = f"{label} and {names[place]}: {plural(count, 'incident')}"
            level = min(LEVELS, ceil(count / crossing.highest * LEVELS))
            cells.append(Cell(round(LEFT + place * cell, 1), count, level, name, query))
        rows.append(HeatRow(shorten(label, LEFT - 14, SIZE), round(head + number * PITCH, 1), tuple(cells)))
    columns = tuple(
        (round(LEFT + (place + 0.5) * cell, 1), shorten(name, HEAD_AT_MOST, SIZE)) for place, name in enumerate(names)
    )
    height = round(head + len(rows) * PITCH + 2, 1)
    return HeatMap(title, WIDTH, height, round(head, 1), LEFT, PITCH, BASELINE, round(cell, 1), columns, tuple(rows))


def label_of(field: str, value: str, labels: Labels) -> str:
    """What people call a value; all that have no row or column are the others."""
    return "others" if value == OTHERS else labels(field, value)
