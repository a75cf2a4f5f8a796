"""The front matter by its schema, and what does not fit it as faults: what is there, what is allowed, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from postmortem_archive.incident import RELATION_TYPES, Place
from postmortem_archive.reading.frontmatter import FrontMatter, Path
from postmortem_archive.reading.schema import FrontMatterSchema
from postmortem_archive.reading.text import blank_comments
from postmortem_archive.words import did_you_mean

ELSEWHERE = {
    "start_time": "started_at", "starttime": "started_at", "start": "started_at", "begin": "started_at",
    "end_time": "resolved_at", "endtime": "resolved_at", "end": "resolved_at", "resolvedWhen": "resolved_at",
    "detecttime": "detected_at", "organization": "organisation", "company": "organisation", "keywords": "tags",
    "categories": "tags", "category": "tags", "product": "services", "service": "services", "systems": "services",
    "affected": "services", "author": "authors", "team": "teams", "root_cause": "root_causes", "cause": "root_causes",
    "url": "references", "links": "references", "sev": "severity", "priority": "severity", "state": "status",
}  # fmt: skip
"""What other tools call a field."""
_LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Fault:
    """Something that kept the reader from understanding; `rule` is the rule that reports it."""

    rule: str
    place: Place
    message: str


def read_fields(front: FrontMatter) -> tuple[FrontMatterSchema, list[Fault]]:
    """The front matter by its schema, without the values that do not fit; each of those is a fault."""
    values: dict[str, Any] = _without_comments(front.values)
    faults: list[Fault] = []
    for name in [name for name, value in values.items() if value is None and name in FrontMatterSchema.model_fields]:
        del values[name]  # "services:" with nothing behind it says nothing
    for _ in range(100):
        try:
            schema = FrontMatterSchema.model_validate(values)
            break
        except ValidationError as error:
            found = error.errors()
            faults.extend(_fault(one, front) for one in found if one["loc"] != ("title",) or one["type"] != "missing")
            _remove_all(values, found)
            if "title" not in values:
                values["title"] = "untitled"
                way_out = "" if front.present else "; 'postmortem import FILE' reads a text that has no front matter"
                message = f"there is no 'title': say what broke, for whom and why, in one line{way_out}"
                faults.append(Fault("missing-title", Place(), message))
    else:
        schema = FrontMatterSchema(title="untitled")
    misread = any(fault.message.startswith(("'date'", "'started_at'")) for fault in faults)
    if schema.date is None and schema.started_at is None and not misread:
        message = "there is no 'date' and no 'started_at': give the day, or the time when the harm began"
        faults.append(Fault("missing-date", Place(), message))
    return schema, faults


def _without_comments(value: Any) -> Any:
    """A copy in which no text has HTML comments; internal marks are such."""
    if isinstance(value, str):
        return blank_comments(value)
    if isinstance(value, Mapping):
        return {key: _without_comments(inner) for key, inner in value.items()}
    return [_without_comments(inner) for inner in value] if isinstance(value, list) else value


def _remove_all(values: dict[str, Any], errors: Iterable[Any]) -> None:
    """Take out what does not fit. An entry that lacks a required value goes whole: there is nothing else to take out."""
    paths = {one["loc"][:-1] if one["type"] == "missing" and len(one["loc"]) > 1 else one["loc"] for one in errors}
    outermost = [path for path in paths if not any(path[:length] in paths for length in range(1, len(path)))]
    # from the end, so that what is before in a list keeps its index
    for path in sorted(outermost, key=lambda path: [str(part).zfill(6) for part in path], reverse=True):
        _remove(values, path)


def _remove(values: Any, path: tuple[int | str, ...]) -> None:
    """Take the value at `path` out of nested lists and mappings; a value that is no container goes whole."""
    for key in path[:-1]:
        try:
            inner = values[key]
        except (KeyError, IndexError, TypeError):
            break
        if not isinstance(inner, dict | list):
            path = (key,)
            break
        values = inner
    if isinstance(values, dict):
        values.pop(path[-1], None)
    elif isinstance(values, list) and isinstance(path[-1], int) and path[-1] < len(values):
        del values[path[-1]]


_EXPECTED = {
    "tuple_type": "a list, such as [one, two]",
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "greater_than_equal": "a number of zero or more",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "dict_type": "a mapping of 'name: value' lines",
    "model_type": "a mapping of 'name: value' lines",
}
_ENTRIES = {"related": "{{incident: {}}}", "references": "{{title: Source, url: {}}}"}
"""By a list of mappings: how an entry of it is written."""


def _fault(error: Any, front: FrontMatter) -> Fault:
    """The fault that a schema error stands for: what is there, what is allowed, and the nearest right word."""
    path: Path = error["loc"]
    name = ".".join(str(part) for part in path if isinstance(part, str))
    kind = error["type"]
    shown = _shown(error["input"])
    given = str(error["input"])[:_LONGEST_QUOTE]
    if kind == "extra_forbidden":
        key = str(path[-1])
        if len(path) > 1 and error["input"] is None:
            message = "looks like the rest of the value before it: inside braces, a value with a comma needs quotes"
            message = f"'{key[:_LONGEST_QUOTE]}' {message}"
            return Fault("unknown-field", front.place(path, of_key=True), message)
        hint = did_you_mean(key, _known_fields(path))
        if len(path) == 1 and key in ELSEWHERE:
            hint = f": it is called '{ELSEWHERE[key]}' here"
        elif "did you mean" not in hint:
            hint = ": leave it out, or declare it in the settings and put it under 'extra'"
        return Fault("unknown-field", front.place(path, of_key=True), f"there is no field '{name[:_LONGEST_QUOTE]}'{hint}")
    if kind == "missing":
        return Fault("wrong-type", front.place(path), f"'{name}' is missing: every entry of '{path[0]}' needs it")
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        return Fault("unknown-value", front.place(path), f"'{name}' cannot be {shown}{did_you_mean(given, options)}")
    if kind == "value_error":
        message = str(error["ctx"]["error"])
        if message == "unknown word":
            return Fault("unknown-value", front.place(path), f"'{name}' cannot be {shown}{did_you_mean(given, RELATION_TYPES)}")
        return Fault("wrong-type", front.place(path), f"'{name}': {message}")
    expected = _EXPECTED.get(kind, error["msg"])
    hint = (
        f": write {name}: [{_ENTRIES.get(name, '{}').format(given)}]"
        if kind == "tuple_type" and isinstance(error["input"], str)
        else ""
    )
    return Fault("wrong-type", front.place(path), f"'{name}' must be {expected}, not {shown}{hint}")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return "nothing" if value is None else f"'{str(value)[:_LONGEST_QUOTE]}'"


def _known_fields(path: Path) -> list[str]:
    nested = {"related": ("incident", "type", "note"), "references": ("title", "url", "archive_url")}
    return list(nested.get(str(path[0]), ())) if len(path) > 1 else list(FrontMatterSchema.model_fields)
