"""What the numbers of an archive say over time, and where they say nothing: an incident that states no time has none.

Withdrawn incidents and duplicates are not counted: the one was none, the other would count twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.insight.crossing import Crossing, cross
from postmortem_archive.insight.spread import SPANS, Span, Spread
from postmortem_archive.wording import MONTHS

YEARS_AT_MOST = 20
MONTHS_AT_MOST = 24
YEARS_OF_SPREAD = 10
CROSSED = (("services", "root_causes"), ("services", "trigger"), ("services", "detected_by"))

Query = tuple[tuple[str, str], ...]
"""What the explorer is to be asked for exactly these incidents: parameters of its address."""


@dataclass(frozen=True)
class Period:
    """A month, a year, or all years up to one: its incidents in numbers.

    `minutes` is the sum of the durations of those `timed` incidents of which it is known; `longest` the longest of them.
    `repeats` are the incidents in which something came back.
    """

    label: str
    query: Query
    count: int
    timed: int
    minutes: float
    longest: float
    repeats: int

    @property
    def untimed(self) -> int:
        """Of how many nobody knows how long they took, so that `minutes` is too little by as much as they took."""
        return self.count - self.timed


@dataclass(frozen=True)
class Row:
    """The spread of one time over some incidents."""

    label: str
    query: Query
    spread: Spread


@dataclass(frozen=True)
class Spreads:
    """One time: over all incidents, by severity (the most severe first), and by year (the newest first)."""

    span: Span
    whole: Row
    by_severity: tuple[Row, ...]
    by_year: tuple[Row, ...]


@dataclass(frozen=True)
class Trends:
    """The numbers of an archive. `left_out` is how many incidents are withdrawn or duplicates, and not counted."""

    archive: Archive

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """What is counted, the newest first."""
        return tuple(one for one in self.archive if one.slug not in self.archive.uncounted)

    @property
    def left_out(self) -> int:
        """How many are withdrawn, or a duplicate."""
        return len(self.archive) - len(self.incidents)

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Incident, ...]]:
        """The incidents of every year from the newest to the oldest, also of those without any."""
        return _sorted_into((one.when.day.year, one) for one in self.incidents)

    @cached_property
    def years(self) -> tuple[Period, ...]:
        """The newest years, each with its numbers, and the earlier ones together."""
        return tuple(
            self._period(*years_named(years), [one for year in years for one in self.by_year[year]])
            for years in _runs(list(self.by_year), YEARS_AT_MOST)
        )

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The 24 months up to that of the newest incident, the newest first; fewer where the archive began later."""
        by_month = _sorted_into((one.when.day.year * 12 + one.when.day.month - 1, one) for one in self.incidents)
        return tuple(
            self._period(f"{MONTHS[month % 12][:3]} {month // 12}", _between(*[f"{month // 12}-{month % 12 + 1:02}"] * 2), some)
            for month, some in list(by_month.items())[:MONTHS_AT_MOST]
        )

    @cached_property
    def total(self) -> Period:
        """All that is counted."""
        return self._period("All", (), self.incidents)

    @cached_property
    def spreads(self) -> tuple[Spreads, ...]:
        """Time to detect, to mitigate, to resolve."""
        return tuple(self._spreads(span) for span in SPANS)

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Services against causes, triggers and ways of detection."""
        return tuple(cross(self.incidents, down, across) for down, across in CROSSED)

    def is_repeat(self, incident: Incident) -> bool:
        """True for one that is in a chain of recurrences, and not the first there."""
        found = self.archive.recurrences.find(incident.slug)
        return found is not None and found[1] > 1

    def _period(self, label: str, query: Query, incidents: Sequence[Incident]) -> Period:
        known = [minutes for one in incidents if (minutes := one.duration_minutes) is not None]
        repeats = sum(map(self.is_repeat, incidents))
        return Period(label, query, len(incidents), len(known), sum(known), max(known, default=0), repeats)

    def _spreads(self, span: Span) -> Spreads:
        known = self.archive.settings.severities
        by_severity: dict[str, list[Incident]] = {severity: [] for severity in known}
        for one in self.incidents:
            if one.severity in known:
                by_severity[str(one.severity)].append(one)
        return Spreads(
            span,
            Row("All", (), Spread.of(self.incidents, span)),
            tuple(
                Row(self.archive.settings.label("severities", severity), (("severity", severity),), Spread.of(some, span))
                for severity, some in by_severity.items()
                if some
            ),
            tuple(
                Row(*years_named(years), Spread.of(some, span))
                for years in _runs([year for year, some in self.by_year.items() if some], YEARS_OF_SPREAD)
                if (some := [one for year in years for one in self.by_year[year]])
            ),
        )


def years_named(years: Sequence[int]) -> tuple[str, Query]:
    """(what to call these years, what to ask the explorer for them); the newest first."""
    if len(years) == 1:
        return str(years[0]), (("year", str(years[0])),)
    return f"to {years[0]}", (("to", str(years[0])),)


def _between(first: str, last: str) -> Query:
    return ("from", first), ("to", last)


def _runs(years: Sequence[int], most: int) -> list[Sequence[int]]:
    """At most `most` pieces of it, each of one year but for the last, which holds all that are left."""
    single = years if len(years) <= most else years[: most - 1]
    rest = years[len(single) :]
    return [[year] for year in single] + ([rest] if rest else [])


def _sorted_into(numbered: Iterable[tuple[int, Incident]]) -> dict[int, tuple[Incident, ...]]:
    """By number, from the highest to the lowest and every one between, what has that number."""
    found: dict[int, list[Incident]] = {}
    for number, incident in numbered:
        found.setdefault(number, []).append(incident)
    if not found:
        return {}
    return {number: tuple(found.get(number, ())) for number in range(max(found), min(found) - 1, -1)}
