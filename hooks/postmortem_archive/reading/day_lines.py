"""Lines that are nothing but a date, or the name of a day, perhaps with a time zone: the day of what stands below them."""

from __future__ import annotations

import re
from datetime import date, tzinfo

from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.named_days import NamedDay, day_alone, named_day, without_weekday
from postmortem_archive.reading.stamps import Stamp, take_stamp
from postmortem_archive.zones import ZONE, UnknownZone, find_zone, read_zone

_LONGEST_DATE_LINE = 100
_LONGEST_NAME = 40
_BEGINS = re.compile(
    r"[\s*_`#\[\]:~≈約–—-]{0,12}(?:\d{1,4}(?:[^\w:]|st|nd|rd|th|[º年月])|date\b|day\s|tag\s|the\s\d"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|son"
    r"|c\.|ca\b|approx|around|about|circa|gegen|etwa|between|from)",
    re.IGNORECASE,
)
"""How every day begins: few other lines do, and those need not be looked at."""
_LABEL = re.compile(r"\s*(?:date:\s*|(?:day|tag)\s\d{1,3}\s?[:,–—-]?\s+(?=\S))", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?:[^\W\d_]\S{0,20}\s){0,3}\((?P<inner>[^()]{3,40})\)")
_BEHIND_NAME = re.compile(r"\s?[:–—]|\s-\s")
_ZONE_BEHIND = re.compile(
    r"(?<=\d)\s{0,3}[,;:–—-]?\s{0,3}(?:(?i:all times|alle zeiten)\s)?(?:(?i:are|sind)\s)?(?:(?i:in)\s)?"
    rf"(?P<zone>{ZONE})\W{{0,9}}$"
)


def whole_date(text: str, near: tuple[date, ...] = ()) -> Stamp | None:
    """The date that is all of a heading or line, perhaps with a zone behind it. Raises ValueError where it can be two days, and
    neither is about one of those `near`."""
    if len(text) > _LONGEST_DATE_LINE or not _BEGINS.match(text) or not any(char.isdigit() for char in text):
        return None
    bare = without_weekday(_bare(_LABEL.sub("", _unmarked(text), count=1)))
    stamp = _date_alone(bare, near)
    if stamp is None and (dated := day_alone(bare, near)):
        return Stamp(*dated)
    return stamp


def day_line(text: str, near: tuple[date, ...] = ()) -> Stamp | NamedDay | None:
    """The day that a heading or line names for what stands below it: a date, also one in brackets behind a few words, as in
    "Recovery (2024-05-17)", or a day that its company tells, such as "Friday". Raises ValueError like `whole_date`."""
    if day := whole_date(text, near):
        return day
    if len(text) > _LONGEST_DATE_LINE:
        return None
    bare = _LABEL.sub("", _unmarked(text), count=1).strip(" :")
    match = _IN_BRACKETS.fullmatch(bare)
    return (_date_alone(without_weekday(match["inner"]), near) if match else None) or named_day(_bare(bare))


def name_before(text: str) -> NamedDay | None:
    """The day that a heading names before its words, as in "Day 3: recovery"."""
    return named_day(_BEHIND_NAME.split(_unmarked(text), maxsplit=1)[0].strip())


def _unmarked(text: str) -> str:
    return re.sub(r"[*_`#\[\]]", "", text).strip(" \t–—-")


def _bare(text: str) -> str:
    """A line without what may stand behind its date."""
    return _ZONE_BEHIND.sub("", re.sub(r"\s*\([^)]*\)$", "", text.strip(" :\t"))).strip(" :\t")


def _date_alone(bare: str, near: tuple[date, ...]) -> Stamp | None:
    try:
        stamp, rest = take_stamp(bare, near)
    except Ambiguous as error:
        if error.written == bare:
            raise
        return None
    return stamp if stamp and stamp.clock is None and not rest.strip(" :.,-–—\\") and stamp.until is None else None


def zone_beside(text: str) -> tzinfo | None:
    """The zone that shares a line with a date, as in "2023-05-12 (all times UTC)" and "2023-05-12 UTC"."""
    match = _ZONE_BEHIND.search(text[-_LONGEST_DATE_LINE:])
    try:
        return find_zone(text) or (read_zone(match["zone"]) if match else None)
    except UnknownZone:
        return None


def is_day_line(text: str) -> bool:
    """True for nothing but a date, also one that can be two, or the name of a day with a capital letter."""
    if len(text) > _LONGEST_DATE_LINE or not _BEGINS.match(text):
        return False
    try:
        if whole_date(text) is not None:
            return True
    except Ambiguous:
        return True
    return len(text) < _LONGEST_NAME and text.lstrip("*_ ")[:1].isupper() and named_day(_bare(_unmarked(text))) is not None
