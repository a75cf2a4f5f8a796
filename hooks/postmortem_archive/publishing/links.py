"""Links in a postmortem's text, when the text is shown elsewhere than on its page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import quote

from postmortem_archive.archive import Archive, link_name
from postmortem_archive.incident import Incident
from postmortem_archive.reading.text import defined_target, inline_links, read_lines, without_code_spans

_IN_TAG = re.compile(r"<[a-zA-Z][^<>]*?\s(?:href|src|poster)\s{0,9}=\s{0,9}[\"']([^\"'<>]+)[\"']")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r"(\s(?:href|src|poster)=\")([^\"]*)(?=\")")
_LEADS_AWAY = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")


def incident_address(slug: str) -> str:
    """Where an incident's page stands below the site's root."""
    return f"incidents/{slug}/"


def place_of(target: str, archive: Archive, incident: Incident) -> str | None:
    """Where a link in this incident's text leads below the site's root; None for one that leads out of the site."""
    path, fragment = re.fullmatch(r"([^?#]*)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]  # it fits any text
    if _LEADS_AWAY.match(path):
        return None
    if not path:
        return incident_address(incident.slug) + fragment
    name = link_name(path, archive.settings.postmortems)
    other = archive.find(name) if name else None
    if other is not None:
        return quote(incident_address(other.slug)) + fragment
    base = f"incidents/{incident.slug}" if incident.path.endswith("/index.md") else "incidents"
    place = posixpath.normpath(f"{base}/{path}")
    if place.startswith(".."):
        return None
    if place.endswith(".md"):  # a page written by hand
        place = place.removesuffix(".md").removesuffix("index")
        return f"{place.rstrip('/')}/{fragment}" if place else fragment
    return place + ("/" if path.endswith("/") else "") + fragment


def move_links(markdown: str, move: Callable[[str], str | None]) -> str:
    """The Markdown with every link, image and reference leading where `move` says; None leaves it. Nothing inside code."""
    if not _may_link(markdown):
        return markdown
    lines = markdown.split("\n")
    for index, line in enumerate(read_lines(markdown)):
        if line.code or line.text != lines[index]:
            continue
        text = lines[index]
        for start, target in sorted(_targets(text), reverse=True):
            moved = move(target)
            if moved is not None:
                text = f"{text[:start]}{moved}{text[start + len(target) :]}"
        lines[index] = text
    return "\n".join(lines)


def _may_link(text: str) -> bool:
    return "](" in text or "]:" in text or "<" in text


def _targets(text: str) -> Iterator[tuple[int, str]]:
    if not _may_link(text):
        return
    plain = without_code_spans(text)
    yield from ((link.target_at, link.target) for link in inline_links(plain))
    if defined := defined_target(plain):
        yield defined
    if "<" in plain:
        yield from ((found.start(1), found[1]) for found in _IN_TAG.finditer(plain))


def move_html_links(html: str, move: Callable[[str], str | None]) -> str:
    """The same for HTML as the sanitiser writes it."""

    def moved(found: re.Match[str]) -> str:
        target = move(unescape(found[2]))
        return found[0] if target is None else found[1] + escape(target)

    return _TAG.sub(lambda tag: _ADDRESS.sub(moved, tag[0]), html)
