"""`mkdocs serve` follows what a writer changes."""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.site.site import THEME
from tests.site.conftest import make_archive


def test_postmortems_templates_and_styles_are_watched(tmp_path: Path) -> None:
    """A change of any of them builds the site again."""
    root = make_archive(tmp_path / "archive", {"2023-06-01-one.md": "---\ntitle: One\ndate: 2023-06-01\n---\n\nText.\n"})
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    build(config)
    server = LiveReloadServer(lambda: build(config), "127.0.0.1", 0, str(tmp_path / "site"))
    config.plugins.on_serve(server, config=config, builder=server.builder)
    server.server_close()
    config.plugins.on_shutdown()
    assert list(server._watched_paths) == [str(root / "postmortems"), str(THEME)]
    assert (THEME / "assets/archive/archive.css").is_file()
    assert (THEME / "archive/incident.html").is_file()
