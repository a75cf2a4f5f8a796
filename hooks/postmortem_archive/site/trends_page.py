"""`/trends/`: what the numbers say. However many incidents there are, the page has as many rows as a reader can take in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.figures.heat_map import HeatMap, draw_crossing, label_of
from postmortem_archive.figures.period_bars import SHARE_FROM, BarFigure, draw_load, draw_repeats, hours, share
from postmortem_archive.figures.spread_figure import SpreadFigure, draw_spreads
from postmortem_archive.insight.crossing import Crossing
from postmortem_archive.insight.spread import NINETIETH_FROM, QUARTILES_FROM, Spread
from postmortem_archive.insight.trends import Period, Query, Spreads, Trends
from postmortem_archive.settings import Settings
from postmortem_archive.site.archive_page import ArchivePage, Derived
from postmortem_archive.site.explorer_address import PARAMETERS
from postmortem_archive.wording import duration, plural

NOUNS = {
    "services": ("Services", "a service"),
    "root_causes": ("root causes", "a root cause"),
    "trigger": ("triggers", "a trigger"),
    "detected_by": ("ways of detection", "how it was detected"),
}
TAXONOMY = {"root_causes": "root_causes", "trigger": "triggers", "detected_by": "detected_by"}


@dataclass(frozen=True)
class LoadView:
    """Incidents and hours of some periods, as a figure and as a table."""

    anchor: str
    title: str
    figure: BarFigure
    periods: tuple[Period, ...]
    caption: str


@dataclass(frozen=True)
class SpreadLine:
    """A row of the table behind a spread, in words: n, unknown, and what is said of the values."""

    label: str
    query: Query
    n: int
    unknown: int
    cells: tuple[str, ...]
    single: str


@dataclass(frozen=True)
class SpreadView:
    """One time, as a figure and as a table."""

    anchor: str
    title: str
    figure: SpreadFigure | None
    lines: tuple[SpreadLine, ...]
    caption: str


@dataclass(frozen=True)
class CrossingView:
    """Two fields against each other, as a figure and as a table."""

    anchor: str
    title: str
    figure: HeatMap | None
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    caption: str


def trends_page(archive: Archive) -> ArchivePage:
    """The page, with everything drawn when it is."""
    said = "What the numbers of the archive say, with their spread."
    return ArchivePage("Trends", "trends.html", Derived(lambda: _context(archive)), said)


def _context(archive: Archive) -> dict[str, Any]:
    trends = Trends(archive)
    total = trends.total
    context: dict[str, Any] = {"total": total, "left_out": trends.left_out, "few": QUARTILES_FROM}
    if total.count:
        context |= {
            "first": trends.incidents[-1].when, "last": trends.incidents[0].when,
            "load": _loads(trends), "spreads": [_spread(archive, one) for one in trends.spreads],
            "crossings": [_crossing(archive.settings, one) for one in trends.crossings],
            "repeats": draw_repeats("Incidents that came back, by year", trends.years), "years": trends.years,
            "repeats_caption": f"{share(total.repeats, total.count)} incidents were a failure that had been there before.",
        }  # fmt: skip
    return context


def _loads(trends: Trends) -> list[LoadView]:
    months = trends.months
    newest = f"The {plural(len(months), 'month')} to {months[0].label}" if len(months) > 1 else months[0].label
    return [
        LoadView("by-year", "By year", draw_load("Incidents and hours by year", trends.years), trends.years,
                 load_caption(trends.total)),
        LoadView("by-month", newest, draw_load("Incidents and hours by month", months), months, load_caption(_sum(months))),
    ]  # fmt: skip


def _sum(periods: tuple[Period, ...]) -> Period:
    return Period(
        "", (), sum(one.count for one in periods), sum(one.timed for one in periods), sum(one.minutes for one in periods),
        max(one.longest for one in periods), 0,
    )  # fmt: skip


def load_caption(total: Period) -> str:
    """n, of how many the duration is unknown, and how much of the sum the longest one is."""
    said = f"{plural(total.count, 'incident')}; how long it took is "
    if total.untimed:
        percent = f" ({100 * total.untimed / total.count:.0f} %)" if total.count >= SHARE_FROM else ""
        said += f"known for {total.timed:,} of them, unknown for {total.untimed:,}{percent}."
    else:
        said += "known for all of them."
    if total.untimed and total.timed:
        said += " With unknown ones the hours are at least (≥) what is drawn."
    if total.timed > 1 and total.minutes:
        said += f" The longest one alone is {hours(total.longest)} of {hours(total.minutes)}."
    return said


def _spread(archive: Archive, spreads: Spreads) -> SpreadView:
    whole = spreads.whole.spread
    count = whole.n + whole.unknown
    unknown = f"{share(whole.unknown, count)} incidents" if whole.unknown else "none"
    caption = f"n = {whole.n:,}; unknown for {unknown}."
    if whole.inexact:
        caption += f" Of the known ones {whole.inexact:,} have an end that is approximate or was read out of the timeline."
    if spreads.span.end == "resolved" and not spreads.by_severity:
        caption += " No incident states a severity."
    rows = (spreads.whole, *spreads.by_severity, *spreads.by_year)
    lines = tuple(
        SpreadLine(row.label, row.query, row.spread.n, row.spread.unknown, _cells(row.spread), _singles(row.spread))
        for row in rows
    )
    figure = draw_spreads(spreads, lambda slug: archive[slug].title)
    return SpreadView(f"time-to-{spreads.span.name}", spreads.span.title, figure, lines, caption)


def _cells(spread: Spread) -> tuple[str, ...]:
    """The quarter, the median, three quarters and the 90th percentile in words; nothing where they are too few."""
    if spread.quartiles is None:
        return ()
    ninetieth = duration(spread.ninetieth) if spread.ninetieth is not None else f"n < {NINETIETH_FROM}"
    return (*map(duration, spread.quartiles), ninetieth)


def _singles(spread: Spread) -> str:
    return ", ".join(duration(minutes) for minutes, _ in spread.values) if spread.n < QUARTILES_FROM else ""


def _crossing(settings: Settings, crossing: Crossing) -> CrossingView:
    def labels(field: str, value: str) -> str:
        return settings.label(TAXONOMY[field], value) if field in TAXONOMY else value

    down, across = NOUNS[crossing.down], NOUNS[crossing.across]
    count = crossing.stated + crossing.unstated
    caption = f"n = {crossing.stated:,}: incidents that state {down[1]} and {across[1]}"
    caption += f"; {share(crossing.unstated, count)} do not." if crossing.unstated else ": all of them."
    more = [plural(n, what) for n, what in ((crossing.more_rows, "service"), (crossing.more_columns, across[0][:-1])) if n]
    if more:
        caption += f" Others: {' and '.join(more)}."
    title = f"{down[0]} and {across[0]}"
    lines = tuple(
        (label_of(crossing.down, value, labels), counts) for value, counts in zip(crossing.rows, crossing.counts, strict=True)
    )
    columns = tuple(label_of(crossing.across, value, labels) for value in crossing.columns)
    figure = draw_crossing(crossing, title, labels, PARAMETERS)
    return CrossingView(f"{crossing.down}-{crossing.across}".replace("_", "-"), title, figure, columns, lines, caption)
