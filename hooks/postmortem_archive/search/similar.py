"""Which incidents are like this one, judged by what their front matter shares, and why in words.

Each shared value weighs by its rarity: log(N / n) / log(N) for a value that n of N incidents have, so that what
everybody shares says nothing. A value counts more the nearer it is to the cause. The same organisation is no reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import Incident

WEIGHTS = {"root_causes": 1.0, "contributing_factors": 0.8, "services": 0.8, "tags": 0.7, "alerts": 0.7, "trigger": 0.5}
"""How much a shared value of a field says, before its rarity."""

FLOOR = 0.9
"""The least weight that is worth a suggestion: a rare root cause and something else, or several tags and a service."""

_WORDS = {
    "root_causes": "same root cause",
    "contributing_factors": "same contributing factor",
    "services": "same service",
    "tags": "both",
    "alerts": "same alert",
    "trigger": "same trigger",
}


@dataclass(frozen=True)
class Similar:
    """A suggestion: the other incident, how like it is (0 to 1) and the reasons in words, the strongest first."""

    incident: Incident
    score: float
    reasons: tuple[str, ...]


def similar_incidents(archive: Archive, incident: Incident, limit: int = 5) -> tuple[Similar, ...]:
    """The incidents most like this one, best first; never one that is related by hand, none below FLOOR."""
    known = {incident.slug, *(related.incident.slug for related in archive.related(incident.slug))}
    found = []
    for slug, shared in _shared(archive, incident).items():
        weight = sum(one[0] for one in shared)
        if slug not in known and weight >= FLOOR and len({field for _, field, _ in shared}) > 1:
            found.append(Similar(archive[slug], round(weight / (weight + 1), 3), _reasons(archive, shared)))
    found.sort(key=lambda one: (-one.score, one.incident.slug))
    return tuple(found[:limit])


def _shared(archive: Archive, incident: Incident) -> dict[str, list[tuple[float, str, str]]]:
    """By the other's slug, (weight, field, value) of everything that both have, the heaviest first."""
    total = len(archive)
    values = [
        (weight * log(total / len(holders)) / log(total), field, value, holders)
        for field, weight in WEIGHTS.items()
        for value in group_values(incident, field)
        if value != "unknown" and 1 < len(holders := archive.holders(field, value)) < total
    ]
    shared: dict[str, list[tuple[float, str, str]]] = {}
    for weight, field, value, holders in sorted(values, key=lambda one: -one[0]):
        for slug in holders:
            shared.setdefault(slug, []).append((weight, field, value))
    return shared


def _reasons(archive: Archive, shared: list[tuple[float, str, str]]) -> tuple[str, ...]:
    """One reason a field, in the order of weight: "same service: checkout"."""
    by_field: dict[str, list[str]] = {}
    for _, field, value in shared:
        group = archive.group(field, value)
        by_field.setdefault(field, []).append(group.label if group else value)
    return tuple(f"{_WORDS[field]}: {', '.join(labels)}" for field, labels in by_field.items())
