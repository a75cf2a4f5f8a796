"""One file, read: the incident it tells of, and everything that was wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any

from postmortem_archive.compact import Deferred
from postmortem_archive.incident import PHASES, Incident, Phase, Place, Reference, Relation, Section
from postmortem_archive.internal import unclosed_internal
from postmortem_archive.keeping.store import digest
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.reading.actions import read_actions
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.decoding import decode, place_at
from postmortem_archive.reading.faults import Fault, read_fields
from postmortem_archive.reading.frontmatter import FrontMatter, Unreadable, read_front_matter
from postmortem_archive.reading.headings import plain_heading
from postmortem_archive.reading.phases import gather_phases, mark_phases
from postmortem_archive.reading.schema import FrontMatterSchema
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.text import Line, find_links, read_lines
from postmortem_archive.reading.timeline import read_timeline
from postmortem_archive.reading.unnamed import name_timelines
from postmortem_archive.settings import Settings, read_settings
from postmortem_archive.zones import SPEAKS_OF_TIMES, find_zone_of_all_times, read_zone

NO_DAY = Moment(date.min, Precision.DAY)
"""Stands in for the day of an incident that nothing tells."""

FATAL = frozenset({"missing-title", "missing-date", "wrong-type"})
"""Rules of faults that leave no incident to publish."""

_SLUG_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Draft:
    """A file of the archive, read as far as it can be.

    `incident` is None when nothing could be read. When `usable` is False it has stand-ins for a missing title or date:
    good enough to check the rest of the file, not to publish it.
    """

    path: str
    slug: str
    text: str = Deferred("")  # type: ignore[assignment]
    settings: Settings = field(default_factory=read_settings)
    front: FrontMatter = Deferred(FrontMatter())  # type: ignore[assignment]
    incident: Incident | None = None
    faults: tuple[Fault, ...] = ()
    source: bytes = field(default=b"", compare=False, repr=False)
    runs: str | None = field(default=None, compare=False, repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the body; none of a file of which nothing could be read."""
        front = self.front
        return () if self.incident is None else _lines(front.body, front.body_line)

    @property
    def usable(self) -> bool:
        """True when the incident is what the author wrote, though there may be problems with it."""
        return self.incident is not None and not any(fault.rule in FATAL for fault in self.faults)


@lru_cache(maxsize=32)
def _lines(body: str, first: int) -> tuple[Line, ...]:
    """As records the lines of a body take ten times its room: only those last asked for are held."""
    return read_lines(body, first)


def read_draft(path: str, slug: str, content: bytes | OSError, settings: Settings) -> Draft:
    """Read one postmortem. Never raises for what the file holds; `path` is for messages, relative to the archive.

    In place of its content stands the reason where a file cannot be read.
    """
    blank = Draft(path, slug, "", settings, source=source_digest(path, content))
    if path != spelled(path):
        fault = Fault("not-utf-8", Place(), "the name of this file, or of its folder, is not UTF-8: rename it")
        return replace(blank, path=spelled(path), slug=spelled(slug), faults=(fault,))
    if isinstance(content, OSError):
        message = f"the file cannot be read ({content.strerror or content}): give yourself the right to read it, or move it away"
        return replace(blank, faults=(Fault("unreadable-file", Place(), message),))
    try:
        text, faults = decode(content)
    except Unreadable as error:
        return replace(blank, faults=(Fault(error.rule, error.place, error.message),))
    try:
        front, unreadable = read_front_matter(text)
    except Unreadable as error:
        return replace(blank, text=text, faults=(*faults, Fault(error.rule, error.place, error.message)))
    faults.extend(Fault(error.rule, error.place, error.message) for error in unreadable)
    faults.extend(_unclosed_marks(front))
    return _read(replace(blank, text=text, front=front, faults=tuple(faults)))


def source_digest(*parts: bytes | str | OSError) -> bytes:
    """A key of what a postmortem is read from, also where that is the reason why it cannot be read."""
    return digest(*(repr(part) if isinstance(part, OSError) else part for part in parts))


def spelled(name: str) -> str:
    """A name as it can be printed, with what is not UTF-8 in that of a file written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode()


def read_from(draft: Draft, values: Mapping[str, Any], body: str) -> Draft:
    """The same file, read as if these front matter values and this body were all of it; its `text` is the body alone.

    It has no places in the front matter and no messages, both of which would tell of the rest.
    """
    front = FrontMatter(values, body=body, body_line=draft.front.body_line, present=draft.front.present)
    source = digest(draft.path, repr(values), body)
    again = _read(Draft(draft.path, draft.slug, body, draft.settings, front, source=source))
    return replace(again, faults=tuple(Fault(fault.rule, Place(), "") for fault in again.faults if fault.rule in FATAL))


def _read(draft: Draft) -> Draft:
    """The draft with all that follows from its front matter and body."""
    fields, faults = read_fields(draft.front)
    lines = _lines(draft.front.body, draft.front.body_line)
    incident, body_faults = _incident(draft, fields, lines)
    return replace(draft, incident=incident, faults=(*draft.faults, *faults, *body_faults))


def _unclosed_marks(front: FrontMatter) -> Iterator[Fault]:
    """Internal marks without a partner. Each text of the front matter, and the body, is cut by itself."""
    if mark := unclosed_internal(front.body):
        place = place_at(front.body, mark[0])
        yield Fault("unclosed-internal", Place(place.line + front.body_line - 1, place.column), mark[1])
    for path in front.places:
        value: Any = front.values
        try:
            for key in path:
                value = value[key]
        except (KeyError, IndexError, TypeError):
            continue  # a value that was left out, such as the second of a duplicate key
        if isinstance(value, str) and (mark := unclosed_internal(value)):
            yield Fault("unclosed-internal", front.place(path), mark[1])


def _incident(draft: Draft, fields: FrontMatterSchema, lines: tuple[Line, ...]) -> tuple[Incident, list[Fault]]:
    front, slug = draft.front, draft.slug
    faults: list[Fault] = []
    zone_text = fields.timezone or draft.settings.timezone
    zone = read_zone(zone_text) if zone_text else None
    stated = dict(_stated_phases(fields, front, zone, faults))
    day = fields.date.moment(zone) if fields.date else None
    anchor = stated["started"].at if "started" in stated else day or _day_written(fields)
    sections = []
    above = None
    for block in _without_title(name_timelines(cut_sections(lines)), fields.title):
        above = above if block.kind == "timeline" else _zone_of_all_times(block) or above
        section, section_faults = _section(block, anchor, zone, above)
        sections.append(section)
        faults.extend(section_faults)
    sections = mark_phases(sections, stated)
    phases = gather_phases(stated, sections)
    started = next((phase.at for phase in phases if phase.name == "started"), None)
    when = started if "started" in stated or day is None else day
    when = when or _day_written(fields) or _day_of_file(slug)
    incident = Incident(
        slug=slug,
        path=draft.path,
        title=fields.title,
        when=when,
        id=fields.id or slug,
        status=fields.status if "status" in fields.model_fields_set or not _wrong(front, "status") else "draft",
        visibility=fields.visibility,
        severity=fields.severity,
        phases=phases,
        timezone=zone_text,
        organisation=fields.organisation,
        services=_once(fields.services),
        teams=_once(fields.teams),
        alerts=_once(fields.alerts),
        authors=_once(fields.authors),
        tags=_once(fields.tags),
        trigger=fields.trigger,
        root_causes=_once(fields.root_causes),
        contributing_factors=_once(fields.contributing_factors),
        detected_by=fields.detected_by,
        mitigation=fields.mitigation,
        third_party=fields.third_party,
        impact=_given(fields.impact.model_dump()),
        relations=tuple(
            Relation(related.incident, related.type, related.note, front.place(("related", index)))
            for index, related in enumerate(fields.related)
        ),
        references=tuple(Reference(link.title, link.url, link.archive_url) for link in fields.references),
        redirect_from=fields.redirect_from,
        extra=fields.extra,
        summary=(fields.summary or _summary(sections)).strip(),
        sections=tuple(sections),
        links=find_links(lines),
        source=draft.source,
    )
    return incident, faults


def _wrong(front: FrontMatter, name: str) -> bool:
    """True when the author gave a value that was not understood: then the cautious reading holds."""
    return front.values.get(name) is not None


def _day_written(fields: FrontMatterSchema) -> Moment | None:
    """The day of a start or date whose time has no zone."""
    days = (stamp.day for stamp in (fields.started_at, fields.date) if stamp and stamp.day)
    return next((Moment(day, Precision.DAY) for day in days), None)


def _day_of_file(slug: str) -> Moment:
    """The day in the file's name, as a stand-in."""
    found = _SLUG_DATE.match(slug)
    try:
        return Moment(date.fromisoformat(found[0]), Precision.DAY) if found else NO_DAY
    except ValueError:
        return NO_DAY


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _stated_phases(
    fields: FrontMatterSchema, front: FrontMatter, zone: tzinfo | None, faults: list[Fault]
) -> Iterator[tuple[str, Phase]]:
    for name in PHASES:
        key = f"{name}_at"
        stamp = getattr(fields, key)
        inferred = False
        if stamp is None and name == "started" and fields.date and fields.date.clock:
            key, stamp, inferred = "date", fields.date, True  # a date with a clock is when it began
        if stamp is None:
            continue
        place = front.place((key,))
        at = stamp.moment(zone)
        if at is None:
            message = f"'{key}' has no time zone: add one to the value, set 'timezone:' here, or in the settings"
            faults.append(Fault("time-without-zone", place, message))
        else:
            yield name, Phase(name, at, inferred, place)


def _zone_of_all_times(block: Block) -> tzinfo | None:
    """The zone that the block sets for all times of the text, if it does."""
    lines = (line.text for line in block.lines if not line.code and SPEAKS_OF_TIMES.search(line.text))
    return next(filter(None, map(find_zone_of_all_times, lines)), None)


def _section(block: Block, anchor: Moment | None, zone: tzinfo | None, above: tzinfo | None) -> tuple[Section, list[Fault]]:
    section = Section(block.title, block.kind, block.level, block.markdown, block.place, block.body_line)
    if block.kind == "timeline":
        timeline = read_timeline(block, anchor, zone, above)
        return replace(section, parts=tuple(timeline.parts)), [Fault(*fault) for fault in timeline.faults]
    if block.kind == "action_items":
        return replace(section, parts=tuple(read_actions(block, anchor.day if anchor else None))), []
    return section, []


def _without_title(blocks: tuple[Block, ...], title: str) -> Iterator[Block]:
    """The blocks, with a first heading that only repeats the title taken off."""
    for index, block in enumerate(blocks):
        repeats = index == 0 and block.level == 1 and plain_heading(block.title) == plain_heading(title)
        if not repeats:
            yield block
        elif any(not line.blank for line in block.lines):
            yield replace(block, title="", level=0)


def _summary(sections: list[Section]) -> str:
    """The Summary section, or else the text before the first heading."""
    summary = next((section for section in sections if section.kind == "summary"), None)
    opening = next((section for section in sections if section.level == 0 and not section.parts), None)
    return (summary or opening or Section("", None, 0, "")).markdown


__all__ = ["NO_DAY", "Draft", "Fault", "read_draft", "read_from"]
