"""The day or the month that a question names, in the one form in which incidents have theirs: `26 March 2018` is 2018-03-26.

`2018-03-26` and `2018/03/26` are that already (search/tokens.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from postmortem_archive.search.tokens import Word

_YEAR = "((?:19|20)[0-9]{2})(?![a-z0-9])"
_DAY = "([0-3]?[0-9])(?:st|nd|rd|th)?"
NAMED = (
    rf"(?<![a-z0-9])(?:{_DAY}\.?(?: of)?[ /-])?"
    r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?)"
    rf"\.?(?:[ /-]{_DAY})?,?[ /-]{_YEAR}"
)
"""A day before or behind the name of its month, or the month alone: first day, month, second day, year."""
NUMBERED = rf"(?<![a-z0-9./-])([0-3]?[0-9])([./])([0-3]?[0-9])\2{_YEAR}"
"""26.03.2018, or with slashes where one of both can be no month: first number, sign, second number, year.

Both are patterns of a text in lower case, the same in Python and JavaScript, which has them from the manifest."""
MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


def days_in(text: str) -> Iterator[Word]:
    """The days and months that a text names otherwise than by an identifier, as words that an incident has or has not."""
    lower = text.lower()
    for before, month, behind, year in re.findall(NAMED, lower):
        yield from _word(year, MONTHS.index(month[:3]) // 3 + 1, before or behind)
    for first, sign, second, year in re.findall(NUMBERED, lower):
        if sign == "." or (int(first) > 12) != (int(second) > 12):
            day, month = (second, first) if int(second) > 12 else (first, second)
            yield from _word(year, int(month), day)


def months_in(text: str) -> frozenset[str]:
    """The words of these that are the name of a month: they are understood, whether or not an incident has them."""
    return frozenset(found[2] for found in re.finditer(NAMED, text.lower()))


def _word(year: str, month: int, day: str) -> Iterator[Word]:
    if 1 <= month <= 12:
        surface = f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}"
        whole = surface.replace("-", ".")
        yield Word(0, 0, surface, whole, whole=whole, exact=True)


def as_words(day: date) -> str:
    """A text that has a day and its month as the words above, and no other."""
    return day.isoformat().replace("-", ".")
