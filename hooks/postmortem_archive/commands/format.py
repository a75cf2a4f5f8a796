"""`postmortem format`."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from postmortem_archive.commands.locate import Selection, archive_option, open_archive, select, shown_path
from postmortem_archive.reading.frontmatter import Unreadable
from postmortem_archive.rewriting.files import replace_content
from postmortem_archive.rewriting.tidy import tidy


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 when a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@archive_option
def format(given: Path | None, paths: tuple[Path, ...], only_check: bool, diff: bool) -> None:
    """Tidy the front matter of postmortems.

    Fields come in the order of the reference, quotes go where they are not needed, lists and mappings are indented alike, and
    short lists stand on one line. What it says stays the same, comments stay with what they stand at, and the body is
    not touched.

    With PATHs, only these files, and all postmortems in these folders. The exit code is 1 when a file cannot be read, which is
    then left as it is, and with --check when one would change; 2 when the command could not run.
    """
    archive = open_archive(given)
    chosen = select(archive, paths) if paths else Selection(archive, frozenset(draft.path for draft in archive.drafts))
    changed = unread = 0
    for path in sorted(chosen.paths):
        file, shown = chosen.archive.root / path, shown_path(chosen.archive, path)
        content = file.read_bytes()
        try:
            result = tidy(content)
        except Unreadable as error:
            unread += 1
            click.echo(f"{shown}:{error.place.line}:{error.place.column}: left as it is: {error.message}", err=True)
            continue
        if result == content:
            continue
        changed += 1
        if diff:
            click.echo(_difference(shown, content, result), nl=False)
        else:
            click.echo(shown)
        if not diff and not only_check:
            replace_content(file, result)
    would = "would change" if diff or only_check else "changed"
    click.echo(f"{would} {changed} of {len(chosen.paths)} {'file' if len(chosen.paths) == 1 else 'files'}", err=True)
    if unread or (only_check and changed):
        raise SystemExit(1)


def _difference(shown: str, before: bytes, after: bytes) -> str:
    """A unified diff; line ends are shown as plain ones."""
    old, new = before.decode("utf-8").splitlines(), after.decode("utf-8").splitlines()
    return "".join(f"{line}\n" for line in difflib.unified_diff(old, new, shown, shown, lineterm=""))
