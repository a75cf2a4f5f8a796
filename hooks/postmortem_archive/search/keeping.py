"""Similar incidents of a whole archive: found once by several processes, and kept for the archive as it is."""

from __future__ import annotations

import pickle

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.keeping.store import digest
from postmortem_archive.keeping.workers import spread
from postmortem_archive.search.likeness import BLOCK
from postmortem_archive.search.similar import Similar

Told = tuple[tuple[str, float, tuple[str, ...]], ...]
"""Slug, score and reasons of every incident that is like one."""


def similar_throughout(archive: Archive) -> dict[str, tuple[Similar, ...]]:
    """By slug: what `Archive.similar` says of every incident. It depends on all of them, so that it is kept for all together."""
    store = archive.store
    key = digest(b"similar", settings_digest(archive.settings), *(incident.source for incident in archive))
    record = store.get(key) if store is not None else None
    told: list[Told] = pickle.loads(record) if record is not None else _found(archive)
    if store is not None and record is None:
        store.put(key, pickle.dumps(told, protocol=5))
    return {
        incident.slug: tuple(Similar(archive[slug], score, reasons) for slug, score, reasons in found)
        for incident, found in zip(archive, told, strict=True)
    }


def _found(archive: Archive) -> list[Told]:
    """Compared block by block; what blocks have in common is worked out with the first, before there are several processes."""
    suggestions = archive.suggestions
    blocks = [slice(start, min(start + BLOCK, len(archive))) for start in range(0, len(archive), BLOCK)]

    def tell(block: slice) -> list[Told]:
        found = suggestions.of_rows(block)
        return [tuple((one.incident.slug, one.score, one.reasons) for one in similar) for similar in found]

    first = [told for block in blocks[:1] for told in tell(block)]
    return first + [told for block in spread(tell, blocks[1:], chunk=1) for told in block]
