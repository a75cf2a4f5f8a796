"""Sections that a line such as "Root cause: ..." or "- **Impact**: ..." opens, with its words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace

from postmortem_archive.incident import Place
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.entries import begins_with_clock, begins_with_time, has_label
from postmortem_archive.reading.headings import TITLES, exact_kind
from postmortem_archive.reading.text import Line, atx_heading

Key = tuple[int, re.Match[str], bool]
"""Index and match of a line that begins with a key, and whether it stands right below another such line."""

_KEYED = re.compile(
    r"(?P<bullet>[-*+]\s{1,3})?(?P<mark>\*\*|__)(?P<key>[^*_:：]{2,60})(?:[:：]\s?(?P=mark)|(?P=mark)\s?[:：]|(?P=mark)\s*$)\s*(?P<rest>.*)"
)
_PLAINLY_KEYED = re.compile(r"(?P<key>[A-Z][^*_:\n]{2,40}):\s+(?P<rest>\S.*)")
_OPENER = re.compile(r"^(?:[-*+|]|\d+[.)])\s+")
_NO_WORDS = re.compile(r"(?:[\W\d_]|[AaPp]\.?[Mm]\b|[A-Z]{3,4}\b)*")
_SHORT_FACT = 100
_PHASES = frozenset({"trigger", "detection", "resolution", None})
_GAPS = ("todo", "to do")
"""What somebody writes where something is missing; a heading all the same."""
_BEHIND = {
    "lessons": frozenset({"action_items", "conclusion", "references"}),
    "action_items": frozenset(
        {"summary", "timeline", "root_cause", "contributing_factors", "lessons", "background", "conclusion", "references"}
    ),
}
"""What a key opens behind these sections; any other names a kind of lesson or action."""


def named_kinds(lines: tuple[Line, ...]) -> frozenset[str]:
    """The sections that keys at the margin of a text name."""
    return frozenset(kind for _, match, _ in _keys(lines) if not _in_list(match) and (kind := exact_kind(match["key"])))


def cut_at_keys(block: Block, named: Set[str], headings: Set[str], label: bool) -> list[Block]:
    """The block cut at keys such as "- **Impact**: ..."; as it is where no key opens a section.

    `named` are the sections that keys at the margin or headings name, in all of the document: one alone is as often a word
    of the text. `headings` are those that headings name. `label` is True for a block below a line such as "Root cause:".
    """
    keys = list(_keys(block.lines))
    if block.kind is not None:
        keys = _below_section(block, keys, headings, label)
    if len({kind for _, match, _ in keys if (kind := exact_kind(match["key"]))}) < 2:
        keys = [key for key in keys if not _in_list(key[1])] if len(named) > 1 else []
    cuts: list[tuple[int, re.Match[str], str | None]] = []
    for index, match, in_run in keys:
        kind = exact_kind(match["key"])
        # a key of the author's own ends the section above it where it is one of a list, or of a run of such lines
        if kind or (cuts and (_in_list(match) or in_run)):
            cuts.append((index, match, kind))
    if not cuts:
        return [block]
    level = max(2, block.level + (block.kind is None))
    blocks = [replace(block, lines=block.lines[: cuts[0][0]])]
    for position, (index, match, kind) in enumerate(cuts):
        end = cuts[position + 1][0] if position + 1 < len(cuts) else len(block.lines)
        blocks.append(_keyed_block(level, match, kind, block.lines[index:end]))
    return [one for one in blocks if one.title or not one.blank]


def _in_list(match: re.Match[str]) -> bool:
    return bool(match.groupdict().get("bullet"))


def _below_section(block: Block, keys: list[Key], headings: Set[str], label: bool) -> list[Key]:
    """The keys that end a section whose heading is known: at the margin, and the name of a section that no heading has."""
    if block.kind == "timeline":
        keys = _behind_entries(block.lines, keys)
    elif not label:
        return []
    allowed = _BEHIND.get(block.kind or "", frozenset(TITLES) - {block.kind or ""}) - headings
    found: list[Key] = []
    for index, match, in_run in keys:
        kind, line = exact_kind(match["key"]), block.lines[index]
        apart = index == 0 or block.lines[index - 1].blank or in_run
        if not _in_list(match) and not line.indent and (kind in allowed and apart if kind else found):
            found.append((index, match, in_run))
    return found


def _behind_entries(lines: tuple[Line, ...], keys: list[Key]) -> list[Key]:
    """The keys behind all entries of a timeline, from the first that is no fact such as "Resolution: 11:20" on; none where
    the entries are headings, to which all below them belongs."""
    end, under_day = -1, False
    for index, line in enumerate(lines):
        heading = None if line.code else atx_heading(line.text)
        if heading and begins_with_clock(heading[1]):
            return []
        text = _OPENER.sub("", line.text.strip())
        if not line.code and (heading or begins_with_time(text) or (text != line.text.strip() and has_label(text))):
            end, under_day = index, bool(heading and begins_with_time(heading[1]))
            if _NO_WORDS.fullmatch(text):  # the entry's words are on the next line
                end = next((below for below in range(index + 1, len(lines)) if not lines[below].blank), index)
    if under_day:  # a day above prose is an entry of its own
        return []
    behind = [key for key in keys if key[0] > end]
    # a timeline told without times may be told by its phases
    opening = [at for at, (index, match, _) in enumerate(behind) if end >= 0 or exact_kind(match["key"]) not in _PHASES]
    first = next((at for at in opening if not has_label(lines[behind[at][0]].text)), len(behind))
    return behind[first:]


def _keys(lines: tuple[Line, ...]) -> Iterator[Key]:
    """Index and match of every line that begins with a key, and whether it stands right below another such line."""
    before = -2
    for index, line in enumerate(lines):
        if line.code or line.blank or line.indent > 3:
            continue
        text = line.text.strip()
        match = _KEYED.fullmatch(text) if not line.indent or text.startswith(("**", "__")) else None
        if match is None and (index == 0 or lines[index - 1].blank or before == index - 1) and not line.indent:
            match = _PLAINLY_KEYED.fullmatch(text)
            match = match if match and exact_kind(match["key"]) and match["key"].casefold() not in _GAPS else None
        if match:
            yield index, match, before == index - 1
            before = index


def _keyed_block(level: int, match: re.Match[str], kind: str | None, lines: tuple[Line, ...]) -> Block:
    """The section that a key opens. A fact of the author's own, such as "Time to repair: 33 min", stays one line."""
    first, more = lines[0], lines[1:]
    if kind is None and len(match["rest"]) < _SHORT_FACT and all(line.blank for line in more):
        return Block("", None, level, Place(first.number), lines)
    rest = match["rest"]
    behind = (first._replace(text=rest, offset=first.offset + len(first.text) - len(rest)),) if rest else ()
    own = min((line.indent for line in more if not line.blank), default=0)
    body = (*behind, *(_dedented(line, own) for line in more))
    return Block(match["key"].strip(), kind, level, Place(first.number), body)


def _dedented(line: Line, columns: int) -> Line:
    if not columns or line.blank:
        return line
    expanded = line.text.expandtabs(4)
    return line._replace(text=expanded[columns:], offset=line.offset + columns)
