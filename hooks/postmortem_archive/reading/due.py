"""The day by which an action item is to be done, where its words or one of its details name it."""

from __future__ import annotations

import re
from datetime import date

from postmortem_archive.reading import months
from postmortem_archive.reading.dates import Ambiguous, calendar_day
from postmortem_archive.reading.stamps import take_stamp

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_SPELLED_OUT = rf"\d{{1,2}}\.\s?(?:{months.ANY})(?!\w)"
"""As German writes it: `1. Dezember`."""
DAY = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}/[A-Z][a-z]{2}/\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}|{_MONTH}\s\d|{_SPELLED_OUT})"
)
"""What a day begins with that cannot be anything else."""
WHOLE_DAY = (
    r"(?:\d{4}-\d\d?-\d\d?|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}"
    rf"|\d{{1,2}}\s{_MONTH}\s\d{{4}}|{_MONTH}\s\d{{1,2}},?\s\d{{4}}|{_SPELLED_OUT}\s\d{{4}})(?!\d)"
)
"""A day with its year."""
BY = r"(?:due(?: by| on| date)?|by|until|bis(?: zum)?|fällig(?: am)?)"
_DAY_SAID = re.compile(WHOLE_DAY, re.IGNORECASE)
_SPELLED = re.compile(
    rf"(?P<day>\d{{1,2}})\.\s?(?P<month>{months.ANY})(?!\w)(?:\s(?P<year>\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
_JIRA = re.compile(rf"(?P<day>\d{{1,2}}/{_MONTH}/)(?P<year>\d\d)(?!\d)", re.IGNORECASE)
"""As Jira writes a day: 01/Mar/24."""
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DUE = re.compile(
    r"(?<![\w-])(?:due(?: date| on| by)?|deadline|target(?: date)?|by|fällig(?: am)?|frist|bis(?: zum)?|期限)"
    r"[*_]{0,3}\s?(?:[:：]?[*_]{0,3}\s{1,3}|：)(?=[A-Za-z\d])"
    r"|[—–-]\s(?=\d{4}-\d\d-\d\d\W*$)"
    r"|@[A-Za-z0-9][\w-]{0,38}[,;]\s{1,3}(?=\d{4}-\d\d-\d\d\s?[)\]])",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?:{BY}|deadline|frist|期限)\s{{1,3}}", re.IGNORECASE)


def find_due(text: str, incident: date | None = None) -> date | None:
    """The day by which it is to be done, behind a word that says so; None also for a day that can be two."""
    for match in _DUE.finditer(text):
        try:
            day, _ = _take_day(text[match.end() :].lstrip("*_` "), incident)
        except ValueError:
            continue
        if day is not None:
            return day
    return None


def wrong_due(text: str) -> str | None:
    """What is wrong with the due day that the text names: there is no such day, or it can be two."""
    for match in _DUE.finditer(text):
        said = text[match.end() :].lstrip("*_` ")
        try:
            found, _ = _take_day(said)
        except Ambiguous as error:
            return str(error)
        if (day := _DAY_SAID.match(said)) and found is None:
            return f"there is no such day as '{day[0]}'"
    return None


def read_day(text: str, incident: date | None = None) -> date | None:
    """The day that a value is or names; None also for one that can be two."""
    match = _ISO_DAY.search(text)
    try:
        return date.fromisoformat(match[0]) if match else _take_day(text, incident)[0]
    except ValueError:
        return None


def whole_day(text: str, incident: date | None = None) -> date | None:
    """The day that is all a value says, but for a word such as "by" before it."""
    try:
        day, rest = _take_day(text[match.end() :] if (match := _BEFORE.match(text)) else text, incident)
    except ValueError:
        return None
    return None if rest.strip(" .") else day


def _take_day(text: str, incident: date | None = None) -> tuple[date | None, str]:
    """(the day at the beginning of a text, what stands behind it). Raises Ambiguous.

    One without a year is in the year of the incident, where it is not before it: else nobody knows in which.
    """
    if spelled := _SPELLED.match(text):
        dated = calendar_day(spelled["year"], months.NUMBERS[spelled["month"].lower()], int(spelled["day"]))
        day, month_day, rest = dated.day if dated else None, dated.month_day if dated else None, text[spelled.end() :]
    else:
        stamp, rest = take_stamp(_JIRA.sub(r"\g<day>20\g<year>", text, count=1) if _JIRA.match(text) else text)
        day, month_day = (stamp.day, stamp.month_day) if stamp else (None, None)
    if day is None and month_day and incident and month_day >= (incident.month, incident.day):
        dated = calendar_day(str(incident.year), *month_day)
        day = dated.day if dated else None
    return day, rest
