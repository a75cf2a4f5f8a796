"""The archive as it was at a commit, read from git's own store: nothing is checked out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from postmortem_archive.archive import Archive, is_postmortem, slug_of
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.reviewing.git import Repository
from postmortem_archive.settings import Settings, SettingsError, load_settings

CONFIG = "mkdocs.yml"
_INHERIT = re.compile(rb"""^INHERIT:\s*["']?([^"'\s#]+)""", re.MULTILINE)


@contextmanager
def archive_before(repository: Repository, commit: str, now: Archive, changed: Collection[str]) -> Iterator[Archive]:
    """The archive at `commit`, while the context lasts.

    Its folder is the one of now, unless an image or another attachment is gone since: then empty files stand in for all
    that were there. `changed` holds the paths that differ; a file that does not is taken from `now`, unless the settings are
    others.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder)
        settings = _settings_before(repository, commit, now.settings, changed, root)
        files = repository.files(commit)
        paths = sorted(path for path in files if _is_among(path, settings))
        attachments = files.keys() - set(paths)
        if all((now.root / path).exists() for path in attachments & set(changed)):
            root = now.root
        else:
            _stand_in(root, attachments)
        kept = {} if settings != now.settings else {draft.path: draft for draft in now.drafts if draft.path not in changed}
        contents = repository.contents(files[path] for path in paths if path not in kept)
        drafts = [kept.get(path) or _read(path, contents[files[path]], settings) for path in paths]
        yield Archive(settings, tuple(drafts), root)


def _stand_in(root: Path, paths: Iterable[str]) -> None:
    """An empty file for each path: all that is asked of an attachment is whether it is there."""
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def _is_among(path: str, settings: Settings) -> bool:
    name, folder = PurePosixPath(path), PurePosixPath(settings.postmortems)
    return name.is_relative_to(folder) and name != folder and is_postmortem(name.relative_to(folder))


def _read(path: str, content: bytes, settings: Settings) -> Draft:
    return read_draft(path, slug_of(Path(path)), content, settings)


def _settings_before(repository: Repository, commit: str, now: Settings, changed: Collection[str], root: Path) -> Settings:
    """The settings at `commit`; those of now where they did not change, or could not be used back then."""
    if not any(path.endswith((".yml", ".yaml")) for path in changed):
        return now
    path = Path(CONFIG)
    for _ in range(5):
        content = repository.text(commit, path)
        if content is None:
            break
        place = root / path
        if ".." in path.parts:
            return now  # the site inherits from outside the archive
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        parent = _INHERIT.search(content)
        if parent is None:
            break
        path = path.parent / parent[1].decode(errors="replace")
    try:
        return load_settings(root)
    except SettingsError:
        return now
