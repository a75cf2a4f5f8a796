"""What of an incident can stand on an axis: its events and phases as instants, and what had to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import Literal

from postmortem_archive.figures.scale import DAY, Gap, find_breaks
from postmortem_archive.figures.ticks import utc_noon
from postmortem_archive.incident import Event, Incident
from postmortem_archive.moment import Moment, Precision, zone_name
from postmortem_archive.wording import day_month, long_day, plain

Measure = Literal["time", "day"]


@dataclass(frozen=True)
class Entry:
    """An event on the axis. `number` is its place in the incident's timeline, counted from 1."""

    number: int
    event: Event
    at: float
    until: float | None = None

    @property
    def approximate(self) -> bool:
        """True when the author was not sure of the time."""
        return self.event.at is not None and self.event.at.approximate


@dataclass(frozen=True)
class Stop:
    """A phase on the axis."""

    name: str
    at: float


@dataclass(frozen=True)
class Story:
    """An incident in instants (seconds since 1970), in the order of time. On an axis of days an instant is a noon in UTC.

    `undrawn` counts the events of which only the day is known where the axis is one of time, `undated` those without any.
    """

    measure: Measure
    zone: tzinfo
    entries: tuple[Entry, ...]
    stops: tuple[Stop, ...]
    undrawn: int
    undated: int

    @cached_property
    def instants(self) -> list[float]:
        """Every instant that is drawn, ascending, each once."""
        ends = [entry.until for entry in self.entries if entry.until is not None]
        return sorted({*(entry.at for entry in self.entries), *(stop.at for stop in self.stops), *ends})

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Where the axis begins and ends; an axis of days shows its first and its last day whole."""
        first, last = self.instants[0], self.instants[-1]
        return (first - DAY / 2, last + DAY / 2) if self.measure == "day" else (first, last)

    @cached_property
    def breaks(self) -> tuple[Gap, ...]:
        """The stretches that the axis leaves out."""
        core = [stop.at for stop in self.stops if stop.name != "communicated"]
        spans = len(core) > 1 and core[0] < core[-1] and self.measure == "time"
        found = find_breaks(self.instants, (core[0], core[-1]) if spans else None)
        if self.measure == "day":  # a break leaves out whole days, never half of the day beside it
            return tuple(Gap(gap.start + DAY / 2, gap.end - DAY / 2) for gap in found)
        return found

    @cached_property
    def zone_name(self) -> str:
        """What people call the zone; both names, where the clocks change on the way."""
        names = dict.fromkeys(zone_name(self.local(instant)) for instant in self.instants)
        return "/".join(names)

    def local(self, instant: float) -> datetime:
        """The instant in the zone of the figure."""
        return datetime.fromtimestamp(instant, self.zone)

    @cached_property
    def days(self) -> int:
        """How many calendar days the axis touches."""
        return (self.local(self.instants[-1]).date() - self.local(self.instants[0]).date()).days + 1

    @cached_property
    def _whens(self) -> dict[int, str]:
        return {entry.number: self._range(entry) for entry in self.entries}

    def when(self, entry: Entry) -> str:
        """08:32, ~08:32, 08:32–08:40; with its day in front on an axis of several, the day alone on one of days."""
        return self._whens[entry.number]

    def _range(self, entry: Entry) -> str:
        assert entry.event.at is not None
        text = self._when(entry.event.at, entry.at)
        if entry.until is not None and entry.event.until is not None:
            end = self._when(entry.event.until, entry.until)
            same = self.measure == "time" and self.local(entry.at).date() == self.local(entry.until).date()
            text += f"–{self.clock(entry.event.until, entry.until) if same else end}"
        return text

    def _when(self, moment: Moment, instant: float) -> str:
        day, about = day_month(self.local(instant).date()), "~" if moment.approximate else ""
        if self.measure == "day":
            return about + day
        clock = self.clock(moment, instant)
        return clock if self.days == 1 else f"{day} {clock}"

    def clock(self, moment: Moment, instant: float) -> str:
        """08:32, 08:32:10 where the seconds are known, ~08:32 where it is approximate."""
        pattern = "%H:%M:%S" if moment.precision is Precision.SECOND else "%H:%M"
        return ("~" if moment.approximate else "") + self.local(instant).strftime(pattern)

    @property
    def span(self) -> str:
        """From 08:21 to 08:46 UTC on 22 June 2021."""
        first, last = self.local(self.instants[0]), self.local(self.instants[-1])
        if self.measure == "day":
            return f"From {long_day(first.date())} to {long_day(last.date())}"
        pattern = "%H:%M:%S" if (last - first).total_seconds() < 60 else "%H:%M"
        start, end = first.strftime(pattern), last.strftime(pattern)
        if first.date() == last.date():
            return f"From {start} to {end} {self.zone_name} on {long_day(first.date())}"
        return f"From {start} on {long_day(first.date())} to {end} on {long_day(last.date())} ({self.zone_name})"


def text_of(entry: Entry) -> str:
    """The event in plain words."""
    return plain(entry.event.text)


def tell(incident: Incident) -> Story | None:
    """The incident's story; None where there are not two different times or days to draw."""
    instants = {moment.instant for moment in _moments(incident) if moment.instant}
    days = {moment.day for moment in _moments(incident)}
    if len(instants) < 2 and len(days) < 2:
        return None
    measure: Measure = "time" if len(instants) > 1 else "day"
    entries = []
    for number, event in enumerate(incident.timeline, 1):
        at = _instant(event.at, measure)
        if at is not None:
            until = _instant(event.until, measure)
            entries.append(Entry(number, event, at, until if until is not None and until > at else None))
    stops = [Stop(phase.name, at) for phase in incident.phases if (at := _instant(phase.at, measure)) is not None]
    undated = sum(event.at is None for event in incident.timeline)
    return Story(
        measure,
        zone_of(incident) if measure == "time" else UTC,
        tuple(sorted(entries, key=lambda entry: (entry.at, entry.number))),
        tuple(sorted(stops, key=lambda stop: stop.at)),
        len(incident.timeline) - len(entries) - undated,
        undated,
    )


def _moments(incident: Incident) -> Iterator[Moment]:
    for phase in incident.phases:
        yield phase.at
    for event in incident.timeline:
        if event.at is not None:
            yield event.at


def _instant(moment: Moment | None, measure: Measure) -> float | None:
    if moment is None:
        return None
    if measure == "day":
        return utc_noon(moment.day)
    return moment.clock.timestamp() if moment.clock else None


def zone_of(incident: Incident) -> tzinfo:
    """The zone in which most times read as written, of equal ones that with a name before a bare offset, then that of the start.
    UTC where no time is known."""
    started = incident.phase("started")
    first = [moment for moment in (started.at if started else None, incident.when) if moment]
    clocks = [moment.clock for moment in _moments(incident) if moment.clock]
    zones = dict.fromkeys(clock.tzinfo for clock in (*(one.clock for one in first), *clocks) if clock and clock.tzinfo)

    def suits(zone: tzinfo) -> tuple[int, bool]:
        as_written = sum(clock.astimezone(zone).utcoffset() == clock.utcoffset() for clock in clocks)
        return as_written, bool(clocks) and zone_name(clocks[0].astimezone(zone))[:1].isalpha()

    return max(zones, key=suits, default=UTC)
