"""`/actions/`: what is still to do. However many items there are, no page holds more than a reader can take in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.insight.actions import Back, Entry, Ledger, Task, asking, is_overdue
from postmortem_archive.insight.tallies import Facet, Tally, tallies
from postmortem_archive.settings import Settings
from postmortem_archive.site.archive_page import Derived
from postmortem_archive.wording import days_rounded, plural

FIRST_AT_MOST = 200
"""Items on the first page: the most urgent. Where there are more, all of them stand on the pages of the years."""
AT_ONCE = 30
"""Items that stand open at first; the others of a page are a step away."""
YEAR_AT_MOST = 200
"""Items on a page of a year, before it is split."""
TALLIES_AT_MOST = 12
RETURNED_AT_MOST = 10
COLUMNS: tuple[tuple[Facet, str, str], ...] = (
    ("kind", "Kind", "No kind stated"),
    ("owner", "Owner", "No owner"),
    ("service", "Service", "No service"),
)


@dataclass(frozen=True)
class Row(Entry):
    """An item as its row shows it: of the day it holds no more than the words do, so that it is another only with them."""

    is_overdue: bool
    age_days: int | None
    back: Back | None

    @classmethod
    def of(cls, task: Task) -> Row:
        """The row of a task."""
        age = task.age_days
        return cls(task.incident, task.number, task.is_overdue, None if age is None else days_rounded(age), task.back)


def address_of(year: int, part: int) -> str:
    """Where a page of the items of a year stands below the site's root."""
    return f"actions/{year}/" if part == 1 else f"actions/{year}-{part}/"


@dataclass(frozen=True)
class Shelf:
    """A page of the items of one year's incidents, or the `part`-th of them where they are many."""

    year: int
    part: int
    tasks: tuple[Task, ...]

    @property
    def address(self) -> str:
        """Where it stands below the site's root."""
        return address_of(self.year, self.part)


@dataclass(frozen=True)
class Year:
    """The items of one year's incidents, on one page or more; `open` of `count` are still to do."""

    year: int
    shelves: tuple[Shelf, ...]
    open: int
    count: int


@dataclass(frozen=True)
class TallyTable:
    """The tallies of one facet as drawn: `rows` are (label, tally), `more` values have no row."""

    title: str
    rows: tuple[tuple[str, Tally], ...]
    more: int


def years(ledger: Ledger) -> tuple[Year, ...]:
    """The pages of the years, newest first; none where the first page holds everything."""
    if len(ledger) <= FIRST_AT_MOST:
        return ()
    by_year: dict[int, list[Task]] = {}
    for task in ledger.by_urgency:
        by_year.setdefault(task.incident.when.day.year, []).append(task)
    found = []
    for year, tasks in sorted(by_year.items(), reverse=True):
        parts = -(-len(tasks) // YEAR_AT_MOST)
        size = -(-len(tasks) // parts)  # all parts alike: no last page of three
        shelves = (Shelf(year, part + 1, tuple(tasks[part * size : (part + 1) * size])) for part in range(parts))
        found.append(Year(year, tuple(shelves), sum(task.state == "open" for task in tasks), len(tasks)))
    return tuple(found)


def tally_table(ledger: Ledger, settings: Settings, facet: Facet, title: str, without: str) -> TallyTable | None:
    """The tallies of a facet; None where no item has a value of it."""
    found = tallies(ledger.tasks, facet)
    named = [one for one in found if one.name is not None]
    if not named:
        return None
    nameless = [one for one in found if one.name is None]

    def label(one: Tally) -> str:
        return without if one.name is None else settings.label("action_kinds", one.name) if facet == "kind" else one.name

    rows = tuple((label(one), one) for one in (*named[:TALLIES_AT_MOST], *nameless))
    return TallyTable(title, rows, max(0, len(named) - TALLIES_AT_MOST))


@dataclass(frozen=True)
class Extent:
    """How many items an archive has, without a look at how each of them stands: by the year of their incident."""

    by_year: Counter[int]
    open: int
    overdue: int

    @classmethod
    def of(cls, archive: Archive, today: date) -> Extent:
        """That of an archive on a day."""
        incidents = [incident for incident in asking(archive) if incident.action_items]
        items = [item for incident in incidents for item in incident.action_items]
        by_year: Counter[int] = Counter()
        for incident in incidents:
            by_year[incident.when.day.year] += len(incident.action_items)
        return cls(by_year, sum(item.status == "open" for item in items), sum(is_overdue(item, today) for item in items))

    @property
    def parts(self) -> Iterator[tuple[int, int]]:
        """(year, how many pages it has), newest first; none where the first page holds everything."""
        if self.by_year.total() > FIRST_AT_MOST:
            yield from ((year, -(-count // YEAR_AT_MOST)) for year, count in sorted(self.by_year.items(), reverse=True))


def action_pages(
    archive: Archive, today: date, ledger: Callable[[], Ledger]
) -> Iterator[tuple[str, str, str, Mapping[str, Any], str]]:
    """(source, title, template, context, description) of the first page and of those of the years, newest first."""
    extent = Extent.of(archive, today)
    by_year = cache(lambda: years(ledger()))
    said = f"{plural(extent.open, 'open action item')}, {extent.overdue:,} overdue."
    yield "actions/index.md", "Action items", "ledger.html", Derived(lambda: _first(archive, ledger(), by_year())), said
    for place, (year, parts) in enumerate(extent.parts):
        for part in range(1, parts + 1):
            title = f"Action items of {year}" + (f", {part} of {parts}" if parts > 1 else "")
            context = Derived(partial(_of_year, by_year, place, part))
            said = f"{plural(extent.by_year[year], 'action item')} of the incidents of {year}."
            yield f"{address_of(year, part)}index.md", title, "ledger-of-year.html", context, said


def _first(archive: Archive, ledger: Ledger, by_year: tuple[Year, ...]) -> dict[str, Any]:
    tables = (tally_table(ledger, archive.settings, *column) for column in COLUMNS)
    return {
        "ledger": ledger,
        "rows": tuple(map(Row.of, ledger.by_urgency[:FIRST_AT_MOST])),
        "at_once": AT_ONCE,
        "years": by_year,
        "dated": sum(task.item.due is not None for task in ledger.open),
        "returned": ledger.returned[:RETURNED_AT_MOST],
        "tables": [table for table in tables if table],
    }


def _of_year(by_year: Callable[[], tuple[Year, ...]], place: int, part: int) -> dict[str, Any]:
    """No more than the page draws: it is drawn anew whenever any of this is another."""
    year = by_year()[place]
    return {
        "year": year.year, "open": year.open, "count": year.count, "rows": tuple(map(Row.of, year.shelves[part - 1].tasks)),
        "part": part, "parts": tuple((shelf.part, shelf.address) for shelf in year.shelves),
        "years": tuple((one.year, one.shelves[0].address) for one in by_year()), "at_once": AT_ONCE,
    }  # fmt: skip
