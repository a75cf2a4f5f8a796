"""A point in time, exactly as precise as its author knew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import IntEnum

from postmortem_archive.compact import Compact


class Precision(IntEnum):
    """How much of a point in time its author knew."""

    DAY = 1
    MINUTE = 2
    SECOND = 3


@dataclass(frozen=True, slots=True)
class Moment(Compact):
    """A point in time, exactly as precise as it was written.

    `value` is a plain `date` for a day and an aware `datetime` otherwise. A day is a day: it has no clock, and
    nothing is measured from or to it.
    """

    value: date | datetime
    precision: Precision
    approximate: bool = False

    def __post_init__(self) -> None:
        if (self.precision is Precision.DAY) == isinstance(self.value, datetime):
            raise ValueError("a day is a date, and anything finer is a datetime")
        if isinstance(self.value, datetime) and self.value.tzinfo is None:
            raise ValueError("a time of day needs a zone")

    @property
    def day(self) -> date:
        """The calendar day, in the zone the moment was written in."""
        return self.value.date() if isinstance(self.value, datetime) else self.value

    @property
    def clock(self) -> datetime | None:
        """The aware time, or None where only the day is known."""
        return self.value if isinstance(self.value, datetime) else None

    @property
    def instant(self) -> datetime | None:
        """The clock in UTC: what to compare and measure with, since Python takes two times of one zone by their hands."""
        clock = self.clock
        return None if clock is None else clock.astimezone(UTC)

    @property
    def shown_instead(self) -> datetime | None:
        """What the clocks of its zone showed at a time that they skip, as they go forward in spring; None for any other."""
        clock, instant = self.clock, self.instant
        if clock is None or instant is None:
            return None
        shown = instant.astimezone(clock.tzinfo)
        return None if shown.replace(tzinfo=None) == clock.replace(tzinfo=None) else shown

    @property
    def order(self) -> datetime:
        """What to sort by: the instant, and for a day its first instant in UTC. Never shown, never measured."""
        return self.instant or datetime.combine(self.day, time.min, UTC)

    def within(self, zone: tzinfo) -> Moment:
        """The same moment as the clocks of that zone tell it; itself where they tell it as it was written, and for a day."""
        clock = self.clock and self.clock.astimezone(zone)
        if clock is None or self.clock is None or clock.utcoffset() == self.clock.utcoffset():
            return self
        return Moment(clock, self.precision, self.approximate)

    def is_before(self, other: Moment) -> bool:
        """True when this moment certainly came first, given how precise the two are."""
        mine, theirs = self.instant, other.instant
        if mine is None or theirs is None:
            return self.day < other.day
        if self.precision is not other.precision:
            mine, theirs = (moment.replace(second=0, microsecond=0) for moment in (mine, theirs))
        return mine < theirs

    def minutes_until(self, other: Moment) -> float | None:
        """Minutes from here to `other` (negative when it is earlier); None unless both ends have a clock."""
        mine, theirs = self.instant, other.instant
        return None if mine is None or theirs is None else (theirs - mine).total_seconds() / 60

    def isoformat(self) -> str:
        """RFC 3339 with offset, or `YYYY-MM-DD` for a day."""
        if self.clock is None:
            return self.day.isoformat()
        return self.clock.isoformat(timespec="seconds")

    def __str__(self) -> str:
        about = "~" if self.approximate else ""
        if self.clock is None:
            return f"{about}{self.day.isoformat()}"
        pattern = "%Y-%m-%d %H:%M:%S" if self.precision is Precision.SECOND else "%Y-%m-%d %H:%M"
        return f"{about}{self.clock.strftime(pattern)} {zone_name(self.clock)}"


def zone_name(clock: datetime) -> str:
    """What people call the zone of an aware time: `UTC`, `PDT`, or the offset where there is no name."""
    name = clock.tzname() or ""
    if name[:1].isalpha() and not name.startswith("UTC"):
        return name
    if not clock.utcoffset():
        return "UTC"
    offset = clock.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"
