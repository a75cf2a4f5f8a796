"""The ledger: every action item of an archive, where it came from, how it stands on a day, and how that is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Literal

from postmortem_archive.archive import Archive
from postmortem_archive.incident import ActionItem, Incident
from postmortem_archive.insight.lookalikes import in_time
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.wording import plain, short_day

State = Literal["open", "done", "unstated"]


@dataclass(frozen=True)
class Back:
    """That an incident came back: `count` incidents of its chain are later, and the first of them is `incident`."""

    incident: Incident
    count: int


@dataclass(frozen=True)
class Entry:
    """One action item of an incident; `number` is its place among those of the incident, from 1."""

    incident: Incident
    number: int

    @cached_property
    def item(self) -> ActionItem:
        """What its author wrote."""
        return self.incident.action_items[self.number - 1]

    @cached_property
    def state(self) -> State:
        """Open and done are what the author says; where nothing is said it is neither."""
        return "open" if self.item.status == "open" else "done" if self.item.status == "done" else "unstated"

    @property
    def is_ownerless(self) -> bool:
        """True for an open item that names nobody."""
        return self.state == "open" and not self.owners

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Who is named: "@ana, @bo" are two."""
        return tuple(name for part in re.split(r"[,;]", self.item.owner or "") if (name := part.strip()))

    @property
    def anchor(self) -> str:
        """The anchor of its line on the incident's page."""
        return f"action-{self.number}"


@dataclass(frozen=True)
class Task(Entry):
    """One action item as it stands on the day `today`.

    `back` where the incident came back since: what was to be done about it was not enough, or not done.
    """

    today: date
    back: Back | None = None

    @property
    def is_overdue(self) -> bool:
        """True for an open item whose due day is past."""
        return is_overdue(self.item, self.today)

    @property
    def age_days(self) -> int | None:
        """Days from the incident to the day it was done, or to today; None for one that was done on a day nobody wrote down."""
        end = self.item.done if self.state == "done" else self.today
        return max(0, (end - self.incident.when.day).days) if end else None

    @property
    def days_overdue(self) -> int:
        """Days since the due day, for one that is overdue; else 0."""
        return (self.today - self.item.due).days if self.is_overdue and self.item.due else 0

    @property
    def words(self) -> str:
        """What is to do, whose it is, and whether it is late."""
        return f"{'overdue: ' if self.is_overdue else ''}{action_words(self.item)}"


def is_overdue(item: ActionItem, today: date) -> bool:
    """True for an open item whose due day is past."""
    return item.status == "open" and item.due is not None and item.due < today


def action_words(item: ActionItem) -> str:
    """What is to do, with whose it is and until when where that is known."""
    facts = [f"owner {item.owner}"] if item.owner else []
    facts += [f"due {short_day(item.due)}"] if item.due else []
    facts += [item.ticket] if item.ticket else []
    return title_words(item) + (f" ({', '.join(facts)})" if facts else "")


def title_words(item: ActionItem) -> str:
    """What is to do, as plain words; an item has none where all of it is hidden from the audience."""
    return plain(item.title) or "(no words)"


def asking(archive: Archive) -> Iterator[Incident]:
    """The incidents whose items are in the ledger: all but withdrawn ones, which ask nothing of anybody."""
    return filter(asks, archive)


def asks(incident: Incident) -> bool:
    """Whether the items of an incident are anybody's to do."""
    return incident.status != "withdrawn"


@dataclass(frozen=True)
class Ledger:
    """Every action item of an archive on one day: those of the newest incident first, in the order written."""

    tasks: tuple[Task, ...]
    today: date

    @classmethod
    def of(cls, archive: Archive, today: date) -> Ledger:
        """The items of every incident that the archive shows, as far as it is `asking` for something."""
        back = _came_back(archive.recurrences.chains)
        tasks = (
            Task(incident, number, today, back.get(incident.slug))
            for incident in asking(archive)
            for number in range(1, len(incident.action_items) + 1)
        )
        return cls(tuple(tasks), today)

    def __len__(self) -> int:
        return len(self.tasks)

    @cached_property
    def open(self) -> tuple[Task, ...]:
        """What is still to do: the earliest due day first, those without one last, of the newest incident first."""
        return tuple(sorted((task for task in self.tasks if task.state == "open"), key=by_due))

    @cached_property
    def overdue(self) -> tuple[Task, ...]:
        """The open items whose due day is past, the longest overdue first."""
        return tuple(task for task in self.open if task.is_overdue)

    @cached_property
    def ownerless(self) -> tuple[Task, ...]:
        """The open items that name nobody."""
        return tuple(task for task in self.open if task.is_ownerless)

    @cached_property
    def done(self) -> tuple[Task, ...]:
        """The items that their authors call done."""
        return tuple(task for task in self.tasks if task.state == "done")

    @cached_property
    def unstated(self) -> tuple[Task, ...]:
        """The items of which nobody says whether they are done."""
        return tuple(task for task in self.tasks if task.state == "unstated")

    @cached_property
    def next(self) -> tuple[Task, ...]:
        """What to look at first: everything overdue, or else the first open item of each incident."""
        first: dict[str, Task] = {}
        for task in self.open:
            first.setdefault(task.incident.slug, task)
        return self.overdue or tuple(first.values())

    @cached_property
    def returned(self) -> tuple[Task, ...]:
        """The open items of incidents that came back since; those that came back most often first."""
        return tuple(sorted((task for task in self.open if task.back), key=lambda task: -(task.back.count if task.back else 0)))

    @cached_property
    def by_urgency(self) -> tuple[Task, ...]:
        """Every item: the overdue ones, those without an owner, the other open ones, those not stated, those done."""
        return tuple(sorted(self.tasks, key=_urgency))

    @cached_property
    def _by_slug(self) -> Mapping[str, tuple[Task, ...]]:
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            found.setdefault(task.incident.slug, []).append(task)
        return {slug: tuple(tasks) for slug, tasks in found.items()}

    def of_incident(self, slug: str) -> tuple[Task, ...]:
        """The items of one incident, in the order written."""
        return self._by_slug.get(slug, ())

    def open_of(self, incidents: Iterable[Incident]) -> tuple[Task, ...]:
        """The open items of these incidents: overdue and ownerless ones first."""
        found = [one for incident in incidents for one in self._open_by_slug.get(incident.slug, ())]
        return tuple(task for _, task in sorted(found, key=itemgetter(0)))

    @cached_property
    def _open_by_slug(self) -> dict[str, list[tuple[tuple[int, date], Task]]]:
        """By slug: (urgency, task) of the open items, in the order written."""
        found: dict[str, list[tuple[tuple[int, date], Task]]] = {}
        for task in self.tasks:
            if task.state == "open":
                found.setdefault(task.incident.slug, []).append((_urgency(task), task))
        return found


def by_due(task: Task) -> date:
    """What to sort by for the earliest due day first, and those without one last."""
    return task.item.due or date.max


def _urgency(task: Task) -> tuple[int, date]:
    if task.state != "open":
        return (3 if task.state == "unstated" else 4), date.max
    return (0 if task.is_overdue else 1 if task.is_ownerless else 2), by_due(task)


def _came_back(chains: Iterable[Chain]) -> dict[str, Back]:
    """By slug: what came after an incident in its chain, leaving out other organisations, whose promises are not ours.

    Each chain is walked once, from its end: `later` has the latest incidents of each organisation seen so far.
    """
    found = {}
    for chain in chains:
        later: dict[str | None, Back] = {}
        for place in range(len(chain) - 1, -1, -1):
            incident = chain.incidents[place]
            mine = incident.organisation
            known = later if mine is None else {name: later[name] for name in (None, mine) if name in later}
            if known:
                first = min((back.incident for back in known.values()), key=in_time)
                found[incident.slug] = Back(first, sum(back.count for back in known.values()))
            before = later.get(mine)
            later[mine] = Back(incident, before.count + 1 if before else 1)
    return found
