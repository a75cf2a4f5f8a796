"""Incidents so alike that they may be one failure, though no author has said so. They are offered, and never counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.likeness import floor_of

SUGGESTED_FROM = 4.0
"""How many times the least score of a suggestion that of two incidents has to be for them to look like the same failure. Of such
pairs, in parts of 50 to 180 incidents of the corpus of bench/similar.py, half to two thirds are judged to be mates, and four of
ten in all of it; the judgement is not complete."""


@dataclass(frozen=True)
class Lookalike:
    """Two incidents in time order, how alike they are (0 to 1), and the reasons in words."""

    earlier: Incident
    later: Incident
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Lookalikes:
    """Two or more incidents in time order, each like another of them; `likest` are the two that are most alike."""

    incidents: tuple[Incident, ...]
    likest: Lookalike


def find_lookalikes(archive: Archive, chain_of: Mapping[str, str]) -> tuple[Lookalikes, ...]:
    """The groups of incidents that are very much alike (SUGGESTED_FROM), the likest first and of those the latest.

    `chain_of` names the chain of an incident that is in one: a group is never within a chain. Left out is what was
    withdrawn, and pairs that are one event: of the same day, or both consequences of one incident.
    """
    ordered = sorted(_pairs(archive), key=lambda one: (one.earlier.slug, one.later.slug))
    ordered.sort(key=lambda one: (one.score, one.later.when.day, one.earlier.when.day), reverse=True)
    pairs = []
    for pair in ordered:
        one, other = (chain_of.get(incident.slug, incident.slug) for incident in (pair.earlier, pair.later))
        if one != other:
            pairs.append((one, other, pair))
    groups: dict[str, list[Lookalike]] = {}
    name_of = _joined((one, other) for one, other, _ in pairs)
    for one, _, pair in pairs:
        groups.setdefault(name_of[one], []).append(pair)
    return tuple(_group(members) for members in groups.values())


def _group(pairs: list[Lookalike]) -> Lookalikes:
    found = {incident.slug: incident for pair in pairs for incident in (pair.earlier, pair.later)}
    return Lookalikes(tuple(sorted(found.values(), key=in_time)), pairs[0])


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By name: the name that stands for all that are joined with it."""
    neighbours: dict[str, list[str]] = {}
    for one, other in pairs:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    found: dict[str, str] = {}
    for start in neighbours:
        waiting = [start] if start not in found else []
        found.setdefault(start, start)
        while waiting:
            for other in neighbours[waiting.pop()]:
                if other not in found:
                    found[other] = start
                    waiting.append(other)
    return found


def suggested_from(archive: Archive) -> float:
    """The score of Archive.similar from which two of its incidents look like the same failure."""
    return round(SUGGESTED_FROM * floor_of(len(archive)), 2)


def _pairs(archive: Archive) -> Iterator[Lookalike]:
    """Two that find each other come twice."""
    archive.find_all_similar()
    least = suggested_from(archive)

    @cache
    def causes(slug: str) -> set[str]:
        return {one.incident.slug for one in archive.related(slug) if one.type == "caused_by"}

    for incident in archive:
        for similar in archive.similar(incident.slug):
            other = similar.incident
            if similar.score < least:
                break  # the best came first
            withdrawn = "withdrawn" in (incident.status, other.status)
            if withdrawn or incident.when.day == other.when.day or causes(incident.slug) & causes(other.slug):
                continue
            earlier, later = sorted((incident, other), key=in_time)
            yield Lookalike(earlier, later, similar.score, similar.reasons)


def in_time(incident: Incident) -> tuple[object, ...]:
    """What to sort incidents by, the earliest first; those of the same instant by slug."""
    return incident.when.day, incident.when.order, incident.slug
