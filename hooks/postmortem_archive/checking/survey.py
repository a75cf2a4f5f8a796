"""What rules ask about the archive as a whole, worked out once and not once for every file."""

from __future__ import annotations

import os
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import Incident, Relation
from postmortem_archive.reading import Draft
from postmortem_archive.words import Names

BACKWARDS = frozenset({"recurrence_of", "caused_by", "follows", "duplicate_of", "regression_of_fix"})
"""The relations that point at what was there before: following them never leads back."""


CALLED = ("services", "teams", "organisation", "tags", "alerts")
"""Fields whose values are names that nobody lists."""


@dataclass(frozen=True)
class Survey:
    """The archive, and the day on which it is checked. `renamed` leads from slugs that incidents had to those they have now."""

    archive: Archive
    today: date
    renamed: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def by_slug(self) -> Mapping[str, tuple[Draft, ...]]:
        """The files of each slug; upper and lower case are one, as they are on many disks and hosts."""
        found: dict[str, list[Draft]] = defaultdict(list)
        for draft in self.archive.drafts:
            found[draft.slug.casefold()].append(draft)
        return {slug: tuple(drafts) for slug, drafts in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Incident, ...]]:
        """The incidents that answer to each id."""
        found: dict[str, list[Incident]] = defaultdict(list)
        for draft in self.archive.drafts:
            if draft.incident is not None:
                found[draft.incident.id].append(draft.incident)
        return {id: tuple(incidents) for id, incidents in found.items()}

    @cached_property
    def by_old_slug(self) -> Mapping[str, tuple[Incident, ...]]:
        """The incidents that claim each former slug."""
        found: dict[str, list[Incident]] = defaultdict(list)
        for draft in self.archive.drafts:
            for old in dict.fromkeys(draft.incident.redirect_from if draft.incident else ()):
                found[old.casefold()].append(draft.incident)  # type: ignore[arg-type]  # there is one, or there is no `old`
        return {old: tuple(incidents) for old, incidents in found.items()}

    @cached_property
    def unread(self) -> frozenset[str]:
        """Slugs and ids of files that are there but so broken that the archive has no incident of them."""
        drafts = [draft for draft in self.archive.drafts if not draft.usable]
        return frozenset({draft.slug for draft in drafts} | {draft.incident.id for draft in drafts if draft.incident})

    def paths_of(self, slug: str) -> tuple[str, ...]:
        """The files of a slug, whatever its case."""
        return tuple(draft.path for draft in self.by_slug.get(slug.casefold(), ()))

    def paths_answering(self, id: str) -> tuple[str, ...]:
        """The files of the incidents that answer to an id."""
        return tuple(incident.path for incident in self.by_id.get(id, ()))

    def paths_claiming(self, old: str) -> tuple[str, ...]:
        """The files of the incidents that claim a former slug."""
        return tuple(incident.path for incident in self.by_old_slug.get(old.casefold(), ()))

    def is_unread(self, name: str) -> bool:
        """True for the slug or id of a file that is there and broken."""
        return name in self.unread

    def exists(self, path: str) -> bool:
        """True when there is a file or folder of this path below the archive's root."""
        # os.path answers False where pathlib raises: for names that are too long or hold a null byte
        return os.path.exists(self.archive.root / path)  # noqa: PTH110

    def hint(self, name: str, *but: str) -> str:
        """What a name that is not in the archive is called now, else `: did you mean '...'?`, of a name that is none of `but`;
        empty where nothing is near."""
        now = self.renamed.get(name)
        return f": it is called '{now}' now" if now else self._names.nearest(name, but)

    def service_hint(self, name: str) -> str:
        """`: did you mean '...'?` for a service that the settings do not have, or else the way out."""
        return self._services.nearest(name) or ": add it to the catalogue of services, or call it as it is called there"

    def otherwise(self, *names: tuple[str, str]) -> tuple[tuple[str, int], ...]:
        """By (field, name): how more incidents write it, with other letters in upper case, and how many do; of as many, how the
        oldest does. ("", 0) where none does."""
        return tuple(self._otherwise(field, name) for field, name in names)

    def _otherwise(self, field: str, name: str) -> tuple[str, int]:
        written = self._spellings.get((field, name.casefold())) or {}
        best = max(reversed(written), key=written.__getitem__, default=name)
        return ("", 0) if best == name else (best, written[best])

    @cached_property
    def _spellings(self) -> Mapping[tuple[str, str], dict[str, int]]:
        """By field and name in lower case: how it is written and how often, the newest way first; where there are several."""
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for incident in self.archive.incidents:
            for called in CALLED:
                for name in dict.fromkeys(group_values(incident, called)):
                    found[called, name.casefold()][name] += 1
        return {key: written for key, written in found.items() if len(written) > 1}

    @cached_property
    def _services(self) -> Names:
        return Names(self.archive.settings.services)

    @cached_property
    def _names(self) -> Names:
        return Names(self.archive.names)

    @cached_property
    def _steps(self) -> Mapping[str, tuple[tuple[str, Relation], ...]]:
        """By slug: where its backward relations lead."""
        steps = {}
        for incident in self.archive.incidents:
            found = [
                (other.slug, relation)
                for relation in incident.relations
                if relation.type in BACKWARDS and (other := self.archive.find(relation.incident)) and other.slug != incident.slug
            ]
            if found:
                steps[incident.slug] = tuple(found)
        return steps

    def circle(self, slug: str) -> tuple[tuple[str, ...], Relation] | None:
        """The shortest way from an incident back to itself, and the relation it begins with; None where there is none."""
        ways: deque[tuple[str, ...]] = deque([(slug,)])
        seen: set[str] = set()
        while ways:
            way = ways.popleft()
            for target, _ in self._steps.get(way[-1], ()):
                if target == slug:
                    chain = (*way, slug)
                    return chain, next(relation for step, relation in self._steps[slug] if step == chain[1])
                if target not in seen:
                    seen.add(target)
                    ways.append((*way, target))
        return None
