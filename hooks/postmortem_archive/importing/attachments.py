"""What an imported text refers to: links among the imported files, images and other files beside it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from postmortem_archive.importing.foreign import Foreign, Reading
from postmortem_archive.reading.text import code_spans, find_links, read_lines

COPIED = frozenset(
    ".png .jpg .jpeg .gif .webp .avif .bmp .svg .ico .pdf .txt .log .csv .tsv .patch .diff .zip .gz .xz .mp4 .webm .mp3 .ogg "
    ".pcap .har .drawio .puml .dot".split()
)
"""Endings of files that belong to a story. Programs and settings that a text links to stay where they are."""
_PAGES = (".md", ".markdown", ".mdx", ".qmd", ".html", ".html.md", ".html.md.erb", ".md.erb", "/index.md", "")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
LARGEST_ATTACHMENT = 50_000_000


@dataclass
class Belongings:
    """The body with its links as they are in the archive, and the files to copy beside it, by name."""

    body: str
    files: dict[str, bytes] = field(default_factory=dict)


def resolve_links(foreign: Foreign, slugs: Mapping[tuple[int, str], str]) -> Belongings:
    """The body of an import whose relative links lead on: to the new files of other imports, to copied files, or to the host.

    `slugs` maps the tree and path of each imported file to its slug. Links in code stay as they are.
    """
    found = Belongings(foreign.body)
    names: dict[str, str] = {}  # by target: what stands in its place
    folder = posixpath.dirname(foreign.piece.path)
    for link in find_links(read_lines(foreign.body)):
        if not _ELSEWHERE.match(link.target) and link.target not in names:
            names[link.target] = _place_of(foreign, link.target, folder, slugs, found)
    changed = {target: name for target, name in names.items() if name != target}
    if changed:
        found.body = _replaced(foreign.body, changed)
        foreign.read += [Reading("link", name, f"was '{target}'") for target, name in changed.items()]
    return found


def _place_of(foreign: Foreign, target: str, folder: str, slugs: Mapping[tuple[int, str], str], found: Belongings) -> str:
    path, mark = re.match(r"([^#?]*)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]  # matches every text
    tree = foreign.piece.tree
    if tree is None or not path:
        if path and tree is None:
            foreign.need("link", f"the link '{target}' leads to a file that did not come with the text")
        return target
    inside = _inside(unquote(path), folder)
    for place in inside:
        for ending in _PAGES:
            if slug := slugs.get((id(tree), place.rstrip("/") + ending)):
                return f"\0{slug}\0{mark}"  # how the two files stand to each other is known when all have their places
    suffix = PurePosixPath(path).suffix.lower()
    for place in inside:
        if suffix in COPIED and (content := tree.read(place)) is not None and len(content) <= LARGEST_ATTACHMENT:
            return _copy(found, place, content) + mark
    if inside and not path.startswith("/") and tree.read(inside[0]) is not None and (url := tree.url(inside[0])):
        return url + mark
    why = "leads out of the source" if not inside else "leads to nothing that could be copied"
    foreign.need("link", f"the link '{target}' {why}: mend it, or put the file beside the postmortem")
    return target


def _inside(path: str, folder: str) -> list[str]:
    """Where in the tree a path may lead: from the file, or with a slash before it from the top or a site's static folder."""
    if path.startswith("/"):
        return [posixpath.normpath(top + path.lstrip("/")) for top in ("", "static/", "public/", "docs/", "content/", "source/")]
    place = posixpath.normpath(posixpath.join(folder, path))
    return [] if place.startswith("..") else [place]


def _copy(found: Belongings, place: str, content: bytes) -> str:
    """Take a file along under its own name, or one with its folder's name before it where two are called alike."""
    parts = [re.sub(r"[^\w.-]+", "-", part).strip("-") or "file" for part in PurePosixPath(place).parts]
    for length in range(1, len(parts) + 1):
        name = "-".join(parts[-length:])
        if name.lower() not in ("index.md",) and found.files.get(name, content) == content:
            found.files[name] = content
            return name
    return place


def _replaced(body: str, changed: Mapping[str, str]) -> str:
    """The body with the targets of its links replaced, outside of code."""
    targets = "|".join(re.escape(target) for target in sorted(changed, key=len, reverse=True))
    pattern = re.compile(
        rf"(?P<before>\]\(\s*<?|\]:\s*<?|(?:src|href)\s*=\s*[\"'])(?P<target>{targets})(?=[)\s>\"']|$)", re.IGNORECASE
    )
    code = {line.number for line in read_lines(body) if line.code}
    lines = body.split("\n")
    for number, text in enumerate(lines, 1):
        if number not in code:
            lines[number - 1] = _outside_code(pattern, changed, text)
    return "\n".join(lines)


def _outside_code(pattern: re.Pattern[str], changed: Mapping[str, str], text: str) -> str:
    spans = list(code_spans(text))

    def lead(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in spans):
            return match[0]
        return match["before"] + changed.get(match["target"], match["target"])

    return pattern.sub(lead, text)


def settle_links(body: str, in_folder: bool, folders: frozenset[str]) -> str:
    """The body with links to other imports as they lead from file to file; `folders` are the slugs that became one."""

    def lead(match: re.Match[str]) -> str:
        slug = match[1]
        return ("../" if in_folder else "") + (f"{slug}/index.md" if slug in folders else f"{slug}.md")

    return re.sub(r"\0([^\0]*)\0", lead, body)
