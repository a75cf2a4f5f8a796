"""Paths into records: `severity.name`, `services.*.name`, `milestones[type=started].occurred_at`, `events.0.at`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_STEP = re.compile(r"(?P<key>(?:[^.\[\]]|\\.)*)(?:\[(?P<field>[\w.]+)=(?P<value>[^\]]*)\])?(?:\.|$)")


class BadPath(ValueError):
    """The text is no path."""


def steps_of(path: str) -> list[tuple[str, str, str]]:
    """(key, filter field, filter value) of each step. Raises BadPath."""
    steps, at = [], 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or match.end() == at or not (match["key"] or match["field"]):
            raise BadPath(f"'{path}' is no path: write keys with dots between, such as severity.name or services.*.name")
        steps.append((match["key"].replace("\\", ""), match["field"] or "", match["value"] or ""))
        at = match.end()
    if not steps:
        raise BadPath("a path cannot be empty")
    return steps


def look_up(record: Any, path: str, used: set[str] | None = None) -> Any:
    """What stands at a path of a record: a value, or a list of them where the path has a `*` or meets a list; None where
    there is nothing. Adds the full path of each value it passed on to `used`."""
    if isinstance(record, dict) and path in record:  # a column of a CSV file may have dots in its name
        if used is not None:
            used.add(path)
        return record[path]
    found = list(_walk(record, steps_of(path), ""))
    if used is not None:
        used.update(place for place, _ in found)
    values = [value for _, value in found if value not in (None, "", [], {})]
    return None if not values else values[0] if len(values) == 1 and "*" not in path else values


def _walk(value: Any, steps: list[tuple[str, str, str]], place: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        yield place, value
        return
    (key, field, wanted), rest = steps[0], steps[1:]
    if key:
        children = list(_children(value, key, place))
    else:
        children = [(place, value)]
    for where, child in children:
        if not field:
            yield from _walk(child, rest, where)
            continue
        for index, entry in enumerate(child if isinstance(child, list) else [child]):
            if str(look_up(entry, field)).casefold() == wanted.casefold():
                yield from _walk(entry, rest, f"{where}.{index}" if isinstance(child, list) else where)


def _children(value: Any, key: str, place: str) -> Iterator[tuple[str, Any]]:
    before = f"{place}." if place else ""
    if isinstance(value, list):
        if key == "*":
            yield from ((f"{before}{index}", entry) for index, entry in enumerate(value))
        elif key.isdigit() and int(key) < len(value):
            yield f"{before}{key}", value[int(key)]
    elif isinstance(value, dict):
        if key == "*":
            yield from ((f"{before}{name}", entry) for name, entry in value.items())
        elif key in value:
            yield f"{before}{key}", value[key]


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of every value of a record that says something."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{place}.{index}" if place else str(index))
    elif value not in (None, ""):
        yield place, str(value)
