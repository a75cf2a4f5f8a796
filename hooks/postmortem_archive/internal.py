"""Internal passages: what stands between `<!-- internal -->` and `<!-- /internal -->`, wherever the marks stand."""

from __future__ import annotations

import re

OPEN = r"<!--\s*internal\s*-->"
CLOSE = r"<!--\s*/\s*internal\s*-->"
_CODE = re.compile(
    r"^[ \t]{0,12}(?P<fence>`{3,9}|~{3,9})[^\n]*\n(?:.*\n)*?[ \t]{0,12}(?P=fence)[ \t]*$"
    r"|(?<!`)(?P<ticks>`{1,2})(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE,
)
"""A block between fences, and a code span within a line."""
_MARK = re.compile(rf"(?P<open>{OPEN})|(?P<close>{CLOSE})", re.IGNORECASE)
_IN_LIST_OR_TABLE = re.compile(r"\s*(?:[-*+|]|\d{1,3}[.)]|$)|\s+\S")


def cut_internal(text: str, *, in_code: bool = True) -> str:
    """The text without what stands between internal marks; an opening mark without its end hides all that follows.

    Marks in code count too, unless `in_code` is False, for a text that tells of them.
    """
    pieces: list[str] = []
    depth, position = 0, 0
    for mark in _MARK.finditer(text if in_code else _CODE.sub(lambda code: " " * len(code[0]), text)):
        if depth == 0:
            pieces.append(text[position : mark.start()])
        depth = depth + 1 if mark["open"] else max(0, depth - 1)
        position = mark.end()
    if depth == 0:
        pieces.append(text[position:])
    return _joined(pieces)


def without_marks(text: str) -> str:
    """The text without the marks themselves: for those who may read what stands between them."""
    return _MARK.sub("", text) if "<!--" in text else text


def _joined(pieces: list[str]) -> str:
    """The pieces as one text.

    A line that held nothing but marks goes altogether inside a list or table, which stays whole; elsewhere a blank
    line takes its place, so that what follows never runs into what stands before.
    """
    kept: list[str] = []
    above, current = "", ""  # the last whole line so far, and what there is of the line behind it
    for piece in pieces:
        rest = piece.lstrip(" \t")
        if kept and not current.strip() and rest.startswith("\n"):
            if kept[-1].endswith(current):
                kept[-1] = kept[-1][: len(kept[-1]) - len(current)]
            current = ""
            following = rest[1 : rest.find("\n", 1)] if "\n" in rest[1:] else rest[1:]
            piece = rest[1:] if _IN_LIST_OR_TABLE.match(above) and _IN_LIST_OR_TABLE.match(following) else rest
        kept.append(piece)
        before, newline, behind = piece.rpartition("\n")
        if newline:
            above = before.rpartition("\n")[2] if "\n" in before else current + before
            current = behind
        else:
            current += behind
    return "".join(kept)


def unclosed_internal(text: str) -> tuple[int, str] | None:
    """(offset, sentence) of an internal mark that has no partner, or None."""
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        if mark["open"]:
            opened.append(mark.start())
        elif opened:
            opened.pop()
        else:
            return mark.start(), "'<!-- /internal -->' closes nothing: put '<!-- internal -->' before the passage"
    if opened:
        return opened[0], "'<!-- internal -->' has no '<!-- /internal -->': everything behind it is hidden from the public"
    return None
