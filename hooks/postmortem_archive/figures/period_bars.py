"""Periods as rows with bars: incidents, hours, and what came back of them. Drawn twice, for a wide and for a narrow page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postmortem_archive.figures.lettering import width_of
from postmortem_archive.insight.trends import Period, Query
from postmortem_archive.wording import plural

SIZE = 15.0
HEAD = 26.0
PITCH = 28.0
THICK = 14.0
PADDING = 6.0
SHARE_FROM = 20
"""Of fewer there is no percentage: it would look more exact than it is."""


@dataclass(frozen=True)
class Bar:
    """One bar: how long it is, how much of it at its beginning is filled in another way, and the words behind it."""

    x: float
    length: float
    part: float
    text: str
    text_at: float
    quiet: bool = False


@dataclass(frozen=True)
class BarRow:
    """A period: its bars beside each other, and where a click on it leads."""

    label: str
    name: str
    query: Query
    top: float
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class BarChart:
    """The rows under the names of their columns, as (place, name)."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    rows: tuple[BarRow, ...]


@dataclass(frozen=True)
class BarFigure:
    """Rows of bars, twice."""

    title: str
    pitch: float
    thick: float
    wide: BarChart
    narrow: BarChart


def draw_load(title: str, periods: Sequence[Period]) -> BarFigure:
    """Incidents and hours of each period."""
    return BarFigure(
        title, PITCH, THICK, _load(periods, 800, 92, ("Incidents", "Hours from start to resolution")),
        _load(periods, 360, 84, ("Incidents", "Hours")),
    )  # fmt: skip


def draw_repeats(title: str, periods: Sequence[Period]) -> BarFigure:
    """Incidents of each period, and how many of them were something that came back."""
    return BarFigure(title, PITCH, THICK, _repeats(periods, 800, 92), _repeats(periods, 360, 84))


def hours(minutes: float) -> str:
    """1,234 h; below ten hours 3.5 h; below a tenth of an hour "under 0.1 h"."""
    value = minutes / 60
    if 0 < value < 0.1:
        return "under 0.1 h"
    return f"{value:,.0f} h" if value >= 10 or value == int(value) else f"{value:,.1f} h"


def hours_known(period: Period) -> str:
    """≥ 412 h where some durations are unknown; "unknown" where all are; a dash where there is no incident."""
    if not period.count:
        return "–"
    if not period.timed:
        return "unknown"
    return f"{'≥ ' if period.untimed else ''}{hours(period.minutes)}"


def share(part: int, whole: int) -> str:
    """3 of 11; with a percentage where there are enough for one to mean something."""
    of = f"{part:,} of {whole:,}"
    return f"{of} ({100 * part / whole:.0f} %)" if whole >= SHARE_FROM else of


def _load(periods: Sequence[Period], width: float, left: float, heads: tuple[str, str]) -> BarChart:
    middle = left + (width - left) * 0.46
    first = [(period.count, 0, f"{period.count:,}", not period.count) for period in periods]
    second = [(period.minutes, 0.0, hours_known(period), not period.timed) for period in periods]
    columns = [_bars(first, left, middle - 14), _bars(second, middle, width)]
    names = [
        f"{period.label}: {plural(period.count, 'incident')}" + (f", {hours_known(period)}" if period.count else "")
        + (f", duration of {period.untimed} unknown" if period.untimed and period.timed else "")
        for period in periods
    ]  # fmt: skip
    return _chart(periods, width, ((left, heads[0]), (middle, heads[1])), list(zip(*columns, strict=True)), names)


def _repeats(periods: Sequence[Period], width: float, left: float) -> BarChart:
    texts = [share(period.repeats, period.count) if period.count else "0" for period in periods]
    parts = [(period.count, period.repeats, text, not period.count) for period, text in zip(periods, texts, strict=True)]
    names = [f"{period.label}: {text}" for period, text in zip(periods, texts, strict=True)]
    return _chart(periods, width, ((left, "Came back, of all"),), [(bar,) for bar in _bars(parts, left, width)], names)


def _bars(values: Sequence[tuple[float, float, str, bool]], left: float, right: float) -> list[Bar]:
    """Bars from `left`, each with its words behind it, the last of which end before `right`."""
    highest = max((value for value, *_ in values), default=0) or 1
    room = right - left - PADDING - max((width_of(text, SIZE) for _, _, text, _ in values), default=0)
    found = []
    for value, part, text, quiet in values:
        length = round(max(room * value / highest, 2 if value else 0), 1)
        filled = round(length * part / value, 1) if value else 0.0
        found.append(Bar(round(left, 1), length, filled, text, round(left + length + PADDING, 1), quiet))
    return found


def _chart(
    periods: Sequence[Period],
    width: float,
    heads: tuple[tuple[float, str], ...],
    bars: Sequence[tuple[Bar, ...]],
    names: Sequence[str],
) -> BarChart:
    rows = []
    for number, (period, name, some) in enumerate(zip(periods, names, bars, strict=True)):
        top = HEAD + number * PITCH
        rows.append(BarRow(period.label, name, period.query if period.count else (), top, top + PITCH / 2, some))
    return BarChart(width, HEAD + len(rows) * PITCH + 2, tuple((round(x, 1), name) for x, name in heads), tuple(rows))
