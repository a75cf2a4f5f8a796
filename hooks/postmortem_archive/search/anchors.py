"""The anchors that the sections of an incident have on its page."""

from __future__ import annotations

import re
from functools import lru_cache

from postmortem_archive.incident import Incident, Section
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
        leads = _leads(section, incident)
        headings = [] if leads or not section.title else [section.title]
        texts = [part.markdown for part in section.parts if hasattr(part, "markdown")] if section.parts else [section.markdown]
        inner = [] if leads else [found["title"] for text in texts if "#" in text for found in _HEADING.finditer(text)]
        made = []
        for heading in (*headings, *inner):
            made.append(_own(heading) or unique(_slug(heading), taken))
        anchors.append(made[0] if headings else "")
    return anchors


def lead_anchor(incident: Incident) -> str:
    """That of the heading which the author wrote above what the page begins with; it is not shown. "" without one."""
    titles = (section.title for section in incident.sections if section.title and _leads(section, incident))
    return next((_own(title) or _slug(title) for title in titles), "")


def _leads(section: Section, incident: Incident) -> bool:
    return section.kind == "summary" and section.markdown.strip() == incident.summary


def _own(heading: str) -> str:
    found = _OWN.search(heading)
    return found["anchor"] if found else ""


@lru_cache(maxsize=1024)
def _slug(heading: str) -> str:
    """An archive has few headings, each many times."""
    from markdown.extensions.toc import slugify

    return str(slugify(plain(heading), "-"))
