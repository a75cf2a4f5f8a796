"""Times without AM or PM in a timeline that writes them elsewhere, as "1:15" between "11:30 AM" and "1:45 PM": their
neighbours tell which half of the day they are in.

Read as they stand, those of an afternoon would be the next night.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from postmortem_archive.reading.day_lines import is_day_line
from postmortem_archive.reading.days import PAST_MIDNIGHT
from postmortem_archive.reading.entries import begins_with_day
from postmortem_archive.reading.text import Line, atx_heading
from postmortem_archive.zones import ZONE

_BEGINS = re.compile(
    r"\s{0,9}(?:[-*+•|]\s{1,9}|\d{1,3}[.)]\s{1,9}|#{1,6}\s{1,9})?[*_`\[(~]{0,4}"
    r"(?P<written>(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?)(?!:?\d)"
    rf"(?:\s{{0,2}}(?P<half>[APap])\.?[Mm](?![A-Za-z\d])|(?P<zone>\s{{0,3}}[(\[]?(?:{ZONE}|Z\b))"
    r"|\s{0,3}(?:[-–—]|to)\s{0,3}\d{1,2}(?:[:.]\d{2})?\s{0,2}(?P<later>[APap])\.?[Mm](?![A-Za-z\d]))?"
)
_DAY = 24 * 60
_NOON = _DAY // 2
_LONGEST_STEP = int(PAST_MIDNIGHT.total_seconds()) // 60


def missing_halves(lines: Sequence[Line]) -> tuple[dict[int, str], dict[int, str]]:
    """(by the line's number "am" or "pm", where the time that it begins with is in another half than it says; by the line's
    number the time, where its neighbours do not tell). Nothing where the times without AM and PM are of 24 hours.
    """
    found = {index: match for index, line in enumerate(lines) if not line.code and (match := _BEGINS.match(line.text))}
    sure = {index: _minutes(match) for index, match in found.items() if match["half"]}
    bare = {index for index, match in found.items() if match["minute"] and not (match["half"] or match["zone"] or match["later"])}
    if not sure or not bare or any(not 1 <= int(found[index]["hour"]) <= 12 for index in bare):
        return {}, {}
    texts = {index: line.text.strip() for index, line in enumerate(lines) if not line.code and not line.blank}
    behind = _next_sure(texts, found, sure)
    halves: dict[int, str] = {}
    doubtful: dict[int, str] = {}
    before = None
    for index in texts:
        if index not in behind or (index in found and found[index]["zone"]):
            before = None  # another day begins, or it is on another clock
        elif index in sure:
            before = sure[index]
        elif index in bare:
            said = int(found[index]["hour"]) * 60 + int(found[index]["minute"])
            before, fits = _in_order(said, before, behind[index])
            if before != said:
                halves[lines[index].number] = "pm" if before >= _NOON else "am"
            if not fits:
                doubtful[lines[index].number] = found[index]["written"]
    return halves, doubtful


def _next_sure(texts: dict[int, str], found: Mapping[int, re.Match[str]], sure: Mapping[int, int]) -> dict[int, int | None]:
    """For each line the next time of day of which the half is written, before another day begins; no lines that begin one."""
    behind: dict[int, int | None] = {}
    last = None
    for index in reversed(texts):
        text = texts[index]
        bare = text.lstrip("-*+•| ")
        if index not in found and (atx_heading(text) or begins_with_day(bare) or is_day_line(bare)):
            last = None
            continue
        behind[index] = last
        last = sure.get(index, last)
    return behind


def _in_order(said: int, before: int | None, behind: int | None) -> tuple[int, bool]:
    """(the reading of a time that keeps the order of the times about it, rather as it stands; whether those tell)."""
    readings = (said, (said + _NOON) % _DAY)
    if before is None:  # at the beginning a time of the morning may as well be just before the next
        return said, behind is None or not said < said + _NOON <= behind
    over_midnight = behind is not None and before - behind >= _LONGEST_STEP
    for reading in readings:
        after, ahead = reading >= before, behind is None or reading <= behind
        if (after or ahead) if over_midnight else (after and ahead):
            return reading, True
    if behind is None:  # over midnight
        return min(readings, key=lambda reading: (reading - before) % _DAY), True
    return min(readings, key=lambda reading: abs(reading - before)), False


def _minutes(match: re.Match[str]) -> int:
    """The minute of the day of a time with its half; an hour above 12 is what it is."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour <= 12:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return hour * 60 + minute
