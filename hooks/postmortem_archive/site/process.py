"""What one process of MkDocs has to remember from build to build. Everything else belongs to a build, in `config.extra`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

    from postmortem_archive.site.build import Build


class Process:
    """Which MkDocs command runs, and what it did last. MkDocs says the command once a process, and reloads the hook file with
    every rebuild of `serve`, so this is remembered here and not there."""

    serving = False
    dirty = False
    opened = ""
    """The slug whose page `serve --open` opens."""
    site_dir: str | None = None
    """Where to build, in place of where MkDocs says."""
    icons: bytes | None = None
    """A digest of the user's own icons as they were at first: Material reads each once."""
    built: Build | None = None
    """The last build, while `serve` runs."""
    server: LiveReloadServer | None = None
    """What serves, while `serve` runs."""
