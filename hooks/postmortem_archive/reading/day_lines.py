"""Lines that are nothing but a date: the day of what stands below them."""

from __future__ import annotations

import re

from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.stamps import Stamp, take_stamp

_LONGEST_DATE_LINE = 100


def whole_date(text: str) -> Stamp | None:
    """The date that is all of a heading or line, perhaps with a zone in brackets behind it. Raises ValueError."""
    if len(text) > _LONGEST_DATE_LINE or not any(char.isdigit() for char in text):
        return None
    bare = re.sub(r"^\s*(?:date:|day \d+[:,]?)\s*", "", re.sub(r"[*_`#\[\]]", "", text), flags=re.IGNORECASE).strip(" :\t")
    bare = re.sub(r"\s*\([^)]*\)$", "", bare)
    try:
        stamp, rest = take_stamp(bare)
    except Ambiguous as error:
        if error.written == bare:
            raise
        return None
    return stamp if stamp and stamp.clock is None and not rest.strip(" :.,-–—\\") and stamp.until is None else None


def is_day_line(text: str) -> bool:
    """True for nothing but a date, also one that can be two."""
    try:
        return whole_date(text) is not None
    except Ambiguous:
        return True
