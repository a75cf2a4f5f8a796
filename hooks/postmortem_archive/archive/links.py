"""What the text of one postmortem says of others: links to their files, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from postmortem_archive.archive.files import link_name
from postmortem_archive.archive.mentions import names_of
from postmortem_archive.incident import Incident, Link, Place
from postmortem_archive.reading import Draft
from postmortem_archive.reading.text import prose, prose_lines

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive

_DIGIT = re.compile(r"\d")


def links_of(archive: Archive, draft: Draft) -> Iterator[tuple[Link, Incident | None]]:
    """The links and mentions of a file that point at incidents, and the incident, or None where it is not there."""
    if draft.incident is None:
        return
    yield from _to_files(archive, draft.incident)
    plain, ids = archive.has_plain_names, archive.id_pattern
    for line in prose_lines(draft.lines):
        if plain and not _DIGIT.search(line.text):
            continue  # names and ids have digits where the archive's are plain, and most lines have none
        words = prose(line.text)
        for start, name in archive.find_names(words):
            yield Link(name, "mention", Place(line.number, start + 1)), archive[name]
        for match in ids.finditer(words):
            if archive.find(match[0]) is None:
                yield Link(match[0], "mention", Place(line.number, match.start() + 1)), None


def mentioned_by(archive: Archive, draft: Draft) -> Iterator[Incident]:
    """The incidents that a file links to or mentions; told by the words that were kept of it, where those tell."""
    if draft.runs is None or not archive.has_plain_names or draft.incident is None:
        yield from (target for _, target in links_of(archive, draft) if target is not None)
        return
    yield from (target for _, target in _to_files(archive, draft.incident) if target is not None)
    for run in draft.runs.split():
        yield from (archive.names[name] for _, name in names_of(run, archive.names))


def mentions_of(archive: Archive) -> Mapping[str, tuple[Incident, ...]]:
    """By slug: the incidents whose text links to this one or mentions its id, in time order."""
    found: dict[str, dict[str, Incident]] = {incident.slug: {} for incident in archive.incidents}
    for draft in archive.drafts:
        if draft.usable and draft.incident is not None and archive.find(draft.slug) is draft.incident:
            for target in mentioned_by(archive, draft):
                if target.slug != draft.slug:
                    found[target.slug][draft.slug] = draft.incident
    return {slug: tuple(sorted(by.values(), key=lambda one: one.when.order)) for slug, by in found.items()}


def _to_files(archive: Archive, incident: Incident) -> Iterator[tuple[Link, Incident | None]]:
    for link in incident.links:
        name = link_name(link.target, archive.settings.postmortems) if link.kind == "link" else None
        if name is not None:
            yield link, archive.find(name)
