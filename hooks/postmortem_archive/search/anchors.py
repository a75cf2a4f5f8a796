"""The anchors that the sections of an incident have on its page."""

from __future__ import annotations

import re
from functools import lru_cache

from postmortem_archive.incident import Incident
from postmortem_archive.wording import plain

_OWN = re.compile(r"\{[^{}]*#(?P<anchor>[\w:.-]+)[^{}]*\}\s*$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(?P<title>.*?)\s*#*\s*$", re.MULTILINE)


def section_anchors(incident: Incident) -> list[str]:
    """One for each section, in order; "" where it has no heading, or its text is what the page begins with.

    They are made as Markdown's `toc` makes them: the words of the heading, and a number behind the second of that name.
    """
    from markdown.extensions.toc import unique

    taken: set[str] = set()
    anchors = []
    for section in incident.sections:
        leads = section.kind == "summary" and section.markdown.strip() == incident.summary
        headings = [] if leads or not section.title else [section.title]
        texts = [part.markdown for part in section.parts if hasattr(part, "markdown")] if section.parts else [section.markdown]
        inner = [] if leads else [found["title"] for text in texts if "#" in text for found in _HEADING.finditer(text)]
        made = []
        for heading in (*headings, *inner):
            own = _OWN.search(heading)
            made.append(own["anchor"] if own else unique(_slug(heading), taken))
        anchors.append(made[0] if headings else "")
    return anchors


@lru_cache(maxsize=1024)
def _slug(heading: str) -> str:
    """An archive has few headings, each many times."""
    from markdown.extensions.toc import slugify

    return str(slugify(plain(heading), "-"))
