"""Whose eyes a command looks with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from postmortem_archive.commands.locate import one_sentence
from postmortem_archive.settings import Audience

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive

Command = TypeVar("Command", bound=Callable[..., Any])


def audience_option(command: Command) -> Command:
    """Give a command `--audience`, handed to it as `audience`; None where the settings decide."""
    text = "Who may see the answers; `public` shows public incidents only.  [default: as the site's settings say, internal]"
    return click.option("--audience", type=click.Choice(["internal", "public"]), help=text)(command)


def drafts_option(command: Command) -> Command:
    """Give a command `--drafts`, handed to it as `drafts`: True, or None where the settings decide."""
    text = "Show drafts and those in review too."
    return click.option("--drafts", is_flag=True, flag_value=True, default=None, help=text)(command)


def seen_by(archive: Archive, audience: Audience | None, drafts: bool | None) -> Archive:
    """The archive as an audience sees it; what an error keeps out is remarked. Raises Misuse for settings that are of no use."""
    settings = archive.settings
    with one_sentence():
        seen = archive.for_audience(audience or settings.audience, drafts=bool(settings.drafts) if drafts is None else drafts)
    for slug in seen.withheld:
        click.echo(f"'{slug}' is left out until its errors are fixed: run postmortem check", err=True)
    return seen
