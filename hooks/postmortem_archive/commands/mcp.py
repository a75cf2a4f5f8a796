"""`postmortem mcp`."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import click

from postmortem_archive.commands.locate import CONFIG, archive_option, find_root, one_sentence, require_archive
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.commands.seeing import audience_option, drafts_option
from postmortem_archive.settings import Audience, load_settings

NOT_INSTALLED = "postmortem mcp needs the package 'mcp': pip install 'postmortem-archive[mcp]'"


@click.command()
@audience_option
@drafts_option
@archive_option
def mcp(given: Path | None, audience: Audience | None, drafts: bool | None) -> None:
    """Let an assistant ask the archive.

    A server for the Model Context Protocol over standard input and output: a client starts it, and nobody types into it. Its
    tools search, read, tell what is similar, and list open action items; none of them writes.

    The assistant sees what the site shows: no drafts, and no incident with an error. What changes in the
    files is in the next answer.
    """
    root = find_root(given).resolve()
    with one_sentence():
        require_archive(root, load_settings(root, needed=(root / CONFIG).is_file()))
    try:
        from postmortem_archive.answering.server import build_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise Misuse(NOT_INSTALLED) from error
    from postmortem_archive.answering.library import Library
    from postmortem_archive.insight.today import today

    today()  # a variable that is of no use is told now, and not at the first question
    library = Library(root, audience, drafts, remark=lambda sentence: click.echo(sentence, err=True))
    Thread(target=library.warm_up, daemon=True).start()  # beside the greeting, which clients do not wait long for
    build_server(library, today).run("stdio")
