r"""Text as its reader takes it, and where each character of that stands.

A name can be written in several ways: `a%20b` in an address, `a&#32;b` in HTML, `a\-b` in Markdown, and ü as one character
or two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from postmortem_archive.words import composed

_SIGNS = re.compile(r"[%&\\]")
_WRITTEN = re.compile(
    r"(?P<address>(?:%[0-9A-Fa-f]{2})+)|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-zA-Z]{2,31});)|\\(?P<mark>[!-/:-@\[-`{-~])"
)
_IN_PARTS = re.compile(r".[\u0300-\u036f\u3099\u309a]+|[\u1100-\u11ff\uac00-\ud7a3]+|[^\x00-\u02ff]|\u00ad")
"""A letter and its accents, the parts of a Hangul syllable, or what can have another character, or none, for the same."""
_Places = list[tuple[int, int]]


@dataclass(frozen=True)
class Spelled:
    """A text as it is read; `places` has where each character begins and ends in the text as it is written, if that differs."""

    text: str
    places: _Places | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Beginning and end, in the text as it is written, of what is read from `start` to `end`; `end` is behind `start`."""
        return (start, end) if self.places is None else (self.places[start][0], self.places[end - 1][1])


def as_read(text: str) -> str:
    """The text with addresses, HTML's entities, Markdown's backslashes and letters in parts as the characters they stand for."""
    return composed(_WRITTEN.sub(_character, text) if _SIGNS.search(text) else text)


def spelled_out(text: str) -> Spelled:
    """The text as it is read, with where it stands; this takes a while, and `as_read` does not."""
    if as_read(text) == text:
        return Spelled(text)
    places = [(at, at + 1) for at in range(len(text))]
    text, places = _changed(text, places, _WRITTEN, _character)
    return Spelled(*_changed(text, places, _IN_PARTS, lambda found: composed(found[0])))


def _character(found: re.Match[str]) -> str:
    if found["mark"]:
        return found["mark"]
    return unquote(found[0]) if found["address"] else unescape(found[0])


def _changed(text: str, places: _Places, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> tuple[str, _Places]:
    pieces: list[str] = []
    kept: _Places = []
    position = 0
    for found in pattern.finditer(text):
        read = change(found)
        pieces += [text[position : found.start()], read]
        kept += places[position : found.start()]
        kept += [(places[found.start()][0], places[found.end() - 1][1])] * len(read)
        position = found.end()
    return "".join([*pieces, text[position:]]), [*kept, *places[position:]]
