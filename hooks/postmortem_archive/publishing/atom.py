"""A feed as Atom (RFC 4287).

Written with the standard library's XML and not with feedgen: that one puts the time of the build where none is given,
brings lxml, and knows no JSON Feed, for which everything here is worked out anyway.
"""

from __future__ import annotations

import re
from functools import partial
from xml.etree import ElementTree as Xml

from postmortem_archive.publishing.entries import Entry, Feed, rfc3339

NAMESPACE = "http://www.w3.org/2005/Atom"
NAME = "feed.xml"
_END = b"</feed>"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", rfc3339(feed.updated))
    _add(Xml.SubElement(root, "author"), "name", feed.author)
    _add(root, "generator", "postmortem-archive")
    _link(root, "self", feed.site_url + feed.address + NAME if feed.site_url else NAME, "application/atom+xml")
    _link(root, "alternate", feed.site_url + feed.address if feed.site_url else "./", "text/html")
    Xml.indent(root)
    head: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True).removesuffix(_END)
    # an incident is in many feeds, and to write it as XML takes longer than all else
    entries = (entry.written(NAME, feed.root, partial(_entry, entry, feed.root)) for entry in feed.entries)
    return b"".join((head, *entries, _END, b"\n"))


def _entry(entry: Entry, root: str) -> bytes:
    """The lines of an entry, as they stand in the feed."""
    element = Xml.Element("entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _link(element, "alternate", f"{root}{entry.address}", "text/html")
    _add(element, "published", rfc3339(entry.published))
    _add(element, "updated", rfc3339(entry.updated))
    for name in entry.authors:
        _add(Xml.SubElement(element, "author"), "name", name)
    for word, label in entry.categories:
        Xml.SubElement(element, "category", {"term": _clean(word), "label": _clean(label)})
    if html := entry.html(root):
        _add(element, "summary", html, type="html")
    Xml.indent(element, level=1)
    lines: bytes = Xml.tostring(element, encoding="utf-8")
    return b"  " + lines + b"\n"


def _add(parent: Xml.Element, tag: str, text: str, **attributes: str) -> None:
    Xml.SubElement(parent, tag, attributes).text = _clean(text)


def _link(parent: Xml.Element, rel: str, href: str, kind: str) -> None:
    Xml.SubElement(parent, "link", {"rel": rel, "type": kind, "href": _clean(href)})


def _clean(text: str) -> str:
    """The text without the characters that no XML can hold."""
    return _NOT_XML.sub("", text)
