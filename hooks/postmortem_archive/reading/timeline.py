"""A timeline out of the Markdown that people write: bullets, tables, headings or bare lines, each with its time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from postmortem_archive.incident import Event, Place
from postmortem_archive.moment import Moment
from postmortem_archive.reading.bare_clocks import bare_clock, with_colons
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.day_lines import day_line, is_day_line, name_before, zone_beside
from postmortem_archive.reading.entries import (
    begins_with_clock,
    begins_with_day,
    begins_with_time,
    find_columns,
    has_label,
    split_label,
)
from postmortem_archive.reading.grouping import below_lines, beside_entries, grouped_entries, is_log_line, opens_with_time
from postmortem_archive.reading.half_days import missing_halves
from postmortem_archive.reading.items import Heading, Item, ListItem, Paragraph, Table, read_items
from postmortem_archive.reading.odd_clocks import odd_clocks
from postmortem_archive.reading.phases import phase_of
from postmortem_archive.reading.telling import Telling, Timeline
from postmortem_archive.reading.text import Line
from postmortem_archive.zones import find_zone, find_zone_in_sentence

_CLOCK_IN_PROSE = re.compile(r"(?<![\d.:/-])\d{1,2}:\d{2}(?!\d)")
_IN_SENTENCE = re.compile(r"(?:between|from)\s", re.IGNORECASE)
"""A paragraph that begins like this tells of a time; an item of a list that does has it as its range."""
_BOLD_LINE = re.compile(r"\s*\*\*[^*\n]{1,60}\*\*:?\s*")
_PROSE_WITH_TIME = (
    "this text has a time in it but does not begin with one, so it is shown as prose: begin the entry with its time"
)


def read_timeline(block: Block, anchor: Moment | None, zone: tzinfo | None, above: tzinfo | None = None) -> Timeline:
    """The timeline of one section. `anchor` is when the incident began; where the section names no zone, that which the text
    `above` it sets for all times holds, or else `zone`."""
    lines = with_colons(block.lines)
    halves, doubtful = missing_halves(lines)
    reader = _Reader(anchor, zone, odd_clocks(lines), halves)
    for number, written in doubtful.items():
        reader.told.fault(Place(number), f"'{written}' can be in the morning or in the afternoon: write AM or PM")
    reader.days.in_zone(find_zone(block.title) or above)
    reader.told.begins_day(block.title.split("imeline")[-1], block.place)
    items = list(read_items(lines))
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
    reader.told.settle()
    return _as_written(reader.told.timeline, block.lines) if lines is not block.lines else reader.told.timeline


def _as_written(timeline: Timeline, lines: Sequence[Line]) -> Timeline:
    """The timeline, where a time was read with a colon that its author did not write, without it."""
    bare = {line.number: bare_clock(line.text) for line in lines}
    timeline.parts = [
        replace(part, written=part.written.replace(":", "", 1))
        if isinstance(part, Event) and part.place and part.written and bare.get(part.place.line)
        else part
        for part in timeline.parts
    ]
    timeline.faults = [
        (
            rule,
            place,
            message.replace(f"'{digits[:2]}:{digits[2:]}", f"'{digits}") if (digits := bare.get(place.line)) else message,
        )
        for rule, place, message in timeline.faults
    ]
    return timeline


def _next_headings(items: Sequence[Item]) -> list[Heading | None]:
    """For each item the heading that comes next, if there is one."""
    after: list[Heading | None] = []
    heading: Heading | None = None
    for item in reversed(items):
        after.append(heading)
        heading = item if isinstance(item, Heading) else heading
    return after[::-1]


class _Reader:
    """Walks through the items of a section, and tells what is an entry, belongs to one, or is none."""

    def __init__(self, anchor: Moment | None, zone: tzinfo | None, odd: Mapping[int, str], halves: Mapping[int, str]) -> None:
        self.told = Telling(anchor, zone, odd, halves)
        self.days = self.told.days
        self.under_event = False

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

    def fact(self, item: ListItem) -> None:
        """Keep an item that is no entry; one that says when a phase began is noted as that."""
        at = phase = None
        if label := split_label(item.text):
            stamp = self.told.split(label[1], Place(item.line, item.column), alone=True)[0]
            at = self.days.dated(stamp).moment(self.days.zone) if stamp else None
            phase = phase_of(f"{label[0].strip('*_: ')}:") if at else None
        markdown = "- " + item.text.replace("\n", "\n  ")
        self.told.note(markdown, Place(item.line, item.column), phase, at if phase else None)

    def detail(self, item: ListItem) -> None:
        """Keep an item that belongs to the entry above it."""
        if self.told.last:
            self.told.extend("- " + item.text.replace("\n", "\n    "))
        else:
            self._item(item)

    def aside(self, markdown: str, line: int) -> None:
        """Keep prose, and say so where it tells a time."""
        if _CLOCK_IN_PROSE.search(markdown):
            self.told.fault(Place(line), _PROSE_WITH_TIME)
        for below, text in enumerate(markdown.split("\n")):
            if digits := bare_clock(text):
                self.told.fault(Place(line + below), f"'{digits}' may be a time of day: write it as {digits[:2]}:{digits[2:]}")
        self.told.note(markdown, Place(line))

    def _item(self, item: ListItem) -> None:
        place = Place(item.line, item.column)
        if self.under_event and not (begins_with_time(item.text) or has_label(item.text)):
            self.told.extend("- " + item.text.replace("\n", "\n    "))
        elif nested := grouped_entries(item):
            head = item.text.partition("\n")[0]
            if not self.told.begins_day(head, place, heading=True):
                self.days.in_zone(find_zone(head))
            self.told.note(head, Place(item.line))
            for entry in nested:
                self.told.entry(entry.text, Place(entry.line, entry.column))
        elif begins_with_time(item.text) or "\n" in item.text or not self.told.begins_day(item.text, place):
            self.told.entry(item.text, place)
        else:
            self.told.note(f"- {item.text}", Place(item.line))

    def _heading(self, item: Heading, behind: Item | None, after: Heading | None) -> None:
        self.days.in_zone(find_zone(item.text))
        place = Place(item.line)
        try:
            day = day_line(item.text, self.days.near)
        except ValueError:
            self.told.begins_day(item.text, place)
            self.under_event = False
            self.told.note(item.markdown, Place(item.line))
            return
        if day:
            self.days.in_zone(zone_beside(item.text))
        stamp = self.told.split(item.text, place)[0]
        # a date above prose is an entry of its own; above entries it is the day they share
        alone = day is not None and _is_prose(behind) and not _is_followed_by_clocks(item, after)
        is_entry = stamp is not None and (stamp.clock is not None or alone)
        if not is_entry and (begun := day or stamp or name_before(item.text)):
            self.told.begin(begun, item.text, place)
        self.under_event = is_entry
        if is_entry:
            self.told.entry(item.text, place)
            self.told.extend("")
        else:
            self.told.note(item.markdown, Place(item.line))

    def _paragraph(self, item: Paragraph) -> None:
        if item.code and self.under_event:
            self.told.extend("\n" + item.markdown + "\n")
            return
        if item.code:
            self.told.note(item.markdown, Place(item.line))
            return
        bold = _BOLD_LINE.fullmatch(item.markdown) is not None
        if len(item.lines) == 1 and self.told.begins_day(item.markdown, Place(item.line), heading=bold):
            self.told.note(item.markdown, Place(item.line))
            return
        rest: list[str] = []
        in_entry = self._awaits_text()
        for index, line in enumerate(item.lines):
            text = line.text.strip()
            place = Place(line.number, line.offset + line.text.index(text) + 1)
            behind_it = item.lines[index + 1].text.strip() if index + 1 < len(item.lines) else ""
            if is_day_line(text) and (not behind_it or begins_with_clock(behind_it)) and self.told.begins_day(text, place):
                self._flush(rest, line.number)
                self.told.note(line.text, Place(line.number))
                in_entry = False
                continue
            faults = len(self.told.timeline.faults)
            told = is_log_line(text) or _IN_SENTENCE.match(text)
            stamp, _, behind = (None, "", text) if told else self.told.split(text, place)
            if stamp is not None and (stamp.clock is not None or behind):
                self._flush(rest, line.number)
                self.told.entry(text, place)
                in_entry = True
            elif len(self.told.timeline.faults) > faults:  # it begins with a time, but nobody can tell which
                self._flush(rest, line.number)
                self.told.untimed(text, place)
                in_entry = True
            elif stamp is not None and stamp.until and len(item.lines) == 1:  # "January 3-5, 2024": what is below begins then
                self.days.begin(stamp)
                rest.append(line.text)
            elif in_entry:
                self.told.extend(text)
            else:
                rest.append(line.text)
        self._flush(rest, item.lines[-1].number + 1)
        if self.under_event:
            self.told.extend("")

    def _awaits_text(self) -> bool:
        """True when what comes next belongs to the last entry: a heading was its time, or its time stood alone."""
        return self.told.last is not None and (self.under_event or not self.told.has_text)

    def _flush(self, rest: list[str], next_line: int) -> None:
        if not rest:
            return
        first = next_line - len(rest)
        text = "\n".join(rest)
        self.days.in_zone(find_zone_in_sentence(text.strip()))
        self.aside(text, first)
        rest.clear()

    def _table(self, table: Table) -> None:
        columns = find_columns(table)
        if self.under_event and not columns.when:
            self.told.extend(f"\n{table.markdown}\n")
            return
        self.days.in_zone(columns.zone)
        self.under_event = False
        for number, cells in table.rows:
            if not any(cells):
                continue
            others = columns.others
            when = " ".join(cells[index] for index in columns.when if cells[index])
            if columns.until is not None and begins_with_clock(cells[columns.until]):
                when = f"{when} - {cells[columns.until]}"
            elif columns.until is not None:
                others = (columns.until, *others)
            text = cells[columns.text] if columns.text is not None else ""
            asides = [f"{table.header[index]}: {cells[index]}".removeprefix(": ") for index in others if cells[index]]
            text = f"{text} ({'; '.join(asides)})" if asides and text else text or "; ".join(asides)
            said = cells[columns.phase] if columns.phase is not None else ""
            phase = phase_of(f"{said}:")
            if said and phase is None:
                text = f"{text} ({table.header[columns.phase or 0]}: {said})".strip()
            self.told.entry(text, Place(number), phase, when)


def _is_followed_by_clocks(heading: Heading, after: Heading | None) -> bool:
    """True for a heading whose next one, as deep or deeper, begins with a time of day alone: they share its day."""
    return (
        after is not None and after.level >= heading.level and begins_with_clock(after.text) and not begins_with_day(after.text)
    )


def _is_prose(behind: Item | None) -> bool:
    """True when a paragraph of plain text follows."""
    return isinstance(behind, Paragraph) and not behind.code and not opens_with_time(behind)
