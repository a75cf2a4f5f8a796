"""MkDocs as the command line calls it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

SHOW_DRAFTS = "POSTMORTEM_SHOW_DRAFTS"
"""The environment variable that makes a build show drafts, whatever the settings say: MkDocs has no option for it."""


def run_mkdocs(command: str, config: Path, options: Sequence[str]) -> None:
    """Run `mkdocs COMMAND -f config` with these options, in this process. Raises SystemExit with its exit code."""
    # Material prints a page about its own end of life before anything else.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.__main__ import cli  # takes a while, and a wrong --archive should be told at once

    cli.main([command, "--config-file", str(config), *options], prog_name="mkdocs")
