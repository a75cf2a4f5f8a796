"""MkDocs' own server (1.6), as far as its public parts do not reach: when it looks, and when browsers load a page again."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

SOON = 0.05
"""Seconds without another change, after which a change is whole; MkDocs waits twice as long."""
OFTEN = 0.5
"""Seconds between two looks whether the folders are still the same ones, as often as MkDocs looks at their files."""
CHANGES = frozenset({"created", "modified", "moved", "deleted", "closed"})
Look = tuple[int, int, int]
"""Size, time of the last change and inode of a file."""


class _Wake(FileSystemEventHandler):
    """Has the server build as soon as somebody tells of a change."""

    def __init__(self, live: LiveServer) -> None:
        self._live = live

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in CHANGES and not event.is_directory:
            self._live.wake(os.fsdecode(path) for path in (event.src_path, event.dest_path) if path)


@dataclass
class LiveServer:
    """The server that `serve` runs."""

    server: LiveReloadServer
    _looks: dict[str, dict[str, Look]] = field(default_factory=dict)
    """By folder or file that is watched: its files."""
    _observer: BaseObserver = field(default_factory=Observer)
    _folders: tuple[Path, ...] = ()
    _places: dict[str, int | None] = field(default_factory=dict)
    """By what somebody tells of, which folder it was then."""
    _owes_reload: bool = False
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.looked()

    def wake_on_changes_in(self, folders: Iterable[Path]) -> None:
        """Be told of changes by the system, besides looking twice a second, which is what works on every file system.

        Both tell of the same change, one after the other, and one that was built with is none any more.
        """
        self.follow(folders)
        self._be_told()
        with contextlib.suppress(OSError):  # too many folders for the system
            self._observer.start()
        self.server.build_delay = SOON
        threading.Thread(target=self._keep_being_told, daemon=True).start()

    def follow(self, folders: Iterable[Path]) -> None:
        """From now on these folders, and what the server has come to watch."""
        self._folders = tuple(folders)
        with self.server._rebuild_cond:
            for path in self.server._watched_paths.keys() - self._looks.keys():
                self._looks[path] = dict(_looks(path))

    def _be_told(self) -> None:
        """Have all that is there now watched, and nothing else."""
        self._places = self._standing()
        self.server.observer.unschedule_all()
        self._observer.unschedule_all()
        self.server._watch_refs.clear()
        for path in list(self.server._watched_paths):
            if self._places.get(path) is not None:
                with contextlib.suppress(OSError):
                    self.server._watch_refs[path] = self.server.observer.schedule(_Wake(self), path, recursive=True)
        for folder in self._folders:
            with contextlib.suppress(OSError):
                self._observer.schedule(_Wake(self), str(folder), recursive=True)

    def _keep_being_told(self) -> None:
        """A folder that went away and came back, as when somebody changes the branch, is another one, of which nobody tells."""
        while not self._closed.wait(OFTEN):
            if self._standing() != self._places:
                self.follow(self._folders)
                self._be_told()
                with self.server._rebuild_cond:
                    if any(dict(_looks(path)) != files for path, files in self._looks.items()):
                        self._build()

    def _standing(self) -> dict[str, int | None]:
        return {path: _place(path) for path in (*self.server._watched_paths, *map(str, self._folders))}

    def wake(self, paths: Iterable[str]) -> None:
        """Have the server build where one of these files is another than when all were looked at."""
        with self.server._rebuild_cond:
            if any(self._differs(path) for path in paths):
                self._build()

    def _build(self) -> None:
        self.server._want_rebuild = True
        self.server._rebuild_cond.notify_all()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def looked(self) -> set[str]:
        """The files that are others than when this was asked last, in all that was watched then."""
        with self.server._rebuild_cond:  # who tells of a change meanwhile waits, and knows then whether it was seen
            before, self._looks = self._looks, {path: dict(_looks(path)) for path in self.server._watched_paths}
        changed = set()
        for path in before.keys() & self._looks.keys():
            then, now = before[path], self._looks[path]
            changed |= {file for file in then.keys() | now.keys() if then.get(file) != now.get(file)}
        return changed

    def _differs(self, path: str) -> bool:
        before = next((files[path] for files in self._looks.values() if path in files), None)
        return dict(_looks(path)).get(path) != before

    def stay(self) -> None:
        """Called by the server to build: have no browser load anything again, since nothing is another."""
        with self.server._epoch_cond:
            if not self._owes_reload:
                self.server._wanted_epoch = self.server._visible_epoch
            self._owes_reload = False

    def reload(self) -> None:
        """Have browsers load their page again; where the server is about to build, that comes afterwards."""
        with self.server._rebuild_cond, self.server._epoch_cond:
            self._owes_reload = self.server._visible_epoch != self.server._wanted_epoch
            if not self._owes_reload:
                self.server._visible_epoch = self.server._wanted_epoch = round(time.monotonic() * 1000)
                self.server._epoch_cond.notify_all()


def have_missing_pages_load_again(server: LiveReloadServer) -> None:
    """Have browsers load a page that was not there again when something was built, as MkDocs has them do with those that are: a
    file that is renamed, and renamed back, is there again."""
    answer = server.error_handler
    with_script: Callable[[bytes, int], bytes] = server._inject_js_into_html

    def handle(code: int) -> bytes | None:
        page = answer(code)
        return with_script(page or b"404 Not Found", server._visible_epoch) if code == HTTPStatus.NOT_FOUND else page

    server.error_handler = handle


def _place(path: str) -> int | None:
    """Which folder stands there; of a file only that there is one, since many programs save a file as another; None for
    neither."""
    with contextlib.suppress(OSError):
        found = os.stat(path)  # noqa: PTH116
        return found.st_ino if stat.S_ISDIR(found.st_mode) else 0
    return None


def _looks(watched: str) -> Iterator[tuple[str, Look]]:
    """As MkDocs looks, through links to folders too; a path of strings takes a third of the time of objects."""
    files = [watched]
    if os.path.isdir(watched):  # noqa: PTH112
        files = [f"{folder}/{name}" for folder, _, names in os.walk(watched, followlinks=True) for name in names]
    for file in files:
        with contextlib.suppress(OSError):
            found = os.stat(file)  # noqa: PTH116
            yield file, (found.st_size, found.st_mtime_ns, found.st_ino)
