"""Times of day without a colon, such as "0240 down": four digits that only their company makes times."""

from __future__ import annotations

import re
from itertools import pairwise

from postmortem_archive.reading.days import PAST_MIDNIGHT
from postmortem_archive.reading.entries import begins_with_clock
from postmortem_archive.reading.text import Line

_BEGINS = re.compile(
    r"(?P<before>\s{0,9}(?:[-*+•]\s+|\d{1,3}[.)]\s+)?[*_`\[(~]{0,3})(?P<digits>\d{4})(?=(?:h|hrs|Z)?[*_`\])]{0,3}(?:\s|:(?!\d)|$))"
)
_FEWEST = 3
_YEARS = range(1990, 2040)


def with_colons(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a timeline, its times written with a colon where at least three lines begin with four digits that are times
    of day in order, and are more than those that begin with a time as it is."""
    found = [(index, match) for index, line in enumerate(lines) if not line.code and (match := _BEGINS.match(line.text))]
    times = [_minutes(match["digits"]) for _, match in found]
    known = [time for time in times if time is not None]
    if len(known) < max(_FEWEST, len(times)) or not _in_order(known) or all(int(match["digits"]) in _YEARS for _, match in found):
        return lines
    if sum(begins_with_clock(re.sub(r"^[-*+\s]+", "", line.text)) for line in lines) >= len(known):
        return lines
    changed = list(lines)
    for index, match in found:
        text, cut = lines[index].text, match.start("digits") + 2
        changed[index] = lines[index]._replace(text=f"{text[:cut]}:{text[cut:]}")
    return tuple(changed)


def bare_clock(text: str) -> str | None:
    """The four digits that the text begins with, if they can be a time of day and are no year."""
    match = _BEGINS.match(text)
    digits = match["digits"] if match else ""
    return digits if digits and _minutes(digits) is not None and int(digits) not in _YEARS else None


def _minutes(digits: str) -> int | None:
    hour, minute = int(digits[:2]), int(digits[2:])
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _in_order(times: list[int]) -> bool:
    """True for times that never go back but over midnight."""
    midnight = PAST_MIDNIGHT.total_seconds() / 60
    return all(later >= earlier or earlier - later >= midnight for earlier, later in pairwise(times))
