"""Ticks at round values of the clock and the calendar, in the zone of the incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from postmortem_archive.figures.scale import Scale
from postmortem_archive.wording import MONTHS, day_month

SECONDS = tuple(s for s in (1, 2, 5, 10, 15, 30)) + tuple(60 * m for m in (1, 2, 5, 10, 15, 30))
HOURS = tuple(3600 * h for h in (1, 2, 3, 6, 12))
DAYS = (1, 2, 7, 14)
MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
SECONDS_A_DAY = 86400
SECONDS_A_MONTH = 28 * SECONDS_A_DAY


@dataclass(frozen=True)
class Step:
    """The distance from one tick to the next: `count` seconds, days or months."""

    count: int
    unit: str

    @property
    def seconds(self) -> int:
        """The shortest it can be."""
        return self.count * {"seconds": 1, "days": SECONDS_A_DAY, "months": SECONDS_A_MONTH}[self.unit]


CLOCK_STEPS = tuple(Step(count, "seconds") for count in SECONDS + HOURS)
DAY_STEPS = tuple(Step(count, "days") for count in DAYS) + tuple(Step(count, "months") for count in MONTH_STEPS)


@dataclass(frozen=True)
class Tick:
    """A place on the axis, what stands there, and on a second line what has changed since the tick before."""

    place: float
    text: str
    below: str = ""


def ticks_on(scale: Scale, zone: tzinfo, room: float, *, days: bool = False) -> tuple[Tick, ...]:
    """Ticks at least `room` apart, at least one on every segment. With `days` they mark the middles of whole days."""
    steps = DAY_STEPS if days else CLOCK_STEPS + DAY_STEPS
    step = next((step for step in steps if step.seconds * scale.rate >= room), steps[-1])
    instants: list[float] = []
    for start, end in scale.segments:
        found = [instant for instant in _round_instants(start, end, step, zone, days=days) if start <= instant <= end]
        instants += found or [start]
    return tuple(_label(scale, instants, step, zone))


def _round_instants(start: float, end: float, step: Step, zone: tzinfo, *, days: bool) -> Iterator[float]:
    first, last = (datetime.fromtimestamp(instant, zone) for instant in (start, end))
    if step.unit == "seconds":
        midnight = datetime.combine(first.date(), time.min)
        offset = int((first.replace(tzinfo=None) - midnight).total_seconds()) // step.count * step.count
        local, until = midnight + timedelta(seconds=offset), last.replace(tzinfo=None) + timedelta(hours=3)
        while local <= until:
            instant = local.replace(tzinfo=zone).timestamp()
            if datetime.fromtimestamp(instant, zone).replace(tzinfo=None) == local:  # false for an hour that summer time skips
                if instant > end:
                    return
                yield instant
            local += timedelta(seconds=step.count)
        return
    at = time(12) if days else time.min
    for day in _round_days(first.date(), last.date(), step):
        yield datetime.combine(day, at, zone).timestamp()


def _round_days(first: date, last: date, step: Step) -> Iterator[date]:
    if step.unit == "days":
        ordinal = first.toordinal() - (first.toordinal() - 1) % step.count  # day 1 was a Monday
        for number in range(ordinal, last.toordinal() + 1, step.count):
            yield date.fromordinal(number)
    else:
        month = (first.year * 12 + first.month - 1) // step.count * step.count
        while month <= last.year * 12 + last.month - 1:
            if month >= 12:
                yield date(month // 12, month % 12 + 1, 1)
            month += step.count


def _label(scale: Scale, instants: list[float], step: Step, zone: tzinfo) -> Iterator[Tick]:
    before: datetime | None = None
    for instant in instants:
        local = datetime.fromtimestamp(instant, zone)
        if step.unit == "seconds":
            text = local.strftime("%H:%M:%S" if step.count < 60 or local.second else "%H:%M")
            new_year = before is not None and before.year != local.year
            day = day_month(local.date()) + (f" {local.year}" if new_year else "")
            below = day if before is None or before.date() != local.date() else ""
        elif step.count >= 12 and step.unit == "months":
            text, below = str(local.year), ""
        else:
            text = day_month(local.date()) if step.unit == "days" or local.day != 1 else MONTHS[local.month - 1][:3]
            below = str(local.year) if before is None or before.year != local.year else ""
        yield Tick(round(scale(instant), 1), text, below)
        before = local


def utc_noon(day: date) -> float:
    """The instant that stands for a day on an axis of days: its middle."""
    return datetime.combine(day, time(12), UTC).timestamp()
