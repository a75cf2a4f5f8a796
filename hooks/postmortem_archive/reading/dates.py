"""The grammar of dates: a day, or the day of a year that is not said, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from postmortem_archive.reading import months

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# before a colon, "Oct 30 2145: x" says a time of day; what can be a year that somebody writes of is one
_YEAR = r"(?P<year>\d{4}(?![\d:])|(?:199\d|20[0-3]\d)(?=:(?!\d)))"
_ENDS = r"(?=\s{0,3}(?:$|[\n:,;|)\]*_`](?!\d)))"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s{1,3})?"
_DATES = tuple(
    re.compile(_WEEKDAY + pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?!\d)",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>)(?=:?[*_]{0,3}\s*$|,?\s(?:um\s|gegen\s)?~?\d{1,2}(?:[:.]\d{2}|\sUhr\b))",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s/-]{{1,3}}{_MONTH}(?:,?[\s/-]{{1,3}}{_YEAR})?(?![\w])",
        rf"{_MONTH}[\s/-]{{1,3}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!:?\d)(?:,?[\s/-]{{1,3}}{_YEAR})?(?![\w])",
        r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<year>\d{4})(?!\d)",
        r"(?P<a>\d{1,2}),\s(?P<b>\d{1,2}),\s(?P<year>\d{4})(?!\d)",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{2})(?![\d/])",
        r"(?P<a>\d{2})-(?P<b>\d{2})(?P<year>)(?=\s~?\d{1,2}:\d{2})",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>)(?=,?\s~?\d{1,2}[:.]\d{2})",
    )
)
_DAYS = tuple(
    re.compile(_WEEKDAY + pattern, re.IGNORECASE)
    for pattern in (
        rf"{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s?[-–—]\s?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s{_YEAR}|{_ENDS})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s?[-–—]\s?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s{_YEAR}|{_ENDS})",
    )
)
"""Days of one month, from one to another; without a year only where no word follows that is counted, as in "May 3-10 servers"."""
_MONTH_BEHIND = re.compile(rf"\s{_MONTH}\s\d{{4}}(?!\d)")
_DAY_NAME_BEHIND = re.compile(r",?\s\(?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\)?(?!\w)", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""A year outside is a slip of the keyboard, and no arithmetic with time zones can leave the calendar."""


class Dated(NamedTuple):
    """A day, or the month and the day of a year that is not said."""

    day: date | None
    month_day: tuple[int, int] | None

    def near(self, other: date) -> date | None:
        """The day, in the year in which it comes closest to another one where it has none itself; None where none has it."""
        if self.day or self.month_day is None:
            return self.day
        found = (calendar_day(str(year), *self.month_day) for year in range(other.year - 1, other.year + 2))
        return min((dated.day for dated in found if dated and dated.day), key=lambda day: abs(day - other), default=None)


class Ambiguous(ValueError):
    """`written` can be read as two different times, or as none; `of_day` when it is the day that nobody can tell."""

    def __init__(self, written: str, message: str, of_day: bool = True) -> None:
        super().__init__(f"'{written}' {message}")
        self.written = written
        self.of_day = of_day


@dataclass
class Cursor:
    """A position in a text that moves forward over what matches. A date that can be two days is the one about a day of `near`."""

    text: str
    at: int = 0
    whole: bool = False
    near: tuple[date, ...] = ()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match at this position, which moves behind it; None where there is none."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match


def take_date(cursor: Cursor) -> Dated | None:
    """The date at the cursor, which stays where it is when there is none. Raises Ambiguous."""
    for pattern in _DATES:
        mark = cursor.at
        match = cursor.take(pattern)
        if match is None:
            continue
        found = match.groupdict()
        if "a" in found:
            month, day = day_and_month(match, cursor.near)
        else:
            month = _month(found["month"]) if "month" in found else int(found["m"])
            day = int(found["d"])
        dated = calendar_day(found["year"], month, day)
        if dated is not None:
            if second := _MONTH_BEHIND.match(cursor.text, cursor.at):
                raise Ambiguous(match[0] + second[0], "names two months: write the year first, as in 2023-05-12")
            cursor.take(_DAY_NAME_BEHIND)
            return dated
        cursor.at = mark
    return None


def take_days(cursor: Cursor) -> tuple[Dated, Dated] | None:
    """The first and the last of "January 3-5, 2024" or "3–5 January"; None, and the cursor where it is, where there are none."""
    for pattern in _DAYS:
        mark = cursor.at
        if match := cursor.take(pattern):
            first, last = (calendar_day(match["year"], _month(match["month"]), int(match[name])) for name in ("d", "last"))
            if first and last and int(match["d"]) < int(match["last"]):
                return first, last
            cursor.at = mark
    return None


def _month(word: str) -> int:
    return next(number for number, name in enumerate(months.ENGLISH, 1) if name.startswith(word[:3].lower()))


def calendar_day(year_text: str | None, month: int, day: int) -> Dated | None:
    """The day, or the day of an unknown year; None where the calendar has no such day."""
    year = int(year_text) if year_text else 2024  # a leap year: 29 February is a day
    year += 2000 if year_text and len(year_text) == 2 else 0
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return Dated(found, None) if year_text else Dated(None, (month, day))


def day_and_month(match: re.Match[str], near: tuple[date, ...]) -> tuple[int, int]:
    """(month, day) of a numeric date that does not begin with its year, where only one reading is possible, or is within two
    days of one of the days `near`: the two readings are almost four weeks apart. Raises Ambiguous."""
    first, second = int(match["a"]), int(match["b"])
    if first > 12 >= second:
        return second, first
    if second > 12 >= first or first == second:
        return first, second
    if first > 12:
        return 0, 0
    for other in near:
        for month, day in ((first, second), (second, first)):
            dated = calendar_day(match["year"], month, day)
            found = dated.near(other) if dated else None
            if found and abs(found - other) <= timedelta(days=2):
                return month, day
    raise Ambiguous(match[0], "can be two different days: write the year first, as in 2023-05-12")
