"""`postmortem completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from postmortem_archive.commands.misuse import Misuse

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_POSTMORTEM_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes a shell complete words.

    In ~/.bashrc: eval "$(postmortem completion bash)"

    In ~/.zshrc, behind compinit: eval "$(postmortem completion zsh)"

    In ~/.config/fish/config.fish: postmortem completion fish | source

    Then Tab completes commands and options, and their values: words of the taxonomy, services, templates, time zones and
    incidents of the archive in which one is.
    """
    from postmortem_archive.commands.main import main

    kind = get_completion_class(shell)
    assert kind is not None
    try:
        script = kind(main, {}, "postmortem", VARIABLE).source()
    except RuntimeError as error:  # a bash that is too old for it
        raise Misuse(f"{error}") from error
    click.echo(script)
