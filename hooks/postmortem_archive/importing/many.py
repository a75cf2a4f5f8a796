"""One file that holds many incidents, each below a heading of its own: an incident log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.importing.dates import find_dates
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread
from postmortem_archive.importing.headers import read_header
from postmortem_archive.importing.naming import is_generic
from postmortem_archive.importing.prose import Part, read_prose
from postmortem_archive.reading.sections import section_kind
from postmortem_archive.reading.text import Line, atx_heading, read_lines

_LABEL = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:(?P<mark>\*\*|__)(?P<bold>[^*_|\n]{2,50}?)(?:(?P=mark)\s*:|:?\s*(?P=mark))"
    r"|(?P<plain>[A-Z][\w ]{2,40}):\s*$)"
)
_FEWEST_KINDS = 3
_OF_ONE = frozenset({"impact", "timeline", "root_cause", "resolution", "lessons", "action_items", "conclusion"})
"""Sections that tell of one incident: where they stand beside the parts, the parts are no incidents."""


@dataclass(frozen=True)
class _Chunk:
    title: str
    start: int
    end: int


def is_log(text: str) -> bool:
    """True where two or more headings of one level each tell of an incident: with sections of their own, or with a date."""
    return len(_chunks(read_lines(text))) >= 2


def _chunks(lines: tuple[Line, ...]) -> list[_Chunk]:
    """The incidents of a file: those on the highest level that has several and of which none holds several itself.

    A postmortem whose parts tell of several problems is one: it has sections of its own outside of them.
    """
    headings = [(index, *found) for index, line in enumerate(lines) if not line.code and (found := atx_heading(line.text))]
    best: list[_Chunk] = []
    for level in sorted({level for _, level, _ in headings}):
        chunks = _chunks_on(level, headings, lines)
        nests = any(sum(other.start <= one.start < other.end for one in chunks) >= 2 for other in best)
        if len(chunks) >= 2 and (not best or nests):
            best = chunks
    level = next((level for index, level, _ in headings if best and index == best[0].start), 0)
    inside: set[int] = set()  # also that of neighbours which hold no incident: a template, a month without any
    for index, this, title in headings:
        if this == level and section_kind(title) is None:
            inside.update(range(index, _end_of(index, level, headings, len(lines))))
    own = _kinds(tuple(line for index, line in enumerate(lines) if index not in inside))
    return best if len(own & _OF_ONE) < 2 else []


def _end_of(index: int, level: int, headings: list[tuple[int, int, str]], last: int) -> int:
    """Where what stands below a heading ends: at the next of its own or a higher level."""
    return next((other for other, above, _ in headings if other > index and above <= level), last)


def _chunks_on(level: int, headings: list[tuple[int, int, str]], lines: tuple[Line, ...]) -> list[_Chunk]:
    found = []
    for index, this, title in headings:
        if this != level or is_generic(title) or re.search(r"YYYY|\[.*description.*\]", title):
            continue
        end = _end_of(index, level, headings, len(lines))
        kinds = _kinds(lines[index + 1 : end])
        dated = next((one for one in find_dates(title) if one.day), None) is not None
        if len(kinds) >= _FEWEST_KINDS or (dated and len(kinds) >= 2):
            found.append((_Chunk(title, index, end), kinds))
    shared = set.intersection(*(kinds for _, kinds in found)) if found else set()
    return [chunk for chunk, _ in found] if shared else []


def _kinds(lines: tuple[Line, ...]) -> set[str]:
    """The standard sections that headings and labels of these lines open."""
    kinds = set()
    for line in lines:
        if line.code or line.blank:
            continue
        found = atx_heading(line.text)
        label = _LABEL.match(line.text) if not found else None
        words = found[1] if found else (label["bold"] or label["plain"]) if label else None
        if words and (kind := section_kind(words)):
            kinds.add(kind)
    return kinds


def read_log(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One incident for each of these headings; what stands outside of them is reported word for word."""
    header = read_header(text)
    lines = read_lines(header.body)
    raw = header.body.split("\n")
    chunks = _chunks(lines)
    above = text.split("\n")[: header.body_line - 1]
    inside: set[int] = set()
    for chunk in chunks:
        inside.update(range(chunk.start, chunk.end))
        first = header.body_line + chunk.start
        part = Part("\n".join(raw[chunk.start : chunk.end]), first, f"line {first}")
        yield read_prose(piece, part, "log", choices)
    if not chunks:
        yield read_prose(piece, Part(text), "markdown", choices)
        return
    rest = [line for line in [*above, *(line for index, line in enumerate(raw) if index not in inside)] if line.strip()]
    if rest:
        yield Unread(piece.name, "outside of any incident:\n" + "\n".join(rest), skipped=True)
