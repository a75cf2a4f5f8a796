"""The records of the archive: what one postmortem says, frozen, free of files and of MkDocs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from postmortem_archive.compact import Compact, Deferred
from postmortem_archive.moment import Moment


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

    @property
    def digest(self) -> str:
        """Of what it says: not of where its file or the site stands, nor of what other incidents say."""
        if (told := self.__dict__.get("_told")) is not None:
            return told[2]  # type: ignore[no-any-return]
        return digest_of_values(
            self.id, self.title, self.status, self.severity, self.when.isoformat(),
            [(phase.name, phase.at.isoformat(), phase.at.approximate) for phase in self.phases],
            self.organisation, self.services, self.teams, self.alerts, self.authors, self.tags,
            self.trigger, self.root_causes, self.contributing_factors, self.detected_by, self.mitigation,
            self.third_party, dict(self.impact), dict(self.extra), self.summary,
            [(one.incident, one.type, one.note) for one in self.relations],
            [(one.title, one.url, one.archive_url) for one in self.references],
            [(section.level, section.title, section.markdown) for section in self.sections],
        )  # fmt: skip

    @property
    def last_told(self) -> datetime:
        """The last moment that it tells of."""
        if (told := self.__dict__.get("_told")) is not None:
            return told[3]  # type: ignore[no-any-return]
        moments = [self.when, *(phase.at for phase in self.phases)]
        moments += [at for event in self.timeline for at in (event.at, event.until) if at]
        return max(moment.order for moment in moments)

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


def digest_of_values(*said: object) -> str:
    """A digest of values such as front matter has."""
    return sha256(json.dumps(said, default=str, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
