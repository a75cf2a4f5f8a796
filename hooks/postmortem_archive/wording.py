"""How dates, durations and Markdown read as words, wherever people read them."""

from __future__ import annotations

import re
from datetime import date

from postmortem_archive.incident import Moment, Precision, zone_name

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

PHASE_WORDS = {
    "started": "started",
    "detected": "detected",
    "acknowledged": "acknowledged",
    "mitigated": "mitigated",
    "resolved": "resolved",
    "communicated": "first public word",
}
"""What pages and drawings call a phase."""

_MARKUP = (
    ("[", re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),
    ("<[", re.compile(r"<!--.*?-->|<[^>]+>|\[\^[^\]]+\]", re.DOTALL), ""),
    ("*_~`", re.compile(r"(\*\*|__|~~|`+)(.+?)\1", re.DOTALL), r"\2"),
    ("*_", re.compile(r"(?<!\w)([*_])(.+?)\1(?!\w)", re.DOTALL), r"\2"),
    ("", re.compile(r"(?m)^\s*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+"), ""),
    ("\\", re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    ("", re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]+"), " "),
)
"""Characters without one of which the pattern cannot match ("" for any), the pattern, and what stands in its place."""


def long_day(value: date) -> str:
    """22 June 2021"""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """22 Jun 2021"""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def day_month(value: date) -> str:
    """22 Jun"""
    return f"{value.day} {MONTHS[value.month - 1][:3]}"


def clock(moment: Moment) -> str:
    """08:21, or 08:21:30 where the seconds are known, with a tilde where it is approximate; empty for a day."""
    if moment.clock is None:
        return ""
    text = moment.clock.strftime("%H:%M:%S" if moment.precision is Precision.SECOND else "%H:%M")
    return f"~{text}" if moment.approximate else text


def moment(value: Moment) -> str:
    """22 June 2021, 08:21 UTC; a day without a clock stays a day."""
    if value.clock is None:
        return f"{'about ' if value.approximate else ''}{long_day(value.day)}"
    return f"{long_day(value.day)}, {clock(value)} {zone_name(value.clock)}"


def zone(value: Moment) -> str:
    """The zone of a moment in words, empty for a day."""
    return zone_name(value.clock) if value.clock else ""


def duration(minutes: float) -> str:
    """25 min, 4 h 53 min, 2 d 3 h; below a minute the seconds."""
    if minutes < 1:
        return f"{round(minutes * 60)} s"
    days, rest = divmod(round(minutes), 24 * 60)
    hours, minute = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minute} min" if minute else f"{hours} h"
    return f"{minute} min"


def plain(markdown: str) -> str:
    """Markdown as one line of plain words, for lists, drawings and descriptions."""
    for needed, pattern, replacement in _MARKUP:
        if not needed or any(character in markdown for character in needed):
            markdown = pattern.sub(replacement, markdown)
    return " ".join(markdown.split())


def excerpt(markdown: str, length: int = 180) -> str:
    """The first sentence or so as plain words, cut at a word when it is longer than `length` characters."""
    text = plain(markdown)
    if len(text) <= length:
        return text
    sentence = re.match(rf"(.{{40,{length}}}?[.!?])\s", text)
    return sentence[1] if sentence else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def plural(count: int, one: str) -> str:
    """1 event, 2 events"""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
