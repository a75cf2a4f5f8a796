"""`/feed.xml` and `/feed.json`, for all incidents and below every group."""

from __future__ import annotations

from postmortem_archive.publishing import atom, json_feed
from postmortem_archive.publishing.entries import Channel, Entries, feed_of

FORMATS = (
    (atom.NAME, "application/atom+xml", atom.atom),
    (json_feed.NAME, "application/feed+json", json_feed.json_feed),
)
"""(name of the file, media type, what writes it) of every format of a feed."""


def feed_addresses(channel: Channel) -> tuple[str, ...]:
    """Where a feed stands in each format, below the site's root."""
    return tuple(channel.address + file for file, _, _ in FORMATS)


def feed_files(entries: Entries, name: str, description: str, channel: Channel) -> dict[str, bytes]:
    """One feed in each format, by address. `name` and `description` are the site's."""
    feed = feed_of(entries, name, description, channel)
    return {channel.address + file: write(feed) for file, _, write in FORMATS}
