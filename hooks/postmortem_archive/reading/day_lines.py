"""Lines that are nothing but a date, perhaps with a time zone: the day of what stands below them."""

from __future__ import annotations

import re
from datetime import date, tzinfo

from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.stamps import Stamp, take_stamp
from postmortem_archive.zones import ZONE, UnknownZone, find_zone, read_zone

_LONGEST_DATE_LINE = 100
_ZONE_BEHIND = re.compile(
    r"(?<=\d)\s{0,3}[,;:–—-]?\s{0,3}(?:(?i:all times|alle zeiten)\s)?(?:(?i:are|sind)\s)?(?:(?i:in)\s)?"
    rf"(?P<zone>{ZONE})\W{{0,9}}$"
)


def whole_date(text: str, near: tuple[date, ...] = ()) -> Stamp | None:
    """The date that is all of a heading or line, perhaps with a zone behind it. Raises ValueError where it can be two days, and
    neither is about one of those `near`."""
    if len(text) > _LONGEST_DATE_LINE or not any(char.isdigit() for char in text):
        return None
    bare = re.sub(r"^\s*(?:date:|day \d+[:,]?)\s*", "", re.sub(r"[*_`#\[\]]", "", text), flags=re.IGNORECASE).strip(" :\t")
    bare = _ZONE_BEHIND.sub("", re.sub(r"\s*\([^)]*\)$", "", bare))
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
    """True for nothing but a date, also one that can be two."""
    try:
        return whole_date(text) is not None
    except Ambiguous:
        return True
