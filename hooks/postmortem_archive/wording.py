"""How dates, durations and Markdown read as words, wherever people read them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from math import ceil

from postmortem_archive.incident import Incident
from postmortem_archive.moment import Moment, Precision, zone_name

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

STATUS_WORDS = {"draft": "Draft", "review": "In review", "withdrawn": "Withdrawn"}
"""What pages call a status; of a final postmortem nothing is said."""

_CONTROL = r"\x00-\x08\x0e-\x1f\x7f\ufffe\uffff"
_BEGINNING = ("", re.compile(r"(?m)^\s*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+"), "")
_MARKUP = (
    ("[", re.compile(r"!?\[([^\]]*)\](?:\((?:<[^<>]*>)?(?:[^()]|\([^()]*\))*\)|\[[^\]]*\])"), r"\1"),
    ("<[", re.compile(r"<!--.*?-->|<[^>]+>|\[\^[^\]]+\]", re.DOTALL), ""),
    ("*_~`", re.compile(r"(\*\*|__|~~|`+)(.+?)\1", re.DOTALL), r"\2"),
    ("*_", re.compile(r"(?<!\w)([*_])(.+?)\1(?!\w)", re.DOTALL), r"\2"),
    _BEGINNING,
    ("\\", re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    ("", re.compile(rf"[{_CONTROL}]+"), " "),
)
"""Characters without one of which the pattern cannot match ("" for any), the pattern, and what stands in its place."""
_INSIDE = re.compile(rf"[\[<*_~`\\{_CONTROL}]")
"""Without one of these, as most texts are, there is no markup but at the beginning of a line."""


def told_title(incident: Incident) -> str:
    """The title, with what has to be known before it is relied on: "Withdrawn: Checkout down"."""
    word = STATUS_WORDS.get(incident.status)
    return f"{word}: {incident.title}" if word else incident.title


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
    at = moment.clock
    if at is None:
        return ""
    text = f"{at.hour:02}:{at.minute:02}" + (f":{at.second:02}" if moment.precision is Precision.SECOND else "")
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


@lru_cache(maxsize=1024)
def plain(markdown: str) -> str:
    """Markdown as one line of plain words, for lists, drawings and descriptions."""
    for needed, pattern, replacement in _MARKUP if _INSIDE.search(markdown) else (_BEGINNING,):
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


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """third, eleventh as 11th, 22nd"""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def times(count: int) -> str:
    """once, twice, 3 times"""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def days_long(days: int) -> str:
    """1 day, 91 days, 14 months, 2½ years: the longer the rounder."""
    if days < 92:
        return plural(days, "day")
    months = round(days / 30.44)
    if months < 24:
        return f"{months} months"
    whole, half = divmod(round(days / 365.25 * 2), 2)
    return f"{whole}{'½' if half else ''} years"


def days_rounded(days: int) -> int:
    """The least number of days of which `days_long` says the same: it is another only when the words are."""
    if days < 92:
        return days
    months = round(days / 30.44)
    if months < 24:
        return max(92, ceil((months - 0.5) * 30.44))
    return max(ceil(23.5 * 30.44), ceil((round(days / 365.25 * 2) - 0.5) * 365.25 / 2))


def time_between(first: Moment, second: Moment) -> str:
    """How long it was from one moment to a later one: "4 h 10 min", "9 days", "14 months", "the same day".

    Hours are said only where both have a clock: between days there are days, and nothing finer.
    """
    about = "about " if first.approximate or second.approximate else ""
    minutes = first.minutes_until(second)
    if minutes is not None and 0 <= minutes < 48 * 60:
        hours = minutes / 60
        return about + (duration(minutes) if hours < 10 else f"{round(hours)} h") if minutes else "the same minute"
    days = (second.day - first.day).days
    return about + days_long(days) if days > 0 else "the same day"


def within(first: Moment, last: Moment) -> str:
    """The time between two moments as "in 14 months" or "on the same day"."""
    between = time_between(first, last)
    return {"the same day": "on the same day", "the same minute": "in the same minute"}.get(between, f"in {between}")


def came_back(count: int, last: Moment) -> str:
    """Came back once since, on 30 June 2021; Came back 2 times since, last on 2 July 2021"""
    if count == 1:
        return f"Came back once since, on {long_day(last.day)}"
    return f"Came back {count:,} times since, last on {long_day(last.day)}"
