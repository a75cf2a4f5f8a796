"""What incidents taught, one lesson at a time, as their authors wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from postmortem_archive.incident import Incident
from postmortem_archive.wording import excerpt, plain

LONGEST = 240
"""Characters of one lesson in words; more is in the postmortem."""

_BULLET = re.compile(r"^ {0,3}(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r"^ {0,3}(?:(#{1,6})(?:\s|$)|\*\*[^*]+\*\*:?\s*$)")
"""A heading, or a bold line that stands for one."""
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_WENT_WELL = re.compile(r"\bw(?:e|a)nt (?:well|right)\b|\blief gut\b|良かった", re.IGNORECASE)


@dataclass(frozen=True)
class Lesson:
    """One thing that was learned, as Markdown, and the incident that taught it."""

    text: str
    incident: Incident

    @property
    def words(self) -> str:
        """The same as plain words, cut where it is long."""
        return excerpt(self.text, LONGEST)


def lessons(incidents: Iterable[Incident], of_each: int) -> Iterator[Lesson]:
    """What they taught, in their order, at most `of_each` lessons of one incident. What two taught is said once, by the first.

    What was withdrawn teaches nothing.
    """
    said: set[str] = set()
    for incident in incidents:
        if incident.status != "withdrawn" and incident.lessons:
            found = {plain(text).casefold(): text for text in reversed(points(incident.lessons))}
            fresh = [(key, text) for key, text in reversed(found.items()) if key and key not in said][:of_each]
            said.update(key for key, _ in fresh)
            yield from (Lesson(text, incident) for _, text in fresh)


def points(markdown: str) -> list[str]:
    """The outermost bullets, each with all that belongs to it, or the paragraphs where there are none.

    What went well is no warning, and left out.
    """
    lines = list(_warnings(markdown.splitlines()))
    bullets = ["\n".join(bullet).strip() for bullet in _bullets(lines)]
    return bullets or [text for text in re.split(r"\n(?:[ \t]*\n)+", "\n".join(lines)) if _is_prose(text)]


def _is_prose(paragraph: str) -> bool:
    return bool(re.search(r"\w", paragraph)) and not paragraph.lstrip().startswith(("|", "<", "!"))


def _warnings(lines: Iterable[str]) -> Iterator[str]:
    """The lines without headings, and without what stands below one that says what went well."""
    fence, passing = "", 0
    for line in lines:
        heading = None if fence else _HEADING.match(line)
        fence = _fence(fence, line)
        if heading:
            level = len(heading[1] or "") or 7
            if not passing or level <= passing:
                passing = level if _WENT_WELL.search(line) else 0
            yield from ("", "") if not passing else ()
        elif not passing:
            yield line


def _bullets(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each outermost bullet, without its sign and indentation."""
    bullet: list[str] | None = None
    depth, fence, blank = 0, "", False
    for line in lines:
        starts = None if fence else _BULLET.match(line)
        if starts and (bullet is None or len(line) - len(line.lstrip()) < depth):
            if bullet is not None:
                yield bullet
            bullet, depth = [line[starts.end() :]], starts.end()
        elif bullet is not None:
            if not fence and blank and line.strip() and not line[:1].isspace():
                yield bullet
                bullet = None
            else:
                bullet.append(line[min(depth, len(line) - len(line.lstrip())) :])
        fence = _fence(fence, line)
        blank = not line.strip()
    if bullet is not None:
        yield bullet


def _fence(fence: str, line: str) -> str:
    """The fence that code is in behind this line, or nothing."""
    mark = _FENCE.match(line.strip())
    if mark and (not fence or mark[1].startswith(fence)):
        return "" if fence else mark[1]
    return fence
