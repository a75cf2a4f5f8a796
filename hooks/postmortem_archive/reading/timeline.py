"""A timeline out of the Markdown that people write: bullets, tables, headings or bare lines, each with its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from postmortem_archive.incident import Event, Moment, Note, Place
from postmortem_archive.reading.days import Days
from postmortem_archive.reading.entries import (
    begins_with_clock,
    begins_with_day,
    begins_with_time,
    find_columns,
    has_label,
    split_label,
    split_stamp,
    whole_date,
    without_preposition,
)
from postmortem_archive.reading.grouping import below_lines, beside_entries, grouped_entries, is_log_line, opens_with_time
from postmortem_archive.reading.items import Heading, Item, ListItem, Paragraph, Table, read_items
from postmortem_archive.reading.phases import phase_of
from postmortem_archive.reading.relative import relative_distance, split_relative
from postmortem_archive.reading.sections import Block
from postmortem_archive.reading.stamps import Stamp
from postmortem_archive.zones import find_zone, find_zone_in_sentence

__all__ = ["Timeline", "phase_of", "read_timeline"]

_CLOCK_IN_PROSE = re.compile(r"(?<![\d.:/-])\d{1,2}:\d{2}(?!\d)")
_IN_SENTENCE = re.compile(r"(?:between|from)\s", re.IGNORECASE)
"""A paragraph that begins like this tells of a time; an item of a list that does has it as its range."""
_UNKNOWN_CLOCK = re.compile(r"[-–?xX]{1,2}:[-–?xX]{1,2}")
"""What stands in a cell for a time of day that nobody knows."""
_PROSE_WITH_TIME = (
    "this text has a time in it but does not begin with one, so it is shown as prose: begin the entry with its time"
)


@dataclass
class Timeline:
    """What was read: the parts in order, and for each thing that was not understood its rule, place and sentence."""

    parts: list[Event | Note] = field(default_factory=list)
    faults: list[tuple[str, Place, str]] = field(default_factory=list)


def read_timeline(block: Block, anchor: Moment | None, zone: tzinfo | None) -> Timeline:
    """The timeline of one section. `anchor` is when the incident began; `zone` holds where the section names none."""
    reader = _Reader(anchor, find_zone(block.title) or zone)
    if titled := _date_of(block.title.split("imeline")[-1]):
        reader.days.begin(titled)
    items = list(read_items(block.lines))
    facts = set(range(len(items))) if block.facts else beside_entries(items)
    details = below_lines(items)
    for index, (item, heading) in enumerate(zip(items, _next_headings(items), strict=True)):
        if isinstance(item, ListItem) and not item.text.strip():
            continue  # a bullet that nobody wrote anything behind
        if index in facts and isinstance(item, ListItem):
            reader.fact(item)
        elif index in details and isinstance(item, ListItem):
            reader.detail(item)
        else:
            reader.read(item, items[index + 1] if index + 1 < len(items) else None, heading)
    reader.settle()
    return reader.timeline


def _next_headings(items: Sequence[Item]) -> list[Heading | None]:
    """For each item the heading that comes next, if there is one."""
    after: list[Heading | None] = []
    heading: Heading | None = None
    for item in reversed(items):
        after.append(heading)
        heading = item if isinstance(item, Heading) else heading
    return after[::-1]


def _date_of(text: str) -> Stamp | None:
    """The date that is all of the text; None also where it can be read in two ways."""
    try:
        return whole_date(text)
    except ValueError:
        return None


class _Reader:
    """Walks through the items of a section and carries day and zone from one entry to the next."""

    def __init__(self, anchor: Moment | None, zone: tzinfo | None) -> None:
        self.timeline = Timeline()
        self.days = Days(anchor, zone)
        self.under_event = False
        self._more: list[str] = []

    def read(self, item: Item, behind: Item | None, heading: Heading | None) -> None:
        """Take in one item; `behind` is the one that follows, and `heading` the next one that is a heading."""
        if isinstance(item, Heading):
            self._heading(item, behind, heading)
        elif isinstance(item, ListItem):
            self._item(item)
        elif isinstance(item, Table):
            self._table(item)
        else:
            self._paragraph(item)

    def note(self, markdown: str, line: int) -> None:
        """Keep text that is no entry."""
        self.settle()
        self.timeline.parts.append(Note(markdown, Place(line)))

    def fact(self, item: ListItem) -> None:
        """Keep an item that is no entry; one that says when a phase began is noted as that."""
        at = phase = None
        if label := split_label(item.text):
            stamp = self._split(label[1], Place(item.line, item.column))[0]
            at = self.days.dated(stamp).moment(self.days.zone) if stamp else None
            phase = phase_of(f"{label[0].strip('*_: ')}:") if at else None
        self.settle()
        markdown = "- " + item.text.replace("\n", "\n  ")
        self.timeline.parts.append(Note(markdown, Place(item.line, item.column), phase, at if phase else None))

    def detail(self, item: ListItem) -> None:
        """Keep an item that belongs to the entry above it."""
        if self.timeline.parts and isinstance(self.timeline.parts[-1], Event):
            self._extend("- " + item.text.replace("\n", "\n    "))
        else:
            self._item(item)

    def aside(self, markdown: str, line: int) -> None:
        """Keep prose, and say so where it tells a time."""
        if _CLOCK_IN_PROSE.search(markdown):
            self._fault(Place(line), _PROSE_WITH_TIME)
        self.note(markdown, line)

    def settle(self) -> None:
        """Give the last event the lines that were found to belong to it."""
        if self._more:
            event = self.timeline.parts[-1]
            assert isinstance(event, Event)
            text = "\n".join([event.text, *self._more] if event.text else self._more).strip("\n")
            phase = event.phase or (None if event.text else phase_of(text.strip()))
            self.timeline.parts[-1] = replace(event, text=text, phase=phase)
            self._more = []

    def _fault(self, place: Place, message: str, rule: str = "unread-timeline-line") -> None:
        self.timeline.faults.append((rule, place, message))

    def _item(self, item: ListItem) -> None:
        place = Place(item.line, item.column)
        if self.under_event and not (begins_with_time(item.text) or has_label(item.text)):
            self._extend("- " + item.text.replace("\n", "\n    "))
        elif nested := grouped_entries(item):
            head = item.text.partition("\n")[0]
            if not self._begins_day(head, place):
                self.days.zone = find_zone(head) or self.days.zone
            self.note(head, item.line)
            for entry in nested:
                self._entry(entry.text, Place(entry.line, entry.column))
        else:
            self._entry(item.text, place)

    def _heading(self, item: Heading, behind: Item | None, after: Heading | None) -> None:
        self.days.zone = find_zone(item.text) or self.days.zone
        place = Place(item.line)
        try:
            day = whole_date(item.text)
        except ValueError as error:
            self._fault(place, str(error))
            self.under_event = False
            self.note(item.markdown, item.line)
            return
        stamp = self._split(item.text, place)[0]
        # a date above prose is an entry of its own; above entries it is the day they share
        alone = day is not None and _is_prose(behind) and not _is_followed_by_clocks(item, after)
        is_entry = stamp is not None and (stamp.clock is not None or alone)
        if stamp and not is_entry:
            self.days.begin(stamp)
        self.under_event = is_entry
        if is_entry:
            self._entry(item.text, place)
            self._extend("")
        else:
            self.note(item.markdown, item.line)

    def _paragraph(self, item: Paragraph) -> None:
        if item.code and self.under_event:
            self._extend("\n" + item.markdown + "\n")
            return
        if item.code:
            self.note(item.markdown, item.line)
            return
        if len(item.lines) == 1 and self._begins_day(item.markdown, Place(item.line)):
            self.note(item.markdown, item.line)
            return
        rest: list[str] = []
        in_entry = self._awaits_text()
        for line in item.lines:
            text = line.text.strip()
            place = Place(line.number, line.offset + line.text.index(text) + 1)
            faults = len(self.timeline.faults)
            told = is_log_line(text) or _IN_SENTENCE.match(text)
            stamp, _, behind = (None, "", text) if told else self._split(text, place)
            if stamp is not None and (stamp.clock is not None or behind):
                self._flush(rest, line.number)
                self._entry(text, place)
                in_entry = True
            elif len(self.timeline.faults) > faults:  # it begins with a time, but nobody can tell which
                self._flush(rest, line.number)
                self._untimed(text, place)
                in_entry = True
            elif in_entry:
                self._extend(text)
            else:
                rest.append(line.text)
        self._flush(rest, item.lines[-1].number + 1)
        if self.under_event:
            self._extend("")

    def _begins_day(self, text: str, place: Place) -> bool:
        """True when the text is a date for all entries below it, also where nobody can tell which."""
        try:
            day = whole_date(text)
        except ValueError as error:
            self._fault(place, str(error))
            return True
        if day:
            self.days.begin(day)
        return day is not None

    def _awaits_text(self) -> bool:
        """True when what comes next belongs to the last entry: a heading was its time, or its time stood alone."""
        last = self.timeline.parts[-1] if self.timeline.parts else None
        return isinstance(last, Event) and (self.under_event or not (last.text or self._more))

    def _extend(self, text: str) -> None:
        self._more.append(text)

    def _flush(self, rest: list[str], next_line: int) -> None:
        if not rest:
            return
        first = next_line - len(rest)
        text = "\n".join(rest)
        self.days.zone = find_zone_in_sentence(text.strip()) or self.days.zone
        self.aside(text, first)
        rest.clear()

    def _split(self, text: str, place: Place) -> tuple[Stamp | None, str, str]:
        try:
            return split_stamp(text)
        except ValueError as error:
            self._fault(place, str(error))
            return None, "", text

    def _entry(self, text: str, place: Place, phase: str | None = None, when: str = "") -> None:
        """Read one entry: its time is `when`, or else at the beginning of the text, or behind a label."""
        faults = len(self.timeline.faults)
        stamp, written, rest = self._split(when or without_preposition(text), place)
        if stamp is not None and when:
            unknown = _UNKNOWN_CLOCK.fullmatch(rest) is not None
            written, rest = (when, text) if unknown else (written, f"{rest} {text}".strip())
        if stamp is None and (label := split_label(when or text)):
            stamp, written, behind = self._split(label[1], place)
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
            self._fault(place, "this entry does not begin with a time: write it as '- 10:05 what happened'")
        self._untimed(f"{when} {text}".strip(), place, phase)

    def _relative(self, written: str, text: str, place: Place, phase: str | None) -> None:
        """An entry whose time counts from the start, such as "T+5m": placed where the start is known to the minute."""
        start, distance = self.days.anchor, relative_distance(written)
        at = None
        if distance is None:
            self._fault(place, f"'{written}' can be minutes or hours: write a unit, as in T+5m, or the time of day")
        elif start is None or start.clock is None:
            self._fault(place, f"'{written}' counts from a start that is not known: set 'started_at' in the front matter")
        else:
            at = Moment(start.clock + distance, start.precision, start.approximate)
        self._append(Event(at, text, None, phase or phase_of(text), written, understood=at is not None, place=place))

    def _untimed(self, text: str, place: Place, phase: str | None = None) -> None:
        self._append(Event(None, text, phase=phase or phase_of(text), understood=False, place=place))

    def _append(self, event: Event) -> None:
        self.settle()
        self.timeline.parts.append(event)

    def _event(self, stamp: Stamp, written: str, text: str, phase: str | None, place: Place) -> Event:
        dated = self.days.dated(stamp)
        at = dated.moment(self.days.zone)
        if at is None and dated.day is None:
            self._fault(place, f"'{written}' has no day, and nothing above it says one")
        elif at is None:
            self._fault(place, f"'{written}' has no time zone: set 'timezone:' in the front matter", "time-without-zone")
        else:
            self.days.pass_by(at)
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

    def _table(self, table: Table) -> None:
        columns = find_columns(table)
        if self.under_event and not columns.when:
            self._extend(f"\n{table.markdown}\n")
            return
        for header in table.header:
            self.days.zone = find_zone(header) or self.days.zone
        self.under_event = False
        for number, cells in table.rows:
            if not any(cells):
                continue
            when = " ".join(cells[index] for index in columns.when if cells[index])
            text = cells[columns.text] if columns.text is not None else ""
            asides = [f"{table.header[index]}: {cells[index]}".removeprefix(": ") for index in columns.others if cells[index]]
            text = f"{text} ({'; '.join(asides)})" if asides and text else text or "; ".join(asides)
            said = cells[columns.phase] if columns.phase is not None else ""
            phase = phase_of(f"{said}:")
            if said and phase is None:
                text = f"{text} ({table.header[columns.phase or 0]}: {said})".strip()
            self._entry(text, Place(number), phase, when)


def _is_followed_by_clocks(heading: Heading, after: Heading | None) -> bool:
    """True for a heading whose next one, as deep or deeper, begins with a time of day alone: they share its day."""
    return (
        after is not None and after.level >= heading.level and begins_with_clock(after.text) and not begins_with_day(after.text)
    )


def _is_prose(behind: Item | None) -> bool:
    """True when a paragraph of plain text follows."""
    return isinstance(behind, Paragraph) and not behind.code and not opens_with_time(behind)
