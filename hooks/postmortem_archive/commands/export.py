"""`postmortem export`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postmortem_archive.commands.completing import complete_incident
from postmortem_archive.commands.locate import archive_option, find_config, one_sentence, open_archive
from postmortem_archive.commands.misuse import Misuse

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive
    from postmortem_archive.publishing.tables import Table
    from postmortem_archive.reading import Draft
    from postmortem_archive.settings import Audience

FORMATS = ("jsonl", "csv", "parquet", "sqlite", "html-single")
SUFFIXES = {"csv": ".csv", "parquet": ".parquet"}
"""Of the formats that hold one table a file: to a folder they write them all."""


@click.command()
@click.argument("what", metavar="[PATH_OR_ID]", required=False, shell_complete=complete_incident)
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="What to write.")
@click.option("-o", "--output", metavar="PATH", type=click.Path(path_type=Path),
              help="Write there instead of to standard output; with csv and parquet, a folder gets every table.")  # fmt: skip
@click.option("--audience", type=click.Choice(["internal", "public"]),
              help="Who may read what is written.  [default: as the site]")  # fmt: skip
@click.option("--drafts", is_flag=True, help="With drafts too; what the public may see never has them.")
@archive_option
def export(given: Path | None, what: str | None, form: str, output: Path | None, audience: Audience | None, drafts: bool) -> None:
    """Write the archive for other programs, or one incident for a mail.

    jsonl is one line for each incident, as the API has it with its whole text. csv and parquet are the table of incidents, or
    with a folder as PATH a file for each table. sqlite is what the site has at /archive.db. html-single is the incident
    PATH_OR_ID as one file that loads nothing.

    What is written is what the site shows: nothing of what its audience may not see, and no file with an error.
    """
    if (form == "html-single") != (what is not None):
        raise Misuse(
            "--format html-single needs the incident: postmortem export --format html-single PATH_OR_ID"
            if what is None
            else f"'{what}': only --format html-single is of one incident; leave it out, or add that"
        )
    if output is None and form in ("parquet", "sqlite"):
        raise Misuse(f"--format {form} is no text: name a file with --output")
    if form == "parquet":
        _need_pyarrow()
    whole = open_archive(given)
    with one_sentence():
        archive = whole.for_audience(audience or whole.settings.audience, drafts=drafts)
    for slug in archive.withheld if what is None else ():
        click.echo(f"{slug}: left out until its errors are fixed: postmortem check", err=True)
    if what is not None:
        _write([_single(whole, archive, given, what)], output)
    elif output is not None and form in SUFFIXES and _is_folder(output):
        _write_tables(archive, form, output)
    else:
        _write(_content(archive, form), output)
        if output is not None:
            click.echo(f"{output}: {len(archive):,} {'incident' if len(archive) == 1 else 'incidents'}", err=True)


def _need_pyarrow() -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise Misuse("--format parquet needs pyarrow, which is not installed: pip install 'postmortem-archive[parquet]'")


def _is_folder(path: Path) -> bool:
    """True for a folder, and for a path that can only be meant as one."""
    return path.is_dir() or (not path.exists() and not path.suffix)


def _content(archive: Archive, form: str) -> Iterable[bytes]:
    from postmortem_archive.publishing import database, flat

    if form == "jsonl":
        return (line.encode("utf-8", "replace") for line in flat.json_lines(archive))
    if form == "csv":
        return [flat.csv_file(archive)]
    if form == "parquet":
        return [flat.parquet_file(archive)]
    return [database.database(archive)]


def _write_tables(archive: Archive, form: str, folder: Path) -> None:
    from postmortem_archive.publishing import flat
    from postmortem_archive.publishing.tables import TABLES

    write: Callable[[Archive, Table], bytes] = flat.csv_file if form == "csv" else flat.parquet_file
    for table in TABLES:
        _write([write(archive, table)], folder / f"{table.name}{SUFFIXES[form]}")
    click.echo(f"{folder}: {len(TABLES)} tables", err=True)


def _write(content: Iterable[bytes], output: Path | None) -> None:
    """To standard output, or to a file that is there whole or not at all."""
    if output is None:
        for piece in content:
            click.echo(piece, nl=False)
        return
    if output.is_dir():
        raise Misuse(f"{output}: is a folder: name a file")
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.writelines(content)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _single(whole: Archive, archive: Archive, given: Path | None, what: str) -> bytes:
    from postmortem_archive.commands.show import find_draft

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from postmortem_archive.site.single import single_page

    _, draft = find_draft(whole, what)
    incident = archive.find(draft.slug)
    if incident is None:
        raise Misuse(f"{what}: {_why_not_shown(whole, archive, draft)}")
    with one_sentence():
        html, missing = single_page(archive, find_config(given), incident)
    for target in dict.fromkeys(missing):
        click.echo(f"{incident.path}: '{target}' is not in the file, only its words", err=True)
    return html.encode("utf-8", "replace")


def _why_not_shown(whole: Archive, archive: Archive, draft: Draft) -> str:
    if all(draft.path != one.path for one in whole.drafts):
        return "it is not in the archive: move it there, or name its own with --archive DIR"
    if draft.slug in archive.withheld or draft.incident is None:
        return "it has an error: postmortem check says which"
    if draft.incident.status == "draft":
        return "it is a draft: add --drafts, and for one that is not public --audience internal"
    return "the public may not see it: add --audience internal for those who may"
