"""The grammar of times of day, with a colon, a dot or none, in 12 hours or 24."""

from __future__ import annotations

import re
from datetime import time

from postmortem_archive.moment import Precision
from postmortem_archive.reading.dates import Ambiguous, Cursor
from postmortem_archive.zones import ZONE

_CLOCK = re.compile(
    r"(?P<h>\d{1,2}):\s?(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:\s{0,2}(?P<half>[ap]\.?m(?![A-Za-z\d])\.?)|(?P<letter>[ap])(?!\w))?"
    r"|(?P<h2>\d{1,2})\.(?P<min2>[0-5]\d)(?![\d.]|\s*(?:[%x]|[KMGT]i?B\b|m?s\b|secs?\b|mins?\b|seconds?\b|minutes?\b|hours?\b|million))"
    r"(?:\s{0,2}(?P<half2>[ap]\.?m(?![A-Za-z\d])\.?))?"
    r"|(?P<h4>[01]?\d|2[0-3])h(?P<min4>[0-5]\d)(?!\w)|(?P<h6>\d{1,2})\s?Uhr(?:\s(?P<min6>[0-5]\d)(?![\d:.]))?(?!\w)|(?P<h5>[01]\d|2[0-3])(?P<min5>[0-5]\d)(?=\s?hrs?\b|\s(?:UTC|GMT)\b|Z\b)"
    r"|(?P<h3>\d{1,2})\s{0,2}(?P<half3>[ap]\.?m(?![A-Za-z\d])\.?)",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\s?(?:hrs?|hours|Uhr|h)\b(?!\s?\d)\.?")
"""Words that only say that it was a time of day."""
# "2024-03-12 0616:", "2025-01-14 1600": four digits are a time only behind a date, and only where no noun follows them
_BARE_CLOCK = re.compile(rf"(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?=\s*$|:|h\b|\s(?:{ZONE}))")


def take_clock(cursor: Cursor, behind_date: bool) -> tuple[time, Precision] | None:
    """The time of day at the cursor, which stays where it is when there is none. Raises Ambiguous."""
    mark = cursor.at
    match = cursor.take(_CLOCK)
    if match is None:
        bare = cursor.take(_BARE_CLOCK) if behind_date else None
        return (time(int(bare["h"]), int(bare["min"])), Precision.MINUTE) if bare else None
    hour = int(next(match[name] for name in ("h", "h2", "h3", "h4", "h5", "h6") if match[name]))
    minute = int(next((match[name] for name in ("min", "min2", "min4", "min5", "min6") if match[name]), 0))
    cursor.take(_HOURS)
    half = (match["half"] or match["half2"] or match["half3"] or "").lower().replace(".", "")
    half = half or {"a": "am", "p": "pm"}.get((match["letter"] or "").lower(), "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half == "am" or (half and match["h3"]):  # "13:06 PM" keeps its 13, as nothing else can be meant
        wanted = f"is no time of day: write {hour:02}:{minute:02}, or an hour up to 12 before {half}"
        raise Ambiguous(match[0].strip(), wanted, of_day=False)
    if hour > 23:
        cursor.at = mark
        return None
    second = match["s"]
    return time(hour, minute, int(second or 0)), Precision.SECOND if second else Precision.MINUTE
