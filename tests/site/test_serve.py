"""`mkdocs serve` follows what a writer changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

from postmortem_archive.site.site import THEME
from tests.site.conftest import make_archive


class Watcher:
    """Stands for MkDocs' server: remembers what it was told to watch."""

    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        """As LiveReloadServer.watch."""
        self.watched.append(path)


def test_postmortems_templates_and_styles_are_watched(tmp_path: Path) -> None:
    """A change of any of them builds the site again."""
    root = make_archive(tmp_path / "archive", {"2023-06-01-one.md": "---\ntitle: One\ndate: 2023-06-01\n---\n\nText.\n"})
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    build(config)
    server: Any = Watcher()
    config.plugins.on_serve(server, config=config, builder=build)
    assert server.watched == [str(root / "postmortems"), str(THEME)]
    assert (THEME / "assets/archive/archive.css").is_file()
    assert (THEME / "archive/incident.html").is_file()
