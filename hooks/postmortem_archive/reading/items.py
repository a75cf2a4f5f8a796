"""The building blocks of timelines and action lists: list items, table rows, headings and paragraphs, in order."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.day_lines import is_day_line, whole_date
from postmortem_archive.reading.text import Line, atx_heading, code_spans, read_lines, without_comment_lines_in_tables

_ITEM = re.compile(r"^(\s*)([-*+•]|\d{1,3}[.)])(\s+|$)(.*)$")
BOX = re.compile(r"^\[(?P<mark>[ xX])\](?:\s+|$)")
"""The check box that an item begins with."""
_RULE = re.compile(r"\s*([-*_])(?:[ \t]*\1){2,}\s*")
_HTML_LIST = re.compile(r"\s*</?(?:ul|ol)\b[^<>]*>\s*", re.IGNORECASE)
_HTML_ITEM = re.compile(r"\s*(?:<[uo]l\b[^<>]*>\s*)?<li\b[^<>]*>", re.IGNORECASE)
_HTML_END = re.compile(r"<\s*/\s*(?:li|ul|ol)\s*>", re.IGNORECASE)
_HTML_MARKS = ((re.compile(r"</?(?:strong|b)>", re.IGNORECASE), "**"), (re.compile(r"</?(?:em|i)>", re.IGNORECASE), "*"))
_MOST_COLUMNS = 40
"""A line with more cells is no table; this also bounds what padding its rows costs."""
_DEEPEST = 20
"""Boxes that are nested deeper stay in the item above them; this bounds what looking for them costs."""


@dataclass(frozen=True)
class ListItem:
    """One item of the outermost list; `text` keeps nested lists and further paragraphs, with the indentation taken off.

    `indent` is how many columns were taken off the lines below its first.
    """

    text: str
    line: int
    column: int
    indent: int = 0

    @property
    def below(self) -> tuple[Line, ...]:
        """The lines below its first."""
        return tuple(line._replace(offset=self.indent) for line in read_lines(self.text, self.line)[1:])


@dataclass(frozen=True)
class Table:
    """A pipe table: the cells of its header, and for each row its line and cells (as many as the header has)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    line: int
    markdown: str


@dataclass(frozen=True)
class Heading:
    """A heading inside the section."""

    text: str
    level: int
    line: int
    markdown: str


@dataclass(frozen=True)
class Paragraph:
    """Anything else: text, quotations, code, rules."""

    lines: tuple[Line, ...]

    @property
    def markdown(self) -> str:
        """The lines as they stand."""
        return "\n".join(line.text for line in self.lines)

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    @property
    def code(self) -> bool:
        """True for a fence."""
        return self.lines[0].code


Item = ListItem | Table | Heading | Paragraph


def read_items(lines: tuple[Line, ...]) -> Iterator[Item]:
    """The items of a section in order; every line that is not blank is in exactly one of them."""
    lines = without_comment_lines_in_tables(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.blank and not line.code:
            index += 1
            continue
        if not line.code and (heading := atx_heading(line.text)):
            yield Heading(heading[1], heading[0], line.number, line.text)
            index += 1
            continue
        end = index + 1
        if not line.code and _HTML_LIST.fullmatch(line.text):
            pass  # the list's own tags hold no words; its items are below
        elif not line.code and _HTML_ITEM.match(line.text):
            while end < len(lines) and not _HTML_END.search(lines[end - 1].text) and not _HTML_ITEM.match(lines[end].text):
                end += 1
            yield _html_item(lines[index:end])
        elif _opens_item(line):
            end = _end_of_item(lines, index)
            yield _list_item(lines[index:end])
        elif _opens_table(lines, index):
            end = index + 2
            while end < len(lines) and "|" in lines[end].text and not lines[end].code:
                end += 1
            yield _table(lines[index:end])
        else:
            while end < len(lines) and lines[end].code == line.code and (line.code or _goes_on(lines, end)):
                end += 1
            yield Paragraph(lines[index:end])
        index = end


def _opens_item(line: Line) -> bool:
    match = None if line.code else _ITEM.match(line.text)
    return (
        match is not None
        and not _RULE.fullmatch(line.text)
        and not (match[2][:1].isdigit() and len(match[4]) < 16 and _is_date(line.text))
    )


def _is_date(text: str) -> bool:
    """True for "17. Mai", which is no item with the number 17."""
    try:
        return whole_date(text) is not None
    except Ambiguous:
        return False


def _opens_table(lines: tuple[Line, ...], index: int) -> bool:
    """True for a line with cells above a line that rules off the header."""
    line = lines[index]
    if line.code or index + 1 == len(lines) or "|" not in line.text or lines[index + 1].code:
        return False
    return _is_ruling(lines[index + 1].text) and len(_cells(line.text)) <= _MOST_COLUMNS


def _is_ruling(text: str) -> bool:
    """True for `| --- | :-: |`."""
    bare = text.strip()
    if "-" not in bare or set(bare) - set("|:- \t"):
        return False
    return all(re.fullmatch(r":?-+:?", cell.strip()) for cell in bare.removeprefix("|").removesuffix("|").split("|"))


def _goes_on(lines: tuple[Line, ...], index: int) -> bool:
    """True when a paragraph runs on to this line."""
    line = lines[index]
    return not (line.blank or atx_heading(line.text) or _ITEM.match(line.text) or _opens_table(lines, index))


def _end_of_item(lines: tuple[Line, ...], start: int) -> int:
    """The index behind the item that begins at `start`: its nested and continuing lines belong to it."""
    own = lines[start].indent
    end = start + 1
    after_blank = False
    while end < len(lines):
        line = lines[end]
        if line.blank and not line.code:
            after_blank = True
        elif line.indent <= own and not line.code:
            ends = _ITEM.match(line.text) or atx_heading(line.text) or _RULE.fullmatch(line.text) or is_day_line(line.text)
            lazy = not (after_blank or ends)
            if not lazy or _opens_table(lines, end):
                break
        elif line.code and line.indent <= own and (after_blank or not lines[end - 1].code):
            break
        else:
            after_blank = False
        end += 1
    while lines[end - 1].blank and not lines[end - 1].code:
        end -= 1
    return end


def _list_item(lines: tuple[Line, ...]) -> ListItem:
    match = _ITEM.match(lines[0].text)
    assert match is not None
    below = "\n".join(line.text.expandtabs(4) for line in lines[1:])
    rest = textwrap.dedent(below)
    text = match[4] + ("\n" + rest if rest.strip() else "")
    first, _, _ = rest.lstrip("\n").partition("\n")
    indent = lines[0].offset + len(below.lstrip("\n").partition("\n")[0]) - len(first)
    return ListItem(text.rstrip(), lines[0].number, lines[0].offset + match.start(4) + 1, indent)


def split_boxes(item: ListItem) -> list[ListItem]:
    """The item with its own words only, and behind it every item below it that begins with a check box, at any depth."""
    own, found = _without_boxes(item.below)
    if not found:
        return [item]
    head, _, _ = item.text.partition("\n")
    below = textwrap.dedent("\n".join(line.text for line in own))
    return [replace(item, text=f"{head}\n{below}".rstrip()), *found]


def _without_boxes(lines: tuple[Line, ...], depth: int = 0) -> tuple[tuple[Line, ...], list[ListItem]]:
    """(the lines that belong to no item with a box, those items in order)."""
    own: list[Line] = []
    found: list[ListItem] = []
    index = 0
    while index < len(lines):
        end = index + 1
        match = _ITEM.match(lines[index].text) if _opens_item(lines[index]) else None
        if match and BOX.match(match[4]) and depth < _DEEPEST:
            end = _end_of_item(lines, index)
            below, nested = _without_boxes(lines[index + 1 : end], depth + 1)
            found += [_list_item((lines[index], *below)), *nested]
        else:
            own.append(lines[index])
        index = end
    return tuple(own), found


def _html_item(lines: tuple[Line, ...]) -> ListItem:
    """An `<li>` as the item of a list; bold and italic become Markdown, other tags stay."""
    text = "\n".join(line.text.strip() for line in lines)
    opening = _HTML_ITEM.match(text)
    start = opening.end() if opening else 0
    text = _HTML_END.sub("", text[start:]).strip()
    for tag, mark in _HTML_MARKS:
        text = tag.sub(mark, text)
    return ListItem(text, lines[0].number, lines[0].offset + start + 1)


def _cells(text: str) -> tuple[str, ...]:
    """The cells of a row; a pipe in a code span or behind a backslash is text."""
    inner = text.strip().removeprefix("|")
    inside = [False] * len(inner)
    for start, end in code_spans(inner):
        inside[start:end] = [True] * (end - start)
    cuts = [at for at, char in enumerate(inner) if char == "|" and not inside[at] and inner[at - 1 : at] != "\\"]
    ends = cuts if cuts and not inner[cuts[-1] + 1 :].strip() else [*cuts, len(inner)]
    starts = [0, *(cut + 1 for cut in cuts)]
    return tuple(inner[start:end].replace("\\|", "|").strip() for start, end in zip(starts, ends, strict=False))


def _table(lines: tuple[Line, ...]) -> Table:
    header = _cells(lines[0].text)
    rows = []
    for line in lines[2:]:
        cells = _cells(line.text)
        if len(cells) > len(header):  # an unescaped pipe: nothing is cut off
            cells = (*cells[: len(header) - 1], " | ".join(cells[len(header) - 1 :]))
        rows.append((line.number, cells + ("",) * (len(header) - len(cells))))
    return Table(header, tuple(rows), lines[0].number, "\n".join(line.text for line in lines))
