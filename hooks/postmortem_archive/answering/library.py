"""The archive as it stands on disk now, seen by one audience."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from postmortem_archive.archive import Archive, content_of, find_files, folder_of, slug_of
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.settings import Audience, Settings, SettingsError, load_settings

Stamp = tuple[int, int]
"""When a file was changed, in nanoseconds, and how many bytes it has."""


@dataclass
class Library:
    """Opens the archive in the folder `root` for who asks, and reads it again when a file of it changed.

    `audience` and `drafts` decide what is seen; where they are None, the settings do. `remark` is called with a sentence for
    whoever runs it, when files are left out because of an error.
    """

    root: Path
    audience: Audience | None = None
    drafts: bool | None = None
    remark: Callable[[str], None] = lambda _: None
    _has_config: bool = field(default=False, init=False)
    _settings: Settings | None = field(default=None, init=False)
    _stamps: dict[Path, Stamp] = field(default_factory=dict, init=False)
    _read: dict[Path, Draft] = field(default_factory=dict, init=False)
    _archive: Archive | None = field(default=None, init=False)
    _withheld: tuple[str, ...] = field(default=(), init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    @contextmanager
    def open(self) -> Iterator[Archive]:
        """The archive of this moment, for one question at a time: what it derives is made once, and not by two at once.

        Raises SettingsError, and OSError for a file that the system does not hand out.
        """
        with self._lock:
            yield self._current()

    def warm_up(self) -> None:
        """Read the archive and count its words, so that the first question need not wait; what is wrong, that question says."""
        with suppress(SettingsError, OSError), self.open() as archive:
            archive.index  # noqa: B018 - made here, and kept

    def _current(self) -> Archive:
        # read each time: they may come from files that mkdocs.yml inherits, or from the environment
        settings = self._load_settings()
        stamps = {path: _stamp(path) for path in find_files(folder_of(self.root, settings))}
        if self._archive is None or settings != self._settings or stamps != self._stamps:
            self._archive = self._read_anew(settings, stamps)
            self._settings, self._stamps = settings, stamps
        return self._archive

    def _load_settings(self) -> Settings:
        """The settings of this moment. Where there was a mkdocs.yml once, none will not do, nor an empty one: editors and git
        take it away before they write it, and the defaults would show what is not for this audience."""
        self._has_config = self._has_config or (self.root / "mkdocs.yml").is_file()
        return load_settings(self.root, needed=self._has_config)

    def _read_anew(self, settings: Settings, stamps: dict[Path, Stamp]) -> Archive:
        """The archive again; files that did not change are not read again."""
        kept = self._read if settings == self._settings else {}
        self._read = {
            path: kept[path]
            if path in kept and self._stamps.get(path) == stamp
            else read_draft(path.relative_to(self.root).as_posix(), slug_of(path), content_of(path), settings)
            for path, stamp in stamps.items()
        }
        everything = Archive(settings, tuple(self._read.values()), self.root)
        drafts = bool(settings.drafts) if self.drafts is None else self.drafts
        archive = everything.for_audience(self.audience or settings.audience, drafts=drafts)
        if archive.withheld != self._withheld:
            self._withheld = archive.withheld
            for slug in archive.withheld:
                self.remark(f"'{slug}' is left out until its errors are fixed: run postmortem check")
        return archive


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
