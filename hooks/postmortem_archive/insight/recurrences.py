"""What came back: incidents joined into chains by what their authors said of each other.

A chain is made of `recurrence_of`, `regression_of_fix` and `same_root_cause`, whichever side says so. A duplicate is
the incident that it is a duplicate of, and one that was withdrawn is none: neither is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush

from postmortem_archive import wording
from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import Incident
from postmortem_archive.insight.lookalikes import Lookalikes, find_lookalikes, in_time
from postmortem_archive.insight.unfinished import Unfinished, unfinished_at

CHAINING = ("recurrence_of", "recurred_as", "regression_of_fix", "fix_regressed_as", "same_root_cause")
"""The relations that make a chain, the one that says most first."""
LATER = frozenset({"recurrence_of", "regression_of_fix"})
"""Those of them by which an author says that the other incident came first."""


@dataclass(frozen=True)
class Tie:
    """An earlier incident of the chain, and what it is to the later one, as the later one's page says it."""

    incident: Incident
    type: str
    note: str = ""


@dataclass(frozen=True)
class LeftUndone:
    """An earlier incident, and what it had left to do when a later one came."""

    incident: Incident
    items: tuple[Unfinished, ...]


@dataclass(frozen=True)
class Occurrence:
    """One incident of a chain: the `place`-th, counted from 1.

    `gap` is the time since the one before in words, empty for the first. `ties` lead to earlier ones, the nearest first;
    there is none where only a later incident names both. `unfinished` is what the incident before this, and those that
    `ties` lead to, had left to do when this one came, the nearest first; leaving out those of other organisations, whose
    promises are not ours.
    """

    incident: Incident
    place: int
    gap: str = ""
    ties: tuple[Tie, ...] = ()
    unfinished: tuple[LeftUndone, ...] = ()


@dataclass(frozen=True)
class Chain:
    """Two or more incidents that are one failure coming back, in time order; where their times do not tell which of two came
    first, as a day and an hour of it do not, the author's word does.

    `disputed` are the slugs of those whose dates say another order than their authors do.
    """

    incidents: tuple[Incident, ...]
    _ties: Mapping[str, tuple[Tie, ...]] = field(default_factory=dict, repr=False)
    disputed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.incidents)

    @property
    def first(self) -> Incident:
        """The incident that it began with; its slug names the chain."""
        return self.incidents[0]

    @property
    def last(self) -> Incident:
        """The incident by which it was last seen."""
        return self.incidents[-1]

    @property
    def summary(self) -> str:
        """3 times in 10 days; across how many organisations, where there are several."""
        return f"{wording.times(len(self))} {wording.within(self.first.when, self.last.when)}{self._across(len(self))}"

    def occurrences(self, start: int = 0, end: int | None = None) -> tuple[Occurrence, ...]:
        """The incidents from `start` to before `end`, each with what leads to it from the one before."""
        return tuple(self._occurrence(index) for index in range(len(self))[start:end])

    def _occurrence(self, index: int) -> Occurrence:
        incident = self.incidents[index]
        if index == 0:
            return Occurrence(incident, 1)
        gap = wording.time_between(self.incidents[index - 1].when, incident.when)
        ties = self._ties.get(incident.slug, ())
        return Occurrence(incident, index + 1, gap, ties, tuple(self._unfinished(index, {tie.incident.slug for tie in ties})))

    def _unfinished(self, index: int, named: Collection[str]) -> Iterator[LeftUndone]:
        """What the one before and those named had left to do when the one at `index` came, the nearest first."""
        incident = self.incidents[index]
        own = [one for one in reversed(self.incidents[:index]) if _may_be_one_house(one, incident)]
        for one in (*own[:1], *(one for one in own[1:] if one.slug in named)):
            if items := unfinished_at(one, incident.when):
                yield LeftUndone(one, items)

    def around(self, place: int, most: int) -> tuple[int, int]:
        """(start, end) of the at most `most` incidents that are nearest to the `place`-th one."""
        start = max(0, min(place - 1 - most // 2, len(self) - most))
        return start, min(len(self), start + most)

    def standing(self, place: int) -> str:
        """What to say of the `place`-th: "Third time in 14 months", and whether it came back since; of one that is said to be a
        recurrence of a later one neither."""
        if self.incidents[place - 1].slug in self.disputed:
            return (
                f"{self.summary[0].upper()}{self.summary[1:]}; their dates and what their authors say do not agree on the order"
            )
        later = len(self) - place
        back = wording.came_back(later, self.last.when) if later else ""
        if place == 1:
            return f"{back}{self._across(len(self))}"
        span = wording.within(self.first.when, self.incidents[place - 1].when)
        nth = f"{wording.ordinal(place).capitalize()} time {span}{self._across(place)}"
        return f"{nth}. {back}" if back else nth

    @cached_property
    def _organisations(self) -> tuple[int, ...]:
        """How many different ones are named by the incidents up to each."""
        named: set[str] = set()
        counts = []
        for incident in self.incidents:
            named |= {incident.organisation} if incident.organisation else set()
            counts.append(len(named))
        return tuple(counts)

    def _across(self, place: int) -> str:
        count = self._organisations[place - 1]
        return f", across {count} organisations" if count > 1 else ""

    def shared(self, name: str) -> tuple[tuple[str, int], ...]:
        """(value, how many incidents have it) of every value of a field that at least two have, the commonest first."""
        counts = Counter(value for incident in self.incidents for value in dict.fromkeys(group_values(incident, name)))
        return tuple(sorted(((value, n) for value, n in counts.items() if n > 1), key=lambda one: (-one[1], one[0])))


@dataclass(frozen=True)
class Recurrences:
    """Every chain of an archive: those of the most incidents first, of as many the one that was seen last."""

    archive: Archive = field(repr=False)
    chains: tuple[Chain, ...]

    @classmethod
    def of(cls, archive: Archive) -> Recurrences:
        """The chains that the archive's relations make."""
        neighbours = _neighbours(archive)
        chains = [_chain(archive, slugs, neighbours) for slugs in _connected(neighbours)]
        chains.sort(key=lambda chain: chain.first.slug)
        chains.sort(key=lambda chain: (len(chain), *in_time(chain.last)), reverse=True)
        return cls(archive, tuple(chains))

    @cached_property
    def _places(self) -> Mapping[str, tuple[Chain, int]]:
        return {one.slug: (chain, place) for chain in self.chains for place, one in enumerate(chain.incidents, 1)}

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {chain.first.slug: rank for rank, chain in enumerate(self.chains)}

    def rank(self, chain: Chain) -> int:
        """How many chains come before this one of the archive."""
        return self._ranks[chain.first.slug]

    def find(self, slug: str) -> tuple[Chain, int] | None:
        """The chain that an incident is in, and its place there from 1; None where it is in none."""
        return self._places.get(slug)

    def joined(self, slug: str) -> frozenset[str]:
        """The slugs of the others that are one failure with an incident through its chain, also where either is a duplicate."""
        found = self._places.get(self.archive.originals.get(slug, slug))
        return frozenset() if found is None else self._members[found[0].first.slug] - {slug}

    @cached_property
    def _members(self) -> Mapping[str, frozenset[str]]:
        """By the first of a chain: all that are in it, duplicates too."""
        found: dict[str, set[str]] = {}
        for slug, original in self.archive.originals.items():
            if (place := self._places.get(original)) is not None:
                found.setdefault(place[0].first.slug, set()).add(slug)
        return {first: frozenset(members) for first, members in found.items()}

    @cached_property
    def lookalikes(self) -> tuple[Lookalikes, ...]:
        """What looks like the same failure though nobody has said so, the likest first; never within one chain."""
        chain_of = {slug: chain.first.slug for slug, (chain, _) in self._places.items()}
        return find_lookalikes(self.archive, chain_of)

    @cached_property
    def _groups(self) -> Mapping[str, Lookalikes]:
        return {one.slug: group for group in self.lookalikes for one in group.incidents}

    def alike_among(self, slug: str, *others: str) -> tuple[str, ...]:
        """Those of the others that look like the same failure as this one; a page asks for the few that it shows."""
        group = self._groups.get(slug)
        return tuple(one for one in others if group is not None and self._groups.get(one) is group)


def _may_be_one_house(one: Incident, other: Incident) -> bool:
    return one.organisation is None or other.organisation is None or one.organisation == other.organisation


def _neighbours(archive: Archive) -> dict[str, dict[tuple[str, str], str]]:
    """By slug: (other slug, type as this side says it) and the note, of every pair that is one failure."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    originals = archive.originals
    for incident in archive:
        one = originals.get(incident.slug)
        for related in archive.related(incident.slug):
            other = originals.get(related.incident.slug)
            if one is None or other is None or one == other or related.type not in CHAINING:
                continue
            notes = found.setdefault(one, {})
            notes[other, related.type] = notes.get((other, related.type)) or related.note
    return found


def _connected(neighbours: Mapping[str, Mapping[tuple[str, str], str]]) -> list[list[str]]:
    """The slugs of each chain, every slug once."""
    seen: set[str] = set()
    groups = []
    for start in neighbours:
        if start in seen:
            continue
        seen.add(start)
        group = [start]
        for slug in group:  # it grows while we go along it
            for other, _ in neighbours[slug]:
                if other not in seen:
                    seen.add(other)
                    group.append(other)
        groups.append(group)
    return groups


def _chain(archive: Archive, slugs: Sequence[str], neighbours: Mapping[str, Mapping[tuple[str, str], str]]) -> Chain:
    before = {slug: {other for other, kind in neighbours[slug] if kind in LATER} for slug in slugs}
    disputed = [
        (slug, other) for slug, others in before.items() for other in others if archive[slug].when.is_before(archive[other].when)
    ]
    for slug, other in disputed:
        before[slug].discard(other)
    incidents = tuple(_in_order([archive[slug] for slug in slugs], before))
    places = {incident.slug: place for place, incident in enumerate(incidents)}
    ties = {}
    for place, incident in enumerate(incidents):
        earlier = [
            (-places[other], CHAINING.index(kind), Tie(incidents[places[other]], kind, note))
            for (other, kind), note in neighbours[incident.slug].items()
            if places[other] < place
        ]
        ties[incident.slug] = tuple(tie for _, _, tie in sorted(earlier, key=lambda one: one[:2]))
    return Chain(incidents, ties, frozenset(slug for pair in disputed for slug in pair))


def _in_order(incidents: Iterable[Incident], before: Mapping[str, Set[str]]) -> Iterator[Incident]:
    """In time order, but none before one that has to come `before` it, by slug; of those that run in a circle the earliest."""
    waiting = {incident.slug: set(before[incident.slug]) for incident in incidents}
    followers: dict[str, list[str]] = {}
    for slug, others in waiting.items():
        for other in others:
            followers.setdefault(other, []).append(slug)
    ordered = sorted(incidents, key=in_time)
    ranks = {incident.slug: rank for rank, incident in enumerate(ordered)}
    free = [ranks[slug] for slug, others in waiting.items() if not others]
    heapify(free)
    earliest = 0
    while waiting:
        while ordered[earliest].slug not in waiting:
            earliest += 1
        incident = ordered[earliest]
        # what waits though something later is free, or nothing is, waits for a circle
        if free and not incident.when.is_before(ordered[free[0]].when):
            incident = ordered[heappop(free)]
        del waiting[incident.slug]
        yield incident
        for slug in followers.get(incident.slug, ()):
            if slug in waiting:
                waiting[slug].discard(incident.slug)
                if not waiting[slug]:
                    heappush(free, ranks[slug])
