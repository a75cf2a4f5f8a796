"""Some of the action items: those of an owner, a kind, a service, a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from postmortem_archive.archive import Archive
from postmortem_archive.insight.actions import Ledger, Task
from postmortem_archive.insight.tallies import Facet, fold_owner, values_of
from postmortem_archive.taxonomy import fold, words_called
from postmortem_archive.words import did_you_mean


class UnknownChoice(ValueError):
    """Values that no action item has; the text has a sentence for each."""


@dataclass(frozen=True)
class Choice:
    """What is asked for. Of several values of one field an item has any, of different fields it has every one."""

    owners: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    state: str | None = None
    overdue: bool = False

    def of(self, archive: Archive, ledger: Ledger) -> tuple[Task, ...]:
        """The items that fit, in the order of the ledger.

        Case, hyphens, underscores and the @ of an owner make no difference, and a label or synonym of a kind stands for it.
        Raises UnknownChoice with everything that is wrong.
        """
        wanted: dict[Facet, tuple[str, ...]] = {"owner": self.owners, "kind": self.kinds, "service": self.services}
        wrong: list[str] = []
        meant: dict[Facet, set[str]] = {}
        for facet, values in wanted.items():
            if values:
                meant[facet] = set(_understood(facet, values, archive, ledger, wrong))
        if wrong:
            raise UnknownChoice("\n".join(wrong))
        return tuple(task for task in ledger.tasks if self._fits(task, meant))

    def _fits(self, task: Task, meant: Mapping[Facet, set[str]]) -> bool:
        if (self.state and task.state != self.state) or (self.overdue and not task.is_overdue):
            return False
        return all(not names.isdisjoint(map(_FOLDS[facet], values_of(task, facet))) for facet, names in meant.items())


_FOLDS: dict[Facet, Callable[[str], str]] = {"owner": lambda name: fold(fold_owner(name)), "kind": fold, "service": fold}


def _understood(facet: Facet, values: Iterable[str], archive: Archive, ledger: Ledger, wrong: list[str]) -> Iterator[str]:
    """Each value as it is compared; a sentence in `wrong` for one that is nowhere."""
    names = tuple(dict.fromkeys(_known(facet, archive, ledger)))
    known = {_FOLDS[facet](name) for name in names}
    for value in values:
        folded = _FOLDS[facet](value)
        called = words_called(value, archive.settings.action_kinds) if facet == "kind" else []
        if folded in known:
            yield folded
        elif called:
            yield from map(fold, called)
        else:
            noun = "incident has the service" if facet == "service" else f"action item has the {facet}"
            bare = value.removeprefix("@") if facet == "owner" else value
            wrong.append(f"no {noun} '{value}'{did_you_mean(bare, names)}")


def _known(facet: Facet, archive: Archive, ledger: Ledger) -> Iterator[str]:
    if facet == "service":
        yield from (name for incident in archive for name in incident.services)
        return
    if facet == "kind":
        yield from archive.settings.action_kinds
    for task in ledger.tasks:
        yield from (value.removeprefix("@") if facet == "owner" else value for value in values_of(task, facet))
