"""`postmortem brief`."""

from __future__ import annotations

from pathlib import Path

import click

from postmortem_archive.commands.completing import complete_service
from postmortem_archive.commands.locate import archive_option, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.commands.seeing import audience_option, drafts_option, seen_by
from postmortem_archive.settings import Audience

FORMS = click.Choice(["text", "markdown"])


@click.command()
@click.option("--service", "services", multiple=True, shell_complete=complete_service, help="A service that will change.")
@click.option("--path", "patterns", metavar="GLOB", multiple=True, help="Files that will change, such as 'terraform/ingress/**'.")
@click.option("--limit", type=click.IntRange(1), default=8, show_default=True, help="How many of each at most.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show it.")
@audience_option
@drafts_option
@archive_option
def brief(
    given: Path | None, services: tuple[str, ...], patterns: tuple[str, ...], limit: int, form: str,
    audience: Audience | None, drafts: bool | None,
) -> None:  # fmt: skip
    """Say what a service's past tells who is about to change it.

    Shown are its incidents, what set them off and what was behind them, the lessons that their authors wrote down, what is still
    to do, what came back, and what happened on these days in other years. Both options may be given several times.

    A GLOB is a pattern as in .gitignore, or a file. An incident has to do with it when its text names such a file; when its
    service, tag or team is called like a folder of the pattern; or when the search finds the pattern's words together in it.

    With --format markdown it is a comment for a pull request. There may be nothing: that is said, and the exit code is 0; but a
    service that neither an incident nor the catalogue has is a mistake.
    """
    from postmortem_archive.insight.brief import make_brief
    from postmortem_archive.insight.today import today
    from postmortem_archive.reviewing.brief import Shown, brief_lines, write_brief
    from postmortem_archive.search.narrowing import UnknownValue, find_services

    patterns = tuple(pattern for pattern in patterns if pattern.strip(" /*."))
    if not services and not patterns:
        raise Misuse("name a service with --service, or the files that will change with --path 'some/folder/**'")
    whole = open_archive(given)
    archive = seen_by(whole, audience, drafts)
    try:
        names = find_services(archive, services, whole.settings.services)
    except UnknownValue as error:
        raise Misuse(str(error)) from error
    shown = Shown(make_brief(archive, names, patterns, today(archive.settings.timezone)), archive, limit)
    if form == "markdown":
        click.echo(write_brief(shown), nl=False)
    elif shown.brief.incidents:
        click.echo("\n".join(brief_lines(shown, lambda incident: shown_path(archive, incident.path))))
    else:
        click.echo(f"no incident has to do with {shown.about(str)}", err=True)
