"""How `serve` follows what is written: the page that was saved at once, the whole site behind it, in another process.

MkDocs builds into the folder that it serves, and answers nobody meanwhile. Here a change of postmortems alone is drawn into that
folder (quick_pages.py), browsers load it, and a forked process builds the site as always, into a second folder; when it is
whole, that is the one that is served. A change of anything else, such as settings, the guide or a template, is built here as by
MkDocs. So is everything where the platform cannot fork, or where a plugin wants to see every page.
"""

from __future__ import annotations

import filecmp
import logging
import tempfile
import threading
import time
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path, PurePath

from mkdocs.livereload import LiveReloadServer

from postmortem_archive.archive import is_postmortem
from postmortem_archive.keeping.background import Background, can_work_apart
from postmortem_archive.site.folders import files_below
from postmortem_archive.site.live_server import LiveServer
from postmortem_archive.site.process import Process
from postmortem_archive.site.quick_pages import Known, QuickPages
from postmortem_archive.site.written import write

log = logging.getLogger("mkdocs.plugins.archive")

UNSEEN = frozenset({"sitemap.xml", "sitemap.xml.gz"})
"""What no page shows, besides what the archive makes for machines and for the search."""
MOST = 200
"""Files that may change at once, as when somebody changes the branch; more of them are drawn sooner with the whole site."""


@dataclass(frozen=True)
class Built:
    """A site that was built elsewhere: what was found out, and whether anything that a page shows is another now."""

    known: Known
    differs: bool


class Rebuilding:
    """What the server calls to build."""

    def __init__(self, server: LiveReloadServer) -> None:
        self._builder, self._server, self._live = server.builder, server, LiveServer(server)
        self._first, self._second = Path(server.root), tempfile.TemporaryDirectory(prefix="mkdocs_")
        self._lock = threading.RLock()
        self._background: Background[Built] | None = None
        self._drawn: dict[str, bytes] = {}
        self._changed: set[str] = set()
        self._undrawn: set[str] = set()
        self._quick: QuickPages | None = None
        self._settle()

    @classmethod
    def instead_of_builds(cls, server: LiveReloadServer) -> Rebuilding | None:
        """Have the server build in this way, where that is possible."""
        if not can_work_apart() or Process.built is None:
            return None
        server.builder = rebuilding = cls(server)
        rebuilding._live.wake_on_changes_in([rebuilding._folder])
        return rebuilding

    @property
    def is_building(self) -> bool:
        """Whether the whole site is being built in another process."""
        with self._lock:
            return self._background is not None

    def __call__(self) -> None:
        """Something that is watched may have changed."""
        with self._lock:
            changed = self._live.looked()
            if not changed and self._quick:
                self._live.stay()
            elif self._quick and len(changed) <= MOST and all(path.startswith(f"{self._folder}/") for path in changed):
                self._follow(changed)
            else:
                self._build_here()

    def close(self) -> None:
        """End what is under way, and remove what was built elsewhere."""
        self._live.close()
        with self._lock:
            background, self._background = self._background, None
        if background:
            background.stop()
        self._second.cleanup()

    def _settle(self) -> None:
        """Go on from the build that this process has made."""
        build = Process.built
        assert build is not None
        archive = build.site.archive
        self._root, self._folder = archive.root.absolute(), (archive.root / archive.settings.postmortems).absolute()
        self._undrawn = set()
        self._quick = None if build.listeners else QuickPages(build)

    def _build_here(self) -> None:
        if self._background:
            background, self._background = self._background, None
            background.stop()
        if self._quick:
            self._quick.close()
        self._quick = None
        self._server.root = str(self._first)
        self._builder()
        self._settle()
        self._live.follow([self._folder])

    def _follow(self, changed: set[str]) -> None:
        began = time.monotonic()
        names = {PurePath(path).relative_to(self._root).as_posix() for path in changed}
        self._undrawn |= {name for name in names if is_postmortem((self._root / name).relative_to(self._folder))}
        pages: dict[str, bytes] = {}
        try:
            if self._quick and self._undrawn:
                pages = self._quick.draw(self._undrawn)
                self._undrawn = set()
        except Exception:
            log.debug("not drawn at once, and so with the rest:", exc_info=True)
        self._show(pages)
        for path in pages:
            log.info(
                "%s drawn in %.2f s; the rest of the site follows", path.removesuffix("index.html"), time.monotonic() - began
            )
        if not pages:
            self._live.stay()
        self._drawn |= pages
        self._changed |= names
        if not self._background:
            self._build_elsewhere()

    def _show(self, pages: dict[str, bytes]) -> None:
        for path, content in pages.items():
            write(Path(self._server.root), path, content)

    def _build_elsewhere(self) -> None:
        self._drawn, self._changed = {}, set()
        served = Path(self._server.root)
        target = Path(self._second.name) if served == self._first else self._first

        def work() -> Built:
            Process.site_dir = str(target)
            self._builder()
            assert Process.built is not None
            return Built(Known.from_build(Process.built), _differ(served, target, UNSEEN | Process.built.placed.keys()))

        def then(background: Background[Built], built: Built | None) -> None:
            with self._lock:
                if self._background is background:
                    self._background = None
                    self._serve_from(target, built)

        self._background = Background(work, then)

    def _serve_from(self, target: Path, built: Built | None) -> None:
        """A build has ended elsewhere: serve what it made, and begin another where files have changed since."""
        if built is None:
            log.error("The site is as it was: it could not be built with what changed.")
        else:
            assert self._quick is not None
            self._quick.learn(built.known, self._changed)
            self._server.root = str(target)
            self._show(self._drawn)
            if built.differs:
                self._live.reload()
        if self._changed:
            self._build_elsewhere()


def _differ(one: Path, other: Path, unseen: Set[str]) -> bool:
    """Whether a page of one site, or a file that pages show, is missing in the other, or another there."""
    found = [
        {name for name, _ in files_below(str(site)) if name.endswith(".html") or name not in unseen} for site in (one, other)
    ]
    return found[0] != found[1] or any(not filecmp.cmp(one / name, other / name, shallow=False) for name in found[0])
