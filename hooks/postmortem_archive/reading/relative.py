"""Times that count from the start of an incident: `T+5:00`, `T-10 min`, `T + 1h30m`."""

from __future__ import annotations

import re
from datetime import timedelta

_RELATIVE = re.compile(
    r"[*_`(\[]{0,3}(?P<written>T\s?[+\-−–]\s?\d{1,4}(?::\d{2}(?::\d{2})?|\s?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
    r"(?:\s?\d{1,2}\s?(?:m|mins?|minutes?))?)?|T0)(?![\w.])[*_`)\]]{0,3}\s*(?::[*_`]{0,3}|[-–—→]+(?=\s))?\s*(?P<rest>.*)",
    re.DOTALL,
)
_PARTS = re.compile(
    r"T\s?(?P<sign>[+\-−–])\s?(?P<count>\d{1,4})(?:(?P<minutes>:\d{2})(?P<seconds>:\d{2})?|\s?(?P<unit>[smhd])[a-z]*(?:\s?(?P<more>\d{1,2})\s?m[a-z]*)?)?"
)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def split_relative(text: str) -> tuple[str, str] | None:
    """(the time as written, the rest) of an entry that begins with a time counted from the start; None for any other."""
    match = _RELATIVE.match(text)
    return (match["written"], match["rest"]) if match else None


def relative_distance(written: str) -> timedelta | None:
    """How far from the start; None where hours and minutes cannot be told apart, as in `T+5:00`, unless it is the start."""
    match = _PARTS.fullmatch(written)
    if match is None:
        return timedelta(0) if written == "T0" else None
    sign = 1 if match["sign"] == "+" else -1
    count = int(match["count"])
    if match["seconds"]:
        return sign * timedelta(hours=count, minutes=int(match["minutes"][1:]), seconds=int(match["seconds"][1:]))
    if match["unit"]:
        return sign * (timedelta(**{_UNITS[match["unit"]]: count}) + timedelta(minutes=int(match["more"] or 0)))
    zero = count == 0 and not int((match["minutes"] or ":0")[1:])
    return timedelta(0) if zero else None
