"""What is alike throughout an archive, found anew only where something changed since it was kept.

How like two incidents are, and why, depends on what stands in their `prints` and on nothing else. So the neighbours of an
incident whose print is as it was are those that it had, but for incidents that changed: these are compared with all.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postmortem_archive.keeping.store import digest
from postmortem_archive.keeping.workers import spread
from postmortem_archive.search.company import WordPlaces
from postmortem_archive.search.likeness import BLOCK, DIGITS, KEPT, Likeness
from postmortem_archive.search.reasons import Reasons, batches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

Neighbour = tuple[int, float]
Pair = tuple[int, int]

FEW = 8
"""Blocks or batches up to which no other process is started."""


@dataclass
class Neighbours:
    """By incident, given as row: those like it from the floor on, best first, with how much. Where there are more than are
    listed, these are not more like it than `rest` says; it is 0 where all are listed."""

    listed: list[list[Neighbour]]
    rest: list[float]


@dataclass
class Alike:
    """All that was found out about an archive: also of which pairs the reasons are known."""

    prints: list[bytes] = field(default_factory=list)
    neighbours: Neighbours = field(default_factory=lambda: Neighbours([], []))
    reasons: Mapping[Pair, tuple[str, ...]] = field(default_factory=dict)
    words: WordPlaces = field(default_factory=WordPlaces)

    def packed(self) -> bytes:
        """All of it as bytes, for `unpacked`."""
        import numpy as np

        listed = self.neighbours.listed
        lengths = np.array([len(one) for one in listed], dtype=np.int32)
        others = np.array([other for one in listed for other, _ in one], dtype=np.int32)
        scores = np.array([score for one in listed for _, score in one], dtype=np.float64)
        rest = np.array(self.neighbours.rest, dtype=np.float64)
        pairs = np.array(list(self.reasons), dtype=np.int32)
        numbers = tuple(one.tobytes() for one in (lengths, others, scores, rest, pairs))
        reasons = ["\n".join(one) for one in self.reasons.values()]
        return pickle.dumps((self.prints, numbers, reasons, self.words), protocol=5)

    @classmethod
    def unpacked(cls, record: bytes) -> Alike:
        """What `packed` gave."""
        import numpy as np

        prints, (lengths, others, scores, rest, pairs), reasons, words = pickle.loads(record)
        ends = np.cumsum(np.frombuffer(lengths, dtype=np.int32)).tolist()
        entries = list(zip(np.frombuffer(others, np.int32).tolist(), np.frombuffer(scores).tolist(), strict=True))
        listed = [entries[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        told = map(tuple, np.frombuffer(pairs, dtype=np.int32).reshape(-1, 2).tolist())
        found = dict(zip(told, (tuple(one.split("\n")) if one else () for one in reasons), strict=True))
        neighbours = Neighbours(listed, np.frombuffer(rest).tolist())
        return cls(prints, neighbours, found, words)  # type: ignore[arg-type] # pairs of two

    def moved(self, prints: Sequence[bytes]) -> list[int]:
        """By row of this: the row that it has by now, -1 where it is no longer as it was."""
        now = {one: row for row, one in enumerate(prints) if one}
        return [now.get(one, -1) for one in self.prints]


def find_neighbours(likeness: Likeness, before: Alike, moved: Sequence[int], needed: Sequence[int]) -> Neighbours:
    """The neighbours of every incident. `needed` says by row how many have to be listed, if there are so many."""
    total = len(likeness.archive)
    listed: list[list[Neighbour] | None] = [None] * total
    rest = [0.0] * total
    gone: set[int] = set()
    for old, row in enumerate(moved):
        if row >= 0:
            there = [(moved[other], score) for other, score in before.neighbours.listed[old]]
            rest[row] = before.neighbours.rest[old]
            listed[row] = [one for one in there if one[0] >= 0]
            if len(there) > len(there := listed[row] or []):
                gone.add(row)
    changed = [row for row in range(total) if listed[row] is None]
    for row, neighbours in zip(changed, _compared(likeness, changed), strict=True):
        listed[row], rest[row] = _cut(neighbours)
    if len(changed) < total:
        arrived = _arrived(likeness, changed, rest)
        for row in sorted(gone | arrived.keys()):
            listed[row], rest[row] = _merged(likeness, listed[row] or [], rest[row], arrived.get(row, ()))
        short = [row for row in range(total) if rest[row] and len(listed[row] or ()) < min(needed[row], KEPT)]
        for row, neighbours in zip(short, _compared(likeness, short), strict=True):
            listed[row], rest[row] = _cut(neighbours)
    return Neighbours([one or [] for one in listed], rest)


def _compared(likeness: Likeness, rows: Sequence[int]) -> Iterator[list[Neighbour]]:
    """Those most like each of these, one more than are KEPT; what processes have in common is worked out before they part."""
    blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    for block in blocks[:1]:
        yield from likeness.compare(block, likeness.floor, KEPT + 1)
    later = blocks[1:]
    workers = None if len(later) > FEW else 1
    for found in spread(lambda block: likeness.compare(block, likeness.floor, KEPT + 1), later, workers, chunk=1):
        yield from found


def _cut(neighbours: list[Neighbour]) -> tuple[list[Neighbour], float]:
    """The first KEPT, and how like the next one is; none of more than are listed is more like than the last."""
    return neighbours[:KEPT], neighbours[KEPT][1] if len(neighbours) > KEPT else 0.0


def _arrived(likeness: Likeness, changed: Sequence[int], rest: Sequence[float]) -> dict[int, list[Neighbour]]:
    """By row of an incident that did not change: the changed ones that may be among its neighbours."""
    import numpy as np

    unchanged = np.ones(len(rest), dtype=np.bool_)
    unchanged[list(changed)] = False
    least = np.maximum(np.array(rest), likeness.floor) - 10.0**-DIGITS
    found: dict[int, list[Neighbour]] = {}
    for start in range(0, len(changed), BLOCK):
        block = changed[start : start + BLOCK]
        for row, scores in zip(block, likeness.scores(block), strict=True):
            scores = np.round(scores, DIGITS)
            for other in np.flatnonzero(unchanged & (scores >= least)).tolist():
                if (score := float(scores[other])) >= likeness.floor:
                    found.setdefault(other, []).append((row, score))
    return found


def _merged(
    likeness: Likeness, known: list[Neighbour], rest: float, arrived: Sequence[Neighbour]
) -> tuple[list[Neighbour], float]:
    """Both in order. What is not listed is not more like than the rest, and comes behind what is known."""
    unsure = max((score for _, score in arrived if score <= rest), default=0.0)
    # one that arrived and is just as like as the rest may come before what is known, or behind what is not listed
    sure = [*(one for one in known if one[1] > unsure), *(one for one in arrived if one[1] > rest)]
    order = likeness.slug_order
    sure.sort(key=lambda one: (-one[1], order[one[0]]))
    if len(sure) > KEPT:
        return sure[:KEPT], max(rest, unsure, sure[KEPT][1])
    return sure, max(rest, unsure)


def remember_reasons(reasons: Reasons, before: Alike, moved: Sequence[int]) -> None:
    """Take over the reasons of all pairs that are as they were."""
    known: dict[Pair, tuple[str, ...]] = {}
    for (one, other), told in before.reasons.items():
        row, another = moved[one], moved[other]
        if row >= 0 and another >= 0:
            known[min(row, another), max(row, another)] = told
    reasons.remember(known)


def find_reasons(reasons: Reasons, pairs: set[Pair]) -> None:
    """See to it that the reasons of these pairs, each with the lesser row first, are known."""
    parts = batches(sorted(pairs - reasons.known.keys()))
    for part in parts[:1]:
        reasons.prepare(part)
    later = parts[1:]
    for part, said in zip(later, spread(reasons.of_pairs, later, None if len(later) > FEW else 1, chunk=1), strict=True):
        reasons.remember(dict(zip(part, said, strict=True)))


def choose(reasons: Reasons, candidates: Sequence[Sequence[Neighbour]], most: int) -> set[Pair]:
    """Find the reasons for the first of each one's candidates, until `most` of them have some; the pairs that were looked at."""
    looked: set[Pair] = set()
    ends = [most] * len(candidates)
    waiting = list(range(len(candidates)))
    while waiting:
        pairs = {pair for row in waiting for pair in _pairs(row, candidates[row][: ends[row]])}
        find_reasons(reasons, pairs)
        looked |= pairs
        for row in waiting:
            without = sum(not reasons.known[pair] for pair in _pairs(row, candidates[row][: ends[row]]))
            ends[row], before = most + without, ends[row]
            if ends[row] == before or before >= len(candidates[row]):
                ends[row] = 0
        waiting = [row for row in waiting if ends[row]]
    return looked


def _pairs(row: int, neighbours: Sequence[Neighbour]) -> Iterator[Pair]:
    return ((min(row, other), max(row, other)) for other, _ in neighbours)


def prints_of(likeness: Likeness) -> list[bytes]:
    """By row: a digest of all that its likeness to another, and the reasons, depend on; empty where that is not certain."""
    full, values = likeness.vectors.full, likeness.values_of
    said = [
        digest(value.field, value.name, repr(value.weight), likeness.label(number))
        for number, value in enumerate(likeness.values)
    ]
    base, names = likeness.basis, likeness.company.names
    found = []
    for row, incident in enumerate(likeness.archive.incidents):
        span = slice(full.indptr[row], full.indptr[row + 1])
        fields = values.indices[values.indptr[row] : values.indptr[row + 1]].tolist()
        words = names[full.indices[span]].tobytes(), full.data[span].tobytes()
        told = b"".join(sorted(said[number] for number in fields))
        found.append(digest(base, incident.slug, incident.source, *words, told) if incident.is_kept else b"")
    return found
