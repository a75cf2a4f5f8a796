"""What a timeline tells, entry by entry: when it was, by the day and zone of what stands above it, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from postmortem_archive.incident import Event, Note, Place
from postmortem_archive.moment import Moment
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.day_lines import day_line, name_before, zone_beside
from postmortem_archive.reading.days import Days
from postmortem_archive.reading.entries import split_label, split_stamp, without_preposition
from postmortem_archive.reading.named_days import NamedDay
from postmortem_archive.reading.phases import phase_of
from postmortem_archive.reading.relative import relative_distance, split_relative
from postmortem_archive.reading.stamps import Stamp

_UNKNOWN_CLOCK = re.compile(r"[-–?xX]{1,2}:[-–?xX]{1,2}")
"""What stands in a cell for a time of day that nobody knows."""


@dataclass
class Timeline:
    """What was read: the parts in order, and for each thing that was not understood its rule, place and sentence."""

    parts: list[Event | Note] = field(default_factory=list)
    faults: list[tuple[str, Place, str]] = field(default_factory=list)


class Telling:
    """Takes in one entry after the other, and carries day and zone from one to the next. On the lines of `odd` begins what looks
    like a time of day and is none, on those of `halves` one without the AM or PM that it is in."""

    def __init__(self, anchor: Moment | None, zone: tzinfo | None, odd: Mapping[int, str], halves: Mapping[int, str]) -> None:
        self.timeline = Timeline()
        self.odd = odd
        self.halves = halves
        self.days = Days(anchor, zone)
        self._more: list[str] = []
        self._doubted: list[tzinfo | None] = []

    @property
    def last(self) -> Event | None:
        """The entry that was told last, unless something else came behind it."""
        part = self.timeline.parts[-1] if self.timeline.parts else None
        return part if isinstance(part, Event) else None

    @property
    def has_text(self) -> bool:
        """Whether the last entry says something, besides its time."""
        return bool((self.last and self.last.text) or self._more)

    def note(self, markdown: str, place: Place, phase: str | None = None, at: Moment | None = None) -> None:
        """Keep text that is no entry; it may say when a phase began."""
        self.settle()
        self.timeline.parts.append(Note(markdown, place, phase, at))

    def entry(self, text: str, place: Place, phase: str | None = None, when: str = "") -> None:
        """Read one entry: its time is `when`, or else at the beginning of the text, or behind a label."""
        faults = len(self.timeline.faults)
        stamp, written, rest = self.split(when or without_preposition(text), place)
        if stamp is not None and when:
            unknown = _UNKNOWN_CLOCK.fullmatch(rest) is not None
            written, rest = (when, text) if unknown else (written, f"{rest} {text}".strip())
        if stamp is None and (label := split_label(when or text)):
            stamp, written, behind = self.split(label[1], place)
            rest = f"{label[0]}{label[2]} {behind}".rstrip() if behind or label[2] else label[0].replace(":", "", 1)
            rest = f"{rest} {text}".strip() if when else rest
            phase = phase or phase_of(label[0] if ":" in label[0] else f"{label[0]}:")
        if stamp is not None:
            self._append(self._event(stamp, written, rest, phase or phase_of(rest), place))
            return
        if relative := split_relative(when or text):
            self._relative(relative[0], f"{relative[1]} {text if when else ''}".strip(), place, phase)
            return
        if len(self.timeline.faults) == faults:
            self.fault(place, "this entry does not begin with a time: write it as '- 10:05 what happened'")
        self.untimed(f"{when} {text}".strip(), place, phase)

    def untimed(self, text: str, place: Place, phase: str | None = None) -> None:
        """An entry whose time is not known."""
        self._append(Event(None, text, phase=phase or phase_of(text), understood=False, place=place))

    def extend(self, text: str) -> None:
        """A line more for the last entry."""
        self._more.append(text)

    def settle(self) -> None:
        """Give the last event the lines that were found to belong to it."""
        if self._more:
            event = self.last
            assert event is not None
            text = "\n".join([event.text, *self._more] if event.text else self._more).strip("\n")
            phase = event.phase or (None if event.text else phase_of(text.strip()))
            self.timeline.parts[-1] = replace(event, text=text, phase=phase)
            self._more = []

    def begins_day(self, text: str, place: Place, heading: bool = False) -> bool:
        """True when the text is the day of all entries below it, also where nobody can tell which; a zone beside it is theirs.
        Behind the name of a day that is a `heading` may stand other words."""
        day: Stamp | NamedDay | None = None
        try:
            day = day_line(text, self.days.near) or (name_before(text) if heading else None)
        except ValueError as error:
            self.fault(place, str(error))
            self.days.lose()
        else:
            if day is None:
                return False
        self.days.in_zone(zone_beside(text))
        if day:
            self.begin(day, text, place)
        return True

    def begin(self, day: Stamp | NamedDay, text: str, place: Place) -> None:
        """What is below is on this day, which is `text`; a fault where that does not tell which."""
        if not self.days.begin(day):
            self.fault(place, f"'{text.strip()}' names no day that can be told from those about it: write it as in 2023-05-12")

    def split(self, text: str, place: Place, alone: bool = False) -> tuple[Stamp | None, str, str]:
        """The time at the beginning of a text, as it is written there, and the rest; a fault where it can be read in two ways.
        Unless it stands `alone`, a date of two readings leaves the entries below it without a day too."""
        if (number := self.odd.get(place.line)) and text.startswith(number):
            hour, minute = re.split(r"\D", number)
            self.fault(place, f"'{number}' is no time of day between those about it: write {hour:0>2}:{minute} if it is one")
            return None, "", text
        try:
            stamp, written, rest = split_stamp(text)
            half = self.halves.get(place.line) if stamp and text.lstrip("*_`[(~").startswith(written.lstrip("~")) else None
            return stamp.in_half(half) if stamp and half else stamp, written, rest
        except Ambiguous:
            pass  # then by the days about it
        try:
            return split_stamp(text, self.days.near)
        except Ambiguous as error:
            self.fault(place, str(error))
            if error.of_day and not alone:
                self.days.lose()
            return None, "", text

    def fault(self, place: Place, message: str, rule: str = "unread-timeline-line") -> None:
        """What was not understood."""
        self.timeline.faults.append((rule, place, message))

    def _relative(self, written: str, text: str, place: Place, phase: str | None) -> None:
        """An entry whose time counts from the start, such as "T+5m": placed where the start is known to the minute."""
        start, distance = self.days.anchor, relative_distance(written)
        at = None
        if distance is None:
            self.fault(place, f"'{written}' can be minutes or hours: write a unit, as in T+5m, or the time of day")
        elif start is None or start.clock is None:
            self.fault(place, f"'{written}' counts from a start that is not known: set 'started_at' in the front matter")
        else:
            at = Moment(start.clock + distance, start.precision, start.approximate)
        self._append(Event(at, text, None, phase or phase_of(text), written, understood=at is not None, place=place))

    def _append(self, event: Event) -> None:
        self.settle()
        self.timeline.parts.append(event)

    def _event(self, stamp: Stamp, written: str, text: str, phase: str | None, place: Place) -> Event:
        carried, doubtful = self.days.on_its_clock(stamp)
        dated = self.days.dated(carried)
        at = dated.moment(self.days.zone)
        if at is None and dated.day is None:
            if stamp.month_day or not self.days.lost:  # else it was said of the date that can be two days
                self.fault(place, f"'{written}' has no day, and nothing above it says one")
        elif at is None:
            self.fault(place, f"'{written}' has no time zone: set 'timezone:' in the front matter", "time-without-zone")
        else:
            self.days.pass_by(at, dated.zone)
            if doubtful and at.clock and dated.zone not in self._doubted:  # said once, it holds for those below it too
                self._doubted.append(dated.zone)
                self.fault(
                    place,
                    f"'{written}' names no zone and the entry above it does: it is read in {at.clock:%Z}, write which it is",
                )
        return Event(
            at,
            text,
            self.days.end(dated),
            phase,
            written,
            day_inferred=stamp.day is None,
            understood=at is not None,
            place=place,
        )
