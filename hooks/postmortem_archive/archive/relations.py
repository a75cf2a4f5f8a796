"""What authors say of two incidents, told from both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postmortem_archive.incident import INVERSE, Incident

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive


@dataclass(frozen=True)
class Related:
    """Another incident and what it is to this one: `type` as this side says it, such as `recurred_as`."""

    incident: Incident
    type: str
    note: str = ""


def relations_of(archive: Archive) -> Mapping[str, tuple[Related, ...]]:
    """By slug: what both sides' authors said, each pair and type once; the stronger types first, then in time order."""
    found: dict[str, dict[tuple[str, str], Related]] = {incident.slug: {} for incident in archive.incidents}
    for incident in archive.incidents:
        for relation in incident.relations:
            other = archive.find(relation.incident)
            if other is None or other.slug == incident.slug or relation.type not in INVERSE:
                continue
            for one, another, kind in ((incident, other, relation.type), (other, incident, INVERSE[relation.type])):
                said = found[one.slug].get((another.slug, kind))
                if said is None or (relation.note and (one is incident or not said.note)):
                    found[one.slug][another.slug, kind] = Related(another, kind, relation.note)
    order = list(INVERSE)
    return {
        slug: tuple(sorted(pairs.values(), key=lambda one: (order.index(one.type), one.incident.when.order)))
        for slug, pairs in found.items()
    }
