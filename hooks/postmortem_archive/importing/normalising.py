"""Headings as this archive writes them: `## Root cause` for "Root Cause Analysis:", for those who ask for it."""

from __future__ import annotations

import re
from collections import Counter

from postmortem_archive.importing.foreign import Foreign, Reading
from postmortem_archive.reading.sections import TITLES, Block, cut_sections, plain_heading
from postmortem_archive.reading.text import read_lines


def normalise(foreign: Foreign) -> None:
    """Give the sections of an import their standard headings; what a heading said besides its name stays behind it.

    A kind that has several sections ("What went well", "What went wrong") keeps the author's words, at the second level.
    """
    lines = foreign.body.split("\n")
    blocks = cut_sections(read_lines(foreign.body))
    kinds = Counter(block.kind for block in blocks)
    gone: set[int] = set()
    for block in blocks:
        if block.kind is None:
            continue
        at = block.place.line - 1
        written = lines[at]
        heading = f"## {_standard(block) if kinds[block.kind] == 1 else block.title}"
        gone.update(range(at + 1, block.lines[0].number - 1 if block.lines else at + 1))
        lines[at] = heading
        if written.strip() != heading:
            foreign.read.append(Reading("heading", heading.removeprefix("## "), f"was '{written.strip()}'"))
    kept = [text for index, text in enumerate(lines) if index not in gone]
    foreign.body = "\n".join(_with_space(kept))


def _standard(block: Block) -> str:
    title = TITLES[block.kind or ""]
    if plain_heading(block.title) == title.casefold():
        return title
    behind = re.search(r"[(\[][^)\]]*[)\]]\s*$", block.title) or re.search(r"(?<=imeline)\b\s*[-–—:,]?\s*\S.*$", block.title)
    return f"{title} {behind[0].strip(' :,-–—')}" if behind else title


def _with_space(lines: list[str]) -> list[str]:
    """The lines with an empty one before and behind each heading of the second level."""
    spaced: list[str] = []
    for text in lines:
        if spaced and spaced[-1].strip() and (text.startswith("## ") or (spaced[-1].startswith("## ") and text.strip())):
            spaced.append("")
        spaced.append(text)
    return spaced
