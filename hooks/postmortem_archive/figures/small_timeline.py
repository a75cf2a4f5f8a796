"""The incidents of one group by year, as small columns: how often it was, and when it was last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postmortem_archive.insight.trends import Query, years_named
from postmortem_archive.wording import plural

WIDE_YEARS, NARROW_YEARS = 15, 7
WIDE, NARROW = 800.0, 360.0
STEP_AT_MOST = 64.0
COLUMN = 56.0
HEAD, FOOT = 20.0, 22.0


@dataclass(frozen=True)
class YearColumn:
    """One year, or all up to one. `query` asks the explorer for its incidents; nothing where there are none."""

    x: float
    middle: float
    top: float
    tall: float
    count: int
    label: str
    name: str
    query: Query


@dataclass(frozen=True)
class Columns:
    """The columns on a line at `foot`, oldest first."""

    width: float
    height: float
    foot: float
    thick: float
    step: float
    columns: tuple[YearColumn, ...]


@dataclass(frozen=True)
class SmallTimeline:
    """The columns twice, for a wide and for a narrow page."""

    title: str
    wide: Columns
    narrow: Columns


def draw_small_timeline(by_year: Mapping[int, int]) -> SmallTimeline | None:
    """By year how many incidents there were; the years from the first to the last are drawn.

    None where all are of one year, which a sentence says as well.
    """
    if len(by_year) < 2:
        return None
    title = f"{plural(sum(by_year.values()), 'incident')} by year"
    return SmallTimeline(title, _columns(by_year, WIDE, WIDE_YEARS), _columns(by_year, NARROW, NARROW_YEARS))


def _columns(by_year: Mapping[int, int], width: float, most: int) -> Columns:
    """The newest years one by one, and what was before in one column."""
    years = list(range(max(by_year), min(by_year) - 1, -1))
    parts = [[year] for year in years] if len(years) <= most else [*([year] for year in years[: most - 1]), years[most - 1 :]]
    parts.reverse()
    counts = [sum(by_year.get(year, 0) for year in part) for part in parts]
    step = min(STEP_AT_MOST, width / len(parts))
    foot = HEAD + COLUMN
    drawn = []
    for number, (part, count) in enumerate(zip(parts, counts, strict=True)):
        label, query = years_named(part)
        tall, x = round(COLUMN * count / max(counts), 1), number * step
        places = (round(x + step * 0.2, 1), round(x + step / 2, 1), round(foot - tall, 1))
        short = label if len(part) == 1 else f"–{part[0]}"
        name = f"{label}: {plural(count, 'incident')}"
        drawn.append(YearColumn(*places, tall, count, short, name, query if count else ()))
    return Columns(width, foot + FOOT, foot, round(step * 0.6, 1), round(step, 1), tuple(drawn))
