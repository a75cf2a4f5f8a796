"""What happened on these days in other years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date

from postmortem_archive.incident import Incident

AROUND = 3
"""Days before and after today: a week."""


def around_this_day(incidents: Iterable[Incident], today: date, days: int = AROUND) -> Iterator[Incident]:
    """The incidents that happened on a day around this one, in an earlier year."""
    return (incident for incident in incidents if is_around(incident.when.day, today, days))


def is_around(day: date, today: date, days: int = AROUND) -> bool:
    """True where an anniversary of `day` is at most `days` from today: the day itself, and any that is yet to come, is none.

    In early January that may be one of last December, and the other way round.
    """
    years = (year for year in (today.year - 1, today.year, today.year + 1) if MINYEAR <= year <= MAXYEAR)
    return any(abs((anniversary(day, year) - today).days) <= days for year in years if year > day.year)


def anniversary(day: date, year: int) -> date:
    """The day's place in another year; that of 29 February is the 28th where there is no 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
