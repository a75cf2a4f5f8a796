"""What a writer waits for: the page of the postmortem that was just saved, drawn before all that follows from it.

It is drawn of the archive with the file as it stands now, read and checked anew, related and mentioned anew. Only what is similar
to it, and the problems of other files, are those of the last whole build: both come with the next, which follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from postmortem_archive.archive import Archive, find_files, read_bytes, slug_of
from postmortem_archive.checking import Problem, check_archive
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.search.similar import Similar
from postmortem_archive.site.archive_page import ArchivePage
from postmortem_archive.site.build import Build
from postmortem_archive.site.pages import ArchiveFile, incident_page, unreadable_page
from postmortem_archive.site.preview import Preview
from postmortem_archive.site.site import Site

Suggested = Sequence[tuple[str, float, tuple[str, ...]]]
"""Slug, score and reasons of each incident that is similar to one."""


@dataclass(frozen=True)
class Known:
    """What only a whole build finds out: what is similar, by slug, and every problem there is."""

    similar: Mapping[str, Suggested]
    problems: tuple[Problem, ...]

    @classmethod
    def from_build(cls, build: Build) -> Known:
        """What this build found out."""
        archive, everything = build.site.archive, build.everything
        assert everything is not None
        similar = {
            one.slug: tuple((other.incident.slug, other.score, other.reasons) for other in archive.similar(one.slug))
            for one in archive
        }
        return cls(similar, everything.problems)


class QuickPages:
    """Draws pages with what a build has left in memory."""

    def __init__(self, build: Build) -> None:
        assert build.everything is not None
        self._build = build
        self._everything: Archive = build.everything
        self._known = Known.from_build(build)
        build.store.reopen()

    def close(self) -> None:
        """Nothing more is drawn."""
        self._build.store.close()

    def learn(self, known: Known, checked: Collection[str]) -> None:
        """Take over what a later build found out, but for the problems of files that were `checked` since."""
        since = [problem for problem in self._everything.problems if problem.path in checked]
        others = [problem for problem in known.problems if problem.path not in checked]
        self._known = replace(known, problems=tuple(sorted({*since, *others})))

    def draw(self, paths: Collection[str]) -> dict[str, bytes]:
        """The pages of these files, which were written, changed or removed since; by their paths in the site.

        Paths are relative to the archive. A file that is not to be shown has no page.
        """
        self._everything = _changed(self._everything, self._known, paths)
        settings = self._everything.settings
        archive = self._everything.for_audience(settings.audience, drafts=self._build.shows_drafts)
        archive.tell_similar({incident.slug: tuple(self._similar(archive, incident.slug)) for incident in archive})
        before = self._build.site
        preview = Preview.of(self._everything, archive) if before.preview is not None else None
        site = replace(before, archive=archive, preview=preview)
        return self._build.redraw(site, [_file(site, *page) for page in _pages(site, paths)])

    def _similar(self, archive: Archive, slug: str) -> Iterator[Similar]:
        for other, score, reasons in self._known.similar.get(slug, ()):
            if (incident := archive.find(other)) is not None:
                yield Similar(incident, score, reasons)


def _changed(archive: Archive, known: Known, paths: Collection[str]) -> Archive:
    """The archive with these files as they are now."""
    root, settings = archive.root, archive.settings
    before = {draft.path: draft for draft in archive.drafts}

    def draft_of(path: Path) -> Draft:
        name = path.relative_to(root).as_posix()
        if name in before and name not in paths:
            return before[name]
        return read_draft(name, slug_of(path), read_bytes(path), settings)

    changed = replace(archive, drafts=tuple(map(draft_of, find_files(root / settings.postmortems))))
    others = (problem for problem in known.problems if problem.path not in paths)
    changed.tell_problems((*others, *check_archive(changed, only=paths)))
    return changed


def _pages(site: Site, paths: Collection[str]) -> Iterator[tuple[str, ArchivePage]]:
    for incident in site.archive:
        if incident.path in paths:
            yield incident_page(incident)
    for unreadable in site.preview.unreadable if site.preview else ():
        if any(path in paths for path in unreadable.paths):
            yield unreadable_page(unreadable)


def _file(site: Site, source: str, page: ArchivePage) -> ArchiveFile:
    file = ArchiveFile.of(site, source, page, in_nav=False)
    file.keep()
    return file
