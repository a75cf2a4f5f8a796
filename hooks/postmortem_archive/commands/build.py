"""`postmortem build`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from postmortem_archive.commands.locate import archive_option, find_config
from postmortem_archive.site.host import SHOW_DRAFTS, run_mkdocs


@click.command()
@click.option("-s", "--strict", is_flag=True, help="Fail on any warning.")
@click.option("--clean/--dirty", default=True, help="Whether to empty the site's folder first.  [default: clean]")
@click.option(
    "-d",
    "--site-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to build, instead of the archive's site folder.",
)
@click.option("--drafts", is_flag=True, help="Show drafts too, as a preview does; a site for the public never has them.")
@archive_option
def build(given: Path | None, strict: bool, clean: bool, site_dir: Path | None, drafts: bool) -> None:
    """Build the site.

    The same as `mkdocs build` in the archive's folder. DIR of --site-dir is relative to the current directory.

    With --dirty, pages written by hand that did not change stay as they are, whatever they link to; all that the archive
    makes is made anew.
    """
    options = ["--clean" if clean else "--dirty"]
    if strict:
        options.append("--strict")
    if site_dir is not None:
        options += ["--site-dir", str(site_dir.absolute())]
    if drafts:
        os.environ[SHOW_DRAFTS] = "1"
    run_mkdocs("build", find_config(given), options)
