"""One run of MkDocs: which files are drawn by whom, and what is kept for the next run."""

from __future__ import annotations

import logging
import os
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.utils import get_build_date

from postmortem_archive.archive import Archive
from postmortem_archive.keeping.canon import Untold
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.tracing import Trace
from postmortem_archive.publishing.json_api import ENTRIES, entries_text
from postmortem_archive.site.contents import Contents
from postmortem_archive.site.conversions import Conversions
from postmortem_archive.site.drawing import Drawing
from postmortem_archive.site.kept_templates import compile_all
from postmortem_archive.site.making import Ahead, make_all
from postmortem_archive.site.messages import say
from postmortem_archive.site.outputs import outputs
from postmortem_archive.site.pages import ArchiveFile, incident_page, incident_source
from postmortem_archive.site.process import Process
from postmortem_archive.site.production import Made, Product, Workshop
from postmortem_archive.site.progress import conclude, progress
from postmortem_archive.site.shell import shell_key
from postmortem_archive.site.site import Site
from postmortem_archive.site.standing import Standing, whole_key
from postmortem_archive.site.written import Signature, Written, put_back, remove_others, write

log = logging.getLogger("mkdocs.plugins.archive")

CACHE = "POSTMORTEM_CACHE"
"""The environment variable that names another folder than .cache/archive beside mkdocs.yml, or `off`."""

OF_PAGES = (
    "pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page", "env",
)  # fmt: skip
"""Events by which a plugin or a hook changes pages. One that listens to any of them gets every page from MkDocs."""


def cache_folder(root: Path) -> Path | None:
    """Where results are kept, or None."""
    given = os.path.expanduser(os.environ.get(CACHE, "").strip())  # noqa: PTH111 - a ~ of nobody stays what it is
    if given.lower() in ("off", "0", "no") or not hasattr(os, "pread"):  # which Windows does not have
        return None
    return Path(given) if given else root / ".cache" / "archive"


def open_store(root: Path) -> Store:
    """What the builds before have kept."""
    return Store(cache_folder(root))


@dataclass
class Build:
    """The files that MkDocs does not draw in this run, and what becomes of them."""

    site: Site
    store: Store
    written: Written
    began: float
    kept: list[ArchiveFile] = field(default_factory=list)
    pages: int = 0
    reused: int = 0
    placed: dict[str, tuple[bytes, Signature]] = field(default_factory=dict)
    everything: Archive | None = None
    """While somebody writes: the archive with what the site does not show."""
    shows_drafts: bool = False
    _drawn: tuple[Workshop, Drawing] | None = None

    @cached_property
    def listeners(self) -> tuple[str, ...]:
        """The plugins and hooks that have to see every page."""
        return tuple(sorted(set(_listeners(self.site.config))))

    @cached_property
    def ahead(self) -> Ahead:
        """What was begun before MkDocs came to it."""
        return Ahead(self.site, self.written)

    @cached_property
    def contents(self) -> Contents:
        """What the archive draws on pages that MkDocs does."""
        return Contents(self.site, self.store)

    @cached_property
    def conversions(self) -> Conversions:
        """The Markdown of the pages that MkDocs draws."""
        return Conversions(self.site, self.store)

    @cached_property
    def _named(self) -> frozenset[str]:
        """What mkdocs.yml names in its navigation, and so MkDocs draws."""
        return frozenset(_texts(self.site.config.nav))

    def take(self, file: File) -> None:
        """Take a file of the archive out of MkDocs' hands, where nobody else has to see it there."""
        if isinstance(file, ArchiveFile) and file.inclusion is InclusionLevel.NOT_IN_NAV and not self.listeners:
            if file.src_uri not in self._named:
                file.keep()
                self.kept.append(file)

    def draw(self, env: jinja2.Environment, files: Files, nav: Navigation, drawing: Drawing) -> None:
        """Make all that is not made yet, and put everything where it belongs in the site."""
        config = self.site.config
        if self.listeners:
            log.info("%s: every page is drawn by MkDocs, one after the other, and none is kept", ", ".join(self.listeners))
        try:
            key = shell_key(config, nav, files, self.site.archive)
        except Untold as error:
            log.info("No page is kept for the next build: %s", error)
            key = None
        whole = whole_key(key, self.site, files, (file.src_uri for file in self.kept))
        standing = None if Process.serving else Standing.kept(self.store, whole)  # `serve` draws more later, with all at hand
        self.ahead.tell_similar()
        names = self.ahead.back
        if standing is not None:
            names += put_back(self.written.site, {*standing.paths, ENTRIES})
            if self._stands(standing, files):
                remove_others(self.written.site, names, self.placed)
                return
        workshop = Workshop(self.site, files, config, nav, env, key, self.store, self.written)
        self._drawn = workshop, drawing
        languages = (f"partials/languages/{name}.html" for name in {"en", config.theme.get("language", "en")})
        folders = ("partials/*.html", "partials/integrations/**/*.html", "partials/javascripts/**/*.html")
        if not self.listeners:  # then none of MkDocs' templates is drawn here, and a filter of theirs may still come
            compile_all(env, config.theme.dirs, "*.html", *folders, *languages)
        compile_all(self.site.templates, config.theme.dirs, "archive/**/*.html")
        products = list(self._products(drawing))
        names += put_back(self.written.site, {path for product in products for path in product.paths})
        made: dict[int, Made] = {}
        with progress("Drawing", len(products)) as advance:
            for number, one in make_all(workshop, products, self.ahead):
                made[number] = one
                self.reused += not one.fresh and products[number].paths[0].endswith(".html")
                self.placed.update((path, (content, known)) for path, content, known in one.written if known)
                advance()
        self.pages = len(self.kept) + len(workshop.pages)
        say(message for number in range(len(products)) for message in made[number].messages)
        entries = [made[n].extract for n, product in enumerate(products) if product.incident]
        self._write_entries(digest(*entries), entries)
        remove_others(self.written.site, names, self.placed)
        for incident in self.site.archive:
            if (row := workshop.rows.key(incident)) is not None:
                self.store.want(row)
        if whole is not None and all(one.kept for one in made.values()):
            listed = [product.incident is not None for product in products]
            now = Standing.of([made[n] for n in range(len(products))], listed, digest(*entries), self.store.wanted)
            self.store.put(whole, now.packed())

    def _stands(self, standing: Standing, files: Files) -> bool:
        """Whether what was made before could be left, or put right; else all is looked at."""
        placed = standing.put_right(self.store, self.written)
        if placed is None:
            return False
        entries: list[bytes] | None = []
        if not self.written.has(ENTRIES, standing.entries):
            entries = standing.entries_of(self.store)
        if entries is None:
            return False
        self.placed.update(placed)
        for key in standing.wanted:
            self.store.want(key)
        self._write_entries(standing.entries, entries)
        say(standing.messages)
        self.pages, self.reused = len(self.kept) + len(files.documentation_pages()), standing.pages
        return True

    def redraw(self, site: Site, files: Sequence[ArchiveFile]) -> dict[str, bytes]:
        """Pages of a site that has become another since `draw`, by their paths in it; nothing of them is written or kept."""
        assert self._drawn is not None
        before, drawing = self._drawn
        for incident in site.archive:
            if incident_source(incident) not in before.files.src_uris:
                new = ArchiveFile.of(site, *incident_page(incident), in_nav=False)
                new.keep()
                before.files.append(new)
        workshop = replace(before, site=site, key=None, trace=Trace())
        with workshop.open():
            return {file.dest_uri: drawing.drawn(workshop, file) for file in files}

    def locations(self, pages: Sequence[File]) -> list[tuple[str, str]]:
        """(address, day of the last change) of every page, whoever draws it, for search engines; needs `site_url`."""
        base = self.site.config.site_url
        drawn = [(file.page.canonical_url, file.page.update_date) for file in pages if file.page]
        kept = [(urljoin(base, file.url), get_build_date()) for file in self.kept] if base else []
        return sorted((address, day) for address, day in (*drawn, *kept) if address)

    def _products(self, drawing: Drawing) -> Iterator[Product]:
        """Everything there is to make, what takes longest first."""
        archive = self.site.archive
        yield from outputs(self.site)
        pages = {file.archive_page.incident.slug: file for file in self.kept if file.archive_page.incident}
        for file in self.kept:
            if not file.archive_page.incident:
                yield drawing.page(file)
        for number, incident in enumerate(archive):
            yield drawing.incident(incident, len(archive) - number - 1, pages.get(incident.slug))

    def _write_entries(self, content: bytes, entries: Iterable[bytes]) -> None:
        """The one file that holds all incidents, out of its compressed entries; written anew only when one of them is another:
        the digest of all says."""
        known = self.written.files[ENTRIES][1] if self.written.has(ENTRIES, content) else None
        if known is None:
            pieces = entries_text(zlib.decompress(entry).decode() for entry in entries)
            known = write(self.written.site, ENTRIES, (piece.encode() for piece in pieces))
        if known:
            self.placed[ENTRIES] = content, known

    def close(self) -> None:
        """Keep what was made."""
        self.ahead.stop()
        self.written.save(self.placed)
        self.store.close()
        conclude(len(self.site.archive), self.pages, self.reused, time.monotonic() - self.began)


def _listeners(config: MkDocsConfig) -> Iterator[str]:
    for event in OF_PAGES:
        for method in config.plugins.events.get(event, ()):
            code: Any = getattr(method, "__code__", None) or getattr(method, "__func__", method).__code__
            plugin = getattr(method, "__self__", None)
            if Path(code.co_filename).name == "archive_site.py" or _is_search(plugin):
                continue
            yield next((name for name, one in config.plugins.items() if one is plugin), Path(code.co_filename).name)


def _is_search(plugin: Any) -> bool:
    """The theme's search sees no page of the archive, which has a search of its own."""
    return type(plugin).__module__ in ("material.plugins.search.plugin", "mkdocs.contrib.search")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
