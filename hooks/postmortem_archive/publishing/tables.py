"""The archive as tables: what SQLite, CSV and Parquet have in common. docs/reference/exports.md describes every column."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from postmortem_archive.archive import Archive
from postmortem_archive.incident import PHASES, Incident
from postmortem_archive.insight.actions import asks
from postmortem_archive.moment import Moment
from postmortem_archive.own_fields import values_by_type
from postmortem_archive.publishing.links import incident_address
from postmortem_archive.publishing.twin import body_text
from postmortem_archive.taxonomy import TAXONOMIES

Kind = Literal["text", "integer", "real", "boolean", "list", "json"]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A column. A `list` holds words, and `json` anything JSON can; `references` is the table whose key it holds."""

    name: str
    kind: Kind = "text"
    references: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Table:
    """A table, its key and its rows in the archive's order: the newest incident first, lists as their authors wrote them.

    `of_incident` are the rows of one incident, where they follow from it and the settings alone; of others there are `of_all`.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    of_incident: Callable[[Archive, Incident], Iterable[Row]] | None = None
    of_all: Callable[[Archive], Iterable[Row]] | None = None

    def rows(self, archive: Archive) -> Iterator[Row]:
        """Every row."""
        if self.of_incident is not None:
            for incident in archive:
                yield from self.of_incident(archive, incident)
        if self.of_all is not None:
            yield from self.of_all(archive)


INCIDENT = Column("incident", references="incidents", needed=True)
OTHER = Column("other", references="incidents", needed=True)
POSITION = Column("position", "integer", needed=True)
TIMES = tuple(f"{name}_at" for name in PHASES)
LISTS = ("services", "teams", "alerts", "authors", "tags", "root_causes", "contributing_factors")

INCIDENTS = Table(
    "incidents",
    (
        Column("slug", needed=True), Column("id", needed=True), Column("title", needed=True), Column("url", needed=True),
        Column("status", needed=True), Column("visibility", needed=True), Column("severity"), Column("date", needed=True),
        Column("year", "integer", needed=True), *map(Column, TIMES), Column("inferred", "list"), Column("approximate", "list"),
        Column("timezone"), Column("duration_minutes", "real"), Column("time_to_detect_minutes", "real"),
        Column("time_to_mitigate_minutes", "real"), Column("organisation"), *(Column(name, "list") for name in LISTS),
        Column("trigger"), Column("detected_by"), Column("mitigation"), Column("third_party", "boolean"),
        Column("impact", "json"), Column("extra", "json"), Column("summary"), Column("text"),
    ),
    ("slug",),
    lambda archive, incident: (_incident(archive, incident),),
)  # fmt: skip


def _incident(archive: Archive, incident: Incident) -> Row:
    phases = {f"{phase.name}_at": phase for phase in incident.phases}
    root = f"{(archive.settings.site_url or '').rstrip('/')}/"
    return (
        incident.slug, incident.id, incident.title, f"{root}{incident_address(incident.slug)}", incident.status,
        incident.visibility, incident.severity, incident.when.isoformat(), incident.when.day.year,
        *(_at(phases[name].at) if name in phases else None for name in TIMES),
        [name for name in TIMES if name in phases and phases[name].inferred],
        [name for name in TIMES if name in phases and phases[name].at.approximate],
        incident.timezone, incident.duration_minutes, incident.time_to_detect_minutes, incident.time_to_mitigate_minutes,
        incident.organisation, *(list(getattr(incident, name)) for name in LISTS), incident.trigger, incident.detected_by,
        incident.mitigation, incident.third_party, dict(incident.impact),
        values_by_type(incident.extra, archive.settings.fields), incident.summary, body_text(incident),
    )  # fmt: skip


def _events(_: Archive, incident: Incident) -> Iterator[Row]:
    for number, event in enumerate(incident.timeline, 1):
        about = bool(event.at and event.at.approximate)
        yield incident.slug, number, _at(event.at), _at(event.until), event.phase, event.text, about, event.day_inferred


def _action_items(_: Archive, incident: Incident) -> Iterator[Row]:
    for number, item in enumerate(incident.action_items if asks(incident) else (), 1):
        due = item.due.isoformat() if item.due else None
        done = item.done.isoformat() if item.done else None
        yield incident.slug, number, item.title, item.kind, item.owner, due, item.status, item.ticket, done


def _relations(archive: Archive) -> Iterator[Row]:
    for incident in archive:
        for one in archive.related(incident.slug):
            yield incident.slug, one.incident.slug, one.type, one.note


def _mentions(archive: Archive) -> Iterator[Row]:
    for incident in archive:
        for other in archive.mentioned_in(incident.slug):
            yield incident.slug, other.slug


def _references(_: Archive, incident: Incident) -> Iterator[Row]:
    for number, one in enumerate(incident.references, 1):
        yield incident.slug, number, one.title, one.url, one.archive_url


def _terms(archive: Archive) -> Iterator[Row]:
    for taxonomy in TAXONOMIES:
        for word, term in getattr(archive.settings, taxonomy).items():
            yield taxonomy, word, term.label, term.description


def _words(field: str) -> Callable[[Archive, Incident], Iterator[Row]]:
    def rows(_: Archive, incident: Incident) -> Iterator[Row]:
        for word in dict.fromkeys(getattr(incident, field)):
            yield incident.slug, word

    return rows


def _of_words(field: str, word: str) -> Table:
    return Table(field, (INCIDENT, Column(word, needed=True)), ("incident", word), _words(field))


TABLES = (
    INCIDENTS,
    Table(
        "events",
        (
            INCIDENT, POSITION, Column("at"), Column("until"), Column("phase"), Column("text", needed=True),
            Column("approximate", "boolean", needed=True), Column("day_inferred", "boolean", needed=True),
        ),
        ("incident", "position"),
        _events,
    ),
    Table(
        "action_items",
        (
            INCIDENT, POSITION, Column("title", needed=True), Column("kind"), Column("owner"), Column("due"), Column("status"),
            Column("ticket"), Column("done"),
        ),
        ("incident", "position"),
        _action_items,
    ),
    Table(
        "relations",
        (INCIDENT, OTHER, Column("type", needed=True), Column("note", needed=True)),
        ("incident", "other", "type"),
        of_all=_relations,
    ),
    Table(
        "mentions",
        (INCIDENT, Column("mentioned_in", references="incidents", needed=True)),
        ("incident", "mentioned_in"),
        of_all=_mentions,
    ),
    Table(
        "incident_references",  # REFERENCES alone is a word of SQL
        (INCIDENT, POSITION, Column("title", needed=True), Column("url", needed=True), Column("archive_url")),
        ("incident", "position"),
        _references,
    ),
    _of_words("services", "service"),
    _of_words("teams", "team"),
    _of_words("alerts", "alert"),
    _of_words("authors", "author"),
    _of_words("tags", "tag"),
    _of_words("root_causes", "root_cause"),
    _of_words("contributing_factors", "factor"),
    Table(
        "terms",
        (Column("taxonomy", needed=True), Column("word", needed=True), Column("label", needed=True), Column("description")),
        ("taxonomy", "word"),
        of_all=_terms,
    ),
)  # fmt: skip
"""Every table; one that others refer to stands before them."""


def as_json(value: Any) -> str:
    """A list or mapping as the text of a cell."""
    return json.dumps(value, ensure_ascii=False, default=str)


def cells(columns: Sequence[Column], row: Row, plain: Callable[[Kind, Any], Any]) -> Row:
    """The row as a format takes it: what has no value stays None, the rest is what `plain` makes of its kind."""
    return tuple(None if value is None else plain(column.kind, value) for column, value in zip(columns, row, strict=True))


def _at(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None
