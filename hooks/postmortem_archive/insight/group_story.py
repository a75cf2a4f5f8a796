"""What the incidents of one group have in common: what broke them, what broke with them, what came back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from postmortem_archive.archive import Archive, Group, group_values
from postmortem_archive.insight.recurrences import Chain

TOGETHER_FROM = 2
"""Incidents that two have to share before anything is said of them: once is no pattern."""


@dataclass(frozen=True)
class Companion:
    """A value of a field that shares incidents with a group: `shared` of them, `own` in all.

    `lift` is how many times as often as if the two had nothing to do with each other: shared · all / (group · own).
    """

    name: str
    shared: int
    own: int
    lift: float


def commonest(group: Group, field: str, most: int) -> tuple[tuple[str, int], ...]:
    """(value, how many incidents of the group that count have it), the commonest first."""
    values = (group_values(one, field) for one in group.counted)
    counts = Counter(chain.from_iterable(some if len(some) < 2 else dict.fromkeys(some) for some in values))
    return tuple(nsmallest(most, counts.items(), key=lambda one: (-one[1], one[0])))


def companions(archive: Archive, group: Group, field: str, most: int) -> tuple[Companion, ...]:
    """What shares incidents with the group more often than chance would have it; what they share most often first."""
    found = []
    whole = len(archive) - len(archive.uncounted)
    for name, shared in commonest(group, field, len(archive)):
        if shared < TOGETHER_FROM:
            break
        together = archive.group(field, name)
        own = together.count if together else shared
        lift = shared * whole / (group.count * own)
        if lift > 1 and not (field == group.kind.field and name == group.name):
            found.append(Companion(name, shared, own, lift))
    return tuple(sorted(found, key=lambda one: (-one.shared, -one.lift, one.name))[:most])


def chains_in(archive: Archive, group: Group) -> tuple[tuple[Chain, int], ...]:
    """The failures that came back and touch the group, with how many of their incidents do; the most first."""
    counts: Counter[str] = Counter()
    chains: dict[str, Chain] = {}
    for one in group.incidents:
        found = archive.recurrences.find(one.slug)
        if found is not None:
            counts[found[0].first.slug] += 1
            chains[found[0].first.slug] = found[0]
    ranked = sorted(counts, key=lambda slug: (-counts[slug], slug))
    return tuple((chains[slug], counts[slug]) for slug in ranked if counts[slug] > 1)
