"""Words in a drawing: how wide they get, how to cut and wrap them, and how gaps and lists are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from postmortem_archive.wording import duration

_NARROW, _SLIM, _BROAD = frozenset("iljI.,:;'|· "), frozenset('ftr()[]-/"!'), frozenset("mwMW@%…")


def width_of(text: str, size: float) -> float:
    """How wide a line of text gets at most, in the units of `size`.

    Widths are those of the widest of the fonts that readers have without loading one (Helvetica, Roboto, DejaVu Sans),
    rounded up: nobody knows which it is.
    """
    return size * sum(map(_advance, text))


@lru_cache(maxsize=4096)
def _advance(char: str) -> float:
    if char in _NARROW:
        return 0.34
    if char in _SLIM:
        return 0.46
    if char in _BROAD:
        return 1.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.79 if char.isupper() else 0.64


def shorten(text: str, room: float, size: float) -> str:
    """The text, cut behind a word and marked with an ellipsis where it is wider than `room`."""
    return wrap(text, (room,), size)[0]


def wrap(text: str, rooms: Sequence[float], size: float) -> list[str]:
    """The text on at most `len(rooms)` lines of these widths, the last cut with an ellipsis; at least one line."""
    lines: list[str] = []
    rest = " ".join(text.split())
    for number, room in enumerate(rooms, 1):
        if width_of(rest, size) <= room:
            return [*lines, rest] if rest or not lines else lines
        last = number == len(rooms)
        head = _fitting(rest, room - (width_of("…", size) if last else 0), size)
        lines.append(head.rstrip(" ,;:.–—-(") + "…" if last else head)
        rest = rest[len(head) :].lstrip()
    return lines


def _fitting(text: str, room: float, size: float) -> str:
    """As many whole words as fit; as many letters, where the first word alone is too wide."""
    used, end = 0.0, 0
    for end, char in enumerate(text):  # noqa: B007 - the position where it stopped is the result
        used += size * _advance(char)
        if used > room:
            break
    space = text.rfind(" ", 0, end + 1)
    return text[:space] if space > end / 3 else text[: max(end, 1)]


def gap(seconds: float) -> str:
    """The length of a gap, the longer the rounder: 1 h 27 min, 20 h, 9 days, 4 months, 3 years."""
    hours, days = round(seconds / 3600), round(seconds / 86400)
    if hours < 10:
        return duration(seconds / 60)
    if hours < 48:
        return f"{hours} h"
    if days < 92:
        return f"{days} days"
    months = round(days / 30.44)
    return f"{months} months" if months < 24 else f"{round(days / 365.25)} years"


def listed(words: Sequence[str], last: str = "and") -> str:
    """a, b and c"""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def sentence(text: str) -> str:
    """With a capital at the front and a full stop behind."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""
