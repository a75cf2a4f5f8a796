"""Days that only their company tells: a day of the week, "Day 3" of an incident, "the 17th"; and dates in other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from postmortem_archive.reading import months
from postmortem_archive.reading.dates import Ambiguous, Dated, calendar_day, day_and_month

_WEEKDAYS = (
    ("monday", "mon", "montag"), ("tuesday", "tue", "tues", "dienstag"), ("wednesday", "wed", "mittwoch"),
    ("thursday", "thu", "thur", "thurs", "donnerstag"), ("friday", "fri", "freitag"), ("saturday", "sat", "samstag", "sonnabend"),
    ("sunday", "sun", "sonntag"),
)  # fmt: skip
_WEEKDAY_NUMBERS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTH_NUMBERS = {**{name[:3]: number for number, name in enumerate(months.ENGLISH, 1)}, **months.NUMBERS}
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_WEEKDAY_NUMBERS, key=len, reverse=True))})\.?(?!\w)"
_NAMED = re.compile(
    rf"{_WEEKDAY}(?:,?\s{{1,3}}(?:the\s)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.))?|(?:the\s)?(?P<of_month>\d{{1,2}})(?:st|nd|rd|th)"
    r"|(?:day|tag)\s(?P<ordinal>\d{1,3})",
    re.IGNORECASE,
)
_OF_THE_WEEK = re.compile(rf"{_WEEKDAY}(?:,?\s{{1,3}}|\s?[-–—]\s{{1,3}})(?=\d|[^\W\d_]{{3}})", re.IGNORECASE)
_JAPANESE = re.compile(r"(?:(?P<year>\d{4})年\s?)?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日(?:\s?[（(].[）)])?")
_FOREIGN = re.compile(
    r"(?P<d>\d{1,2})(?:\.|º|er)?\s(?:de\s)?(?P<month>[^\W\d_]{3,12})\.?(?:\s(?:de\s)?(?P<year>\d{4}))?", re.IGNORECASE
)
_WITHOUT_YEAR = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?P<year>)")


@dataclass(frozen=True)
class NamedDay:
    """A day of the week (0 is a Monday), a day of some month, or both; or the `ordinal`-th day of the incident."""

    weekday: int | None = None
    of_month: int | None = None
    ordinal: int | None = None

    def day(self, before: date | None, first: date | None) -> date | None:
        """Which day it is, below entries of the day `before`, in an incident that began on the day `first`; None where these do
        not tell. Days go on from the one before; at the beginning of a timeline it is the nearest to the first."""
        if self.ordinal is not None:
            return first + timedelta(days=max(0, self.ordinal - 1)) if first else None
        back, ahead = (3, 7) if self.of_month is None else (15, 62)
        start = before or (first - timedelta(days=back) if first else None)
        if start is None:
            return None
        days = (start + timedelta(days=distance) for distance in range(ahead))
        return next((day for day in days if self._is(day)), None)

    def _is(self, day: date) -> bool:
        return self.weekday in (None, day.weekday()) and self.of_month in (None, day.day)


def named_day(text: str) -> NamedDay | None:
    """The day that is all of a text, such as "Friday", "Freitag", "Friday the 17th" or "Day 3"."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    weekday = _WEEKDAY_NUMBERS[match["weekday"].lower()] if match["weekday"] else None
    of_month = match["d"] or match["of_month"]
    return NamedDay(weekday, int(of_month) if of_month else None, int(match["ordinal"]) if match["ordinal"] else None)


def without_weekday(text: str) -> str:
    """The text without the day of the week before a date, as in "Freitag, 17. Mai"."""
    match = _OF_THE_WEEK.match(text)
    return text[match.end() :] if match else text


def day_alone(text: str, near: tuple[date, ...]) -> Dated | None:
    """The date that is all of a text, as it is only written where nothing else stands: "5/17", "17. Mai", "17 mai 2024",
    "2024年5月17日". Raises Ambiguous where it can be two days, or is one in words that are not known."""
    if match := _JAPANESE.fullmatch(text):
        return calendar_day(match["year"], int(match["m"]), int(match["d"]))
    if match := _FOREIGN.fullmatch(text):
        if month := _MONTH_NUMBERS.get(match["month"].lower()):
            return calendar_day(match["year"], month, int(match["d"]))
        numbered = "." in text and match["month"][:1].isupper()  # as the heading "1. Outage 2024" is
        if match["year"] and 1990 <= int(match["year"]) < 2040 and not numbered:
            raise Ambiguous(text, "is no date that is known here: write it as in 2023-05-12")
    match = _WITHOUT_YEAR.fullmatch(text)
    return calendar_day(None, *day_and_month(match, near)) if match else None
