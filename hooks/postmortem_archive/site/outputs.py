"""The files of the site that are no pages: feeds, the calendar of due days, the database, llms.txt, data for programs."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.keeping.code import code_digest
from postmortem_archive.keeping.store import digest
from postmortem_archive.publishing import calendar, database, llms
from postmortem_archive.publishing.entries import Channel, Entries, channels
from postmortem_archive.publishing.facets import durations_file, facets_file
from postmortem_archive.publishing.feeds import FORMATS, feed_addresses, feed_files
from postmortem_archive.publishing.json_api import ENTRIES, OTHERS, detail_address, incident_texts
from postmortem_archive.publishing.twin import NAME, twin_address, twin_text
from postmortem_archive.search.ranking import Index
from postmortem_archive.search.shards import MANIFEST, index_files, record_address, record_text
from postmortem_archive.site.passages import quoting
from postmortem_archive.site.production import Files, Product, Workshop
from postmortem_archive.site.site import Site

FACETS, DURATIONS = "search/facets.json", "search/durations.json"


def throughout(site: Site) -> Iterator[Product]:
    """Those that say something of every incident, what takes longest first."""
    yield _database(site)
    yield _index(site)
    for address, text in OTHERS.items():
        yield _throughout(site, address, text)
    yield _throughout(site, FACETS, facets_file)
    yield _throughout(site, DURATIONS, durations_file)


def outputs(site: Site) -> Iterator[Product]:
    """All of them but for those of one incident, what takes longest first."""
    yield from throughout(site)
    yield _calendar(site)
    yield _llms(site)
    for channel in channels(site.archive):
        yield _feed(site, channel)


def data_addresses(archive: Archive) -> Iterator[str]:
    """Where all files that are no pages stand, but for those that belong to the search alone; links may lead to them."""
    yield from (ENTRIES, *OTHERS, MANIFEST, FACETS, DURATIONS, database.NAME, calendar.NAME, llms.NAME)
    for channel in channels(archive):
        yield from feed_addresses(channel)
    for incident in archive:
        yield detail_address(incident.slug)
        yield twin_address(incident.slug)


def incident_paths(incident: Incident, number: int) -> tuple[str, ...]:
    """Where the files of an incident that are no pages stand below the site's root."""
    return detail_address(incident.slug), twin_address(incident.slug), record_address(number)


def incident_files(workshop: Workshop, incident: Incident, number: int) -> tuple[Files, str]:
    """These files, and the incident's entry in the list of all. `number` is its place among all, the oldest first."""
    archive = workshop.seen.archive
    entry, detail = incident_texts(archive, incident)
    contents = (detail, twin_text(archive, incident), record_text(archive.settings, incident))
    encoded = (text.encode("utf-8", "replace") for text in contents)
    rows = workshop.rows
    if (key := rows.key(incident)) is not None:
        workshop.aside.append((key, rows.packed(incident)))
    return dict(zip(incident_paths(incident, number), encoded, strict=True)), entry


def _index(site: Site) -> Product:
    """All that a search looks into but for the records: it depends on every incident, and on nothing else."""
    sources = [incident.source.hex() for incident in site.archive]

    def make(workshop: Workshop) -> tuple[Files, str]:
        index = Index(workshop.site.archive)
        workshop.site.archive.forget_texts()
        files = index_files(index, sources)
        return {path: text.encode() for path, text in files}, ""

    return Product((MANIFEST,), sources, make, is_long=True)


def _database(site: Site) -> Product:
    """It depends on every incident too: relations and mentions are read out of them."""

    def make(workshop: Workshop) -> tuple[Files, str]:
        return {database.NAME: database.database(workshop.site.archive)}, ""

    return Product((database.NAME,), [incident.source for incident in site.archive], make, is_long=True)


def _throughout(site: Site, address: str, text: Callable[[Archive], str]) -> Product:
    """A file that says something of every incident, and nothing of the day."""

    def make(workshop: Workshop) -> tuple[Files, str]:
        return {address: text(workshop.site.archive).encode("utf-8", "replace")}, ""

    return Product((address,), [incident.source for incident in site.archive], make, is_long=True)


def _calendar(site: Site) -> Product:
    dated = [task for task in site.ledger.open if task.item.due]

    def make(workshop: Workshop) -> tuple[Files, str]:
        # most edits of an incident leave its entries as they are, and to write them takes a second for a thousand
        entries = calendar.entries_of(dated, workshop.site.archive.settings)
        key = digest(b"calendar", code_digest(), repr(entries))
        record = workshop.store.get(key) or zlib.compress(calendar.write_calendar(entries), 1)
        workshop.aside.append((key, record))
        return {calendar.NAME: zlib.decompress(record)}, ""

    return Product((calendar.NAME,), [(task.incident, task.number) for task in dated], make)


def _llms(site: Site) -> Product:
    """So little of each incident stands in it that it is made for every build, and written when it is another."""
    text = llms.llms_text(site.archive, *_names(site))
    return Product((llms.NAME,), text, lambda _: ({llms.NAME: text.encode("utf-8", "replace")}, ""))


def _feed(site: Site, channel: Channel) -> Product:
    group = channel.group
    heading: Any = (group.kind.field, group.name, group.label, group.description) if group else None

    def make(workshop: Workshop) -> tuple[Files, str]:
        quote = workshop.once("quote", lambda: quoting(workshop.seen))
        entries = Entries(workshop.seen.archive, quote, workshop.once)
        return feed_files(entries, *_names(workshop.site), channel), ""

    return Product(feed_addresses(channel), (heading, channel.incidents, _names(site)), make)


def _names(site: Site) -> tuple[str, str]:
    return site.config.site_name, site.config.site_description or ""


def alternates(site: Site, url: str, *, incident: bool = False, group: bool = False) -> list[dict[str, str]]:
    """What the page at `url` is also there as, for the head of it: an incident as Markdown, all else as feeds.

    The page of a group has the group's feeds, every other those of all incidents.
    """
    if incident:
        return [{"type": "text/markdown", "title": "This incident as Markdown", "address": url + NAME}]
    folder = "/".join(url.split("/")[:2]) + "/" if group else ""
    what = "Incidents here" if group else "Incidents"
    kinds = {"feed.xml": "Atom", "feed.json": "JSON Feed"}
    return [
        {"type": media, "title": f"{site.config.site_name}: {what} ({kinds[file]})", "address": folder + file}
        for file, media, _ in FORMATS
    ]
