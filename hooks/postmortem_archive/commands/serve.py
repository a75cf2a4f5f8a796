"""`postmortem serve`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from postmortem_archive.commands.completing import complete_incident
from postmortem_archive.commands.locate import archive_option, find_config, open_archive
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.site.host import AUDIENCE, run_mkdocs

LAST_PORT = 65_535


@click.command()
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to serve.  [default: 127.0.0.1:8000]")
@click.option("-s", "--strict", is_flag=True, help="Fail on any warning.")
@click.option("--open", "what", metavar="PATH_OR_ID", shell_complete=complete_incident,
              help="Open this postmortem's page in the browser when the site is ready.")  # fmt: skip
@archive_option
def serve(given: Path | None, dev_addr: str | None, strict: bool, what: str | None) -> None:
    """Serve the site, and build it again when a file changes.

    `mkdocs serve` in the archive's folder, for whoever writes: drafts are shown, and what `postmortem check` says of a
    postmortem stands on its page until it is put right. Where mkdocs.yml asks for ARCHIVE_AUDIENCE it is internal, unless
    you set it.
    """
    options = []
    if dev_addr is not None:
        port = dev_addr.rpartition(":")[2]
        if port.isdecimal() and int(port) > LAST_PORT:
            raise Misuse(f"--dev-addr {dev_addr}: there is no port {port}, the last is {LAST_PORT}")
        options += ["--dev-addr", dev_addr]
    if strict:
        options.append("--strict")
    config = find_config(given)
    if what is None:
        run_mkdocs("serve", config, options)
    else:
        run_mkdocs("serve", config, [*options, "--open"], opened=_slug(given, what))


def _slug(given: Path | None, what: str) -> str:
    """The slug of the postmortem that is meant. Raises Misuse for one that this site will not show."""
    from postmortem_archive.archive import UNFINISHED
    from postmortem_archive.commands.show import find_draft

    os.environ.setdefault(AUDIENCE, "internal")
    archive = open_archive(given)
    _, draft = find_draft(archive, what)
    if draft.path not in {one.path for one in archive.drafts}:
        raise Misuse(f"{what}: is not among the postmortems of {archive.root}, so that site has no page for it")
    settings, incident = archive.settings, draft.incident
    hidden = incident is None or incident.visibility != "public" or incident.status in UNFINISHED
    if settings.audience == "public" and hidden:
        raise Misuse(
            f"{what}: is not shown to the public, and mkdocs.yml sets 'audience: public': "
            f"write 'audience: !ENV [{AUDIENCE}, public]' there, and run this again"
        )
    if settings.drafts is False and incident is not None and incident.status == "draft":
        raise Misuse(f"{what}: is a draft, and mkdocs.yml sets 'drafts: false': take that out to see it")
    return draft.slug
