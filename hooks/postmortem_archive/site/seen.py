"""The archive as a page sees it that is kept for the next build: with every question written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mkdocs.structure.files import File, Files

from postmortem_archive.archive import Archive, Group
from postmortem_archive.archive.mentions import runs_in
from postmortem_archive.keeping.tracing import Seen, Trace

FREE = frozenset({"settings", "root", "withheld", "store"})
"""What is the same for every page of a build, and part of every key, or not shown on any page."""


class SeenArchive(Seen):
    """An archive that notices what a page asks, and asks less than the page does where that comes to the same."""

    _target: Archive

    def __getattr__(self, name: str) -> Any:
        if name in FREE:
            return getattr(self._target, name)
        return super().__getattr__(name)

    def find_names(self, text: str) -> Iterator[tuple[int, str]]:
        """As the archive's own; noted is only which of the words that could be names are some."""
        if self._target.has_plain_names:
            runs = tuple(dict.fromkeys(runs_in(text)))
            if runs:
                self._noted("names_among", runs, self._target.names_among(*runs))
        else:
            self._noted("name_pattern", None, self._target.name_pattern)
        return self._target.find_names(text)

    def group(self, field: str, name: str) -> SeenGroup | None:
        """The group of one value; its incidents count only for a page that looks at them."""
        group = self._target.group(field, name)
        self._noted("heading", (field, name), self._target.heading(field, name))
        return None if group is None else SeenGroup(group, field, self._trace)


class SeenGroup:
    """A group whose heading was noted when it was found."""

    def __init__(self, group: Group, field: str, trace: Callable[[], Trace]) -> None:
        self._group, self._field, self._trace = group, field, trace

    def __getattr__(self, name: str) -> Any:
        if name == "incidents":
            self._trace().note("archive", "group", (self._field, self._group.name), self._group)
        return getattr(self._group, name)


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
