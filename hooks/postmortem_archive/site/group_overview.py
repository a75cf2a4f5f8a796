"""What a group's first page says of all of its incidents: a few of each, and the way to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from postmortem_archive.archive import GROUP_KINDS, Archive, Group
from postmortem_archive.figures.small_timeline import SmallTimeline, draw_small_timeline
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Entry, Ledger
from postmortem_archive.insight.group_story import chains_in, commonest, companions
from postmortem_archive.insight.lessons import Lesson, lessons
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.insight.trends import Query
from postmortem_archive.settings import Service
from postmortem_archive.site.explorer_address import PARAMETERS
from postmortem_archive.site.recurrences_page import chain_anchor

OF_EACH = 5
LESSONS_OF_ONE = 2
WHY = (("root_causes", "root_causes", "Why"), ("trigger", "triggers", "Set off by"), ("services", "", "What broke"))


@dataclass(frozen=True)
class Share:
    """A value that `count` incidents of the group have. `address` is that of its group, `query` asks for those of both."""

    label: str
    count: int
    address: str
    query: Query


@dataclass(frozen=True)
class Company:
    """A service that shares more incidents with the group than chance would have it, in numbers."""

    share: Share
    own: int
    lift: str


@dataclass(frozen=True)
class Back:
    """A failure that came back in the group."""

    chain_summary: str
    title: str
    address: str
    count: int


@dataclass(frozen=True)
class OpenItem(Entry):
    """An action item that is still to do. Of the day it knows only whether the item is late."""

    is_overdue: bool


@dataclass(frozen=True)
class Overview:
    """What a group's first page says of all of it. `query` asks the explorer for the group; empty where it cannot.

    `count` of the incidents count in every number; `uncounted` are withdrawn or duplicates, and only listed. `by_year` are
    (year, incidents); none where a small timeline would say nothing.
    """

    name: str
    description: str
    service: Service | None
    owner_address: str
    count: int
    uncounted: int
    oldest: Incident
    newest: Incident
    query: Query
    by_year: tuple[tuple[int, int], ...]
    reasons: tuple[tuple[str, tuple[Share, ...], int], ...]
    company: tuple[Company, ...]
    back: tuple[Back, ...]
    more_back: int
    open_items: tuple[OpenItem, ...]
    open_count: int
    lessons: tuple[Lesson, ...]

    @property
    def timeline(self) -> SmallTimeline | None:
        """Drawn only when the page is."""
        return draw_small_timeline(dict(self.by_year))


def overview_of(archive: Archive, group: Group, chain_pages: Mapping[str, str], ledger: Ledger) -> Overview:
    """The overview; `chain_pages` as in recurrences_page."""
    own = own_query(group)
    counted = group.counted
    dated = counted or group.incidents
    items = ledger.open_of(group.incidents)
    back = chains_in(archive, group)
    service = archive.settings.services.get(group.name) if group.kind.field == "services" else None
    return Overview(
        name=group.name,
        description=group.description,
        service=service,
        owner_address=_address(archive, "teams", service.owner) if service and archive.group("teams", service.owner) else "",
        count=group.count,
        uncounted=len(group.uncounted),
        oldest=dated[-1],
        newest=dated[0],
        query=own,
        by_year=() if group.kind.field == "year" else tuple(Counter([one.when.day.year for one in counted]).items()),
        reasons=tuple(_reasons(archive, group, own)),
        company=tuple(_company(archive, group, own)),
        back=tuple(_back(chain, count, chain_pages) for chain, count in back[:OF_EACH]),
        more_back=max(0, len(back) - OF_EACH),
        open_items=tuple(OpenItem(one.incident, one.number, one.is_overdue) for one in items[:OF_EACH]),
        open_count=len(items),
        lessons=tuple(islice(lessons(group.incidents, LESSONS_OF_ONE), OF_EACH)),
    )


def besides_groups(archive: Archive, chain_pages: Mapping[str, str], today: date) -> tuple[object, ...]:
    """All that overviews say on a day besides what the incidents of their groups say, and the settings.

    It is much sooner told than the overviews: while it and a group are as they were, so is the group's overview.
    """
    groups = [(kind.field, group.name, group.slug, group.count) for kind in GROUP_KINDS for group in archive.groups[kind.field]]
    chains = [
        (chain.summary, chain.first.title, chain_pages.get(chain.first.slug), [one.slug for one in chain.incidents])
        for chain in archive.recurrences.chains
    ]
    return today.isoformat(), len(archive), len(archive.uncounted), groups, chains


def own_query(group: Group) -> Query:
    """What to ask the explorer for the incidents of a group; nothing where it does not know the field."""
    name = PARAMETERS.get(group.kind.field)
    return ((name, group.name),) if name else ()


def _reasons(archive: Archive, group: Group, own: Query) -> list[tuple[str, tuple[Share, ...], int]]:
    """(what it is, the commonest values, how many incidents state none) of each field but the group's own."""
    found = []
    for field, taxonomy, title in WHY:
        values = commonest(group, field, OF_EACH)
        if field != group.kind.field and values and (taxonomy or group.kind.field != "year"):
            unstated = sum([not getattr(one, field) for one in group.counted])
            shares = tuple(_share(archive, field, taxonomy, value, count, own) for value, count in values)
            found.append((title, shares, unstated))
    return found


def _share(archive: Archive, field: str, taxonomy: str, value: str, count: int, own: Query) -> Share:
    return Share(
        archive.settings.label(taxonomy, value) if taxonomy else value, count, _address(archive, field, value),
        (*own, (PARAMETERS[field], value)) if own else (),
    )  # fmt: skip


def _address(archive: Archive, field: str, value: str) -> str:
    kind = next(kind for kind in GROUP_KINDS if kind.field == field)
    group = archive.group(field, value)
    return f"{kind.address}/{group.slug}/" if group else f"{kind.address}/"


def _company(archive: Archive, group: Group, own: Query) -> list[Company]:
    if group.kind.field != "services":
        return []
    return [
        Company(_share(archive, "services", "", one.name, one.shared, own), one.own, times_as_often(one.lift))
        for one in companions(archive, group, "services", OF_EACH)
    ]


def times_as_often(lift: float) -> str:
    """1.5, 3, 40: two digits, and no more than the numbers bear."""
    return f"{lift:.1f}".removesuffix(".0") if lift < 10 else f"{round(lift, -1 if lift >= 100 else 0):,.0f}"


def _back(chain: Chain, count: int, pages: Mapping[str, str]) -> Back:
    address = f"{pages.get(chain.first.slug, 'recurrences/')}#{chain_anchor(chain)}"
    return Back(chain.summary, chain.first.title, address, count)
