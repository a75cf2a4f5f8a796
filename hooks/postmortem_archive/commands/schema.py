"""`postmortem schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from postmortem_archive.commands.locate import archive_option, find_root, one_sentence
from postmortem_archive.settings import load_settings


@click.command()
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write it there instead of printing it.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["json-schema", "vscode-snippets"]), default="json-schema", show_default=True,
              help="As a JSON Schema, or as snippets for VS Code.")  # fmt: skip
@archive_option
def schema(given: Path | None, output: Path | None, form: str) -> None:
    """Print the JSON Schema of this archive's front matter.

    An editor that reads it completes fields and values, says what each means, and marks what is wrong. Severities, triggers, root
    causes and the like are those of the settings; fields of your own stand under `extra`; the services of the archive are
    offered, and others are allowed.
    """
    from postmortem_archive.writing.known import read_services
    from postmortem_archive.writing.vocabulary import schema_of, snippets_of

    root = find_root(given)
    with one_sentence():
        settings = load_settings(root)
    found = schema_of(settings, read_services(root / settings.postmortems, settings.services))
    text = json.dumps(found if form == "json-schema" else snippets_of(found), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{output}: written", err=True)
