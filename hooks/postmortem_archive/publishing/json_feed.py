"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from functools import partial
from typing import Any

from postmortem_archive.publishing.entries import Entry, Feed, rfc3339
from postmortem_archive.publishing.json_text import field_lines, list_of, one_line, record_of

VERSION = "https://jsonfeed.org/version/1.1"
NAME = "feed.json"


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON document."""
    content: dict[str, Any] = {"version": VERSION, "title": feed.title}
    if feed.site_url:
        content["home_page_url"] = feed.site_url + feed.address
        content["feed_url"] = feed.site_url + feed.address + NAME
    if feed.subtitle:
        content["description"] = feed.subtitle
    content["language"] = feed.language
    content["authors"] = [{"name": feed.author}]
    items = list_of(entry.written(NAME, feed.root, partial(_item, entry, feed.root)).decode() for entry in feed.entries)
    text = record_of([*field_lines(content).values(), f'"items": {items.rstrip()}'])
    return text.encode("utf-8", "replace")


def _item(entry: Entry, root: str) -> bytes:
    html = entry.html(root)
    item: dict[str, Any] = {"id": entry.id, "url": f"{root}{entry.address}", "title": entry.title}
    if html:
        item["content_html"] = html
        item["summary"] = entry.excerpt
    else:
        item["content_text"] = entry.title
    item["date_published"] = rfc3339(entry.published)
    item["date_modified"] = rfc3339(entry.updated)
    if entry.authors:
        item["authors"] = [{"name": name} for name in entry.authors]
    if entry.categories:
        item["tags"] = [word for word, _ in entry.categories]
    return one_line(item).encode("utf-8", "replace")
