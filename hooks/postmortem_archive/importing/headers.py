"""What stands above a foreign body: YAML, TOML or MDX front matter, as plain values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from postmortem_archive.importing.foreign import shown_value
from postmortem_archive.reading.frontmatter import Unreadable, read_front_matter

_PAIR = re.compile(r"^(?P<key>[A-Za-z_][\w .-]{0,40}?)\s*:\s+(?P<value>\S.*?)\s*$")
_EXPORT = re.compile(r"\A\s*(?:import\s[^\n]*\n\s*)*export\s+(?:const|default)\b[^{\n]*\{", re.MULTILINE)
_PROPERTY = re.compile(r"^\s*['\"]?(?P<key>\w+)['\"]?\s*:\s*(?P<quote>['\"`])(?P<value>.*?)(?P=quote)\s*,?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Header:
    """Values that are strings, lists and mappings; the body below them and its first line; what was wrong with them."""

    kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    wrong: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def said(self, key: str, value: Any) -> str:
        """Where a value stands, for the report: `names` has what a key is called in the source, where that is not the key."""
        if self.kind == "list":
            return "its entry in the list"
        where = "record" if self.kind == "record" else "front matter"
        shown = shown_value(value)
        return f"{where}: '{self.names.get(key, key)}: {shown}'"


def read_header(text: str) -> Header:
    """The front matter of a text, whatever its notation. Never raises: what cannot be read is said in `wrong`."""
    if re.match(r"\s*\+\+\+[ \t]*\n", text):
        return _read_toml(text)
    if _EXPORT.match(text):
        return _read_mdx(text)
    try:
        front, faults = read_front_matter(text)
    except Unreadable as error:
        return _read_by_line(text, error)
    wrong = "; ".join(f"line {fault.place.line}: {fault.message}" for fault in faults)
    return Header("yaml" if front.present else "", front.values, front.body, front.body_line, wrong)


def _read_toml(text: str) -> Header:
    match = re.match(r"\s*\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        return Header(body=text, wrong="the front matter has no closing '+++': all of the file is read as text")
    body, line = text[match.end() :], text.count("\n", 0, match.end()) + 1
    try:
        values: dict[str, Any] = plain(tomllib.loads(match["toml"]))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Header(
            "toml", _pairs(match["toml"].replace(" = ", ": ")), body, line, f"the front matter is not valid TOML ({error})"
        )
    taxonomies = values.pop("taxonomies", {})
    return Header("toml", {**values, **(taxonomies if isinstance(taxonomies, dict) else {})}, body, line)


def _read_mdx(text: str) -> Header:
    """The strings of `export const post = {...}`; the whole text is the body, and the program in it stands in a fence."""
    match = _EXPORT.match(text)
    assert match is not None
    depth, end = 1, match.end()
    while end < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    while end < len(text) and text[end] in " ;":
        end += 1
    program, rest = text[:end].strip(), text[end:]
    values = {found["key"]: found["value"] for found in _PROPERTY.finditer(program)}
    return Header("mdx", values, f"```js\n{program}\n```\n{rest}", 1)


def _read_by_line(text: str, error: Unreadable) -> Header:
    """The `key: value` lines of front matter that is no YAML; a text that has none is all body."""
    match = re.match(r"\s*-{3,}[ \t]*\n(?P<front>.*?)^-{3,}[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None or not (values := _pairs(match["front"])):
        return Header(body=text)
    said = f"line {error.place.line}: {error.message}: the front matter was read line by line"
    return Header("yaml", values, text[match.end() :], text.count("\n", 0, match.end()) + 1, said)


def _pairs(text: str) -> dict[str, str]:
    found = (_PAIR.match(line) for line in text.split("\n"))
    return {match["key"]: match["value"].strip("'\"") for match in found if match}


def plain(value: Any) -> Any:
    """A copy that holds strings, lists, mappings and None only, as the reading of front matter has them."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return None if value is None else str(value)
