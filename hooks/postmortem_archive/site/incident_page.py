"""One incident's page: the author's text in pieces, with what was read and derived around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from markupsafe import Markup
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from postmortem_archive import wording
from postmortem_archive.figures.incident_timeline import draw_incident
from postmortem_archive.figures.story import zone_of
from postmortem_archive.incident import ActionItem, Event, Incident, Note
from postmortem_archive.insight.actions import is_overdue
from postmortem_archive.moment import Moment, zone_name
from postmortem_archive.reading.phases import phase_of
from postmortem_archive.site.preview import remarks_on
from postmortem_archive.site.recurrences_page import standing_of
from postmortem_archive.site.rendering import Cut, Piece, cut, link_mentions
from postmortem_archive.site.site import Site, incident_address


@dataclass(frozen=True)
class Fact:
    """One line of the fact list: a label, and values that may link to their group's page."""

    label: str
    values: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True)
class EventRow:
    """One row of the timeline as drawn: times in the page's zone, `day` where it begins a new day, `html` the author's text."""

    number: int
    event: Event
    html: Markup
    at: Moment | None = None
    until: Moment | None = None
    day: date | None = None


@dataclass(frozen=True)
class ActionRow:
    """One action item as drawn."""

    number: int
    item: ActionItem
    html: Markup
    overdue: bool


def render_incident(site: Site, page: Page, incident: Incident, html: str) -> str:
    """The page's HTML; adds what stands below the author's text to the table of contents."""
    archive = site.archive
    here = site.here(page.url)
    parts = cut(
        html, incident, lambda text: link_mentions(text, archive, incident.slug, lambda slug: here(incident_address(slug)))
    )
    related = archive.related(incident.slug)
    similar = archive.similar(incident.slug)
    mentioned = archive.mentioned_in(incident.slug)
    for title, anchor, there in (
        ("Related incidents", "related-incidents", related),
        ("Similar incidents", "similar-incidents", similar),
        ("Mentioned in", "mentioned-in", mentioned),
        ("References", "sources", incident.references),
    ):
        if there:
            page.toc.items.append(AnchorLink(title, anchor, 2))
    return site.render(
        "incident.html",
        page.url,
        incident=incident,
        zone=getattr(zone_of(incident), "key", None),
        lead=Markup(parts.lead),
        lead_anchor=parts.anchor,
        sections=list(sections_of(parts, incident, site)),
        figure=draw_incident(incident),
        facts=list(facts(site, incident)),
        derived=list(durations_of(incident)),
        standing=standing_of(archive, incident, site.chain_pages),
        alike=archive.recurrences.alike_among(incident.slug, *(one.incident.slug for one in similar)),
        related=related,
        similar=similar,
        mentioned=mentioned,
        edit_url=page.edit_url,
        remarks=remarks_on(incident, site.preview.problems_of(incident.path)) if site.preview else (),
    )


def sections_of(parts: Cut, incident: Incident, site: Site) -> Iterator[dict[str, Any]]:
    """The author's sections for a template: text, runs of events, runs of action items."""
    zone, zone_is_said = zone_of(incident), False
    for section in parts.sections:
        pieces = list(_pieces(section.pieces, incident, site, zone))
        items = [row.item for piece in pieces for row in piece.get("actions", ())]
        stated = [item for item in items if item.status]
        yield {
            "kind": section.section.kind if section.section else None,
            "heading": Markup(section.heading),
            "pieces": pieces,
            "done": sum(item.status == "done" for item in stated),
            "stated": len(stated),
            "count": len(items),
            "zone": None if zone_is_said else _zone_in_words(pieces),
        }
        zone_is_said = zone_is_said or bool(_zone_in_words(pieces))


def _zone_in_words(pieces: list[dict[str, Any]]) -> str | None:
    """The zone of the times of some rows; both names, where the clocks change on the way. None where no time is known."""
    clocks = [row.at.clock for piece in pieces for row in piece.get("events", ()) if row.at and row.at.clock]
    return "/".join(dict.fromkeys(map(zone_name, clocks))) or None


def _pieces(pieces: list[Piece], incident: Incident, site: Site, zone: tzinfo) -> Iterator[dict[str, Any]]:
    days = {event.at.within(zone).day for event in incident.timeline if event.at}
    last: date | None = None if len(days) > 1 else next(iter(days), None)
    headed = _days_with_heading(incident)
    for piece in pieces:
        if piece.kind == "event":
            rows = []
            for number, html in piece.rows:
                event = incident.timeline[number - 1]
                at, until = (moment and moment.within(zone) for moment in (event.at, event.until))
                day = at.day if at else None
                # an event of which only the day is known says its day itself
                new = day if day not in {last, None, *headed} and at and at.clock else None
                last = day or last
                rows.append(EventRow(number, event, Markup(_without_phase_word(html, event)), at, until, new))
            yield {"events": rows}
        elif piece.kind == "action":
            items = incident.action_items
            yield {
                "actions": [
                    ActionRow(number, items[number - 1], Markup(html), is_overdue(items[number - 1], site.today))
                    for number, html in piece.rows
                ]
            }
        else:
            yield {"html": Markup(piece.html)}


def _without_phase_word(html: str, event: Event) -> str:
    """The words behind "Detected: ...": the mark in front of them says the rest."""
    said = re.match(r"(?:<(strong|em)>)?(?:[^\W\d_]| ){4,30}(?:</\1>)?:(?:</\1>)?\s+(?=\S)", html)
    if said is None or event.phase is None or phase_of(event.text) != event.phase:
        return html
    rest = html[said.end() :]
    return rest[0].upper() + rest[1:]


def _days_with_heading(incident: Incident) -> set[date]:
    """Days that the author's own heading or line announces: the row below it does not say it again."""
    days = set()
    for section in incident.sections:
        for before, part in zip(section.parts, section.parts[1:], strict=False):
            if isinstance(before, Note) and isinstance(part, Event) and part.at and part.day_inferred:
                days.add(part.at.day)
    return days


def durations_of(incident: Incident) -> Iterator[tuple[str, str, bool]]:
    """(label, duration, exact) of what is derived from the phases."""
    for label, phase in (("Time to detect", "detected"), ("Time to mitigate", "mitigated"), ("Time to resolve", "resolved")):
        minutes = incident.minutes("started", phase)
        if minutes is not None:
            yield label, wording.duration(minutes), incident.is_exact("started", phase)


def facts(site: Site, incident: Incident) -> Iterator[Fact]:
    """What the front matter says, in the order in which a reader wants it; nothing that is unknown."""
    settings = site.archive.settings

    def grouped(field: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        groups = [(name, site.archive.group(field, name)) for name in names]
        return tuple((group.label, f"{group.kind.address}/{group.slug}/") if group else (name, "") for name, group in groups)

    def plain(*values: object) -> tuple[tuple[str, str], ...]:
        return tuple((str(value), "") for value in values)

    impact = dict(incident.impact)
    if "summary" in impact:
        yield Fact("Impact", plain(impact.pop("summary")))
    for key, value in impact.items():
        yield Fact(key.replace("_", " ").capitalize(), plain(f"{value:,}" if isinstance(value, int) else value))
    if incident.trigger:
        yield Fact("Trigger", grouped("trigger", (incident.trigger,)))
    if incident.root_causes:
        yield Fact("Root causes" if len(incident.root_causes) > 1 else "Root cause", grouped("root_causes", incident.root_causes))
    if incident.contributing_factors:
        yield Fact("Contributing factors", plain(*(factor.replace("-", " ") for factor in incident.contributing_factors)))
    if incident.detected_by:
        yield Fact("Detected by", plain(settings.label("detected_by", incident.detected_by)))
    if incident.mitigation:
        yield Fact("Mitigation", plain(settings.label("mitigations", incident.mitigation)))
    if incident.third_party:
        yield Fact("Began at", plain("a third party"))
    for label, field in (("Services", "services"), ("Teams", "teams"), ("Alerts", "alerts"), ("Tags", "tags")):
        if getattr(incident, field):
            yield Fact(label, grouped(field, getattr(incident, field)))
    owners = [settings.services[name].owner for name in incident.services if name in settings.services]
    if any(owners):
        yield Fact("Owned by", plain(*dict.fromkeys(filter(None, owners))))
    if incident.authors:
        yield Fact("Written by", plain(*incident.authors))
    for name, value in incident.extra.items():
        label = settings.fields[name].label if name in settings.fields else name
        yield Fact(label, plain(*(value if isinstance(value, list) else [value])))
