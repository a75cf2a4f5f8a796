"""The site's files as a page sees them that is kept for the next build: with every question written down."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs.structure.files import File, Files

from postmortem_archive.keeping.tracing import Trace


class Places:
    """Where the site's files stand: all that a link can depend on."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def place_of(self, path: str) -> tuple[str, str] | None:
        """The address of a file, and whether it is part of the site."""
        file = self._files.get_file_from_path(path)
        return None if file is None else (file.url, file.inclusion.name)


class SeenFiles:
    """The site's files as links are looked up in them."""

    def __init__(self, files: Files, trace: Callable[[], Trace]) -> None:
        self._files, self._places, self._trace = files, Places(files), trace

    def get_file_from_path(self, path: str) -> File | None:
        """The file that a link leads to, or None."""
        self._trace().note("files", "place_of", (path,), self._places.place_of(path))
        return self._files.get_file_from_path(path)
