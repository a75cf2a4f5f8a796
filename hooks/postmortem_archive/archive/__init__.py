"""The archive: every incident, by slug, by id, by group and in time order, with its relations both ways."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from postmortem_archive.archive.audience import UNFINISHED, settings_for_public, show_to
from postmortem_archive.archive.files import content_of, find_files, folder_of, is_postmortem, link_name, read_bytes, slug_of
from postmortem_archive.archive.groups import GROUP_KINDS, Group, GroupKind, group_incidents, group_values
from postmortem_archive.archive.links import links_of, mentions_of
from postmortem_archive.archive.mentions import names_by, names_in, names_of, plain_names
from postmortem_archive.archive.originals import originals_of
from postmortem_archive.archive.relations import Related, relations_of
from postmortem_archive.archive.veil import Veil
from postmortem_archive.incident import Incident, Link
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.settings import Audience, Settings, load_settings
from postmortem_archive.words import any_of, composed

if TYPE_CHECKING:
    from postmortem_archive.checking.problem import Problem
    from postmortem_archive.insight.recurrences import Recurrences
    from postmortem_archive.keeping.store import Store
    from postmortem_archive.search.bundles import Bundles
    from postmortem_archive.search.ranking import Hit, Index
    from postmortem_archive.search.similar import Similar, Suggestions
    from postmortem_archive.search.texts import Texts

__all__ = [
    "GROUP_KINDS", "UNFINISHED", "Archive", "Group", "GroupKind", "Related",
    "content_of", "find_files", "folder_of", "group_values", "is_postmortem", "link_name", "read_bytes", "slug_of",
]  # fmt: skip


@dataclass(frozen=True)
class Archive:
    """A folder of postmortems, read. Frozen: a changed folder is a new Archive.

    `drafts` holds every file, also those that could not be read; `incidents` the readable ones, newest first.
    """

    settings: Settings
    drafts: tuple[Draft, ...]
    root: Path = Path()
    withheld: tuple[str, ...] = field(default=(), repr=False, compare=False)
    store: Store | None = field(default=None, repr=False, compare=False)

    @classmethod
    def open(cls, root: str | Path = ".", settings: Settings | None = None, store: Store | None = None) -> Archive:
        """The archive in the folder `root` (the one that holds mkdocs.yml). Raises SettingsError; a broken postmortem
        never raises, it is in `problems`. With a store, only what is not kept there is read."""
        root = Path(root)
        settings = settings or load_settings(root)
        folder = folder_of(root, settings)
        if store is not None:
            from postmortem_archive.archive.keeping import Reader

            return cls(settings, tuple(Reader(store, settings).read(root, find_files(folder))), root, store=store)
        drafts = tuple(
            read_draft(path.relative_to(root).as_posix(), slug_of(path), content_of(path), settings)
            for path in find_files(folder)
        )
        return cls(settings, drafts, root)

    def __getitem__(self, name: str) -> Incident:
        """The incident with that slug or id. Raises KeyError."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def __len__(self) -> int:
        return len(self.incidents)

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.incidents)

    def find(self, name: str) -> Incident | None:
        """The incident with that slug, id or former slug, or None."""
        found = self._by_slug.get(name) or self._by_id.get(name) or self.redirects.get(name)
        return found or (None if name.isascii() else self._composed.get(composed(name)))

    @cached_property
    def _composed(self) -> dict[str, Incident]:
        """By name, those with letters such as ü, which a file's name and a text can write as one character or as two."""
        return {composed(name): incident for name, incident in self.names.items() if not name.isascii()}

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Every incident, newest first: by the day as written, then by the instant; of the same instant, by slug."""
        usable = (draft.incident for draft in self.drafts if draft.usable)
        first: dict[str, Incident] = {}
        for incident in usable:
            if incident is not None:
                first.setdefault(incident.slug, incident)
        by_slug = sorted(first.values(), key=lambda one: one.slug)
        return tuple(sorted(by_slug, key=lambda one: (one.when.day, one.when.order), reverse=True))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything there is to fix, in the order of files and lines."""
        # The rules are checks *of* an archive and import it; only this convenience points the other way.
        from postmortem_archive.checking import check_archive

        return tuple(check_archive(self))

    def tell_problems(self, problems: Iterable[Problem]) -> None:
        """Have these be the problems, in order, of which nothing is to be checked again."""
        self.__dict__["problems"] = tuple(sorted(problems))

    def similar(self, name: str, limit: int = 5) -> tuple[Similar, ...]:
        """The incidents most like this one, with the reasons in words; none that is related by hand."""
        if (told := self.__dict__.get("_similar")) is not None and limit == 5:
            return told[self[name].slug]  # type: ignore[no-any-return]
        return self.suggestions.of(self[name], limit)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What tells which incidents are alike; made once, when that is first asked for."""
        # As with the rules: what is alike is told *of* an archive.
        from postmortem_archive.search.similar import Suggestions

        return Suggestions(self)

    def find_all_similar(self) -> None:
        """Find what is similar to every incident at once: by several processes, or as a build before has kept it.

        Where nothing is kept between builds, this process compares them all.
        """
        if "_similar" in self.__dict__:
            return
        if self.store is None:
            self.suggestions.compare_all()
        else:
            from postmortem_archive.search.keeping import similar_throughout

            self.tell_similar(similar_throughout(self))

    def tell_similar(self, similar: Mapping[str, tuple[Similar, ...]]) -> None:
        """Have what is similar to each incident, by its slug, told and not found."""
        self.__dict__["_similar"] = similar

    def search(self, query: str, limit: int = 10, among: Collection[str] | None = None) -> list[Hit]:
        """The incidents that answer a question, best first: any word may match, a quoted phrase has to.

        `among`: the slugs that may be found, where not all may.
        """
        return self.index.search(query, limit, among)

    @cached_property
    def bundles(self) -> Bundles:
        """The words of every incident, cut as far as they were not kept. Made before processes part, it is made once."""
        from postmortem_archive.search.bundles import Bundles

        return Bundles(self)

    @cached_property
    def texts(self) -> Texts:
        """The words of every incident as numbers: what search and similarity begin with."""
        from postmortem_archive.search.texts import Texts

        return Texts(self)

    def forget_texts(self) -> None:
        """Give back the words as numbers, which take much memory; who asks for them again has them made again."""
        self.__dict__.pop("texts", None)

    @cached_property
    def index(self) -> Index:
        """What a search looks into; made once, with the first question."""
        from postmortem_archive.search.ranking import Index

        return Index(self)

    @cached_property
    def recurrences(self) -> Recurrences:
        """The chains of incidents that came back; made once."""
        from postmortem_archive.insight.recurrences import Recurrences

        return Recurrences.of(self)

    @cached_property
    def _by_slug(self) -> dict[str, Incident]:
        return {incident.slug: incident for incident in self.incidents}

    @cached_property
    def _by_id(self) -> dict[str, Incident]:
        return {incident.id: incident for incident in reversed(self.incidents)}

    @cached_property
    def redirects(self) -> dict[str, Incident]:
        """Former slugs and the incidents they lead to, without those that are an incident's slug by now."""
        return {
            old: incident for incident in reversed(self.incidents) for old in incident.redirect_from if old not in self._by_slug
        }

    @cached_property
    def _relations(self) -> Mapping[str, tuple[Related, ...]]:
        return relations_of(self)

    def related(self, name: str) -> tuple[Related, ...]:
        """What is related to an incident, in both directions: the stronger types first, then in time order."""
        return self._relations[self[name].slug]

    @cached_property
    def originals(self) -> Mapping[str, str]:
        """By slug, without those withdrawn: the incident itself, or the one that it is a duplicate of."""
        return originals_of(self)

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """The slugs of the incidents that no number counts, though lists show them: withdrawn ones and duplicates."""
        return frozenset(one.slug for one in self.incidents if self.originals.get(one.slug) != one.slug)

    @cached_property
    def names(self) -> dict[str, Incident]:
        """Every slug, id and former slug that text can mention."""
        return {**self.redirects, **self._by_id, **self._by_slug}

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """Finds a mentioned slug or id in running text, as a whole word, for `names_by`."""
        return re.compile(rf"(?<![\w.-])_{{0,2}}({any_of(self.names)})(?=_{{0,2}}(?![\w-]|\.\w))")

    @cached_property
    def has_plain_names(self) -> bool:
        """True when every name has a digit and consists of letters that belong together, as slugs do: the rule."""
        return plain_names(self.names)

    def names_among(self, *runs: str) -> tuple[str, ...]:
        """The names that these words hold. Raises LookupError where names are not plain, and words do not tell."""
        if not self.has_plain_names:
            raise LookupError("names that are not plain are found in texts, not in words")
        return tuple(name for run in runs for _, name in names_of(run, self.names))

    def find_names(self, text: str) -> Iterator[tuple[int, str]]:
        """(offset, name) of every slug and id that running text mentions."""
        if self.has_plain_names:
            return names_in(text, self.names)
        return names_by(self.name_pattern, text)

    @cached_property
    def id_pattern(self) -> re.Pattern[str]:
        """Finds what looks like an id of this archive (PM-2023-004 where PM-2022-001 is one), known or not."""
        shapes = set()
        for incident in self.incidents:
            if incident.id != incident.slug and re.search(r"[A-Za-z]", incident.id) and re.search(r"\d", incident.id):
                shapes.add(re.sub(r"\d+", lambda run: rf"\d{{{len(run[0])}}}", re.escape(incident.id)))
        return re.compile(rf"(?<![\w/.-])(?:{'|'.join(sorted(shapes)) or '(?!)'})(?![\w-])")

    def links_of(self, draft: Draft) -> Iterator[tuple[Link, Incident | None]]:
        """The links and mentions of a file that point at incidents, and the incident, or None where it is not there."""
        return links_of(self, draft)

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[Incident, ...]]:
        return mentions_of(self)

    def mentioned_in(self, name: str) -> tuple[Incident, ...]:
        """The incidents whose text links to this one or mentions its id, in time order."""
        return self._mentions[self[name].slug]

    @cached_property
    def groups(self) -> Mapping[str, tuple[Group, ...]]:
        """By field of GROUP_KINDS: its groups, those with the most incidents first; years newest first."""
        return {kind.field: group_incidents(self.incidents, kind, self.settings, self.uncounted) for kind in GROUP_KINDS}

    def group(self, field: str, name: str) -> Group | None:
        """The group of one value, or None where no incident has it."""
        return self._group_index.get((field, name))

    def heading(self, field: str, name: str) -> tuple[str, str, str] | None:
        """Slug, label and description of the group of one value: what there is to say without its incidents."""
        group = self.group(field, name)
        return None if group is None else (group.slug, group.label, group.description)

    @cached_property
    def _group_index(self) -> dict[tuple[str, str], Group]:
        return {(field, group.name): group for field, groups in self.groups.items() for group in groups}

    def holders(self, field: str, value: str) -> tuple[str, ...]:
        """The slugs of the incidents that have this value in this field, newest first."""
        return self._holders.get((field, value), ())

    @cached_property
    def _holders(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for incident in self.incidents:
            for name in (*(kind.field for kind in GROUP_KINDS), "contributing_factors"):
                for value in group_values(incident, name):
                    found.setdefault((name, value), []).append(incident.slug)
        return {key: tuple(slugs) for key, slugs in found.items()}

    def for_audience(self, audience: Audience, *, drafts: bool) -> Archive:
        """The archive that a build for `audience` sees; nothing behind this filters again.

        Left out, with every trace, are incidents with an error, drafts unless `drafts`, and for the public everything
        that is not `visibility: public` and finished, passages between internal marks, comments and internal fields.
        What stays is read anew from what is left of its text, so nothing derived from a hidden word survives.
        `withheld` names the slugs that an error keeps out; it is for the log of the build, and never part of a site.
        """
        return self.seen_by(audience, drafts=drafts)[0]

    def seen_by(self, audience: Audience, *, drafts: bool) -> tuple[Archive, Veil]:
        """What `for_audience` gives, and what hid the rest, for texts that are no postmortem."""
        public = audience == "public"
        faulty = {problem.path for problem in self.problems if problem.level == "error"}
        settings = settings_for_public(self.settings) if public else self.settings
        seen, veil = show_to(self.drafts, faulty, self.settings, public=public, drafts=drafts, store=self.store)
        withheld = tuple(sorted(draft.slug for draft in self.drafts if draft.path in faulty))
        return Archive(settings, seen, self.root, withheld, self.store), veil
