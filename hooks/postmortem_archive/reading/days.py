"""Which day a time of a timeline is on, when the author wrote it once, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from postmortem_archive.moment import Moment
from postmortem_archive.reading.named_days import NamedDay
from postmortem_archive.reading.stamps import Stamp

PAST_MIDNIGHT = timedelta(hours=6)
"""A time that is this much earlier than the one before it, without a date, belongs to the next day."""


@dataclass
class Days:
    """The day and zone that entries without their own take over, from one entry to the next.

    `anchor` is when the incident began; `day` the day of a heading or of the last entry; `last` the last time of day. Below a
    date that can be two days the day is `lost` until another date says it. `first` is that of "Day 1", where days count from 0.
    `said` is whether the section names its zone itself; `carried` the zone in which the last entry was written, where it is not
    that of the section, and `bare` whether any entry was read in that of the section because it names none.
    """

    anchor: Moment | None
    zone: tzinfo | None
    day: date | None = None
    last: datetime | None = None
    lost: bool = False
    first: date | None = None
    said: bool = False
    carried: tzinfo | None = None
    bare: bool = False

    def in_zone(self, zone: tzinfo | None) -> None:
        """The section names this zone for all times from here on; None changes nothing."""
        if zone:
            self.zone, self.said, self.carried = zone, True, None

    def begin(self, day: Stamp | NamedDay) -> bool:
        """All entries from here on are on this day, until another one is named; False where nobody can tell which it is."""
        if isinstance(day, Stamp):
            self.day = self.dated(day).day
        else:
            first = self.first or (self.anchor.day if self.anchor else None)
            if first and day.ordinal == 0:
                self.first = first + timedelta(days=1)
            self.day = day.day(self.day, first)
            if self.day is None:
                self.lose()
                return False
        self.last = None
        self.lost = False
        return True

    def lose(self) -> None:
        """Nobody can tell on which day the entries from here on are, until another one is named."""
        self.day = self.last = None
        self.lost = True

    def pass_by(self, at: Moment, zone: tzinfo | None) -> None:
        """An entry at this time was read; its zone is None where it is that of the section."""
        self.day, self.last, self.lost = at.day, at.clock, False
        if at.clock:
            self.carried, self.bare = zone, self.bare or zone is None

    def on_its_clock(self, stamp: Stamp) -> tuple[Stamp, bool]:
        """(the stamp in the zone of the entry before it, where only that one names its zone and both are of one clock; whether
        it may as well be in the zone of the section). Where the section or an entry above keeps to the section's zone, a time is
        only carried along that would be far from the one before it otherwise."""
        if stamp.clock is None or stamp.zone or self.carried is None:
            return stamp, False
        there, here = self._goes_on(stamp, self.carried), self._goes_on(stamp, self.zone)
        kept = self.said or self.bare
        if (kept and (here or not there)) or (here and not there):
            return stamp, not kept
        until = replace(stamp.until, zone=stamp.until.zone or self.carried) if stamp.until else None
        return replace(stamp, zone=self.carried, until=until), kept

    @property
    def near(self) -> tuple[date, ...]:
        """The days about which a date is that can be two: that of the entries before it, and that of the incident."""
        return tuple(filter(None, (self.day, self.anchor.day if self.anchor else None)))

    def dated(self, stamp: Stamp) -> Stamp:
        """The stamp with its day, as far as the entries before it and the incident's start tell."""
        if stamp.day is not None:
            return stamp
        anchor = self._on_clock_of(stamp, self.anchor.clock) if self.anchor and self.anchor.clock else None
        anchor_day = anchor.date() if anchor else self.anchor.day if self.anchor else None
        if stamp.month_day is not None:
            near = self.day or anchor_day
            return stamp.on(near) if near else stamp
        if stamp.clock is None or self.lost:
            return stamp
        if stamp.weekday is not None:
            before = self.last.date() if self.last else self.day
            # a day or two on from the entry before it, as what comes next; else the nearest to the beginning
            near = before + timedelta(days=2) if before else anchor_day
            return stamp.on(near) if near else stamp
        if self.last is not None:
            last = self._on_clock_of(stamp, self.last)
            later = last - datetime.combine(last.date(), stamp.clock) >= PAST_MIDNIGHT
            return replace(stamp, day=last.date() + timedelta(days=1 if later else 0))
        if self.day is not None:
            return replace(stamp, day=self.day)
        if anchor is None:
            return replace(stamp, day=anchor_day)
        ahead = datetime.combine(anchor.date(), stamp.clock) - anchor
        days = -1 if ahead > timedelta(hours=12) else 1 if ahead < timedelta(hours=-18) else 0
        return replace(stamp, day=anchor.date() + timedelta(days=days))

    def end(self, stamp: Stamp) -> Moment | None:
        """Where the range of a dated stamp ends: on the day it began, or the next when it would end before it began."""
        if stamp.until is None or stamp.day is None:
            return None
        end = stamp.until.on(stamp.day)
        if stamp.until.day is None and end.clock and stamp.clock and end.clock < stamp.clock and end.day:
            end = replace(end, day=end.day + timedelta(days=1))
        return end.moment(self.zone)

    def _goes_on(self, stamp: Stamp, zone: tzinfo | None) -> bool:
        """True for a time that is within some hours of the last one, on the clock of this zone."""
        if self.last is None or stamp.clock is None or stamp.month_day:
            return False
        last = (self.last.astimezone(zone) if zone else self.last).replace(tzinfo=None)
        ahead = datetime.combine(stamp.day or last.date(), stamp.clock) - last
        return abs(ahead) < PAST_MIDNIGHT or (stamp.day is None and ahead < PAST_MIDNIGHT - timedelta(days=1))

    def _on_clock_of(self, stamp: Stamp, time: datetime) -> datetime:
        """The time as the clock showed it in the zone that the stamp is written in."""
        zone = stamp.zone or self.zone
        return (time.astimezone(zone) if zone else time).replace(tzinfo=None)
