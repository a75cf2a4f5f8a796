"""The archive: every incident, by slug, by id, by group and in time order, with its relations both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from postmortem_archive.incident import INVERSE, Incident, Link, Place
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.reading.draft import read_again
from postmortem_archive.reading.text import prose
from postmortem_archive.settings import Audience, Settings, load_settings
from postmortem_archive.veil import Veil
from postmortem_archive.words import any_of, slugify

if TYPE_CHECKING:
    from postmortem_archive.checking.problem import Problem

SYMMETRIC = frozenset(kind for kind, inverse in INVERSE.items() if kind == inverse)
UNFINISHED = frozenset({"draft", "review"})


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
    """The incidents that share one value, newest first. `slug` is the last part of its address, unique in its kind."""

    kind: GroupKind
    name: str
    slug: str
    label: str
    incidents: tuple[Incident, ...]
    description: str = ""


@dataclass(frozen=True)
class Related:
    """Another incident and what it is to this one: `type` as this side says it, such as `recurred_as`."""

    incident: Incident
    type: str
    note: str = ""


@dataclass(frozen=True)
class Archive:
    """A folder of postmortems, read. Frozen: a changed folder is a new Archive.

    `drafts` holds every file, also those that could not be read; `incidents` the readable ones, newest first.
    """

    settings: Settings
    drafts: tuple[Draft, ...]
    root: Path = Path()
    withheld: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def open(cls, root: str | Path = ".", settings: Settings | None = None) -> Archive:
        """The archive in the folder `root` (the one that holds mkdocs.yml). Raises SettingsError; a broken postmortem
        never raises, it is in `problems`."""
        root = Path(root)
        settings = settings or load_settings(root)
        folder = root / settings.postmortems
        drafts = tuple(
            read_draft(path.relative_to(root).as_posix(), slug_of(path), read_bytes(path), settings)
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
        return self._by_slug.get(name) or self._by_id.get(name) or self.redirects.get(name)

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Every incident, newest first; of the same instant, by slug."""
        usable = (draft.incident for draft in self.drafts if draft.usable)
        first: dict[str, Incident] = {}
        for incident in usable:
            if incident is not None:
                first.setdefault(incident.slug, incident)
        return tuple(sorted(sorted(first.values(), key=lambda one: one.slug), key=lambda one: one.when.order, reverse=True))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything there is to fix, in the order of files and lines."""
        # The rules are checks *of* an archive and import it; only this convenience points the other way.
        from postmortem_archive.checking import check_archive

        return tuple(check_archive(self))

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
        """By slug: what both sides' authors said, each pair and type once."""
        found: dict[str, dict[tuple[str, str], Related]] = {incident.slug: {} for incident in self.incidents}
        for incident in self.incidents:
            for relation in incident.relations:
                other = self.find(relation.incident)
                if other is None or other.slug == incident.slug or relation.type not in INVERSE:
                    continue
                said = found[incident.slug].get((other.slug, relation.type))
                note = relation.note or (said.note if said else "")
                theirs = Related(incident, INVERSE[relation.type], note)
                found[incident.slug][other.slug, relation.type] = Related(other, relation.type, note)
                found[other.slug].setdefault((incident.slug, theirs.type), theirs)
        order = list(INVERSE)
        return {
            slug: tuple(sorted(pairs.values(), key=lambda one: (order.index(one.type), one.incident.when.order)))
            for slug, pairs in found.items()
        }

    def related(self, name: str) -> tuple[Related, ...]:
        """What is related to an incident, in both directions: the stronger types first, then in time order."""
        return self._relations[self[name].slug]

    @cached_property
    def names(self) -> dict[str, Incident]:
        """Every slug, id and former slug that text can mention."""
        return {**self.redirects, **self._by_id, **self._by_slug}

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """Finds a mentioned slug or id in running text, as a whole word."""
        return re.compile(rf"(?<![\w/.-])(?:{any_of(self.names)})(?![\w-]|\.\w)")

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
        if draft.incident is None:
            return
        for link in draft.incident.links:
            name = link_name(link.target, self.settings.postmortems)
            if name is not None and link.kind == "link":
                yield link, self.find(name)
        for line in draft.lines:
            if line.code:
                continue
            words = prose(line.text)
            for match in self.name_pattern.finditer(words):
                yield Link(match[0], "mention", Place(line.number, match.start() + 1)), self.names[match[0]]
            for match in self.id_pattern.finditer(words):
                if match[0] not in self.names:
                    yield Link(match[0], "mention", Place(line.number, match.start() + 1)), None

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[Incident, ...]]:
        found: dict[str, dict[str, Incident]] = {incident.slug: {} for incident in self.incidents}
        for draft in self.drafts:
            if draft.usable and draft.incident is not None and self._by_slug.get(draft.slug) is draft.incident:
                for _, target in self.links_of(draft):
                    if target is not None and target.slug != draft.slug:
                        found[target.slug][draft.slug] = draft.incident
        return {slug: tuple(sorted(by.values(), key=lambda one: one.when.order)) for slug, by in found.items()}

    def mentioned_in(self, name: str) -> tuple[Incident, ...]:
        """The incidents whose text links to this one or mentions its id, in time order."""
        return self._mentions[self[name].slug]

    @cached_property
    def groups(self) -> Mapping[str, tuple[Group, ...]]:
        """By field of GROUP_KINDS: its groups, those with the most incidents first; years newest first."""
        return {kind.field: tuple(self._groups(kind)) for kind in GROUP_KINDS}

    def _groups(self, kind: GroupKind) -> Iterable[Group]:
        members: dict[str, list[Incident]] = {}
        for incident in self.incidents:
            for value in group_values(incident, kind.field):
                members.setdefault(value, []).append(incident)
        groups = []
        taken: set[str] = set()
        for name in sorted(members):
            slug = base = slugify(name)
            number = 1
            while slug in taken:
                number += 1
                slug = f"{base}-{number}"
            taken.add(slug)
            term = getattr(self.settings, kind.taxonomy).get(name) if kind.taxonomy else None
            label, description = (term.label, term.description) if term else (name, "")
            groups.append(Group(kind, name, slug, label, tuple(members[name]), description))
        if kind.field == "year":
            return sorted(groups, key=lambda group: group.name, reverse=True)
        return sorted(groups, key=lambda group: (-len(group.incidents), group.label.casefold()))

    def group(self, field: str, name: str) -> Group | None:
        """The group of one value, or None where no incident has it."""
        return self._group_index.get((field, name))

    @cached_property
    def _group_index(self) -> dict[tuple[str, str], Group]:
        return {(field, group.name): group for field, groups in self.groups.items() for group in groups}

    def for_audience(self, audience: Audience, *, drafts: bool) -> Archive:
        """The archive that a build for `audience` sees; nothing behind this filters again.

        Left out, with every trace, are incidents with an error, drafts unless `drafts`, and for the public everything
        that is not `visibility: public` and finished, passages between internal marks, comments and internal fields.
        What stays is read anew from what is left of its text, so nothing derived from a hidden word survives.
        `withheld` names the slugs that an error keeps out; it is for the log of the build, and never part of a site.
        """
        public = audience == "public"
        faulty = {problem.path for problem in self.problems if problem.level == "error"}
        shown = [draft for draft in self.drafts if draft.path not in faulty and _may_be_seen(draft, public=public, drafts=drafts)]
        while True:
            veil = self._veil(shown, public=public)
            seen = [self._seen_through(draft, veil) for draft in shown]
            usable = [draft for draft, again in zip(shown, seen, strict=True) if again.usable]
            if len(usable) == len(shown):
                break
            shown = usable  # an internal field was all that made it an incident: now it is hidden from the others too
        settings = self.settings
        if public:
            fields = {name: kind for name, kind in settings.fields.items() if not kind.internal}
            settings = settings.model_copy(update={"fields": fields, "people": (), "internal_fields": ()})
            seen = [replace(draft, settings=settings) for draft in seen]
        withheld = tuple(sorted(draft.slug for draft in self.drafts if draft.path in faulty))
        return Archive(settings, tuple(seen), self.root, withheld)

    def _veil(self, shown: Iterable[Draft], *, public: bool) -> Veil:
        paths = {draft.path for draft in shown}
        seen = {name for draft in self.drafts if draft.path in paths for name in _names_of(draft)}
        folded = {name.casefold() for name in seen}
        hidden: set[str] = set()
        ordinary: set[str] = set()
        for draft in self.drafts:
            if draft.path not in paths:
                names = {name for name in _names_of(draft) if name.casefold() not in folded}
                plain = {name for name in names if re.fullmatch(r"\d{1,5}", name) or (name == draft.slug and not re.search(r"\d", name))}
                hidden |= names - plain
                ordinary |= plain
        own = (f"extra.{name}" for name, kind in self.settings.fields.items() if kind.internal)
        return Veil(public, (*self.settings.internal_fields, *own), frozenset(hidden), frozenset(seen), frozenset(ordinary))

    def _seen_through(self, draft: Draft, veil: Veil) -> Draft:
        if not veil.internal and not veil.names_hidden(draft.text) and not veil.hides_entry(draft.front.values):
            return draft
        return read_again(draft, veil)


def _may_be_seen(draft: Draft, *, public: bool, drafts: bool) -> bool:
    """True for an incident that this audience may know of at all."""
    incident = draft.incident
    if not draft.usable or incident is None or (incident.status == "draft" and not drafts):
        return False
    unclosed = any(fault.rule == "unclosed-internal" for fault in draft.faults)
    return not public or (incident.visibility == "public" and incident.status not in UNFINISHED and not unclosed)


def _names_of(draft: Draft) -> Iterator[str]:
    """Every name that a text may call this incident by; of a file that cannot be read, what looks like its id."""
    yield draft.slug
    if draft.incident is not None:
        yield from (draft.incident.id, *draft.incident.redirect_from)
    elif found := re.search(r"^id:[ \t]*[\"']?([^\s\"'#]+)", draft.text, re.MULTILINE):
        yield found[1]


def find_files(folder: Path) -> list[Path]:
    """Every postmortem of a folder in the order of names: files, and folders that hold an index.md; never `_` or `.`."""
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("_", ".")):
            continue
        if path.is_dir() and (path / "index.md").is_file():
            found.append(path / "index.md")
        elif path.suffix == ".md" and path.is_file() and path.stem.lower() != "readme":
            found.append(path)
    return found


def slug_of(path: Path) -> str:
    """The slug of a postmortem: the name of its file, or of its folder."""
    return path.parent.name if path.name == "index.md" else path.stem


def read_bytes(path: Path) -> bytes:
    """The file's bytes; a huge file is read only as far as it takes to know that it is one."""
    with path.open("rb") as file:
        return file.read(20_000_000)


def link_name(target: str, folder: str) -> str | None:
    """The slug that a link in a postmortem points at, or None where it points at something else."""
    path = re.split(r"[#?]", target, maxsplit=1)[0]
    if not path or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/", path):
        return None
    parts = [part for part in path.split("/") if part not in (".", "..", folder, "incidents")]
    if len(parts) == 2 and parts[1] == "index.md":
        return parts[0]
    if len(parts) == 1 and (parts[0].endswith(".md") or path.endswith("/")) and re.match(r"\d{4}-\d{2}-\d{2}-", parts[0]):
        return parts[0].removesuffix(".md")
    return None


def group_values(incident: Incident, field: str) -> tuple[str, ...]:
    """The values that put an incident into groups of this kind."""
    if field == "year":
        return (str(incident.when.day.year),)
    value = getattr(incident, field)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
