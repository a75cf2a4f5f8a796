"""One incident as data: the records of `/api/v1/`, in which fields are only ever added, and how they are filled."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from postmortem_archive.archive import Archive
from postmortem_archive.incident import ActionItem, Event, Incident
from postmortem_archive.moment import Moment
from postmortem_archive.own_fields import values_by_type

TIME = "RFC 3339 with offset, or YYYY-MM-DD where only the day is known."

CHAIN_AT_MOST = 100
"""Slugs of a chain that each of its incidents names: a thousand that name a thousand each would be a file of their own."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class TimelineEntry(_Record):
    """One event. `at` is null where the entry has no time that could be read; `text` is Markdown."""

    at: str | None = Field(description=TIME)
    text: str
    phase: str | None
    until: str | None = Field(description="End of a range. " + TIME)
    approximate: bool
    day_inferred: bool = Field(description="The day was carried over from a heading, an entry above or the incident's start.")


class ActionEntry(_Record):
    """One action item; `title` is Markdown, `due` and `done` are days, `status` open, done or null where it is not stated."""

    title: str
    kind: str | None
    owner: str | None
    due: str | None
    status: str | None
    ticket: str | None
    done: str | None = Field(description="The day it was done; null where it is not, or nobody wrote the day down.")


class RelatedEntry(_Record):
    """Another incident and what it is to this one."""

    slug: str
    type: str
    note: str


class SimilarEntry(_Record):
    """An incident that is like this one, from 0 to 1, and why."""

    slug: str
    score: float
    reasons: list[str]


class RecurrenceEntry(_Record):
    """The chain of incidents that an incident came back in: it is the `place`-th `of` so many, counted from 1."""

    chain: list[str] = Field(description=f"Slugs in time order; of more than {CHAIN_AT_MOST} those nearest to this incident.")
    place: int
    of: int


class ReferenceEntry(_Record):
    """A source or further reading."""

    title: str
    url: str
    archive_url: str | None


class IncidentEntry(_Record):
    """One incident, as in `incidents.json`."""

    slug: str
    id: str
    title: str
    url: str = Field(description="Address of the page; relative to the site's root where the site has no `site_url`.")
    status: str
    visibility: str
    severity: str | None
    date: str = Field(description="When it was. " + TIME)
    started_at: str | None = Field(description=TIME)
    detected_at: str | None = Field(description=TIME)
    acknowledged_at: str | None = Field(description=TIME)
    mitigated_at: str | None = Field(description=TIME)
    resolved_at: str | None = Field(description=TIME)
    communicated_at: str | None = Field(description=TIME)
    inferred: list[str] = Field(description="Those of the six times above that come from the timeline, not the front matter.")
    approximate: list[str] = Field(description="Those of the six times above that are approximate.")
    timezone: str | None
    duration_minutes: float | None = Field(description="Start to resolution; null unless both have a clock.")
    time_to_detect_minutes: float | None = Field(description="Start to detection; null unless both have a clock.")
    time_to_mitigate_minutes: float | None = Field(description="Start to mitigation; null unless both have a clock.")
    organisation: str | None
    services: list[str]
    teams: list[str]
    alerts: list[str]
    authors: list[str]
    tags: list[str]
    trigger: str | None
    root_causes: list[str]
    contributing_factors: list[str]
    detected_by: str | None
    mitigation: str | None
    third_party: bool | None
    impact: dict[str, Any]
    extra: dict[str, Any] = Field(description="Fields of the site's own, each as the type that its settings declare.")
    summary: str = Field(description="Markdown.")
    timeline: list[TimelineEntry]
    action_items: list[ActionEntry]
    related: list[RelatedEntry]
    mentioned_in: list[str]
    similar: list[SimilarEntry]
    recurrence: RecurrenceEntry | None
    references: list[ReferenceEntry]


class SectionEntry(_Record):
    """One section of the text; `kind` is its standard name or null, `markdown` its text without the heading."""

    title: str
    kind: str | None
    level: int
    markdown: str


class IncidentDetail(IncidentEntry):
    """One incident with its whole text, as in `incidents/<slug>.json`."""

    sections: list[SectionEntry]
    redirect_from: list[str]


def incident_detail(archive: Archive, incident: Incident) -> dict[str, Any]:
    """What `incidents/<slug>.json` says of it: the entry and the sections."""
    sections = [SectionEntry(title=one.title, kind=one.kind, level=one.level, markdown=one.markdown) for one in incident.sections]
    return IncidentDetail(
        **_fields(archive, incident), sections=sections, redirect_from=list(incident.redirect_from)
    ).model_dump()


def _moment(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def _fields(archive: Archive, incident: Incident) -> dict[str, Any]:
    return {
        **incident_facts(archive, incident),
        "summary": incident.summary,
        "timeline": [_event(event) for event in incident.timeline],
        "action_items": [_action(item) for item in incident.action_items],
        "similar": [
            SimilarEntry(slug=one.incident.slug, score=one.score, reasons=list(one.reasons))
            for one in archive.similar(incident.slug)
        ],
        "references": [ReferenceEntry(title=one.title, url=one.url, archive_url=one.archive_url) for one in incident.references],
    }


def incident_facts(archive: Archive, incident: Incident) -> dict[str, Any]:
    """What an entry says of an incident, but for what its own text says and for what is like it: that takes the text of all."""
    recurrence = _recurrence(archive, incident)
    phases = {f"{phase.name}_at": phase for phase in incident.phases}
    times = ("started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at", "communicated_at")
    return {
        "slug": incident.slug,
        "id": incident.id,
        "title": incident.title,
        "url": f"{(archive.settings.site_url or '').rstrip('/')}/incidents/{incident.slug}/",
        "status": incident.status,
        "visibility": incident.visibility,
        "severity": incident.severity,
        "date": incident.when.isoformat(),
        **{name: _moment(phases[name].at) if name in phases else None for name in times},
        "inferred": [name for name in times if name in phases and phases[name].inferred],
        "approximate": [name for name in times if name in phases and phases[name].at.approximate],
        "timezone": incident.timezone,
        "duration_minutes": incident.duration_minutes,
        "time_to_detect_minutes": incident.time_to_detect_minutes,
        "time_to_mitigate_minutes": incident.time_to_mitigate_minutes,
        "organisation": incident.organisation,
        **{name: list(getattr(incident, name)) for name in ("services", "teams", "alerts", "authors", "tags", "root_causes")},
        "contributing_factors": list(incident.contributing_factors),
        "trigger": incident.trigger,
        "detected_by": incident.detected_by,
        "mitigation": incident.mitigation,
        "third_party": incident.third_party,
        "impact": dict(incident.impact),
        "extra": values_by_type(incident.extra, archive.settings.fields),
        "related": [
            RelatedEntry(slug=one.incident.slug, type=one.type, note=one.note).model_dump()
            for one in archive.related(incident.slug)
        ],
        "mentioned_in": [one.slug for one in archive.mentioned_in(incident.slug)],
        "recurrence": recurrence.model_dump() if recurrence else None,
    }


def _recurrence(archive: Archive, incident: Incident) -> RecurrenceEntry | None:
    found = archive.recurrences.find(incident.slug)
    if found is None:
        return None
    chain, place = found
    start, end = chain.around(place, CHAIN_AT_MOST)
    return RecurrenceEntry(chain=[one.slug for one in chain.incidents[start:end]], place=place, of=len(chain))


def _event(event: Event) -> TimelineEntry:
    return TimelineEntry(
        at=_moment(event.at),
        text=event.text,
        phase=event.phase,
        until=_moment(event.until),
        approximate=bool(event.at and event.at.approximate),
        day_inferred=event.day_inferred,
    )


def _action(item: ActionItem) -> ActionEntry:
    return ActionEntry(
        title=item.title,
        kind=item.kind,
        owner=item.owner,
        due=item.due.isoformat() if item.due else None,
        status=item.status,
        ticket=item.ticket,
        done=item.done.isoformat() if item.done else None,
    )
