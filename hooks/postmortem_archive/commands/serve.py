"""`postmortem serve`."""

from __future__ import annotations

from pathlib import Path

import click

from postmortem_archive.commands.locate import archive_option, find_config
from postmortem_archive.site.host import run_mkdocs


@click.command()
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
@click.option("-s", "--strict", is_flag=True, help="Fail on any warning.")
@archive_option
def serve(given: Path | None, dev_addr: str | None, strict: bool) -> None:
    """Serve the site, and build it again when a file changes.

    The same as `mkdocs serve` in the archive's folder: drafts are shown too.
    """
    options = []
    if dev_addr is not None:
        options += ["--dev-addr", dev_addr]
    if strict:
        options.append("--strict")
    run_mkdocs("serve", find_config(given), options)
