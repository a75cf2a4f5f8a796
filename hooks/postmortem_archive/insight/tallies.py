"""How much of what was to be done is done, and how old the rest is: by kind, owner and service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from postmortem_archive.insight.actions import Task

Facet = Literal["kind", "owner", "service"]
FEW = 10
"""Fewer than so many items make no percentage: "2 of 3" says what there is to say."""


@dataclass(frozen=True)
class Tally:
    """The items that share a kind, an owner or a service; `name` is None for those that have none."""

    name: str | None
    open: int
    overdue: int
    done: int
    unstated: int
    median_age: float | None

    @property
    def count(self) -> int:
        """All of them."""
        return self.open + self.done + self.unstated

    @property
    def stated(self) -> int:
        """How many say whether they are done."""
        return self.open + self.done

    @property
    def closed_words(self) -> str:
        """2 of 3; with the percentage where there are at least FEW; of none a dash."""
        if not self.stated:
            return "–"
        of = f"{self.done:,} of {self.stated:,}"
        return of if self.stated < FEW else f"{of} ({round(100 * self.done / self.stated)}%)"


def tally(name: str | None, tasks: Iterable[Task]) -> Tally:
    """The tally of these items. The median age is that of the open ones, in days; None where none is open."""
    tasks = list(tasks)
    open_ones = [task for task in tasks if task.state == "open"]
    ages = [task.age_days for task in open_ones if task.age_days is not None]
    return Tally(
        name,
        open=len(open_ones),
        overdue=sum(task.is_overdue for task in open_ones),
        done=sum(task.state == "done" for task in tasks),
        unstated=sum(task.state == "unstated" for task in tasks),
        median_age=median(ages) if ages else None,
    )


def fold_owner(name: str) -> str:
    """`@Ana` and `ana` are one person: case and the mark in front make no difference."""
    return name.strip().removeprefix("@").strip().casefold()


_VALUES: dict[Facet, Callable[[Task], tuple[str, ...]]] = {
    "kind": lambda task: (task.item.kind,) if task.item.kind else (),
    "owner": lambda task: task.owners,
    "service": lambda task: task.incident.services,
}


def values_of(task: Task, facet: Facet) -> tuple[str, ...]:
    """The kinds, owners or services of an item; its services are those of its incident."""
    return _VALUES[facet](task)


def tallies(tasks: Iterable[Task], facet: Facet) -> tuple[Tally, ...]:
    """A tally of each value: those with the most open items first, what has no value last.

    An item of two services counts for both.
    """
    members: dict[str, list[Task]] = {}
    spelled: dict[str, str] = {}
    without: list[Task] = []
    for task in tasks:
        values = values_of(task, facet)
        keys = {fold_owner(value) if facet == "owner" else value: value for value in values}
        for key, value in keys.items():
            spelled.setdefault(key, value)
            members.setdefault(key, []).append(task)
        if not values:
            without.append(task)
    found = [tally(spelled[key], members[key]) for key in sorted(members)]
    found.sort(key=lambda one: (-one.open, -one.count))
    return (*found, *([tally(None, without)] if without else ()))
