"""Exports as data: JSON, JSON Lines and CSV, each record an incident, its fields named by a map."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread
from postmortem_archive.importing.records import read_record

csv.field_size_limit(50_000_000)


def kind_of(text: str) -> str | None:
    """`json` or `jsonl` where the text is one; None for prose that begins with a bracket."""
    for kind, piece in (("json", text), ("jsonl", text.strip().split("\n", 1)[0])):
        try:
            if isinstance(json.loads(piece), dict | list):
                return kind
        except (ValueError, RecursionError):
            continue
    return None


def read_json(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One record, a list of records, or a list below a key such as `incidents`."""
    try:
        value = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=each_once)
    except ValueError as error:
        yield Unread(piece.name, f"is not valid JSON ({error}): export it again, or import it with --format jsonl")
        return
    records = records_in(value, choices.maps.get("records"))
    if records is None:
        yield Unread(piece.name, "holds no record: it must be an object, or a list of objects")
        return
    yield from _read_all(piece, records, "json", choices)


def records_in(value: Any, key: str | None = None) -> list[dict[str, Any]] | None:
    """The records of a document; None where there are none."""
    if isinstance(value, dict):
        for name in (key, "incidents", "postmortems", "data", "items", "results", "records"):
            inner = value.get(name) if name else None
            if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
                return inner
            if isinstance(inner, dict) and len(value) <= 3:
                return records_in(inner) if any(isinstance(one, list) for one in inner.values()) and len(inner) == 1 else [inner]
        return [value]
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return value
    return None


def read_lines_of_json(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One record a line; a line that is none does not stop the others."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=str, parse_int=str, object_pairs_hook=each_once)
        except ValueError as error:
            yield Unread(f"{piece.name}:{number}", f"is not valid JSON ({error}): mend the line\n{line[:2000]}")
            continue
        if isinstance(record, dict):
            yield read_record(piece, record, f"line {number}", "jsonl", choices)
        else:
            yield Unread(f"{piece.name}:{number}", f"is no object: a line must be one record\n{line[:2000]}")


def read_csv(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
    """One record a row below the row of names; commas, semicolons and tabs are told apart by looking."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        yield Unread(piece.name, f"is not valid CSV ({error}): export it again with quotes around texts")
        return
    if len(rows) < 2:
        yield Unread(piece.name, "has no row below the names: there is nothing to import")
        return
    widest = max(len(row) for row in rows)
    names = [name.strip() or f"column {number}" for number, name in enumerate([*rows[0], *[""] * (widest - len(rows[0]))], 1)]
    yield from _read_all(piece, [each_once(list(zip(names, row, strict=False))) for row in rows[1:]], "csv", choices)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs of an object, none lost: a key that is there twice has a number behind it the second time."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        name, number = key, 2
        while name in found:
            name, number = f"{key} ({number})", number + 1
        found[name] = value
    return found


def _read_all(piece: Piece, records: list[dict[str, Any]], form: str, choices: Choices) -> Iterator[Foreign | Unread]:
    for number, record in enumerate(records, 1):
        if any(value not in (None, "", [], {}) for value in record.values()):
            yield read_record(piece, record, f"record {number}" if len(records) > 1 else "", form, choices)
