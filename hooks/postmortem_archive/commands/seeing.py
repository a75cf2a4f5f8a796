"""Whose eyes a command looks with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def audience_option(command: Command) -> Command:
    """Give a command `--audience`, handed to it as `audience`; None where the settings decide."""
    text = "Who may see the answers; `public` shows public incidents only.  [default: as the site's settings say, internal]"
    return click.option("--audience", type=click.Choice(["internal", "public"]), help=text)(command)


def drafts_option(command: Command) -> Command:
    """Give a command `--drafts`, handed to it as `drafts`: True, or None where the settings decide."""
    text = "Show drafts and those in review too."
    return click.option("--drafts", is_flag=True, flag_value=True, default=None, help=text)(command)
