"""A page that the archive adds to a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from postmortem_archive import wording
from postmortem_archive.incident import Incident

GENERATOR = "postmortem-archive"
"""What MkDocs calls who made a file."""


class Derived(Mapping[str, Any]):
    """What a template is given, worked out once and when it is first looked at: of a page that is as it was nobody looks.

    `origin` returns a digest of all that it is worked out of, where that is told much sooner.
    """

    def __init__(self, make: Callable[[], Mapping[str, Any]], origin: Callable[[], bytes] | None = None) -> None:
        self._make, self.origin = make, origin

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class ArchivePage:
    """What stands on a page of ours: one of our templates and what it is given, or an incident.

    `hide` are the side bars that the page does without; `title` and `description` are plain text; `path` is that of
    the file that is told of, where that is no incident. An incident is described by its summary.
    """

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    incident: Incident | None = None
    path: str = ""
    hide: tuple[str, ...] = ("navigation", "toc")

    @property
    def meta(self) -> dict[str, Any]:
        """The page's meta data for the theme, which prints it without escaping."""
        meta: dict[str, Any] = {"title": escape(self.title), "hide": list(self.hide)}
        description = wording.excerpt(self.incident.summary) if self.incident else self.description
        if description:
            meta["description"] = escape(description)
        return meta
