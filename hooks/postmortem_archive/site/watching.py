"""What `serve` follows: the postmortems, the catalogue, our own templates, and what mkdocs.yml has watched."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.archive import Archive
from postmortem_archive.site.folders import THEME
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
    config.plugins.events["shutdown"].append(_watch_no_more)
    watch_what_is_named(config)
    for item in config.watch:
        server.watch(item)  # as MkDocs does afterwards: a change is told from how it is now
    if not Process.dirty and (rebuilding := Rebuilding.instead_of_builds(server)):
        config.plugins.events["shutdown"].append(rebuilding.close)


def watch_what_is_named(config: MkDocsConfig) -> None:
    """Have what the settings name watched as they are now, with every build of the process that serves."""
    server = Process.server
    if server is None or Process.site_dir:
        return
    archive: Archive = config.extra["archive"]
    folder, catalogue = archive.root / archive.settings.postmortems, archive.root / (archive.settings.catalogue or "")
    for path in (folder, THEME, catalogue):
        there = path.is_dir() if path is not catalogue else path.is_file()
        if there and str(path.absolute()) not in server._watched_paths:
            server.watch(str(path))


def _watch_no_more() -> None:
    Process.server = None
