"""`postmortem check`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from postmortem_archive.checking import check_archive
from postmortem_archive.checking.reporters import REPORTERS, report_text, summarise
from postmortem_archive.commands.locate import Selection, archive_option, one_sentence, open_archive, select, shown_path


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(REPORTERS)), default="text", show_default=True, help="How to report.")
@archive_option
def check(given: Path | None, paths: tuple[Path, ...], form: str) -> None:
    """Report every problem of every postmortem.

    With PATHs, only the problems of these files, and of all postmortems in these folders; what they point at is still
    looked up in the whole archive. A file that does not belong to the archive is read on its own.

    Problems go to standard output, the summary to standard error. The exit code is 0 when there is no error and no warning
    (advice alone is no failure), 1 when there is one, and 2 when the check could not run.
    """
    archive = open_archive(given)
    chosen = select(archive, paths) if paths else Selection(archive, frozenset(draft.path for draft in archive.drafts))
    for path in chosen.left_out:
        click.echo(f"{path}: is not a postmortem, and is left out", err=True)
    with one_sentence():
        found = check_archive(chosen.archive, only=chosen.paths)
    problems = [replace(problem, path=shown_path(chosen.archive, problem.path)) for problem in found]
    if form == "text" and sys.stdout.isatty():
        sources = {
            shown_path(chosen.archive, draft.path): draft.text for draft in chosen.archive.drafts if draft.path in chosen.paths
        }
        report = report_text(problems, sources, terminal=True)
    else:
        report = REPORTERS[form](problems)
    click.echo(report, nl=False, color=False if os.environ.get("NO_COLOR") else None)
    click.echo(summarise(problems, len(chosen.paths)), err=True)
    if any(problem.level != "advice" for problem in problems):
        raise SystemExit(1)
