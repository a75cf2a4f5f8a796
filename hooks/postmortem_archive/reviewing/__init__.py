"""Reviews: what a change does to the archive, in the files that it touches and in those that it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from postmortem_archive.archive import Archive, slug_of
from postmortem_archive.checking import Problem, check_archive
from postmortem_archive.reading import Draft
from postmortem_archive.reviewing.before import CONFIG, archive_before
from postmortem_archive.reviewing.git import Change, GitError, Repository

__all__ = ["Change", "GitError", "Gone", "Repository", "Review", "review_change"]


@dataclass(frozen=True)
class Gone:
    """A slug, id or former slug that led to an incident and leads nowhere now; `now` is the slug that the incident has."""

    name: str
    title: str
    now: str = ""


@dataclass(frozen=True)
class Review:
    """A change, and what it does to the archive.

    `changes` are those of postmortems, in the order of paths. `introduced` are problems in changed files that were not
    there before, `standing` those that were; `elsewhere` are new problems in files that the change does not touch.
    """

    archive: Archive
    base: str
    changes: tuple[Change, ...]
    introduced: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]
    standing: tuple[Problem, ...]
    gone: tuple[Gone, ...]
    settings_changed: bool

    @property
    def fails(self) -> bool:
        """True when the change brings an error or a warning."""
        return any(problem.level != "advice" for problem in (*self.introduced, *self.elsewhere))

    def is_written(self, problem: Problem) -> bool:
        """True for a problem on a line that the change wrote."""
        change = self._by_path.get(problem.path)
        return change is not None and change.wrote(problem.line)

    @cached_property
    def _by_path(self) -> dict[str, Change]:
        return {change.path: change for change in self.changes}

    def draft(self, change: Change) -> Draft | None:
        """The file as it is now; None where it was deleted."""
        return self._drafts.get(change.path)

    @cached_property
    def _drafts(self) -> dict[str, Draft]:
        return {draft.path: draft for draft in self.archive.drafts}


def review_change(archive: Archive, revision: str, today: date | None = None) -> Review:
    """The review of what is on disk against the commit where it left `revision`. Raises GitError and SettingsError."""
    repository = Repository(archive.root)
    base = repository.merge_base(revision)
    repository = repository.moved_since(base, CONFIG)
    changes = repository.changes(base)
    changed = {path for change in changes for path in (change.path, change.old) if path}
    found = check_archive(archive, today, renamed=_renamed(changes, archive))
    with archive_before(repository, base, archive, changed) as before:
        paths = {draft.path for draft in archive.drafts} | {draft.path for draft in before.drafts}
        ours = sorted((one for one in changes if {one.path, one.old} & paths), key=lambda one: one.path)
        asked = {problem.path for problem in found} | {path for one in ours for path in (one.path, one.old)}
        known = _moved(check_archive(before, today, asked), ours)
        gone = tuple(_gone(before, archive, ours))
    touched = {change.path for change in ours}
    new, standing = _compare(found, known)
    return Review(
        archive,
        base,
        tuple(ours),
        introduced=tuple(problem for problem in new if problem.path in touched),
        elsewhere=tuple(problem for problem in new if problem.path not in touched),
        standing=tuple(problem for problem in standing if problem.path in touched),
        gone=gone,
        settings_changed=CONFIG in changed,
    )


def _renamed(changes: Sequence[Change], now: Archive) -> dict[str, str]:
    """By their former slugs: the slugs that postmortems have now."""
    slugs = {draft.path: draft.slug for draft in now.drafts}
    pairs = ((slug_of(Path(change.old)), slugs[change.path]) for change in changes if change.old and change.path in slugs)
    return {old: new for old, new in pairs if old != new}


def _moved(problems: Sequence[Problem], changes: Sequence[Change]) -> list[Problem]:
    """The problems under the paths that their files have now."""
    paths = {change.old: change.path for change in changes if change.old}
    return [replace(problem, path=paths.get(problem.path, problem.path)) for problem in problems]


def _compare(found: Sequence[Problem], known: Sequence[Problem]) -> tuple[list[Problem], list[Problem]]:
    """(new, standing): a problem stands when one of the same file, rule and words did before, wherever its line was."""
    left = Counter((problem.path, problem.rule, problem.message) for problem in known)
    new: list[Problem] = []
    standing: list[Problem] = []
    for problem in found:
        key = (problem.path, problem.rule, problem.message)
        (standing if left[key] else new).append(problem)
        left[key] -= left[key] > 0
    return new, standing


def _gone(before: Archive, now: Archive, changes: Sequence[Change]) -> Iterator[Gone]:
    """The names that lead nowhere now, but for those of files that are there and cannot be read."""
    paths = {change.old or change.path: change.path for change in changes}
    by_path = {draft.path: draft for draft in now.drafts}
    for name, incident in sorted(before.names.items()):
        draft = by_path.get(paths.get(incident.path, incident.path))
        if name in now.names or (draft is not None and not draft.usable):
            continue
        yield Gone(name, incident.title, draft.slug if draft is not None else "")
