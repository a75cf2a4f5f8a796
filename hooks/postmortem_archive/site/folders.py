"""The folders of templates and icons that are of the user's own, and all that stands in them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_theme_dir

THEME = Path(__file__).parent / "theme"
"""Our templates, styles and scripts."""
KNOWN = (THEME.resolve(), *(Path(folder).resolve() for folder in (*mkdocs.__path__, get_theme_dir("material"))))
"""What stands in these is told by the versions of the packages, and by our own code."""


def own_folders(config: MkDocsConfig) -> list[str]:
    """The folders of templates that come neither with the archive nor with MkDocs or Material: the user's, and those that a
    plugin or a hook has added."""
    return [folder for folder in config.theme.dirs if not any(Path(folder).resolve().is_relative_to(known) for known in KNOWN)]


def files_below(folder: str, name: str = "", above: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """(name in the folder, path) of all files below it in an order of their own, through links to folders too, as Jinja finds
    them. A link that leads to one `above` leads to nothing that is not there without it."""
    real = os.path.realpath(folder)
    entries: list[os.DirEntry[str]] = []
    if real not in above:
        with contextlib.suppress(OSError), os.scandir(folder) as found:  # there is none, or nobody may read it
            entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            yield from files_below(entry.path, f"{name}{entry.name}/", above | {real})
        elif entry.is_file():
            yield f"{name}{entry.name}", entry.path
