"""A body cut into sections: at its headings, and where it has none, at lines such as "Root cause:" and "- **Impact**: ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from postmortem_archive.incident import Place
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.day_lines import is_day_line
from postmortem_archive.reading.entries import begins_with_clock
from postmortem_archive.reading.headings import LONGEST_HEADING, exact_kind, section_kind
from postmortem_archive.reading.keyed import cut_at_keys, named_kinds
from postmortem_archive.reading.text import Line, atx_heading

_SETEXT = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_BOLD_LINE = re.compile(r"(\*\*|__|\*|_)[^*_]+\1\s?[:：]?")
_UNMARKED = re.compile(r"^(\*\*|__|\*|_)(.+)\1$")
_LIST_OR_TABLE = re.compile(r"\s*([-*+>|]|\d+[.)])")
_WHOLE = frozenset({"timeline", "action_items", "lessons"})
"""Sections whose deeper headings belong to them, whatever they say: dates, phases, kinds of action."""
_NO_PHASES = frozenset(
    {"summary", "impact", "root_cause", "contributing_factors", "lessons", "action_items", "conclusion", "references"}
)
"""Headings that no part of a timeline has, unless times stand below them."""
_CLOSING = re.compile(r"(?:In conclusion|To conclude)\b[,:]?", re.IGNORECASE)


@dataclass(frozen=True)
class _Heading:
    index: int
    end: int
    level: int
    title: str
    kind: str | None
    marked: bool = True
    """False for a line that only stands alone, such as "Root cause:"."""


def _headings(lines: tuple[Line, ...]) -> Iterator[_Heading]:
    first = True
    plain = not any(not line.code and atx_heading(line.text) for line in lines)
    for index, line in enumerate(lines):
        if line.code or line.blank:
            continue
        if found := atx_heading(line.text):
            level, title = found
            # the words of a document's title say what it is about, not what stands below it
            kind = exact_kind(title) if first and level == 1 else section_kind(title)
            yield _Heading(index, index + 1, level, title, kind)
            first = False
            continue
        below_text = index > 0 and not lines[index - 1].blank and not atx_heading(lines[index - 1].text)
        after = lines[index + 1] if index + 1 < len(lines) else None
        underline = _SETEXT.match(after.text) if after and not after.code else None
        if underline and not below_text and not _LIST_OR_TABLE.match(line.text):
            title = line.text.strip()
            yield _Heading(index, index + 2, 1 if underline[1][0] == "=" else 2, title, section_kind(title))
            first = False
        elif title := _standing_alone(line, below_text, plain and not below_text):
            yield _Heading(index, index + 1, 2, title, section_kind(title), marked=False)


def _standing_alone(line: Line, below_text: bool, plain: bool) -> str:
    """The words of a line such as "Root Cause:" or "**Timeline**", as in a pasted e-mail, if it opens a known section.

    `plain` is True where the words alone may be a heading, because the text marks none.
    """
    title = line.text.strip()
    if len(title) > LONGEST_HEADING or line.indent >= 4 or re.match(r"[-+>|]|\*\s|\d+[.)]", title):
        return ""
    bold = _BOLD_LINE.fullmatch(title) is not None
    if bold and not below_text:
        return title.rstrip(":：") if section_kind(title) else ""
    # words that only end in a colon must be a section's whole name, as must those right below a text
    named = exact_kind(title) and (bold or title.endswith((":", "：")) or (plain and not title[0].islower()))
    return title.rstrip(":：") if named and not (below_text and line.indent) else ""


def cut_sections(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """The body as blocks in order, none lost: first the text before any heading, if there is some."""
    cuts = _cuts(lines)
    headings = frozenset(heading.kind for heading in cuts if heading.kind)
    named = headings | named_kinds(lines)
    blocks: list[Block] = []
    first = cuts[0].index if cuts else len(lines)
    if any(not line.blank for line in lines[:first]):
        blocks += cut_at_keys(Block("", None, 0, Place(lines[0].number), lines[:first]), named, headings, label=False)
    for position, heading in enumerate(cuts):
        end = cuts[position + 1].index if position + 1 < len(cuts) else len(lines)
        title = _UNMARKED.sub(r"\2", heading.title).strip().rstrip(":：").strip()
        block = Block(title, heading.kind, heading.level, Place(lines[heading.index].number), lines[heading.end : end])
        blocks += cut_at_keys(block, named, headings, label=not heading.marked)
    return tuple(_with_closing(blocks))


def _cuts(lines: tuple[Line, ...]) -> list[_Heading]:
    """The headings that open a section of their own; the others belong to the section they stand in."""
    cuts: list[_Heading] = []
    for heading in _headings(lines):
        if not cuts or not _belongs(heading, cuts[-1], lines):
            cuts.append(heading)
    return cuts


def _belongs(heading: _Heading, parent: _Heading, lines: tuple[Line, ...]) -> bool:
    deeper = heading.level > parent.level
    if parent.kind == "lessons" and heading.kind in ("action_items", "timeline"):
        return False
    if parent.kind == "timeline" and heading.kind in _NO_PHASES and not _begins_with_clock_below(heading, lines):
        return False
    if deeper and (parent.kind in _WHOLE or (parent.kind is not None and heading.kind in (None, parent.kind))):
        return True
    if parent.kind == "timeline" and heading.level == parent.level and heading.kind is None:
        return is_day_line(heading.title) or begins_with_clock(heading.title)
    if parent.kind == "timeline" and parent.marked and not heading.marked and heading.kind not in ("timeline", "action_items"):
        return _begins_with_clock_below(heading, lines)
    return deeper and parent.kind is None and heading.kind is None and begins_with_clock(heading.title)


def _begins_with_clock_below(heading: _Heading, lines: tuple[Line, ...]) -> bool:
    rest = (lines[index] for index in range(heading.end, len(lines)))
    below = next((line.text.strip() for line in rest if not line.blank), "")
    return begins_with_clock(re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", below))


def _with_closing(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, where the last paragraph of a text that has no conclusion begins "In conclusion, ..." as one."""
    last = max((index for index, block in enumerate(blocks) if block.kind != "references"), default=-1)
    for index, block in enumerate(blocks):
        cut = _closing_line(block) if index == last and block.kind not in ("conclusion", "summary") else None
        if cut is None or any(other.kind == "conclusion" for other in blocks):
            yield block
            continue
        yield replace(block, lines=block.lines[:cut])
        yield Block("", "conclusion", max(2, block.level), Place(block.lines[cut].number), block.lines[cut:])


def _closing_line(block: Block) -> int | None:
    """The index of the line that begins the closing paragraph, if the block has one below something else."""
    for index, line in enumerate(block.lines):
        if index and block.lines[index - 1].blank and not line.code and not line.indent and _CLOSING.match(line.text):
            return index
    return None
