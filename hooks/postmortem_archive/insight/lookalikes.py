"""Incidents so alike that they may be one failure, though no author has said so. They are offered, and never counted."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Every pair from SUGGESTED_FROM on, the likest first and of those the latest; each pair once.

    Left out are two of one chain (`chain_of` names it by slug), what was withdrawn, copies of each other, and two
    consequences of one incident: those are one event that was written down twice.
    """
    causes = {
        incident.slug: {one.incident.slug for one in archive.related(incident.slug) if one.type == "caused_by"}
        for incident in archive
    }
    found: dict[tuple[str, str], Lookalike] = {}
    for incident in archive:
        for similar in archive.similar(incident.slug):
            if similar.score < SUGGESTED_FROM:
                break  # the likest come first
            other = similar.incident
            one_chain = incident.slug in chain_of and chain_of[incident.slug] == chain_of.get(other.slug)
            withdrawn = "withdrawn" in (incident.status, other.status)
            if one_chain or withdrawn or causes[incident.slug] & causes[other.slug]:
                continue
            earlier, later = sorted((incident, other), key=lambda one: (one.when.day, one.when.order, one.slug))
            pair = Lookalike(earlier, later, similar.score, similar.reasons)
            known = found.get((earlier.slug, later.slug))
            if known is None or known.score < pair.score:
                found[earlier.slug, later.slug] = pair
    pairs = sorted(found.values(), key=lambda one: (one.earlier.slug, one.later.slug))
    pairs.sort(key=lambda one: (one.score, one.later.when.day), reverse=True)
    return tuple(pairs)
