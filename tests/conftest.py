"""What tests of every part share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent, indent

import pytest
from playwright.sync_api import Browser, sync_playwright

WriteArchive = Callable[..., Path]


@pytest.fixture
def archive_at(tmp_path: Path) -> WriteArchive:
    """Writes an archive and returns its folder: `archive_at({"2023-05-12-down.md": "..."}, settings="timezone: UTC")`.

    A bare name is a file among the postmortems, one with a folder stands relative to the archive; text is dedented, bytes
    are not. `settings` is the YAML below extra.archive.
    """

    def write(files: Mapping[str, str | bytes], settings: str = "", root: Path = tmp_path / "archive") -> Path:
        config = "site_name: Archive\nextra:\n  archive:\n" + indent(dedent(settings).strip() or "{}", "    ") + "\n"
        for name, content in {"mkdocs.yml": config, **files}.items():
            path = root / (name if "/" in name or name == "mkdocs.yml" else f"postmortems/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        (root / "postmortems").mkdir(exist_ok=True)
        return root

    return write


@pytest.fixture(scope="session")
def chromium() -> str:
    """The machine's Chromium. Without one the browser tests are skipped, but under CI they fail."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium on this machine, and CI=true: install the package chromium")
    pytest.skip("no Chromium on this machine: the browser tests need the package chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()
