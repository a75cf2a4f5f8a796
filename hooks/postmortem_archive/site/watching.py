"""What `serve` follows: the postmortems, our own templates, and every folder and file of the site that mkdocs.yml names."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.archive import Archive
from postmortem_archive.site.folders import THEME, own_folders
from postmortem_archive.site.live_server import have_missing_pages_load_again
from postmortem_archive.site.process import Process
from postmortem_archive.site.rebuilding import Rebuilding
from postmortem_archive.site.site import incident_address


def watch(server: LiveReloadServer, config: MkDocsConfig) -> None:
    """Rebuild when a postmortem, a template or a style changes; and open on the page that was asked for."""
    for module in ("scipy.sparse.linalg", "threadpoolctl"):
        import_module(module)  # with every edit processes begin that need them, and have what is loaded here
    if Process.opened:
        server.url += quote(incident_address(Process.opened))  # what MkDocs says that it serves, and opens
    Process.server = server
    have_missing_pages_load_again(server)
    config.plugins.events["shutdown"].append(_watch_no_more)
    watch_what_is_named(config)
    if not Process.dirty and (rebuilding := Rebuilding.instead_of_builds(server)):
        config.plugins.events["shutdown"].append(rebuilding.close)


def watch_what_is_named(config: MkDocsConfig) -> None:
    """Have what mkdocs.yml names watched as it is now, with every build of the process that serves: MkDocs looks there once."""
    server = Process.server
    if server is None or Process.site_dir:
        return
    for path in _named(config):
        if path.exists() and str(path.absolute()) not in server._watched_paths:
            server.watch(str(path))


def _named(config: MkDocsConfig) -> Iterator[Path]:
    """The folders and files that a build is made of, and what mkdocs.yml has watched besides. No hooks: MkDocs loads each once,
    and a build with another text of it would be the same."""
    archive: Archive = config.extra["archive"]
    yield archive.root / archive.settings.postmortems
    yield THEME
    if archive.settings.catalogue:
        yield archive.root / archive.settings.catalogue
    yield Path(config.docs_dir)
    for folder in own_folders(config):
        yield Path(folder)
    for item in config.watch:
        yield Path(item)


def _watch_no_more() -> None:
    Process.server = None
