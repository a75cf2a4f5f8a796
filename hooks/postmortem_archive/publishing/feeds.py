"""`/feed.xml` and `/feed.json`, for all incidents and below every group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from postmortem_archive.archive import GROUP_KINDS, Archive, Group
from postmortem_archive.publishing import atom, json_feed
from postmortem_archive.publishing.entries import Entries, Feed, Quote, feed_of
from postmortem_archive.publishing.output import Output

FORMATS = (
    (atom.NAME, "application/atom+xml", atom.atom),
    (json_feed.NAME, "application/feed+json", json_feed.json_feed),
)
"""(name of the file, media type, what writes it) of every format of a feed."""


def feed_files(archive: Archive, name: str, description: str, quote: Quote) -> Iterator[Output]:
    """Every feed of the archive in every format."""
    entries = Entries(archive, quote)

    def made(write: Callable[[Feed], bytes], group: Group | None) -> bytes:
        return write(feed_of(archive, entries, name, description, group))

    groups = (group for kind in GROUP_KINDS for group in archive.groups[kind.field])
    for one in (None, *groups):
        address = f"{one.kind.address}/{one.slug}/" if one else ""
        for file, _, write in FORMATS:
            yield Output(f"{address}{file}", partial(made, write, one))
