"""Images and other files beside the postmortems: only those that the shown text refers to are published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident

HARMLESS = frozenset(
    ".png .jpg .jpeg .gif .webp .avif .bmp .ico .pdf .txt .log .csv .tsv .json .yaml .yml .toml .ini .conf .patch .diff "
    ".zip .gz .xz .mp4 .webm .mp3 .ogg .pcap .har .drawio .puml .dot".split()
)
"""Files that a browser shows or saves without running anything in them; `.svg` is looked into."""


def attachments(archive: Archive) -> Iterator[tuple[str, Path, str]]:
    """(path below the folder of postmortems, file, why not or "") of every file that a shown incident refers to."""
    seen: set[str] = set()
    for incident in archive:
        for name, path in attached(archive, incident):
            if name not in seen:
                seen.add(name)
                yield name, path, refusal(path)


def attached(archive: Archive, incident: Incident) -> Iterator[tuple[str, Path]]:
    """(path below the folder of postmortems, file) of every file that one incident refers to, as often as it does."""
    for link in incident.links:
        target = unquote(re.split(r"[#?]", link.target, maxsplit=1)[0])
        if not target or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", target) or target.endswith((".md", "/")):
            continue
        # most incidents have no such link, and to resolve a path takes longer than to read their others
        folder = (archive.root / archive.settings.postmortems).resolve()
        path = ((archive.root / incident.path).parent.resolve() / target).resolve()
        if path.is_relative_to(folder) and path.is_file():  # the rules broken-link and missing-image speak of others
            yield path.relative_to(folder).as_posix(), path


def refusal(path: Path) -> str:
    """Why a file is not published, or nothing."""
    suffix = path.suffix.lower()
    if suffix == ".svg":
        return _svg_refusal(path)
    return "" if suffix in HARMLESS else f"files of type '{suffix}' are not published: a browser could run what is in them"


def _svg_refusal(path: Path) -> str:
    """Why an SVG is not published: it could run script when it is opened by itself."""
    content = path.read_bytes()
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return "it has a DOCTYPE: save it as plain SVG"
    try:
        tree = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        return f"it is not well-formed SVG ({error})"
    for element in tree.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in ("script", "foreignobject", "iframe", "handler"):
            return f"it contains <{name}>, which can run script"
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on") or re.match(r"\s*(?:javascript|data:text)", value, re.IGNORECASE):
                return f"its attribute '{attribute}' can run script"
            if name in ("set", "animate") and attribute == "attributename" and value.lower() in ("href", "xlink:href"):
                return f"its <{name}> changes a link"
    return ""
