"""All incidents of an archive on one time axis: a row a year, the months across, a mark for each incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, takewhile

from postmortem_archive.archive import Archive
from postmortem_archive.figures.archive_strips import Month, Strip, narrow_months, narrow_strip, wide_months, wide_strip
from postmortem_archive.incident import Incident
from postmortem_archive.settings import Settings
from postmortem_archive.wording import plural

NO_SEVERITY = "severity not stated"
TONES = 4
"""Severities from this rank on look alike; their names tell them apart."""
WIDE_MARKS, NARROW_MARKS = 300, 100
"""How many incidents get a mark of their own, in the newest years and then the calmest: the page stays below 160 kB."""


@dataclass(frozen=True)
class Key:
    """An entry of the legend. `tone` is `1` (most severe) to `4`, or `none`."""

    tone: str
    label: str
    count: int


@dataclass(frozen=True)
class Year:
    """One row: a year with its incidents."""

    year: int
    count: int
    wide: Strip
    narrow: Strip

    @property
    def label(self) -> str:
        """11 incidents"""
        return plural(self.count, "incident")


@dataclass(frozen=True)
class EmptyYears:
    """One row for years in which nothing happened: `2009–2011`."""

    label: str


@dataclass(frozen=True)
class ArchiveFigure:
    """Every incident by year, newest first, drawn twice, for a wide and for a narrow page."""

    title: str
    description: str
    rows: tuple[Year | EmptyYears, ...]
    legend: tuple[Key, ...]
    wide_months: tuple[Month, ...]
    narrow_months: tuple[Month, ...]

    @property
    def has_marks(self) -> bool:
        """Whether some incident has a mark of its own, on a wide or on a narrow page."""
        return any(strip.marks for strip in self._strips)

    @property
    def has_columns(self) -> bool:
        """Whether some are counted by columns."""
        return any(strip.columns for strip in self._strips)

    @property
    def caption(self) -> tuple[str, ...]:
        """How to read it, in sentences."""
        sentences = []
        if self.has_marks:
            sentences.append("Each mark is an incident and leads to its page.")
        if self.has_columns:
            sentences.append("Where there are too many, columns count them by the week (on a narrow page by the month).")
            sentences.append("The most severe are at the foot, and the columns lead to the page of the year.")
        return tuple(sentences)

    @property
    def _strips(self) -> Iterator[Strip]:
        return (strip for row in self.rows if isinstance(row, Year) for strip in (row.wide, row.narrow))


def draw_archive(archive: Archive) -> ArchiveFigure | None:
    """The figure of an archive; None where it is empty."""
    incidents = archive.incidents
    if not incidents:
        return None
    tones = {incident.slug: tone_of(incident, archive.settings) for incident in incidents}
    by_year = {
        year: sorted(group, key=lambda one: (one.when.day, one.when.order, one.slug))
        for year, group in groupby(sorted(incidents, key=lambda one: -one.when.day.year), key=lambda one: one.when.day.year)
    }
    rows: list[Year | EmptyYears] = []
    before: int | None = None
    singly = {limit: _years_drawn_singly(by_year, limit) for limit in (WIDE_MARKS, NARROW_MARKS)}
    for year, group in by_year.items():
        if before is not None and before - year > 1:
            rows.append(EmptyYears(str(year + 1) if before - year == 2 else f"{year + 1}–{before - 1}"))
        wide = wide_strip(year, group, tones, single=year in singly[WIDE_MARKS])
        narrow = narrow_strip(group, tones, single=year in singly[NARROW_MARKS])
        rows.append(Year(year, len(group), wide, narrow))
        before = year
    first, last = min(by_year), max(by_year)
    span = f"in {first}" if first == last else f"from {first} to {last}"
    return ArchiveFigure(
        title="All incidents by year",
        description=f"{plural(len(incidents), 'incident')} {span}, newest year first.",
        rows=tuple(rows),
        legend=_legend(incidents, archive.settings, tones),
        wide_months=wide_months(),
        narrow_months=narrow_months(),
    )


def _years_drawn_singly(by_year: Mapping[int, Sequence[Incident]], limit: int) -> set[int]:
    """The newest years without a gap, as far as there is room, and then the calmest of the others."""
    chosen: set[int] = set()
    room = limit
    newest = takewhile(lambda one: one[1] <= limit, zip(by_year, accumulate(map(len, by_year.values())), strict=True))
    for year, total in newest:
        chosen.add(year)
        room = limit - total
    calmest = sorted(by_year.keys() - chosen, key=lambda year: (len(by_year[year]), -year))
    totals = accumulate(len(by_year[year]) for year in calmest)
    return chosen | {year for year, total in zip(calmest, totals, strict=True) if total <= room}


def tone_of(incident: Incident, settings: Settings) -> str:
    """`1` for the most severe to `4`; `none` where no severity, or one that the settings do not know, is stated."""
    rank = settings.severity_rank(incident.severity)
    return str(min(rank + 1, TONES)) if incident.severity in settings.severities else "none"


def _legend(incidents: tuple[Incident, ...], settings: Settings, tones: dict[str, str]) -> tuple[Key, ...]:
    counts = Counter(incident.severity if tones[incident.slug] != "none" else None for incident in incidents)
    keys = [
        Key(str(min(rank + 1, TONES)), settings.label("severities", severity), counts[severity])
        for rank, severity in enumerate(settings.severities)
        if counts[severity]
    ]
    return (*keys, Key("none", NO_SEVERITY, counts[None])) if counts[None] else tuple(keys)
