"""Incidents so alike that they may be one failure, though no author has said so. They are offered, and never counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident

SUGGESTED_FROM = 0.6
"""The score of Archive.similar from which two incidents look like the same failure: far above that of a suggestion."""


@dataclass(frozen=True)
class Lookalike:
    """Two incidents in time order, how alike they are (0 to 1), and the reasons in words."""

    earlier: Incident
    later: Incident
    score: float
    reasons: tuple[str, ...]


def find_lookalikes(archive: Archive, chain_of: Mapping[str, str]) -> tuple[Lookalike, ...]:
    """Every pair from SUGGESTED_FROM on, the likest first and of those the latest.

    `chain_of` names the chain of an incident that is in one. Between two chains only the likest pair is left, and none
    within a chain, none with what was withdrawn, and none of two consequences of one incident: those are one event.
    """
    pairs = {(pair.earlier.slug, pair.later.slug): pair for pair in _alike(archive)}
    ordered = sorted(pairs.values(), key=lambda one: (one.earlier.slug, one.later.slug), reverse=True)
    ordered.sort(key=lambda one: (one.score, one.later.when.day, one.earlier.when.day), reverse=True)
    between: dict[frozenset[str], Lookalike] = {}
    for pair in ordered:
        ends = frozenset(chain_of.get(one.slug, one.slug) for one in (pair.earlier, pair.later))
        if len(ends) == 2:
            between.setdefault(ends, pair)
    return tuple(between.values())


def _alike(archive: Archive) -> Iterator[Lookalike]:
    """Each pair once or, where each finds the other, twice, with the higher score last."""
    causes = {
        incident.slug: {one.incident.slug for one in archive.related(incident.slug) if one.type == "caused_by"}
        for incident in archive
    }
    found = []
    for incident in archive:
        for similar in archive.similar(incident.slug):
            other = similar.incident
            withdrawn = "withdrawn" in (incident.status, other.status)
            if similar.score < SUGGESTED_FROM or withdrawn or causes[incident.slug] & causes[other.slug]:
                continue
            earlier, later = sorted((incident, other), key=lambda one: (one.when.day, one.when.order, one.slug))
            found.append(Lookalike(earlier, later, similar.score, similar.reasons))
    yield from sorted(found, key=lambda pair: pair.score)
