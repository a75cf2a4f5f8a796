"""Headings as this archive names them: `## Root cause` for "Root Cause Analysis:", for those who ask for it."""

from __future__ import annotations

import re
from collections import Counter

from postmortem_archive.importing.foreign import Foreign, Reading
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.headings import TITLES, plain_heading
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.text import read_lines


def normalise(foreign: Foreign) -> None:
    """Give the sections of an import their standard headings; what a heading said besides its name stays behind it.

    A kind that has several sections ("What went well", "What went wrong") keeps the words. Levels stay as they are, since
    what stands below a section is told by them; a bold or plain line becomes a heading of the second level.
    """
    lines = foreign.body.split("\n")
    blocks = cut_sections(read_lines(foreign.body))
    kinds = Counter(block.kind for block in blocks)
    gone: set[int] = set()
    headings: set[int] = set()
    for block in blocks:
        if block.kind is None:
            continue
        at = block.place.line - 1
        written = lines[at]
        heading = f"{'#' * block.level} {_standard(block) if kinds[block.kind] == 1 else block.title}"
        gone.update(range(at + 1, block.lines[0].number - 1 if block.lines else at + 1))
        lines[at] = heading
        headings.add(at)
        if written.strip() != heading:
            foreign.read.append(Reading("heading", heading.lstrip("# "), f"was '{written.strip()}'"))
    spaced: list[str] = []
    below = False  # whether the line before is one of these headings: an empty line goes before and behind each
    for index, text in enumerate(lines):
        if index in gone:
            continue
        if spaced and spaced[-1].strip() and text.strip() and (below or index in headings):
            spaced.append("")
        spaced.append(text)
        below = index in headings
    foreign.body = "\n".join(spaced)


def _standard(block: Block) -> str:
    title = TITLES[block.kind or ""]
    if plain_heading(block.title) == title.casefold():
        return title
    behind = re.search(r"[(\[][^)\]]*[)\]]\s*$", block.title) or re.search(r"(?<=imeline)\b\s*[-–—:,]?\s*\S.*$", block.title)
    return f"{title} {behind[0].strip()}" if behind else title
