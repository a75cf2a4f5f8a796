"""`mkdocs serve` follows what a writer changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config import load_config

from postmortem_archive.site import events
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
    events.configure(config)
    files: Any = FileList()
    events.add_files(files, config)
    server: Any = Watcher()
    events.watch(server, config)
    assert server.watched == [str(root / "postmortems"), str(THEME)]
    assert (THEME / "assets/archive/archive.css").is_file()
    assert any(file.src_uri == "incidents/2023-06-01-one.md" for file in files)


class FileList(list[Any]):
    """MkDocs' Files, as far as adding to it goes."""

    def get_file_from_path(self, path: str) -> Any:
        """The file with that source, or None."""
        return next((file for file in self if file.src_uri == path), None)
