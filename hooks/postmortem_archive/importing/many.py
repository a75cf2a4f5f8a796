"""One file that holds many incidents, each below a heading of its own: an incident log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.importing.dates import find_dates
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread, words_of
from postmortem_archive.importing.headers import read_header
from postmortem_archive.importing.naming import is_generic
from postmortem_archive.importing.prose import Part, read_prose
from postmortem_archive.reading.headings import section_kind
from postmortem_archive.reading.text import Line, atx_heading, read_lines

_LABEL = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:(?P<mark>\*\*|__)(?P<bold>[^*_|\n]{2,50}?)(?:(?P=mark)\s*:|:?\s*(?P=mark))"
    r"|(?P<plain>[A-Z][\w ]{2,40}):\s*$)"
)
_FEWEST_KINDS = 3
_OF_ONE = frozenset({"impact", "timeline", "root_cause", "resolution", "lessons", "action_items", "conclusion"})
"""Sections that tell of one incident: where they stand beside the parts, the parts are no incidents."""


def is_log(text: str) -> bool:
    """True where two or more headings of one level each tell of an incident: with sections of their own, or with a date."""
    return len(_chunks(read_lines(text))) >= 2


@dataclass(frozen=True)
class _Heading:
    """A heading, and where what stands below it ends: at the next of its own or a higher level."""

    index: int
    level: int
    title: str
    end: int


def _headings(lines: tuple[Line, ...]) -> list[_Heading]:
    found: list[_Heading] = []
    ends: dict[int, int] = {}  # by level: where the next heading of that level stands
    for index in range(len(lines) - 1, -1, -1):
        if not lines[index].code and (heading := atx_heading(lines[index].text)):
            level, title = heading
            end = min((at for other, at in ends.items() if other <= level), default=len(lines))
            found.append(_Heading(index, level, title, end))
            ends[level] = index
    return found[::-1]


def _chunks(lines: tuple[Line, ...]) -> list[_Heading]:
    """The incidents of a file: those on the highest level that has several and of which none holds several itself.

    A postmortem whose parts tell of several problems is one: it has sections of its own outside of them.
    """
    headings = _headings(lines)
    best: list[_Heading] = []
    for level in sorted({heading.level for heading in headings}):
        chunks = _chunks_on(level, headings, lines)
        nests = any(sum(other.index <= one.index < other.end for one in chunks) >= 2 for other in best[:100])
        if len(chunks) >= 2 and (not best or nests):
            best = chunks
    inside: set[int] = set()  # also that of neighbours which hold no incident: a template, a month without any
    for heading in headings:
        if best and heading.level == best[0].level and section_kind(heading.title) is None:
            inside.update(range(heading.index, heading.end))
    own = _kinds(tuple(line for index, line in enumerate(lines) if index not in inside))
    return best if len(own & _OF_ONE) < 2 else []


def _chunks_on(level: int, headings: list[_Heading], lines: tuple[Line, ...]) -> list[_Heading]:
    """The headings of one level that each tell of an incident, if they have sections in common."""
    found = []
    for heading in headings:
        title = heading.title
        if heading.level != level or is_generic(title) or re.search(r"YYYY|\[.*description.*\]", title):
            continue
        kinds = _kinds(lines[heading.index + 1 : heading.end])
        date = next((one for one in find_dates(title) if one.day), None)
        # "2024-01-05 Disk full" with a timeline of its own is one; "2024-01-05" alone may be a day of a long one
        named = date is not None and len(words_of(title[: date.start] + title[date.end :])) >= 2 and kinds & _OF_ONE
        if len(kinds) >= _FEWEST_KINDS or (date and len(kinds) >= 2) or named:
            found.append((heading, kinds))
    shared = set.intersection(*(kinds for _, kinds in found)) if found else set()
    return [heading for heading, _ in found] if shared else []


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
        inside.update(range(chunk.index, chunk.end))
        first = header.body_line + chunk.index
        part = Part("\n".join(raw[chunk.index : chunk.end]), first, f"line {first}")
        yield read_prose(piece, part, "log", choices)
    if not chunks:
        yield read_prose(piece, Part(text), "markdown", choices)
        return
    rest = [line for line in [*above, *(line for index, line in enumerate(raw) if index not in inside)] if line.strip()]
    if rest:
        yield Unread(piece.name, "outside of any incident:\n" + "\n".join(rest), skipped=True)
