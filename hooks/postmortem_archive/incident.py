"""The records of the archive: what one postmortem says, frozen, free of files and of MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import IntEnum
from functools import lru_cache
from typing import Any

from postmortem_archive.compact import Compact


class Precision(IntEnum):
    """How much of a point in time its author knew."""

    DAY = 1
    MINUTE = 2
    SECOND = 3


@dataclass(frozen=True, slots=True)
class Place(Compact):
    """A position in a file; line and column count from 1."""

    line: int = 1
    column: int = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _place, (self.line, self.column)


@lru_cache(maxsize=4096)
def _place(line: int, column: int) -> Place:
    """Most places are in the same few columns of the first lines: the same record for all of them."""
    return Place(line, column)


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
    def order(self) -> datetime:
        """What to sort by: the instant, and for a day its first instant in UTC. Never shown, never measured."""
        return self.instant or datetime.combine(self.day, time.min, UTC)

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
    offset = clock.strftime("%z")
    return "UTC" if offset in ("", "+0000") else f"{offset[:3]}:{offset[3:5]}"


PHASES = ("started", "detected", "acknowledged", "mitigated", "resolved", "communicated")
"""The phases of an incident; each is `<name>_at` in the front matter. The first five come in this order."""

RELATION_TYPES = {
    "recurrence_of": "recurred_as",
    "caused_by": "caused",
    "same_root_cause": "same_root_cause",
    "duplicate_of": "duplicated_by",
    "regression_of_fix": "fix_regressed_as",
    "follows": "followed_by",
    "related": "related",
}
INVERSE = RELATION_TYPES | {inverse: kind for kind, inverse in RELATION_TYPES.items()}
"""Every relation type, in both directions, and what the other side calls it."""


@dataclass(frozen=True, slots=True)
class Phase(Compact):
    """When an incident entered a phase; `inferred` when an event of the timeline said so and not the front matter."""

    name: str
    at: Moment
    inferred: bool = False
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Event:
    """One entry of a timeline. `at` is None where the entry has no time that could be read.

    `written` is the time as the author wrote it; `text` is Markdown; `day_inferred` when the day was carried over from
    the entry before, from a heading or from the start of the incident.
    """

    at: Moment | None
    text: str
    until: Moment | None = None
    phase: str | None = None
    written: str = ""
    day_inferred: bool = False
    understood: bool = True
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class ActionItem(Compact):
    """One thing to do. `status` is `open` or `done`, or None where the author did not say; `done` is the day it was done."""

    title: str
    kind: str | None = None
    owner: str | None = None
    due: date | None = None
    ticket: str | None = None
    status: str | None = None
    place: Place = field(default=Place(), compare=False)
    done: date | None = None


@dataclass(frozen=True)
class Relation:
    """What an author says of another incident: `type` as in RELATION_TYPES, `incident` a slug or an id."""

    incident: str
    type: str
    note: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Reference:
    """A source or further reading."""

    title: str
    url: str
    archive_url: str | None = None


@dataclass(frozen=True)
class Note:
    """Markdown inside a timeline or list of actions that is neither an event nor an action: shown as it stands.

    A fact such as "Repaired: 11:21" above a timeline is a note that states a `phase`, `at` which it began.
    """

    markdown: str
    place: Place = field(default=Place(), compare=False)
    phase: str | None = None
    at: Moment | None = None


Part = Event | ActionItem | Note


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. `kind` is the section's standard name, or None for one of the author's own.

    `markdown` excludes the heading. A timeline or action section also has `parts`: its entries and the notes between.
    """

    title: str
    kind: str | None
    level: int
    markdown: str
    place: Place = field(default=Place(), compare=False)
    body_line: int = 1
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link, image or mentioned id in the text. `kind` is `link`, `image` or `mention`."""

    target: str
    kind: str
    place: Place = field(default=Place(), compare=False)


class Deferred:
    """A field that may be given as a function, which then gives the value each time it is asked for.

    Ten thousand incidents fit into memory where their texts do not; what reads a text reads it from where it is kept.
    """

    def __init__(self, default: Any) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, record: object | None, owner: type | None = None) -> Any:
        if record is None:
            return self._default  # what the dataclass takes as the default of the field
        value = record.__dict__[self._name]
        return value() if callable(value) else value

    def __set__(self, record: object, value: Any) -> None:
        record.__dict__[self._name] = value


@dataclass(frozen=True)
class Incident:
    """One postmortem, read. Lists keep the author's order; what is unknown is None or empty, never guessed.

    `source` is a digest of what it was read from: two incidents of one source and the same settings are the same.
    """

    slug: str
    path: str
    title: str
    when: Moment
    id: str
    status: str = "final"
    visibility: str = "internal"
    severity: str | None = None
    phases: tuple[Phase, ...] = ()
    timezone: str | None = None
    organisation: str | None = None
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    trigger: str | None = None
    root_causes: tuple[str, ...] = ()
    contributing_factors: tuple[str, ...] = ()
    detected_by: str | None = None
    mitigation: str | None = None
    third_party: bool | None = None
    impact: Mapping[str, Any] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    references: tuple[Reference, ...] = ()
    redirect_from: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    sections: tuple[Section, ...] = Deferred(())  # type: ignore[assignment]  # a descriptor gives what it stands for
    links: tuple[Link, ...] = ()
    source: bytes = field(default=b"", compare=False, repr=False)

    @property
    def is_kept(self) -> bool:
        """True for one that is as it was read, with its text fetched from where it is kept."""
        return "_told" in self.__dict__

    @property
    def timeline(self) -> tuple[Event, ...]:
        """Every event, in the order written."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Event))

    @property
    def action_items(self) -> tuple[ActionItem, ...]:
        """Every action item, in the order written."""
        if (told := self.__dict__.get("_told")) is not None:
            return told[0]  # type: ignore[no-any-return]
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, ActionItem))

    @property
    def open_action_items(self) -> tuple[ActionItem, ...]:
        """The action items that the author marks as not done."""
        return tuple(item for item in self.action_items if item.status == "open")

    @property
    def lessons(self) -> str:
        """What was learned, as Markdown with its headings; empty where the author has no such section."""
        if (told := self.__dict__.get("_told")) is not None:
            return told[1]  # type: ignore[no-any-return]
        return "\n\n".join(
            f"{'#' * max(section.level, 1)} {section.title}\n\n{section.markdown}" if section.title else section.markdown
            for section in self.sections
            if section.kind == "lessons"
        )

    def phase(self, name: str) -> Phase | None:
        """The phase of that name, if it is known."""
        for phase in self.phases:
            if phase.name == name:
                return phase
        return None

    def section(self, kind: str) -> Section | None:
        """The first section of that standard kind."""
        return next((section for section in self.sections if section.kind == kind), None)

    def minutes(self, start: str, end: str) -> float | None:
        """Minutes between two phases; None unless both are known to the minute and in order."""
        first, last = self.phase(start), self.phase(end)
        minutes = first.at.minutes_until(last.at) if first and last else None
        return minutes if minutes is not None and minutes >= 0 else None

    @property
    def duration_minutes(self) -> float | None:
        """From start to resolution."""
        return self.minutes("started", "resolved")

    @property
    def time_to_detect_minutes(self) -> float | None:
        """From start to detection."""
        return self.minutes("started", "detected")

    @property
    def time_to_mitigate_minutes(self) -> float | None:
        """From start to mitigation."""
        return self.minutes("started", "mitigated")

    def is_exact(self, start: str, end: str) -> bool:
        """False when either end of a duration is approximate or inferred, so that a page can say so."""
        ends = [self.phase(start), self.phase(end)]
        return all(phase is not None and not phase.inferred and not phase.at.approximate for phase in ends)
