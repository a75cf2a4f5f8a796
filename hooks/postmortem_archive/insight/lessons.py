"""What incidents taught, one lesson at a time, as their authors wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.incident import Incident
from postmortem_archive.wording import excerpt, plain

LONGEST = 240
"""Characters of one lesson; more is in the postmortem."""

_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+(?P<text>.*)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*\*\*[^*]+\*\*:?\s*$|\s*\|")
"""Headings, bold lines that stand for one, and rows of tables are no lessons."""
_WENT_WELL = re.compile(r"\bw(?:e|a)nt (?:well|right)\b|\blief gut\b|良かった", re.IGNORECASE)


def lessons_of(incident: Incident) -> Iterator[str]:
    """The lessons in the order written, as plain words: one for each bullet, or each paragraph where there are no bullets.

    What went well is no warning, and left out.
    """
    for section in incident.sections:
        if section.kind == "lessons" and not _WENT_WELL.search(section.title):
            yield from (excerpt(text, LONGEST) for text in _entries(section.markdown) if plain(text))


def _entries(markdown: str) -> list[str]:
    """The outermost bullets with what is below them, or the paragraphs."""
    bullets: list[str] = []
    paragraphs: list[str] = [""]
    in_bullet = passing_over = False
    for line in markdown.splitlines():
        if _HEADING.match(line):
            passing_over, in_bullet = bool(_WENT_WELL.search(line)), False
            paragraphs.append("")
        elif passing_over:
            continue
        elif found := _BULLET.match(line):
            if len(found["indent"]) < 2 or not in_bullet:
                bullets.append(found["text"])
            else:
                bullets[-1] += f" {found['text']}"
            in_bullet = True
        elif not line.strip():
            paragraphs.append("")
        elif in_bullet and line.startswith((" ", "\t")):
            bullets[-1] += f" {line.strip()}"
        else:
            in_bullet = False
            paragraphs[-1] += f" {line.strip()}"
    return bullets or [text for text in paragraphs if text]
