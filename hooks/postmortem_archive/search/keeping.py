"""Similar incidents of a whole archive: found once by several processes, and kept for the archive as it is."""

from __future__ import annotations

import pickle
from collections.abc import Iterable

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.keeping.store import digest
from postmortem_archive.keeping.workers import apart, spread
from postmortem_archive.search.likeness import BLOCK
from postmortem_archive.search.reasons import batches
from postmortem_archive.search.similar import LIMIT, Similar

Told = tuple[tuple[str, float, tuple[str, ...]], ...]
"""Slug, score and reasons of every incident that is like one."""


def similar_throughout(archive: Archive) -> dict[str, tuple[Similar, ...]]:
    """By slug: what `Archive.similar` says of every incident. It depends on all of them, so that it is kept for all together."""
    store = archive.store
    archive.bundles  # noqa: B018 - cut and kept here, for all processes that begin later
    key = digest(b"similar", settings_digest(archive.settings), *(incident.source for incident in archive))
    record = store.get(key) if store is not None else None
    told: list[Told] = pickle.loads(record) if record is not None else apart(lambda: _found(archive))
    if store is not None and record is None:
        store.put(key, pickle.dumps(told, protocol=5))
    return {
        incident.slug: tuple(Similar(archive[slug], score, reasons) for slug, score, reasons in found)
        for incident, found in zip(archive, told, strict=True)
    }


def _found(archive: Archive) -> list[Told]:
    """Compared block by block, and then reasoned about pair by pair, each pair once. What the processes have in common is worked
    out with the first, before they part."""
    from threadpoolctl import threadpool_limits

    suggestions = archive.suggestions
    blocks = [slice(start, min(start + BLOCK, len(archive))) for start in range(0, len(archive), BLOCK)]
    with threadpool_limits(1):  # there are as many processes as cores, and threads that wait for work take their time
        first = [candidates for block in blocks[:1] for candidates in suggestions.candidates_of(block)]
        later = spread(suggestions.candidates_of, blocks[1:], chunk=1)
        found = [*first, *(candidates for block in later for candidates in block)]
        pairs = {(min(row, other), max(row, other)) for row, candidates in enumerate(found) for other, _ in candidates[:LIMIT]}
        parts = batches(sorted(pairs))
        reasons = suggestions.reasons
        for part in parts[:1]:
            reasons.prepare(part)
        for part, said in zip(parts[1:], spread(reasons.of_pairs, parts[1:], chunk=1), strict=True):
            reasons.remember(dict(zip(part, said, strict=True)))
    return [_told(suggestions.among(row, candidates)) for row, candidates in enumerate(found)]


def _told(similar: Iterable[Similar]) -> Told:
    return tuple((one.incident.slug, one.score, one.reasons) for one in similar)
