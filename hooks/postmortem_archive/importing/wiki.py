"""A pasted wiki page as Markdown: its headings, lists, tables and links, and of Jira and Confluence also code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.importing.mediawiki import UNDER_EQUALS, from_mediawiki, is_mediawiki
from postmortem_archive.reading.text import Line, read_lines

_HEADING = re.compile(r"^h([1-6])\. (?=\S)", re.MULTILINE)
_ITEM = re.compile(r" ?(?P<marks>[#*-]{0,5}[#*]|-)[ \t]+(?P<words>\S.*)")
_HEADER_ROW = re.compile(r"\s*\|\|(?P<cells>.*[^|\s].*)\|\|\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_CODE = re.compile(r"\s*\{(?:code|noformat)(?::(?:language=)?(?:(?P<language>[\w+#-]+)(?=[|}]))?[^{}]*)?\}\s*")
_LINK = re.compile(r"\[([^\[\]|\n]+)\|((?:https?://|mailto:)[^\[\]|\s]+)\]")
_APART = {("text", "item"), ("row", "item"), ("text", "header"), ("item", "header"), ("row", "header"), ("row", "text")}
"""Kinds of lines between which Markdown needs an empty one."""


@dataclass(frozen=True)
class Page:
    """The lines of a page as Markdown, each with the number of the line that it comes from, counted from 0."""

    source: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """The page as one text."""
        return "\n".join(text for _, text in self.lines)

    @property
    def changed(self) -> list[str]:
        """The lines of the source that read otherwise now."""
        there = {(number, text) for number, text in self.lines}
        return [text for number, text in enumerate(self.source) if (number, text) not in there]

    def read(self, first: int) -> tuple[Line, ...]:
        """The lines as they are read, under their numbers in the source, which begins with line `first`."""
        lines = read_lines(self.text)
        return tuple(line._replace(number=first + number) for line, (number, _) in zip(lines, self.lines, strict=True))


def from_wiki(text: str) -> Page:
    """A page with headings such as `== Timeline ==`, or two such as `h2. Timeline`, as Markdown; any other text as it is."""
    source = tuple(text.split("\n"))
    if len(_HEADING.findall(text)) >= 2:
        if len(UNDER_EQUALS.findall(text)) >= 2:
            text = UNDER_EQUALS.sub(lambda found: f"{'#' * len(found[1])} {found[2]}", text)
        return Page(source, tuple(_from_jira(text)))
    return Page(source, tuple(from_mediawiki(text) if is_mediawiki(text) else enumerate(source)))


def _from_jira(text: str) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, with the empty lines and the rows below a table's header that Markdown needs."""
    lines = text.split("\n")
    code = _code(lines) | {line.number - 1: "code" for line in read_lines(text) if line.code}
    counts: list[int] = []
    kind = "blank"
    for number, line in enumerate(lines):
        before, kind = kind, code.get(number) or _kind(line, kind)
        if kind != "item":
            counts.clear()
        if (before, kind) in _APART:
            yield number, ""
        for written in _written(line, kind, counts):
            yield number, written


def _code(lines: list[str]) -> dict[int, str]:
    """The kinds of the lines between two `{code}` or `{noformat}`, and of these, by number."""
    marks = [number for number, line in enumerate(lines) if _CODE.fullmatch(line)]
    found: dict[int, str] = {}
    for start, end in zip(marks[::2], marks[1::2], strict=False):
        found |= {start: "fence", end: "fence", **dict.fromkeys(range(start + 1, end), "code")}
    return found


def _kind(line: str, before: str) -> str:
    """What a line outside of code is; a row stands below another or a header."""
    if not line.strip():
        return "blank"
    if _HEADING.match(line):
        return "heading"
    if _ITEM.fullmatch(line):
        return "item"
    if _HEADER_ROW.fullmatch(line):
        return "header"
    return "row" if before in ("header", "row") and _ROW.fullmatch(line) else "text"


def _written(line: str, kind: str, counts: list[int]) -> list[str]:
    """The line as Markdown; `counts` has the number of the item before at each depth."""
    if kind == "code":
        return [line]
    if kind == "fence":
        match = _CODE.fullmatch(line)
        return [f"```{match['language'] or ''}" if match else line]
    line = _LINK.sub(r"[\1](\2)", line)
    if match := _HEADER_ROW.fullmatch(line):
        cells = [cell.strip() for cell in match["cells"].split("||")]
        return [f"| {' | '.join(cells)} |", "|" + " --- |" * len(cells)]
    if match := _ITEM.fullmatch(line):
        return [_item(match, counts)]
    return [_HEADING.sub(lambda found: f"{'#' * int(found[1])} ", line)]


def _item(match: re.Match[str], counts: list[int]) -> str:
    """An item of a list, indented as deep as it stands; one that is ticked has a box."""
    depth = min(len(match["marks"]), len(counts) + 1)
    del counts[depth:]
    if len(counts) < depth:
        counts.append(0)
    counts[-1] += 1
    mark = f"{counts[-1]}." if match["marks"].endswith("#") else "-"
    return f"{'    ' * (depth - 1)}{mark} {re.sub(r'^[(]/[)] +', '[x] ', match['words'])}"
