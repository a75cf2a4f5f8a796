"""MkDocs as the command line calls it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from postmortem_archive.environment import Misset
from postmortem_archive.insight.today import today
from postmortem_archive.keeping.workers import worker_count

SHOW_DRAFTS = "POSTMORTEM_SHOW_DRAFTS"
"""The environment variable that makes a build show drafts, whatever the settings say: MkDocs has no option for it."""

AUDIENCE = "ARCHIVE_AUDIENCE"
"""The environment variable by which the mkdocs.yml of an archive lets the audience be chosen."""


def shows_drafts() -> bool:
    """Whether the environment says that drafts are to be shown."""
    return os.environ.get(SHOW_DRAFTS, "").strip().lower() not in ("", "0", "no", "off", "false")


def check_environment() -> None:
    """Raise Misset with a sentence for each variable of the environment that a build cannot use."""
    wrong = []
    for read in (today, worker_count):
        try:
            read()
        except Misset as error:
            wrong.append(str(error))
    if wrong:
        raise Misset("\n".join(wrong))


def run_mkdocs(command: str, config: Path, options: Sequence[str], opened: str = "") -> None:
    """Run `mkdocs COMMAND -f config` with these options, in this process. Raises SystemExit with its exit code, and Misset
    where the environment is of no use to it.

    With `--open` among the options, the page that opens is that of the incident whose slug `opened` is.
    """
    check_environment()
    # Material prints a page about its own end of life before anything else.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    if command == "serve":
        os.environ.setdefault(AUDIENCE, "internal")
    from mkdocs.__main__ import cli  # takes a while, and a wrong --archive should be told at once

    if opened:
        from postmortem_archive.site import events

        events.open_page(opened)
    cli.main([command, "--config-file", str(config), *options], prog_name="mkdocs")
