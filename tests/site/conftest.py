"""Whole sites, built in a temporary folder, served at 127.0.0.1 and driven in Chromium."""

from __future__ import annotations

import functools
import gc
import http.server
import logging
import os
import re
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from postmortem_archive.archive import Archive
from postmortem_archive.keeping import workers
from postmortem_archive.site import making
from tests.site.serving import Serving
from tests.site.shelf import SETTINGS, SIZE, shelf_files

ROOT = Path(__file__).parents[2]
HOOKS_FOLDER = str(ROOT / "hooks")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is for its failure."""

    def handle(self) -> None:
        """As ever; a page that was left before all of it came is no failure."""
        with suppress(ConnectionError):
            super().handle()


class _Strict(_Quiet):
    def end_headers(self) -> None:
        """The policy under which everything that the archive adds has to work."""
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()


@dataclass
class Served:
    """A built site: its folder and its address."""

    folder: Path
    url: str


def build_site(root: Path, site: Path, **options: Any) -> Path:
    """Build the archive in `root` as `mkdocs build` does; raises what MkDocs raises."""
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(site), **options)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return site


def make_archive(root: Path, files: dict[str, str | bytes], settings: str = "audience: internal", config: str = "") -> Path:
    """An archive that uses this project's hooks: mkdocs.yml, a home page, and the files below `postmortems/`."""
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "index.md").write_text("---\narchive: home\n---\n\n# Home\n")
    hooks = ROOT / "hooks" / "archive_site.py"
    (root / "mkdocs.yml").write_text(
        f"site_name: Test archive\ntheme: {{name: material, font: false}}\nhooks: [{hooks}]\nplugins: []\n"
        f"markdown_extensions: [tables, footnotes, attr_list, pymdownx.superfences]\n{config}\n"
        f"extra:\n  archive:\n    timezone: UTC\n    {settings}\n"
    )
    for name, content in files.items():
        path = root / "postmortems" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


@pytest.fixture(autouse=True)
def _quiet_mkdocs() -> Iterator[None]:
    """MkDocs' logger keeps its handlers from test to test; leave it as it was."""
    logger = logging.getLogger("mkdocs")
    before = list(logger.handlers)
    yield
    logger.handlers[:] = before


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a build does from many incidents on, and with two processes, is done with a few."""
    monkeypatch.setattr(making, "MANY", 1)
    monkeypatch.setattr(workers, "LEAST", 2)
    monkeypatch.setattr(workers, "CHUNK", 2)
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    yield
    gc.unfreeze()  # what a build of many freezes for good
    for name in ("POSTMORTEM_CACHE", "SOURCE_DATE_EPOCH"):
        os.environ.pop(name, None)


@pytest.fixture
def site_of(tmp_path: Path) -> Callable[..., Path]:
    """Builds an archive of these postmortems and returns the folder of the site."""

    def make(files: dict[str, str | bytes], settings: str = "audience: internal", config: str = "", **options: Any) -> Path:
        return build_site(make_archive(tmp_path / "archive", files, settings, config), tmp_path / "site", **options)

    return make


def serve(folder: Path, *, strict: bool = False) -> tuple[http.server.ThreadingHTTPServer, str]:
    """A web server of a folder, on a free port of this machine; a strict one forbids what does not come from it."""
    handler = functools.partial(_Strict if strict else _Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """This project's own archive, as it is published."""
    folder = build_site(ROOT, tmp_path_factory.mktemp("demo"), strict=True)
    server, url = serve(folder)
    yield Served(folder, url)
    server.shutdown()
    server.server_close()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Archive]]:
    """The archive of shelf.py as a site, and as it is read."""
    folder = tmp_path_factory.mktemp("shelf")
    root = make_archive(folder / "archive", dict(shelf_files()), SETTINGS)
    site = build_site(root, folder / "site")
    server, url = serve(site)
    archive = Archive.open(root)
    yield Served(site, url), archive.for_audience("internal", drafts=False)
    server.shutdown()
    server.server_close()
    shutil.rmtree(folder)


@dataclass
class Visitor:
    """A person with a browser, who notes everything that went wrong."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def goes_to(self, address: str) -> Page:
        """Open an address below the site's root and wait for its scripts."""
        self.page.goto(self.home + address)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser window on a served site; at the end there must have been no error and no foreign request."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def open_window(home: str, width: int = 1440, scheme: str = "light", **options: Any) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        page = context.new_page()
        visitor = Visitor(page, home)

        def note_request(request: Request) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                visitor.faults.append(f"request to {request.url}")

        page.on("request", note_request)
        page.on("pageerror", lambda error: visitor.faults.append(f"error: {error}"))
        page.on("console", lambda line: visitor.faults.append(f"console: {line.text}") if line.type == "error" else None)
        contexts.append(context)
        visitors.append(visitor)
        return visitor

    yield open_window
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def explore(shelf: tuple[Served, Archive], visit: Callable[..., Visitor]) -> Callable[..., Page]:
    """Opens the explorer with a query, and waits until it can be used and shows what the query asks for."""

    def open_explorer(query: str = "", **options: object) -> Page:
        page = visit(shelf[0].url, **options).goes_to(f"incidents/{query}")
        expect(page.locator("[data-pm-facets]")).to_be_visible()
        expect(page.locator("[data-pm-shown]")).to_have_text(re.compile(rf"^(\d+ of )?{SIZE} incidents$"))  # with every count
        expect(page.locator("[data-pm-results]")).not_to_have_attribute("aria-busy", "true")
        return page

    return open_explorer


@pytest.fixture
def archive(shelf: tuple[Served, Archive]) -> Archive:
    return shelf[1]


@pytest.fixture
def serving() -> Iterator[list[Serving]]:
    """What is put into this list is stopped at the end."""
    started: list[Serving] = []
    yield started
    for one in started:
        one.stop()


@pytest.fixture(autouse=True)
def _ending_as_before() -> Iterator[None]:
    """What `serve` makes of SIGTERM in this process is put back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
