"""JSON as the site's files have it: a line for each field of a record, or for each entry of a list.

So a person can read it and `grep` it, and it is written in one go: a JSON that is indented throughout takes Python several times
as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: `json.dumps` makes one for each value, which for most fields takes longer than to write it."""


def one_line(value: Any) -> str:
    """A value on one line."""
    return _ENCODER.encode(value)


def field_lines(record: Mapping[str, Any]) -> dict[str, str]:
    """By name, the line of each field, for `record_of`."""
    return {name: f"{one_line(name)}: {one_line(value)}" for name, value in record.items()}


def record_of(lines: Iterable[str]) -> str:
    """A record with these fields, a line each."""
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def list_of(entries: Iterable[str]) -> str:
    """A list of values that are JSON already, a line each."""
    text = ",\n ".join(entries)
    return f"[\n {text}\n]\n" if text else "[]\n"
