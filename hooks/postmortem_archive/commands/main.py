"""`postmortem`: what stands behind the name. A command's module is imported when that command runs, so that help is quick."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from postmortem_archive import __version__
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.environment import Misset
from postmortem_archive.words import did_you_mean

COMMANDS = {
    "init": "Make a new archive, ready to build, check and publish.",
    "new": "Write the beginning of a new postmortem.",
    "check": "Report every problem of every postmortem.",
    "review": "Report what a change does to the archive.",
    "show": "Show what was read out of one postmortem.",
    "search": "Find the incidents that answer a question.",
    "similar": "Find the incidents most like one, or like a draft.",
    "actions": "List what was to be done after incidents.",
    "brief": "Say what a service's past tells who is about to change it.",
    "mcp": "Let an assistant ask the archive.",
    "import": "Bring in postmortems that were written for something else.",
    "export": "Write the archive for other programs, or one incident for a mail.",
    "format": "Tidy the front matter of postmortems.",
    "taxonomy": "Show the words to classify with, and rewrite those that changed.",
    "build": "Build the site.",
    "serve": "Serve the site, and build it again when a file changes.",
    "schema": "Print the JSON Schema of this archive's front matter.",
    "completion": "Print what makes a shell complete words.",
}
"""Every command and the first sentence of its help. `name` is the function `name` in the module `name` beside this one;
a name that is a word of Python, such as `import`, has an underscore behind it there: `import_`."""


class LazyCommands(click.Group):
    """A group that knows its commands by name and sentence, and imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"postmortem_archive.commands.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for; a near miss gets the right name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise Misuse(f"there is no command '{args[0]}'{did_you_mean(args[0], COMMANDS)}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the system refuses becomes one sentence."""
        try:
            return super().invoke(ctx)
        except Misset as error:
            raise Misuse(str(error)) from error
        except BrokenPipeError:
            raise  # the reader of the output has seen enough; click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise Misuse(f"{where}{error.strerror or error}") from error


@click.command(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="postmortem", message="%(prog)s %(version)s")
def main() -> None:
    """Work with an archive of incident postmortems.

    An archive is a folder with a mkdocs.yml and, beside it, one Markdown file per incident. Every command but init and
    completion takes --archive DIR; without it, the archive is the nearest folder upwards that holds a mkdocs.yml.

    Results go to standard output, remarks to standard error.
    """


if __name__ == "__main__":
    main(prog_name="postmortem")
