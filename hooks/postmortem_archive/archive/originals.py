"""Which incidents count: one that was withdrawn is none, and a duplicate is the incident that it is a duplicate of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from postmortem_archive.incident import Incident

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive


def originals_of(archive: Archive) -> Mapping[str, str]:
    """By slug, without those withdrawn: the incident itself, or for a duplicate the one that it is a duplicate of
    (of several the earliest), whichever began first: who says `duplicate_of` is the duplicate.

    Duplicates that run in a circle are a mistake that the check reports; here the earliest of them is the original.
    """
    standing = [incident.slug for incident in archive if incident.status != "withdrawn"]
    known = set(standing)
    copied: dict[str, list[Incident]] = {}
    for copy, other in _duplicates(archive):
        if copy.slug in known and other.slug in known and copy is not other:
            copied.setdefault(copy.slug, []).append(other)
    next_of = {slug: min(others, key=_in_time).slug for slug, others in copied.items()}
    found: dict[str, str] = {}
    for slug in standing:
        way: list[str] = []
        seen: set[str] = set()
        end = slug
        while end in next_of and end not in seen and end not in found:
            way.append(end)
            seen.add(end)
            end = next_of[end]
        if end in seen:
            original = min(way[way.index(end) :], key=lambda step: _in_time(archive[step]))  # from there on it is a circle
        else:
            original = found.setdefault(end, end)
        found.update(dict.fromkeys(way, original))
    return found


def _duplicates(archive: Archive) -> Iterator[tuple[Incident, Incident]]:
    """(the duplicate, what it is a duplicate of), as either side says it. Few do: the relations of all need not be known."""
    for incident in archive:
        for said in incident.relations:
            if said.type in ("duplicate_of", "duplicated_by") and (other := archive.find(said.incident)) is not None:
                yield (incident, other) if said.type == "duplicate_of" else (other, incident)


def _in_time(incident: Incident) -> tuple[object, ...]:
    return incident.when.day, incident.when.order, incident.slug
