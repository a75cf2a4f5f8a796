"""Similar incidents of a whole archive: found once by several processes, and kept for the archive as it is."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.keeping.store import digest
from postmortem_archive.keeping.workers import apart
from postmortem_archive.search.alike import Alike, choose, find_neighbours, prints_of, remember_reasons
from postmortem_archive.search.likeness import KEPT
from postmortem_archive.search.similar import LIMIT, Similar

Told = tuple[tuple[str, float, tuple[str, ...]], ...]
"""Slug, score and reasons of every incident that is like one."""


def similar_throughout(archive: Archive) -> Mapping[str, tuple[Similar, ...]]:
    """By slug: what `Archive.similar` says of every incident."""
    finding = Finding(archive)
    if finding.is_needed:
        finding.keep(apart(finding.find))
    return finding.similar()


class Finding:
    """What is similar to each incident of an archive: as it is kept, or to be found, by any process.

    It depends on all of them, so that it is kept for all together; and what was found on the way, so that after an edit little of
    it is found anew.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        archive.bundles  # noqa: B018 - cut and kept here, for all processes that begin later
        base = settings_digest(archive.settings)
        self._key = digest(b"similar", base, *(incident.source for incident in archive))
        self._lasting = digest(b"alike", base)
        self._told = None
        if archive.store is not None:
            self._told = archive.store.get(self._key)
            archive.store.want(self._lasting)
        for incident in () if self._told else archive.incidents[:1]:
            # what pages ask for too is worked out here, and not there for itself
            archive.recurrences.joined(incident.slug), archive.holders("services", ""), archive.group("services", "")

    @property
    def is_needed(self) -> bool:
        """Whether it is not kept."""
        return self._told is None

    def find(self) -> tuple[bytes, bytes]:
        """What is similar, and what was found on the way, both as bytes."""
        store = self._archive.store
        told, now = _found(self._archive, store.get(self._lasting) if store is not None else None)
        return pickle.dumps(told, protocol=5), now

    def keep(self, found: tuple[bytes, bytes]) -> None:
        """Keep what `find` gave."""
        self._told, now = found
        if (store := self._archive.store) is not None:
            store.put(self._key, self._told)
            store.put(self._lasting, now)

    def similar(self) -> Mapping[str, tuple[Similar, ...]]:
        """By slug, once it is kept."""
        assert self._told is not None
        return _Suggested(self._archive, pickle.loads(self._told))


class _Suggested(Mapping[str, tuple[Similar, ...]]):
    """By slug: what is similar to each incident, held as bytes until somebody asks, which takes a third of the memory."""

    def __init__(self, archive: Archive, told: Sequence[Told]) -> None:
        self._incidents = archive.incidents
        places = {incident.slug: place for place, incident in enumerate(archive)}
        self._packed = {
            incident.slug: pickle.dumps([(places[slug], score, reasons) for slug, score, reasons in found], protocol=5)
            for incident, found in zip(archive, told, strict=True)
        }

    def __getitem__(self, slug: str) -> tuple[Similar, ...]:
        found = pickle.loads(self._packed[slug])
        return tuple(Similar(self._incidents[place], score, reasons) for place, score, reasons in found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _found(archive: Archive, record: bytes | None) -> tuple[list[Told], bytes]:
    """What is similar, and what was found on the way, as bytes for the next time."""
    from threadpoolctl import threadpool_limits

    suggestions = archive.suggestions
    likeness, reasons = suggestions.likeness, suggestions.reasons
    with threadpool_limits(1):  # there are as many processes as cores, and threads that wait for work take their time
        before = Alike() if record is None else Alike.unpacked(record)
        likeness.company.known = before.words
        prints = prints_of(likeness)
        moved = before.moved(prints)
        needed = [suggestions.needed(row) for row in range(len(archive))]
        neighbours = find_neighbours(likeness, before, moved, needed)
        candidates = []
        for row, listed in enumerate(neighbours.listed):
            if needed[row] > KEPT:
                listed = likeness.compare([row], likeness.floor, needed[row])[0]
            candidates.append(suggestions.candidates(row, listed[: needed[row]]))
        remember_reasons(reasons, before, moved)
        looked = choose(reasons, candidates, LIMIT)
        similar = [suggestions.among(row, found) for row, found in enumerate(candidates)]
    now = Alike(prints, neighbours, {pair: reasons.known[pair] for pair in sorted(looked)}, likeness.company.found).packed()
    return [tuple((one.incident.slug, one.score, one.reasons) for one in found) for found in similar], now
