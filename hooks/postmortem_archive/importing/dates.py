"""Dates in the prose, titles and file names of foreign postmortems, and which of them is the day of the incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from postmortem_archive.moment import Precision
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.months import FOREIGN
from postmortem_archive.reading.stamps import Stamp, take_stamp

_BEGINNING = re.compile(
    r"(?<![\w/.:-])(?=\d{1,4}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b)|(?<=_)(?=\d)",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日")
_DAYS_OF_MONTH = re.compile(r"(?P<first>\b[A-Z][a-z]{2,8}\.? \d{1,2})(?P<last>\s?[-–]\s?\d{1,2})(?=,? \d{4}\b)")
_FOREIGN_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}})(?:\.|º|er)?\s(?:de\s)?(?P<month>{'|'.join(FOREIGN)})\s(?:de\s)?(?P<year>\d{{4}})", re.IGNORECASE
)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
LONGEST_STAMP = 60
SURE, TITLE, HEADER, NAME, OPENING, ENTRY, PUBLISHED = range(7)
"""How sure it is that a date is the day of the incident, by where it stands; smallest is surest."""
LATEST_TELLING = timedelta(days=120)
"""How long after an incident its story is still published; a date further back in the prose tells of something else."""


@dataclass(frozen=True)
class Found:
    """A date in a text: the stamp, or two possible readings of it (`ambiguous`), as written, and where it stands."""

    stamp: Stamp | None
    written: str
    start: int
    end: int
    ambiguous: bool = False

    @property
    def day(self) -> date | None:
        """The day, where year, month and day are stated."""
        return self.stamp.day if self.stamp else None


def find_dates(text: str) -> Iterator[Found]:
    """Every date of a text that names at least a day and a month, in order."""
    behind = 0
    source, spans = text, [match.span() for pattern in (_JAPANESE, _FOREIGN_MONTH) for match in pattern.finditer(text)]
    text = _JAPANESE.sub(lambda match: f"{match[1]}/{match[2]}/{match[3]}".ljust(len(match[0])), text)
    text = _FOREIGN_MONTH.sub(
        lambda match: f"{match['year']}/{FOREIGN[match['month'].lower()]}/{match['day']}".ljust(len(match[0])), text
    )
    cut: list[tuple[int, int]] = []  # "October 29-30, 2025" begins on October 29, 2025
    text = _DAYS_OF_MONTH.sub(lambda match: cut.append((match.end("first"), len(match["last"]))) or match["first"], text)  # type: ignore[func-returns-value]
    for beginning in _BEGINNING.finditer(text):
        at = beginning.start()
        if at < behind:
            continue
        piece = text[at : at + LONGEST_STAMP]
        try:
            stamp, rest = take_stamp(piece)
        except Ambiguous as error:
            if re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$", error.written):
                behind = at + len(error.written)
                yield Found(None, error.written, at, behind, ambiguous=True)
            continue
        except ValueError:
            continue
        if stamp is None or (stamp.day is None and stamp.month_day is None):
            continue
        behind = at + len(piece[: len(piece) - len(rest)].rstrip())
        start, end = _before_cut(at, cut), _before_cut(behind, cut)
        end = next((last for first, last in spans if first < end < last), end)  # shorter as it is read than as it is written
        yield Found(stamp, source[start:end], start, end)


def _before_cut(at: int, cut: list[tuple[int, int]]) -> int:
    """An offset as it was before pieces of the text were cut out, each given by where it stood and how long it was."""
    for place, length in cut:
        at += length if place < at else 0
    return at


def day_in_name(name: str) -> Found | None:
    """The date in a file's name: also `20210607-words`, and `2021/06/07` where folders are years, months and days."""
    spaced = re.sub(r"_", " ", name)
    if match := _COMPACT.search(name):
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return Found(Stamp(day=day), match[0], match.start(), match.end())
        except ValueError:
            pass
    return next((found for found in find_dates(spaced) if found.day), None)


@dataclass(frozen=True)
class Candidate:
    """A day that the source states somewhere, or the readings of one; `rank` is smallest for what is surest."""

    found: Found
    said: str
    rank: int


def choose_day(candidates: Sequence[Candidate]) -> tuple[Candidate | None, list[Candidate]]:
    """The day of the incident and the candidates that contradict it.

    The surest one, or the surest of those that another one agrees with: a title is often copied from another incident,
    and a file's name is sometimes mistyped, but seldom the same way.
    """
    days = [candidate for candidate in candidates if candidate.found.day]
    if not days:
        return None, []
    days.sort(key=lambda candidate: candidate.rank)
    telling = [one for one in days if one.rank < PUBLISHED]  # that a page was published that day says nothing of the incident
    agreed = [one for one in telling if any(other is not one and other.found.day == one.found.day for other in telling)]
    chosen = days[0] if days[0].rank == 0 or not agreed else agreed[0]
    return chosen, [other for other in days if other.found.day != chosen.found.day]


def could_be(written: str, day: date) -> bool:
    """True when one of the two readings of an ambiguous date is this day."""
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    return {numbers[0], numbers[1]} == {day.month, day.day} and numbers[2] % 100 == day.year % 100


def show_stamp(stamp: Stamp, zone: tzinfo | None = None) -> str | None:
    """A stamp as the front matter writes it; None where its day is unknown. Without any zone, a time is left off."""
    if stamp.day is None:
        return None
    moment = replace(stamp, until=None).moment(zone)
    about = "~" if stamp.approximate else ""
    if stamp.clock is None or moment is None or moment.clock is None:
        return f"{about}{stamp.day.isoformat()}"
    exact = moment.precision is Precision.SECOND and moment.clock.second != 0  # programs write seconds that nobody measured
    clock = moment.clock.strftime("%Y-%m-%d %H:%M:%S" if exact else "%Y-%m-%d %H:%M")
    offset = moment.clock.strftime("%z")
    named = zone is not None and stamp.zone is None
    return about + clock + ("" if named else " UTC" if offset == "+0000" else f" {offset[:3]}:{offset[3:5]}")
