"""What a writer waits for: the page of the postmortem that was just saved, drawn before all that follows from it.

It is drawn of the archive with the file as it stands now, read and checked anew, and related anew where its front matter is
another. What is similar to it, and the problems of other files, are those of the last whole build: they come with the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from postmortem_archive.archive import Archive, content_of, find_files, slug_of
from postmortem_archive.archive.carrying import carry_over
from postmortem_archive.checking import Problem, check_archive
from postmortem_archive.insight.today import today
from postmortem_archive.reading import read_draft
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
        self._archive = build.site.archive
        self._similar = Known.from_build(build).similar
        build.store.reopen()

    def close(self) -> None:
        """Nothing more is drawn."""
        self._build.store.close()

    def learn(self, known: Known, checked: Set[str]) -> None:
        """Take over what a later build found out, but for the problems of files that were `checked` since."""
        since = (problem for problem in self._everything.problems if problem.path in checked)
        self._everything.tell_problems((*since, *(problem for problem in known.problems if problem.path not in checked)))
        self._similar = known.similar

    def draw(self, paths: Set[str]) -> dict[str, bytes]:
        """The pages of these files, which were written, changed or removed since; by their paths in the site.

        Paths are relative to the archive. A file that is not to be shown has no page.
        """
        everything = _changed(self._everything, paths)
        settings = everything.settings
        archive = everything.for_audience(settings.audience, drafts=self._build.shows_drafts)
        carry_over(self._archive, archive, paths)
        archive.tell_similar(_Suggestions(archive, self._similar))
        self._everything, self._archive = everything, archive
        before = self._build.site
        preview = Preview.of(everything, archive) if before.preview is not None else None
        site = replace(before, archive=archive, preview=preview, today=today(settings.timezone))
        return self._build.redraw(site, [_file(site, *page) for page in _pages(site, paths)])


class _Suggestions(Mapping[str, tuple[Similar, ...]]):
    """By slug: what is similar as far as it is known, of incidents that are there still."""

    def __init__(self, archive: Archive, known: Mapping[str, Suggested]) -> None:
        self._archive, self._known = archive, known

    def __getitem__(self, slug: str) -> tuple[Similar, ...]:
        known = ((self._archive.find(other), score, reasons) for other, score, reasons in self._known.get(slug, ()))
        return tuple(Similar(incident, score, reasons) for incident, score, reasons in known if incident is not None)

    def __iter__(self) -> Iterator[str]:
        return (incident.slug for incident in self._archive)

    def __len__(self) -> int:
        return len(self._archive)


def _changed(before: Archive, paths: Set[str]) -> Archive:
    """The archive with these files as they are now."""
    root, settings = before.root, before.settings
    drafts = {draft.path: draft for draft in before.drafts}
    names = list(drafts)
    if not all(name in drafts and (root / name).is_file() for name in paths):
        names = [path.relative_to(root).as_posix() for path in find_files(root / settings.postmortems)]
    for name in names:
        if name in paths or name not in drafts:
            drafts[name] = read_draft(name, slug_of(root / name), content_of(root / name), settings)
    changed = replace(before, drafts=tuple(drafts[name] for name in names))
    carry_over(before, changed, paths)
    others = (problem for problem in before.problems if problem.path not in paths)
    changed.tell_problems((*others, *check_archive(changed, only=paths)))
    return changed


def _pages(site: Site, paths: Set[str]) -> Iterator[tuple[str, ArchivePage]]:
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
