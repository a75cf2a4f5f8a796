"""Entries of icco/postmortems: a summary in their own words of a postmortem that stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread
from postmortem_archive.importing.headers import Header, read_header
from postmortem_archive.importing.naming import first_sentence
from postmortem_archive.importing.prose import Part, read_prose

_ZERO = "0001-01-01"


def read_entry(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One entry. Its `start_time` and `end_time` are often the day on which the source was published, or zero: then they
    are not the incident's."""
    header = read_header(text)
    values = dict(header.values)
    start, end, published = (str(values.get(key) or "") for key in ("start_time", "end_time", "source_published_at"))
    notes = []
    if start and (start == end or start[:10] == published[:10]):
        notes.append(f"start_time '{start}' and end_time '{end}' say when the source was published, not when it happened")
        values["date"] = published if published and not published.startswith(_ZERO) else start
        values.pop("start_time"), values.pop("end_time", None)
    if not start and published:
        values["date"] = published
    for key in ("start_time", "end_time"):
        if key in values and re.search(r"T00:00:00(?:Z|\+00:00)$", str(values[key])):
            values[key] = str(values[key])[:10]  # a day, written by a program
    if str(values.get("date", "")).startswith(_ZERO):
        notes.append(f"the date '{values.pop('date')}' means that it is unknown")
    values.pop("source_published_at", None)
    foreign = read_prose(piece, Part(text), "icco", choices, _with_title(header, values))
    foreign.inferred += notes
    if published:
        unknown = published.startswith(_ZERO)
        foreign.inferred.append(
            f"source_published_at '{published}' {'is unknown' if unknown else 'is when the source was published'}"
        )
    for link in foreign.values.get("references", ()):
        link["title"] = str(values.get("title") or foreign.values["title"])
    yield foreign


def _with_title(header: Header, values: dict[str, Any]) -> Header:
    """The header with its values; where it has no title, its company and product and the first sentence are one."""
    if not values.get("title"):
        named = " ".join(str(values[key]) for key in ("company", "product") if isinstance(values.get(key), str) and values[key])
        told = first_sentence(header.body.strip().split("\n\n")[0])
        values["title"] = f"{named}: {told}" if named and told else named or told
    return replace(header, values=values)
