"""What a feed says of an incident, whatever the format.

A feed is read by programs that remember: an entry's id stays when the site moves or the file is renamed, and `updated` is
another after an edit and the same after a build. No file of an archive says when it was changed, and git's history is short
where sites are built; so `updated` is worked out of the content. It lies within the day behind the last moment that
the postmortem tells of, and where in that day is a digest of what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from postmortem_archive.archive import GROUP_KINDS, Archive, Group
from postmortem_archive.incident import Incident, digest_of_values
from postmortem_archive.publishing.links import incident_address
from postmortem_archive.wording import excerpt, told_title

AT_MOST = 40
"""Entries of a feed, the newest incidents first: a feed tells what is new, and does not grow with the archive."""

NAMESPACE = UUID("8a6a6f0e-6c1b-5f0e-9a57-2f6e0d0a4c11")
"""Of the ids. It never changes: a reader of feeds would take every entry for a new one."""

_DAY = 24 * 60 * 60
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

Result = TypeVar("Result")
Quote = Callable[[Incident, str, str], str]
"""Turns (incident, its Markdown, the way to the site's root) into harmless HTML whose links lead somewhere from there."""


class Written(Protocol):
    """What a format, told by its name, writes of one entry."""

    def __call__(self, form: str, root: str, write: Callable[[], bytes]) -> bytes:
        """What `write` returns, or returned for the same format and way to the site's root."""


@dataclass(frozen=True)
class Entry:
    """An incident in a feed. `published` is when it was, `told` the last moment that it tells of; `html` its summary, or empty;
    `excerpt` the same as plain words. `written` is what a format makes of it for a way to the site's root, worked out once."""

    incident: Incident
    id: str
    title: str
    published: datetime
    told: datetime
    updated: datetime
    digest: str
    authors: tuple[str, ...]
    categories: tuple[tuple[str, str], ...]
    excerpt: str
    html: Callable[[str], str]
    written: Written

    @property
    def address(self) -> str:
        """Of its page, below the site's root."""
        return incident_address(self.incident.slug)


@dataclass(frozen=True)
class Channel:
    """What there is a feed of: all incidents, or those of a group; `incidents` are the newest of them."""

    group: Group | None
    incidents: tuple[Incident, ...]

    @property
    def address(self) -> str:
        """Of its page, below the site's root."""
        return f"{self.group.kind.address}/{self.group.slug}/" if self.group else ""


@dataclass(frozen=True)
class Feed:
    """The newest incidents of the archive, or of one group. `address` is that of the page they are on, `root` the way from there
    to the site's root: absolute where the site has an address."""

    id: str
    title: str
    subtitle: str
    author: str
    language: str
    address: str
    site_url: str
    entries: tuple[Entry, ...]

    @property
    def root(self) -> str:
        """What stands before an address below the site's root."""
        return self.site_url or "../" * self.address.count("/")

    @cached_property
    def updated(self) -> datetime:
        """Another when one of the entries is; what an archive without incidents was last updated is told as 1970."""
        told = max((entry.told for entry in self.entries), default=_BEGINNING)
        return (
            _within_a_day(told, digest_of_values(self.title, *(entry.digest for entry in self.entries))) if self.entries else told
        )


class Once(Protocol):
    """Works something out that many ask for: `make` is called where nothing is remembered under the key."""

    def __call__(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What `make` returns, or returned."""


class Remembered:
    """The plain way to work things out once: all of it stays in memory."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def __call__(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What `make` returns, or returned."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Entries:
    """The entries of an archive's feeds. An incident is in many of them and worked out once."""

    archive: Archive
    quote: Quote
    once: Once = field(default_factory=Remembered)

    def of(self, incident: Incident) -> Entry:
        """The entry of one incident."""
        return self.once(("entry", incident.slug), lambda: self._make(incident))

    def _make(self, incident: Incident) -> Entry:
        def html(root: str) -> str:
            return self.once(
                ("quoted", incident.slug, root),
                lambda: self.quote(incident, incident.summary, root).strip() if incident.summary else "",
            )

        def written(form: str, root: str, write: Callable[[], bytes]) -> bytes:
            return self.once((form, incident.slug, root), write)

        digest, told = incident.digest, incident.last_told
        return Entry(
            incident=incident,
            id=entry_id(self.archive, incident),
            title=told_title(incident),
            published=incident.when.order,
            told=told,
            updated=_within_a_day(told, digest),
            digest=digest,
            authors=incident.authors,
            categories=tuple(_categories(self.archive, incident)),
            excerpt=excerpt(incident.summary, 300),
            html=html,
            written=written,
        )


def entry_id(archive: Archive, incident: Incident) -> str:
    """A URN that stays: made of the first name that the incident had, and of nothing that says where the site stands."""
    first = next((old for old in incident.redirect_from if archive.redirects.get(old) is incident), incident.slug)
    return uuid5(NAMESPACE, f"incident\n{first}").urn


def channels(archive: Archive) -> Iterator[Channel]:
    """One for all incidents, and one for every group."""
    yield Channel(None, archive.incidents[:AT_MOST])
    for kind in GROUP_KINDS:
        for group in archive.groups[kind.field]:
            yield Channel(group, group.incidents[:AT_MOST])


def feed_of(entries: Entries, name: str, description: str, channel: Channel) -> Feed:
    """What a channel says. `name` and `description` are the site's."""
    settings, group = entries.archive.settings, channel.group
    what = (group.kind.field, group.name) if group else ("", "")
    return Feed(
        id=uuid5(NAMESPACE, "\n".join(("feed", name, *what))).urn,
        title=f"{name}: {group.label} ({group.kind.noun})" if group else name,
        subtitle=group.description if group else description,
        author=name,
        language=settings.language,
        address=channel.address,
        site_url=f"{settings.site_url.rstrip('/')}/" if settings.site_url else "",
        entries=tuple(map(entries.of, channel.incidents)),
    )


def rfc3339(moment: datetime) -> str:
    """2023-05-12T08:00:00Z. A day is written as its first instant in UTC: the formats know nothing coarser."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _within_a_day(moment: datetime, digest: str) -> datetime:
    latest = datetime.max.replace(microsecond=0, tzinfo=UTC) - timedelta(seconds=_DAY)
    return min(moment, latest).replace(microsecond=0) + timedelta(seconds=int(digest[:12], 16) % _DAY)


def _categories(archive: Archive, incident: Incident) -> Iterator[tuple[str, str]]:
    """(word, label) of what the incident can be found by, each word once."""
    settings = archive.settings
    found: dict[str, str] = {}
    if incident.status not in ("final", "withdrawn"):
        found[incident.status] = incident.status
    if incident.severity:
        found.setdefault(incident.severity, settings.label("severities", incident.severity))
    for word in incident.root_causes:
        found.setdefault(word, settings.label("root_causes", word))
    if incident.trigger:
        found.setdefault(incident.trigger, settings.label("triggers", incident.trigger))
    for word in (*incident.services, *incident.teams, *incident.tags):
        found.setdefault(word, word)
    yield from found.items()
