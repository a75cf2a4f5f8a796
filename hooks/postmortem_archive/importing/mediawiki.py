"""A page of MediaWiki as Markdown: its headings, lists, tables, links and emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from postmortem_archive.reading.headings import section_kind
from postmortem_archive.reading.text import read_lines

UNDER_EQUALS = re.compile(r"^(={2,5}) ?([^=\n]+?) ?\1[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"(={1,5}) ?([^=]+?) ?\1[ \t]*")
_ITEM = re.compile(r"(?P<marks>[*#:]{0,5}[*#])(?:[ \t]+|(?<=\*)(?=[^\s*#:;][^*]*$))(?P<words>\S.*)")
_MORE = re.compile(r"(?P<marks>[*#]{1,5}):[ \t]*(?P<words>\S.*)")
_LINK = re.compile(r"(?<!\[)\[(https?://[^\s\[\]]+)\s+([^\[\]\n]{1,300})\](?!\()")
_STRONG = re.compile(r"'''(?=\S)([^'\n]{1,300}?)'''")
_STRESSED = re.compile(r"(?<!')''(?=[^\s'])([^'\n]{1,300}?)''(?!')")
_VERBATIM = re.compile(r"<(?P<name>pre|syntaxhighlight|source|nowiki)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = r"[\w-]{1,40}\s?=\s?(?:\"[^\"|]{0,300}\"|'[^'|]{0,300}'|[\w%#-]{1,40})"
_ATTRIBUTES = re.compile(rf"\s*{_ATTRIBUTE}(?:\s{{1,3}}{_ATTRIBUTE}){{0,9}}\s*\|(?!\|)")
_MARKDOWN_HEADING = re.compile(r"#{2,6} ")


def is_mediawiki(text: str) -> bool:
    """True for a page with two headings such as `== What we saw ==`, or one that names a section, outside of code."""
    if not UNDER_EQUALS.search(text):
        return False
    found = [match for line in read_lines(text) if not line.code and (match := UNDER_EQUALS.fullmatch(line.text))]
    return len(found) >= 2 or any(section_kind(match[2]) for match in found)


def from_mediawiki(text: str) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, with the empty lines and the rows below a table's header that Markdown needs.

    On a page with headings of Markdown as well `#` is one of these and begins no item.
    """
    lines = text.split("\n")
    code = {line.number - 1 for line in read_lines(text) if line.code} | _verbatim(lines)
    first = next(number for number, line in enumerate(lines) if number not in code and UNDER_EQUALS.fullmatch(line))
    mixed = any(
        _MARKDOWN_HEADING.match(line) and not (number and _ITEM.fullmatch(lines[number - 1])) for number, line in enumerate(lines)
    )
    last_end = max((number for number, line in enumerate(lines) if line.strip().startswith("|}")), default=0)
    counts: list[int] = []
    flows = False  # whether the line before is text that would go on in this one
    number = -1
    while (number := number + 1) < len(lines):
        line = lines[number]
        plain = number not in code
        item = None if not plain or ("#" in line[:6] and (mixed or number < first)) else _ITEM.fullmatch(line)
        if plain and line.startswith("{|") and number < last_end:
            rows = _table(lines, number)
            yield from ([(number, "")] if flows or counts else [])
            yield from rows
            number = rows[-1][0]
            counts, flows = [], False
        elif item:
            yield from ([(number, "")] if flows else [])
            yield number, _item(item["marks"], _inline(item["words"]), counts)
            flows = False
        elif plain and counts and (more := _MORE.fullmatch(line)):
            yield number, "    " * len(counts) + _inline(more["words"])
        else:
            heading = _HEADING.fullmatch(line) if plain else None
            yield number, _heading(heading) if heading else _inline(line) if plain else line
            counts, flows = [], heading is None and bool(line.strip())


def _heading(match: re.Match[str]) -> str:
    return f"{'#' * len(match[1])} {match[2]}"


def _inline(text: str) -> str:
    """Links and emphasis within a line."""
    return _STRESSED.sub(r"*\1*", _STRONG.sub(r"**\1**", _LINK.sub(r"[\2](\1)", text)))


def _item(marks: str, words: str, counts: list[int]) -> str:
    """An item of a list, indented as deep as it stands; `counts` has the number of the item before at each depth."""
    depth = min(len(marks), len(counts) + 1)
    del counts[depth:]
    if len(counts) < depth:
        counts.append(0)
    counts[-1] += 1
    mark = f"{counts[-1]}." if marks.endswith("#") else "-"
    return f"{'    ' * (depth - 1)}{mark} {words}"


def _verbatim(lines: Sequence[str]) -> set[int]:
    """The numbers of lines that stand between `<pre>` and `</pre>`, and the like, with these."""
    found: set[int] = set()
    name = ""
    for number, line in enumerate(lines):
        opened = None if name else _VERBATIM.search(line)
        name = opened["name"].lower() if opened else name
        if name:
            found.add(number)
            name = "" if f"</{name}>" in line.lower() else name
    return found


@dataclass
class _Row:
    """A row of a table, and whether its cells are all headings."""

    number: int
    cells: list[str] = field(default_factory=list)
    heads: bool = True


def _table(lines: Sequence[str], start: int) -> list[tuple[int, str]]:
    """The table that begins with `{|` on line `start`, up to `|}`, whose number the last line has."""
    found: list[tuple[int, str]] = []
    rows: list[_Row] = []
    fresh = True
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        if line.startswith("|}"):
            return [*found, *_as_rows(rows), (number, "")]
        if line.startswith("|+"):
            found += [(number, _inline(line[2:].strip())), (number, "")]
        elif line.startswith("|-"):
            fresh = True
        elif line[:1] in ("|", "!"):
            if fresh:
                rows.append(_Row(number))
            fresh = False
            rows[-1].heads &= line[0] == "!"
            rows[-1].cells += re.split(r"\|\||!!" if line[0] == "!" else r"\|\|", line[1:])
        elif line and rows:
            rows[-1].cells[-1] += f" {line}"
    raise ValueError(f"the table on line {start} has no end")


def _as_rows(rows: Sequence[_Row]) -> Iterator[tuple[int, str]]:
    """The rows as Markdown has them, below a header that is empty where the table has none."""
    width = max((len(row.cells) for row in rows), default=0)
    if rows and not rows[0].heads:
        rows = [_Row(rows[0].number), *rows]
    for index, row in enumerate(rows):
        cells = [_inline(_cell(cell)).replace("|", "\\|") for cell in row.cells]
        yield row.number, f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
        if index == 0:
            yield row.number, "|" + " --- |" * width


def _cell(text: str) -> str:
    """The words of a cell, without the attributes before them."""
    found = _ATTRIBUTES.match(text)
    return text[found.end() if found else 0 :].strip()
