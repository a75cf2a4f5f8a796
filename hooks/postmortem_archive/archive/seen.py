"""The archive as a page sees it that is kept for the next build: with every question written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from postmortem_archive.archive import Archive, Group
from postmortem_archive.archive.links import links_of
from postmortem_archive.archive.mentions import runs_in
from postmortem_archive.incident import Incident, Link
from postmortem_archive.keeping.tracing import Seen, Trace
from postmortem_archive.reading import Draft

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
            if not self._trace().gather("archive", "names_among", runs_in(text), self._target.names_among):
                return iter(())
        else:
            self._noted("name_pattern", None, self._target.name_pattern)
        return self._target.find_names(text)

    @property
    def recurrences(self) -> Any:
        """The chains, of which only what is asked is noted."""
        return Seen("recurrences", self._target.recurrences, self._trace)

    def links_of(self, draft: Draft) -> Iterator[tuple[Link, Incident | None]]:
        """As the archive's own, with each of its questions noted."""
        return links_of(self, draft)  # type: ignore[arg-type]  # it asks all that an archive answers

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
