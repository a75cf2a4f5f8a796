"""How a command says that it cannot do what it was asked."""

from __future__ import annotations

import click


class Misuse(click.ClickException):
    """The command cannot run as it was given: one sentence with the place and the way out, exit code 2."""

    exit_code = 2
