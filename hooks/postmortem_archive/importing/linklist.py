"""A README of links under category headings, as danluu/post-mortems keeps one: an incident for each link with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.importing.dates import find_dates
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread
from postmortem_archive.importing.headers import Header
from postmortem_archive.importing.naming import first_sentence
from postmortem_archive.importing.prose import Part, read_prose
from postmortem_archive.reading.text import atx_heading
from postmortem_archive.words import slugify

_ENTRY = re.compile(
    r"^\s{0,3}(?:[-*+]\s+)?\[(?P<name>[^\]\n]{1,100})\]\((?P<url>https?://[^)\s]+)\)[.:,]?\s*[-–—:]?\s*(?P<text>.*)$", re.DOTALL
)
_NO_INCIDENTS = re.compile(
    r"\b(?:lists?|analys[ie]s|contribut\w+|related|see also|resources|reading|references|contents)\b", re.IGNORECASE
)
_FEWEST = 8
_FEWEST_WORDS = 5


@dataclass(frozen=True)
class _Entry:
    text: str
    line: int
    category: str
    name: str
    url: str
    about: str


def is_list(text: str) -> bool:
    """True where most paragraphs are a link with a sentence about it, and they stand under several headings."""
    entries = list(_entries(text))
    paragraphs = sum(1 for _, block, _ in _blocks(text) if not atx_heading(block))
    return len(entries) >= _FEWEST and len({entry.category for entry in entries}) >= 2 and len(entries) * 2 >= paragraphs


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, text, heading above) of each paragraph, list item and heading."""
    heading, first = "", 1
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        found = atx_heading(line)
        if block and (not line.strip() or found or _ENTRY.match(line)):
            yield first, "\n".join(block), heading
            block = []
        if found:
            heading = found[1]
            yield number, line, heading
        elif line.strip():
            first = first if block else number
            block.append(line)


def _entries(text: str) -> Iterator[_Entry]:
    for line, block, heading in _blocks(text):
        match = _ENTRY.match(block)
        if match and heading and not _NO_INCIDENTS.search(heading) and len(match["text"].split()) >= _FEWEST_WORDS:
            yield _Entry(block, line, heading, match["name"].strip(), match["url"], match["text"].strip())


def read_list(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One incident for each link: whose it was, what the sentence says, and its category as a tag."""
    taken: set[int] = set()
    for entry in _entries(text):
        taken.update(range(entry.line, entry.line + entry.text.count("\n") + 1))
        yield _read(entry, piece, choices)
    rest = [line for number, line in enumerate(text.split("\n"), 1) if number not in taken and line.strip()]
    if rest:
        yield Unread(piece.name, "outside of any incident:\n" + "\n".join(rest), skipped=True)


def _read(entry: _Entry, piece: Piece, choices: Choices) -> Foreign:
    sentence = first_sentence(entry.about)
    values = {"organisation": entry.name, "tags": [slugify(entry.category)], "title": f"{entry.name}: {sentence}"}
    part = Part(entry.text, entry.line, f"line {entry.line}")
    foreign = read_prose(piece, part, "links", choices, Header("list", values, entry.text.strip()))
    foreign.values["references"] = [{"title": f"{entry.name}'s account", "url": entry.url}]
    foreign.inferred.append(f"the title is the beginning of the sentence; the category '{entry.category}' is a tag")
    if "date" in foreign.values and not any(found.day for found in find_dates(entry.about)):
        del foreign.values["date"]
    return foreign
