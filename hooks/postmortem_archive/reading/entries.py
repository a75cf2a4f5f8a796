"""One entry of a timeline: its time, as written, and what is left of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from itertools import chain

from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.items import Table
from postmortem_archive.reading.relative import split_relative
from postmortem_archive.reading.stamps import Stamp, take_more, take_stamp
from postmortem_archive.zones import ZONE, find_city, find_zone

_OPENERS = re.compile(r"(?:\*{1,3}|_{1,2}|`|\[|\(|\{\{)*\s{0,9}")
_OPENER = re.compile(r"\*{1,3}|_{1,2}|`|\[|\(|\{\{")
_CLOSER = {"[": "]", "(": ")", "{{": "}}"}
_LABELLED = re.compile(
    r"(?P<label>[*_]{0,3}[^\W\d_][^:|\n]{1,60}?[*_]{0,3}:[*_]{0,3})\s{1,9}(?P<rest>[*_`(\[~]{0,4}\d.*)", re.DOTALL
)
_LABEL_AROUND = re.compile(
    r"(?P<label>[*_]{0,3}[^\W\d_][^()|\n]{1,60})\((?P<stamp>[^()\n]{4,40})\)(?P<behind>[*_]{0,3}\s?:.*)", re.DOTALL
)
_LABEL_BEFORE = re.compile(
    r"(?P<label>[*_]{0,3}[^\W\d_][^\d:|\n]{2,40}?[*_]{0,3})\s(?P<stamp>\d{4}-\d{1,2}-\d{1,2}\s(?:at\s)?~?\d{1,2}[:.]?\d{2}(?:\s?[A-Z]{1,5})?)\W*"
)
_PREPOSITION = re.compile(
    r"^(?:at|on|um|am)\s(?=[*_`(\[~]{0,3}\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?::|-{1,2}(?=\s|$)|[–—→]|,(?=\s))?\s*")

_TIME_COLUMN = re.compile(r"\btime|\bwhen\b|時刻|日時", re.IGNORECASE)
_ZONE_COLUMN = re.compile(rf"[(*_`\s]*{ZONE}[)*_`:\s]*")
_DATE_COLUMN = re.compile(r"\bdate\b|日付", re.IGNORECASE)
_DAY_COLUMN = re.compile(r"\bday\b", re.IGNORECASE)
_TEXT_COLUMN = re.compile(r"event|what|description|action|entry|detail|message|update|イベント|内容", re.IGNORECASE)
_START_COLUMN = re.compile(r"\b(?:start(?:ed|s)?|beg[iau]n(?:s|ning)?|from|von|beginn)\b", re.IGNORECASE)
_END_COLUMN = re.compile(r"^\W*(?:end(?:ed|s)?|finish(?:ed)?|to|until|till|bis|ende)\b", re.IGNORECASE)
_PHASE_COLUMN = re.compile(r"^\W*phase\W*$", re.IGNORECASE)


@lru_cache(maxsize=512)
def split_stamp(text: str, near: tuple[date, ...] = ()) -> tuple[Stamp | None, str, str]:
    """(stamp, as written, the rest as Markdown) of an entry that begins with its time; (None, "", text) otherwise.

    Emphasis, code or brackets around the time go with it; emphasis that runs on into the text stays. A date that can be two days
    is the one about a day of `near`. Raises Ambiguous where the text begins with a time that can be read in two ways. Who looks
    for a timeline asks of the same entries as who reads it.
    """
    if not any(char.isdigit() for char in text[:60]):
        return None, "", text
    opening = _OPENERS.match(text)
    assert opening is not None
    openers = _OPENER.findall(opening[0])
    stamp, rest = take_stamp(text[opening.end() :], near)
    if stamp is None:
        return None, "", text
    written = text[opening.end() : len(text) - len(rest)].strip()
    ended = not openers
    while openers:
        closer = _CLOSER.get(openers[-1], openers[-1])
        match = re.match(rf"\s{{0,9}}:?\s{{0,9}}{re.escape(closer)}", rest)
        if match is None:
            break
        rest = rest[match.end() :]
        ended = ended or ":" in match[0]
        if openers.pop() == "[":
            rest = re.sub(r"^\([^)\s]*\)", "", rest)
    if not ended or (stamp.clock is None and opening[0]):  # "**22:50** (Oct 30)": the emphasis is of the time alone
        stamp, behind = take_more(stamp, rest, near)
        more = rest[: len(rest) - len(behind)].strip()
        written, rest = f"{written}{'' if more[:1] in (':', ',') else ' '}{more}".strip(), behind
    if (
        rest[:1].isalnum()
        or rest[:1] == "%"
        or (rest[:1] == "/" and stamp.zone is None)
        or (rest[:1] == "." and rest[1:2].isalnum())
    ):
        return None, "", text
    for _ in range(2):
        separator = _SEPARATOR.match(rest)
        rest = rest[separator.end() :] if separator else rest
    return stamp, written, "".join(openers) + rest


def begins_with_time(text: str) -> bool:
    """True for text that begins with a date or a time of day, also one that can be read in two ways, or with "T+5m"."""
    if split_relative(text):
        return True
    try:
        return split_stamp(without_preposition(text))[0] is not None
    except Ambiguous:
        return True


def begins_with_day(text: str) -> bool:
    """True for text that begins with a date, with or without a year."""
    try:
        stamp = split_stamp(text)[0]
    except Ambiguous as error:
        return error.of_day
    return stamp is not None and (stamp.day is not None or stamp.month_day is not None)


def without_preposition(text: str) -> str:
    """The text without the first word of "At 10:00 AM, ...": in a list that is how an entry begins with its time."""
    return _PREPOSITION.sub("", text, count=1)


def begins_with_clock(text: str) -> bool:
    """True for text that begins with a time of day, perhaps behind a date."""
    try:
        stamp = split_stamp(text)[0]
    except Ambiguous as error:
        return not error.of_day
    return stamp is not None and stamp.clock is not None


def has_label(text: str) -> bool:
    """True for "Detected: 10:26 ..." and "Incident declared 2023-06-06 10:26"."""
    label = split_label(text)
    return label is not None and begins_with_time(label[1])


def split_label(text: str) -> tuple[str, str, str] | None:
    """(label, what the time is read from, what follows) of "Detected: 10:26 ...", "**Detected (10:26)**: ..." and, where
    nothing follows it, "Incident declared 2023-06-06 10:26"."""
    if match := _LABELLED.match(text):
        return match["label"], match["rest"], ""
    if match := _LABEL_AROUND.match(text):
        return match["label"].rstrip(), match["stamp"], match["behind"]
    if match := _LABEL_BEFORE.fullmatch(text):
        return match["label"], match["stamp"], ""
    return None


@dataclass(frozen=True)
class Columns:
    """Which column of a timeline table holds what, by index, and the zone that the header sets for its times."""

    when: tuple[int, ...]
    until: int | None
    text: int | None
    phase: int | None
    others: tuple[int, ...]
    zone: tzinfo | None


def find_columns(table: Table) -> Columns:
    """The columns by the words of the header, and where it does not say, by what the cells hold."""
    indexes = range(len(table.header))
    dates = _named(table, _DATE_COLUMN) or _named(table, _DAY_COLUMN)
    times = [
        index
        for index, header in enumerate(table.header)
        if index not in dates and (_TIME_COLUMN.search(header) or (_ZONE_COLUMN.fullmatch(header) and find_zone(header)))
    ]
    if dates and not times:
        times = [index for index in _named(table, _START_COLUMN) if index not in dates and _holds_clocks(table, index)]
    when = tuple(dates[:1] + times[:1]) or tuple(_stamped(table))[:1]
    starts = bool(when) and _START_COLUMN.search(table.header[when[-1]])
    ends = [index for index in _named(table, _END_COLUMN) if index not in when and _holds_clocks(table, index)] if starts else []
    until = ends[0] if ends else None
    phase = next(iter(_named(table, _PHASE_COLUMN)), None)
    rest = [index for index in indexes if index not in when and index not in (phase, until)]
    text = next((index for index in rest if _TEXT_COLUMN.search(table.header[index])), rest[-1] if rest else None)
    # of two columns with times, in one zone each, the second says the same again
    zones = (find_zone(table.header[index]) for index in (*when[::-1], text, phase) if index is not None)
    cities = (find_city(table.header[index]) for index in when[::-1])
    return Columns(
        when, until, text, phase, tuple(index for index in rest if index != text), next(filter(None, chain(zones, cities)), None)
    )


def _named(table: Table, pattern: re.Pattern[str]) -> list[int]:
    return [index for index, header in enumerate(table.header) if pattern.search(header)]


def _holds_clocks(table: Table, index: int) -> bool:
    """True for a column whose cells mostly hold a time of day or nothing, judged by the first rows."""
    cells = [cells[index] for _, cells in table.rows[:50] if cells[index]]
    return 0 < len(cells) <= 2 * sum(map(begins_with_clock, cells))


def _stamped(table: Table) -> Iterator[int]:
    """The columns whose cells mostly begin with a time, judged by the first rows."""
    rows = table.rows[:50]
    for index in range(len(table.header)):
        found = 0
        for _, cells in rows:
            try:
                found += split_stamp(cells[index])[0] is not None
            except ValueError:
                found += 1
        if rows and found * 2 >= len(rows):
            yield index
