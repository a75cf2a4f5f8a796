"""One year of the archive as a strip: incidents stacked over their day, or counted by the week where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postmortem_archive.figures.crowding import first_free_lanes
from postmortem_archive.figures.lettering import shorten, width_of
from postmortem_archive.incident import Incident
from postmortem_archive.wording import MONTHS, day_month

STACKED_AT_MOST = 5
"""Incidents above one another, before a year is drawn as columns."""
TONES = ("1", "2", "3", "4", "none")

WIDE = 800.0
WIDE_PITCH = 30.0
"""Between two marks: a target of 24 px (WCAG 2.5.8) on the narrowest page that shows them."""
WIDE_EDGE = 12.0
HEADROOM = 26.0
"""Above the marks, for the name of the one that is pointed at."""
SIZE = 16.0
WEEKS = 53

NARROW = 360.0
NARROW_PITCH = 27.0
COLUMN = 80.0
"""The height of the highest column of a year."""
FOOT = 6.0


@dataclass(frozen=True)
class Month:
    """A month on the axis: where it begins, its middle, and its name."""

    start: float
    middle: float
    name: str


@dataclass(frozen=True)
class Mark:
    """One incident. `name` is its title with severity and day; `anchor` is how the name is set to stay within the strip."""

    slug: str
    name: str
    tone: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True)
class Column:
    """The incidents of one tone in a week or a month, a part of its column."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True)
class Count:
    """A number above a column."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Strip:
    """A year: either `marks` or `columns` over a line at `foot`."""

    width: float
    height: float
    foot: float
    marks: tuple[Mark, ...] = ()
    columns: tuple[Column, ...] = ()
    counts: tuple[Count, ...] = ()


def wide_months() -> tuple[Month, ...]:
    """The months of a wide strip, by the days of a year that is no leap year."""
    starts = [_across(date(2001, month, 1)) for month in range(1, 13)] + [WIDE - WIDE_EDGE]
    return tuple(
        Month(round(start, 1), round((start + end) / 2, 1), name)
        for start, end, name in zip(starts, starts[1:], (month[:3] for month in MONTHS), strict=False)
    )


def narrow_months() -> tuple[Month, ...]:
    """The months of a narrow strip, all of one width."""
    step = NARROW / 12
    return tuple(Month(round(step * n, 1), round(step * (n + 0.5), 1), name[0]) for n, name in enumerate(MONTHS))


def wide_strip(year: int, incidents: Sequence[Incident], tones: Mapping[str, str], *, single: bool) -> Strip:
    """The incidents of a year in the order of time, each over its day; weeks where that gets too high, or unless `single`."""
    places = [round(_across(one.when.day)) for one in incidents]
    lanes = first_free_lanes([(place, place) for place in places], WIDE_PITCH)
    if not single or max(lanes) >= STACKED_AT_MOST:
        return _weeks(year, incidents, tones)
    foot = HEADROOM + (max(lanes) + 1) * WIDE_PITCH
    marks = []
    for incident, x, lane in zip(incidents, places, lanes, strict=True):
        late = x > WIDE / 2
        name = shorten(name_of(incident), (x if late else WIDE - x) + 8, SIZE)
        y = foot - (lane + 0.5) * WIDE_PITCH
        marks.append(Mark(incident.slug, name, tones[incident.slug], x, y, "end" if late else "start"))
    return Strip(WIDE, foot + FOOT, foot, tuple(marks))


def narrow_strip(incidents: Sequence[Incident], tones: Mapping[str, str], *, single: bool) -> Strip:
    """The incidents of a year stacked by month; counts where that gets too high, or unless `single`."""
    by_month = Counter(one.when.day.month for one in incidents)
    if not single or max(by_month.values()) > STACKED_AT_MOST:
        step = NARROW / 12
        parts = [((one.when.day.month - 1) * step + 5, tones[one.slug]) for one in incidents]
        return _columns(parts, NARROW, step - 10, 20)
    foot = max(by_month.values()) * NARROW_PITCH + 4
    marks, stacked = [], Counter[int]()
    for incident in incidents:
        month = incident.when.day.month
        x, y = (month - 0.5) * NARROW / 12, foot - (stacked[month] + 0.5) * NARROW_PITCH
        marks.append(Mark(incident.slug, name_of(incident), tones[incident.slug], x, y))
        stacked[month] += 1
    return Strip(NARROW, foot + FOOT, foot, tuple(marks))


def name_of(incident: Incident) -> str:
    """22 Jun, SEV1: 503 from every service"""
    severity = f", {incident.severity}" if incident.severity else ""
    return f"{day_month(incident.when.day)}{severity}: {incident.title}"


def _across(day: date) -> float:
    """Where a day of the year is; 29 February and the day after it share a place."""
    plain = date(2001, day.month, min(day.day, 28) if day.month == 2 else day.day)
    return WIDE_EDGE + (plain.timetuple().tm_yday - 0.5) / 365 * (WIDE - 2 * WIDE_EDGE)


def _weeks(year: int, incidents: Sequence[Incident], tones: Mapping[str, str]) -> Strip:
    step = (WIDE - 2 * WIDE_EDGE) / WEEKS
    parts = []
    for one in incidents:
        week = (one.when.day - date(year, 1, 1)).days // 7
        parts.append((round(WIDE_EDGE + week * step + 1.5, 1), tones[one.slug]))
    return _columns(parts, WIDE, round(step - 3, 1), HEADROOM)


def _columns(parts: Sequence[tuple[float, str]], width: float, thick: float, head: float) -> Strip:
    """Columns out of (place, tone) of every incident, the most severe at the foot.

    The number stands above each column, or above the highest only where the columns are thinner than their numbers.
    """
    totals = Counter(x for x, _ in parts)
    highest = max(totals.values())
    unit = min(COLUMN / highest, 12.0)
    foot = head + round(highest * unit, 1)
    columns, counts = [], []
    each = Counter(parts)
    for x in sorted(totals):
        top = foot
        for tone in TONES:
            if number := each[x, tone]:
                height = round(number * unit, 1)
                top = round(top - height, 1)
                columns.append(Column(round(x, 1), top, round(thick, 1), max(height - 1, 1), tone))  # 1 lets light through
        text = str(totals[x])
        if totals[x] == highest or 2 * width_of("0", SIZE) <= thick:
            counts.append(Count(round(x + thick / 2, 1), round(top - 5, 1), text))
    return Strip(width, foot + FOOT, foot, (), tuple(columns), tuple(counts))
