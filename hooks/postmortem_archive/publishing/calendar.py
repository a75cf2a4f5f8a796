"""`/actions.ics`: the due days of open action items as a calendar (RFC 5545).

Each is an event of the whole due day and not a VTODO: Google Calendar and Outlook show no to-dos of a calendar that one
subscribes to, Apple's Calendar hands them to another program; events are shown by all three. It leaves the day free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from postmortem_archive.insight.actions import Task
from postmortem_archive.publishing.addresses import address_of
from postmortem_archive.publishing.ledger import item_address
from postmortem_archive.settings import Settings
from postmortem_archive.wording import long_day, plain

if TYPE_CHECKING:
    from icalendar import Component, Event

NAME = "actions.ics"
TITLE = "Action items of postmortems"


@dataclass(frozen=True)
class Entry:
    """What the calendar says of one action item; `day` is that of the incident, `url` empty where the site has no address."""

    uid: str
    day: date
    due: date
    summary: str
    description: str
    kind: str
    url: str


def entries_of(tasks: Iterable[Task], settings: Settings) -> tuple[Entry, ...]:
    """The entries of the open items among these that have a due day, by that day."""
    return tuple(_entry(uid, task, settings) for uid, task in _with_uid(tasks))


def write_calendar(entries: Sequence[Entry]) -> bytes:
    """These as a calendar; the same entries make the same bytes on every day."""
    from icalendar import Calendar, vDuration

    calendar = Calendar()
    calendar.add("prodid", "-//postmortem archive//action items//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", TITLE)
    calendar.add("x-wr-calname", TITLE)  # what programs read that do not know RFC 7986
    daily = vDuration(timedelta(days=1))
    daily.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", daily)
    for entry in entries:
        calendar.add_component(_event(entry))
    if not calendar.subcomponents:
        calendar.add_component(_no_event())
    return bytes(calendar.to_ical())


def _with_uid(tasks: Iterable[Task]) -> Iterator[tuple[str, Task]]:
    """The items that have an entry, each with a name that stays.

    It is made of the incident and the item's words and not of its place, so that an item above it may come and go. Of
    two items with the same words the second has its number among them.
    """
    seen: Counter[tuple[str, str]] = Counter()
    dated = [task for task in tasks if task.state == "open" and task.item.due]
    for task in sorted(dated, key=lambda one: (one.item.due, one.incident.slug, one.number)):
        key = (task.incident.slug, plain(task.item.title).casefold())
        seen[key] += 1
        words = "\n".join((*key, *([str(seen[key])] if seen[key] > 1 else [])))
        yield f"{sha256(words.encode()).hexdigest()[:32]}@postmortem-archive", task


def _entry(uid: str, task: Task, settings: Settings) -> Entry:
    incident, item = task.incident, task.item
    assert item.due is not None
    address = address_of(settings, item_address(task))
    summary = (plain(item.title) or "Action item") + (f" ({plain(item.owner)})" if item.owner else "")
    kind = settings.label("action_kinds", item.kind) if item.kind else ""
    url = address if settings.site_url else ""
    return Entry(uid, incident.when.day, item.due, summary, "\n".join(_description(task, address)), kind, url)


def _event(entry: Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    # the day of the incident, and not now: the same archive makes the same calendar
    event.add("dtstamp", datetime.combine(entry.day, time.min, UTC))
    event.add("dtstart", entry.due)
    if entry.due < date.max:  # behind the last day there is no other; an event without an end takes its one day
        event.add("dtend", entry.due + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")
    if entry.kind:
        event.add("categories", [entry.kind])
    if entry.url:
        event.add("url", entry.url)
    return event


def _description(task: Task, address: str) -> Iterator[str]:
    incident, item = task.incident, task.item
    yield f"{plain(incident.title)}, {long_day(incident.when.day)}"
    if item.owner:
        yield f"Owner: {plain(item.owner)}"
    if item.ticket:
        yield f"Ticket: {plain(item.ticket)}"
    yield address


def _no_event() -> Component:
    """A calendar has to hold something (RFC 5545, 3.6): where nothing is due, the zone UTC."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Etc/UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # by the zone's own clock
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
