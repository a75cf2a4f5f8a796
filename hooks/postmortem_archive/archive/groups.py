"""Incidents grouped by what they share: a service, a team, a root cause, a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count

from postmortem_archive.incident import Incident
from postmortem_archive.settings import Settings
from postmortem_archive.words import slugify


@dataclass(frozen=True)
class GroupKind:
    """A way to group incidents. `field` is the attribute of Incident, `address` the folder below the site's root."""

    field: str
    address: str
    title: str
    noun: str
    taxonomy: str | None = None


GROUP_KINDS = (
    GroupKind("services", "services", "Services", "service"),
    GroupKind("teams", "teams", "Teams", "team"),
    GroupKind("organisation", "organisations", "Organisations", "organisation"),
    GroupKind("tags", "tags", "Tags", "tag"),
    GroupKind("root_causes", "root-causes", "Root causes", "root cause", "root_causes"),
    GroupKind("trigger", "triggers", "Triggers", "trigger", "triggers"),
    GroupKind("alerts", "alerts", "Alerts", "alert"),
    GroupKind("year", "years", "Years", "year"),
)


@dataclass(frozen=True)
class Group:
    """The incidents that share one value, newest first. `slug` is the last part of its address, unique in its kind.

    `uncounted` are the slugs of those that lists show and numbers do not count.
    """

    kind: GroupKind
    name: str
    slug: str
    label: str
    incidents: tuple[Incident, ...]
    description: str = ""
    uncounted: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many of its incidents count."""
        return len(self.incidents) - len(self.uncounted)

    @property
    def counted(self) -> tuple[Incident, ...]:
        """Those of its incidents that count, newest first."""
        return tuple(one for one in self.incidents if one.slug not in self.uncounted) if self.uncounted else self.incidents


def group_incidents(
    incidents: Iterable[Incident], kind: GroupKind, settings: Settings, uncounted: Set[str] = frozenset()
) -> tuple[Group, ...]:
    """The groups of one kind, those with the most incidents that count first; years newest first."""
    members: dict[str, list[Incident]] = {}
    for incident in incidents:
        for value in group_values(incident, kind.field):
            members.setdefault(value, []).append(incident)
    groups = []
    for name, slug in _slugs(members).items():
        term = getattr(settings, kind.taxonomy).get(name) if kind.taxonomy else None
        label, description = (term.label, term.description) if term else (name, "")
        if kind.field == "services" and (service := settings.services.get(name)):
            label, description = service.title or name, service.description
        left_out = frozenset(one.slug for one in members[name] if one.slug in uncounted)
        groups.append(Group(kind, name, slug, label, tuple(members[name]), description, left_out))
    if kind.field == "year":
        return tuple(sorted(groups, key=lambda group: group.name, reverse=True))
    return tuple(sorted(groups, key=lambda group: (-group.count, group.label.casefold())))


def _slugs(members: Mapping[str, Sequence[Incident]]) -> dict[str, str]:
    """By name the last part of its address. Of names that come to the same, as `cart` and `Cart` do, or `C` and `C++`, the one
    with the oldest incident has the plain one: so an address stays whatever happens later."""
    ordered = sorted(sorted(members), key=lambda name: (members[name][-1].when.day, members[name][-1].when.order))
    plain: dict[str, str] = {}
    for name in ordered:
        plain.setdefault(slugify(name), name)
    found: dict[str, str] = {name: slug for slug, name in plain.items()}
    taken = set(plain)
    for name in ordered:
        if name not in found:
            base = slugify(name)
            slug = next(slug for number in count(2) if (slug := f"{base}-{number}") not in taken)
            found[name] = slug
            taken.add(slug)
    return {name: found[name] for name in sorted(found)}


def group_values(incident: Incident, field: str) -> tuple[str, ...]:
    """The values that put an incident into groups of this kind."""
    if field == "year":
        return (str(incident.when.day.year),)
    value = getattr(incident, field)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
