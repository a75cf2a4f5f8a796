"""Markdown text as lines that know whether they are code, with comments taken out and everything still in place.

Every function here takes time in proportion to the text, whatever the text: no pattern may look far ahead from every
position, which is why brackets and code spans are paired by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from postmortem_archive.incident import Link, Place

_FENCE = re.compile(r"^(\s*(?:[-*+]\s+|\d+[.)]\s+)?)(`{3,}|~{3,})(.*)$")
_TICKS_OR_COMMENT = re.compile(r"`+|<!--")
_TICKS = re.compile(r"`+")
_BRACKET = re.compile(r"\\.|[\[\]]")
_TARGET = re.compile(
    r"\(\s{0,9}(?:<[ \t]{0,9}(?P<angled>[^<>\n]{0,2000}[^<>\s])[ \t]{0,9}>"
    r"|(?P<bare>[^\s<>()]{1,2000}(?:\([^\s()]{0,500}\)[^\s<>()]{0,500}){0,9}))"
    r"(?:\s{0,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?\s{0,9}\)"
)
"""Spaces may stand in a target that is between angle brackets."""
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]]+\]:\s*(?:<(?P<angled>[^<>\n]+)>|<?(?P<bare>[^\s>]+))")
_HTML_LINK = re.compile(r"<(?P<tag>a|img)\b[^<>]*?\b(?:href|src)\s{0,9}=\s{0,9}[\"'](?P<target>[^\"'<>]+)[\"']", re.IGNORECASE)
_TAG_OR_ADDRESS = re.compile(r"<[^<>]+>|https?://\S+")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?!#)(.*)$")
_WHOLE_HEADING = re.compile(r"^( {0,3})(#{1,6})(?!#)(\s*\S.*)$")


_CODE = 4
"""Columns from which on a line is indented code."""
_GOES_ON = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)]|!!!|\?\?\?\+?|===|:|\[\^[^\]]+\]:)(?:\s|$)")
"""What the indented lines below belong to."""


class Line(NamedTuple):
    """One line of a body: its number in the file, its text without comments, and whether it is inside a code fence.

    `comment` is True where nothing is left of the line because all of it was a comment; `offset` is how many columns of the
    file's line stand before the text.
    """

    number: int
    text: str
    code: bool = False
    comment: bool = False
    offset: int = 0

    @property
    def blank(self) -> bool:
        """True when there is nothing on it."""
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        """Columns of white space at the beginning; a tab counts four."""
        if not self.text[:1].isspace():
            return 0
        expanded = self.text.expandtabs(4)
        return len(expanded) - len(expanded.lstrip())


def read_lines(body: str, first: int = 1) -> tuple[Line, ...]:
    """The lines of a Markdown body that begins on line `first` of its file; a fence runs to its end or the body's.

    Comments inside fences and code spans are code and stay. A code span ends on its line, so that a stray backtick
    never shows a comment further down.
    """
    lines: list[Line] = []
    fence: str | None = None
    in_comment = False
    for number, raw in enumerate(body.split("\n"), first):
        if fence is not None:
            lines.append(Line(number, raw, True))
            match = _FENCE.match(raw)
            if match and match[2].startswith(fence) and not match[1].strip() and not match[3].strip():
                fence = None
            continue
        text, was_in_comment = raw, in_comment
        if in_comment or "<!--" in raw:
            text, in_comment = _without_comments(raw, in_comment)
        match = None if was_in_comment else _FENCE.match(text)
        if match and not (match[2][0] == "`" and "`" in match[3]):
            fence = match[2]
            lines.append(Line(number, text, True))
        else:
            gone = text != raw and not text.strip()
            lines.append(Line(number, "" if gone else text, comment=gone))
    return tuple(lines)


def prose_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that are no code, neither between fences nor indented.

    Indented lines are code behind a blank line or a heading, unless they go on with what began further left: an item of a list,
    an admonition, a footnote, a definition.
    """
    opens_code = True
    continues = False
    for line in lines:
        if line.code:
            opens_code = False
        elif line.blank:
            opens_code = True
        elif line.indent >= _CODE and opens_code and not continues:
            continue  # and a line below it that is indented as well is code too
        else:
            if line.indent < _CODE and (opens_code or not continues):
                continues = _GOES_ON.match(line.text) is not None
            opens_code = atx_heading(line.text) is not None
            yield line


def _without_comments(text: str, inside: bool) -> tuple[str, bool]:
    """The line without its comments, and whether one goes on behind it; `inside` when one is open before it."""
    kept: list[str] = []
    position = 0
    if inside:
        end = text.find("-->")
        if end < 0:
            return "", True
        position = end + 3
    closing = _closing_ticks(text)
    start = position
    for found in _TICKS_OR_COMMENT.finditer(text, position):
        if found.start() < position:
            continue
        if found[0] != "<!--":
            position = closing.get(found.start(), found.end())
            continue
        kept.append(text[start : found.start()])
        end = text.find("-->", found.end())
        if end < 0:
            return "".join(kept).rstrip(), True
        start = position = end + 3
    kept.append(text[start:])
    return "".join(kept), False


def _closing_ticks(text: str) -> dict[int, int]:
    """For each run of backticks that can open a code span: where it begins, and where the span ends."""
    later: dict[int, int] = {}
    closing = {}
    for run in reversed(list(_TICKS.finditer(text))):
        length = run.end() - run.start()
        if length in later and text[run.start() - 1 : run.start()] != "\\":
            closing[run.start()] = later[length]
        later[length] = run.end()
    return closing


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of every code span of a line."""
    if "`" not in text:
        return
    closing = _closing_ticks(text)
    position = 0
    for run in _TICKS.finditer(text):
        if run.start() >= position:
            position = closing.get(run.start(), run.end())
            if run.start() in closing:
                yield run.start(), position


def blank_comments(text: str) -> str:
    """The text without HTML comments; every line stays on its number. Comments inside code are code."""
    return "\n".join(line.text for line in read_lines(text)) if "<!--" in text else text


def without_code_spans(text: str) -> str:
    """The line with every code span replaced by spaces, so that columns stay."""
    kept: list[str] = []
    position = 0
    for start, end in code_spans(text):
        kept += [text[position:start], " " * (end - start)]
        position = end
    return "".join([*kept, text[position:]])


@dataclass(frozen=True)
class InlineLink:
    """`[text](target)` or `![text](target)` in a line, by its offsets: `start` is at the `[` or `!`, `end` behind it all."""

    start: int
    text_end: int
    end: int
    image: bool
    target: str
    target_at: int


def inline_links(text: str) -> Iterator[InlineLink]:
    """Every link and image of a line in the order of their beginnings; an image inside a link comes behind the link."""
    if "](" not in text:
        return
    opened: list[int] = []
    found = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif bracket[0] == "]" and opened:
            start = opened.pop()
            match = _TARGET.match(text, bracket.end())
            if match:
                image = text[start - 1 : start] == "!"
                form = match.lastgroup or ""
                found.append(InlineLink(start - image, bracket.end(), match.end(), image, match[form], match.start(form)))
    yield from sorted(found, key=lambda link: link.start)


def defined_target(text: str) -> tuple[int, str] | None:
    """Where the target of a reference definition begins, and the target; None for any other line."""
    match = _DEFINITION.match(text)
    return (match.start(match.lastgroup), match[match.lastgroup]) if match and match.lastgroup else None


def prose(text: str) -> str:
    """The line without code spans, link targets and HTML tags, columns kept: what a person reads as words."""
    text = without_code_spans(text)
    kept: list[str] = []
    position = 0
    for link in sorted(inline_links(text), key=lambda link: link.text_end):
        if link.text_end >= position:
            kept += [text[position : link.text_end], " " * (link.end - link.text_end)]
            position = link.end
    return _TAG_OR_ADDRESS.sub(lambda found: " " * len(found[0]), "".join([*kept, text[position:]]))


def find_links(lines: Iterable[Line]) -> tuple[Link, ...]:
    """Every link and image of the text, by inline, reference or HTML syntax; nothing inside code."""
    return tuple(link for line in prose_lines(lines) for link in links_in(line))


def links_in(line: Line) -> Iterator[Link]:
    """Every link and image of a line that is no code."""
    if not ("](" in line.text or "]:" in line.text or "<" in line.text):
        return
    text = without_code_spans(line.text)
    for link in inline_links(text):
        yield Link(link.target, "image" if link.image else "link", Place(line.number, link.target_at + 1))
    if defined := defined_target(text):
        yield Link(defined[1], "link", Place(line.number, defined[0] + 1))
    for match in _HTML_LINK.finditer(text):
        kind = "image" if match["tag"].lower() == "img" else "link"
        yield Link(match["target"], kind, Place(line.number, match.start("target") + 1))


def atx_heading(text: str) -> tuple[int, str] | None:
    """(level, words) of a `## Heading`; None for any other line, and for `#1234` and the like, which are no headings."""
    if "#" not in text[:4]:
        return None
    match = _HEADING.match(text)
    if match is None:
        return None
    marks, words = match.groups()
    if words and not words[0].isspace() and not words[0].isalpha():
        return None
    words = words.strip()
    bare = words.rstrip("#")
    words = bare.rstrip() if bare != words and (not bare or bare[-1].isspace()) else words
    return (len(marks), words) if words else None


def move_headings(markdown: str, shift: int) -> str:
    """The Markdown of a section without comments, its headings moved by so many levels and never above the third."""
    if "#" not in markdown and "<!--" not in markdown:
        return markdown
    lines = []
    for line in read_lines(markdown):
        match = None if line.code else _WHOLE_HEADING.match(line.text)
        lines.append(f"{match[1]}{'#' * min(6, max(3, len(match[2]) + shift))} {match[3].strip()}" if match else line.text)
    return "\n".join(lines)


def without_comment_lines_in_tables(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines without those that held only a comment and stand between two rows of a table, which they would end."""
    if not any(line.comment for line in lines):
        return lines
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if line.comment and kept and "|" in kept[-1].text:
            behind = next((other for other in lines[index:] if not other.comment), None)
            if behind is not None and "|" in behind.text:
                continue
        kept.append(line)
    return tuple(kept)
