"""A page that the archive adds to a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from postmortem_archive.incident import Incident


@dataclass(frozen=True)
class ArchivePage:
    """What stands on a page of ours: one of our templates and what it is given, or an incident.

    `hide` are the side bars that the page does without; `title` and `description` are plain text; `path` is that of
    the file that is told of, where that is no incident.
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
        if self.description:
            meta["description"] = escape(self.description)
        return meta
