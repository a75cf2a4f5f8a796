"""Front matter with the place of every value, so that each problem can point at what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from postmortem_archive.incident import Place

Path = tuple[str | int, ...]
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOUNDARY = YAMLHandler.FM_BOUNDARY or re.compile(r"^-{3,}\s*$", re.MULTILINE)
_OTHER_LINE_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""YAML counts these as ends of lines, editors do not: places would be wrong behind them."""
_DEEPEST = 20
_MOST_VALUES = 2_000
"""Far more than any postmortem needs; bounds what a few lines of aliases of aliases can grow to."""


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of one file.

    `values` holds strings, lists, mappings and None only: what a scalar means is the schema's business. `places`
    maps the path of each value, such as `("related", 0, "type")`, to where it stands, and `keys` that of its key.
    `body_line` is the number of the first line of the body.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    present: bool = False

    def place(self, path: Path, of_key: bool = False) -> Place:
        """Where the value (or key) at `path` stands, or the nearest enclosing one."""
        for length in range(len(path), 0, -1):
            found = (self.keys if of_key else self.places).get(path[:length])
            if found:
                return found
        return Place()


class Unreadable(Exception):
    """The front matter cannot be read; `rule` names why."""

    def __init__(self, rule: str, place: Place, message: str) -> None:
        super().__init__(message)
        self.rule, self.place, self.message = rule, place, message


def read_front_matter(text: str) -> tuple[FrontMatter, list[Unreadable]]:
    """The front matter and body of `text`, and what is wrong with it but does not stop reading.

    Raises Unreadable where there is no telling what the author meant.
    """
    start = len(text) - len(text.lstrip("\n"))
    if not re.match(r"-{3,}[ \t]*(?:\n|$)", text[start:]):
        return FrontMatter(body=text), []
    boundaries = [(found.start(), found.end()) for found in islice(_BOUNDARY.finditer(text, start), 2)]
    if len(boundaries) < 2:
        message = "the front matter has no closing '---': add it on a line of its own"
        raise Unreadable("unclosed-front-matter", _last_key(text, start), message)
    (_, begin), (end, behind) = boundaries
    header = text[begin:end].translate(_OTHER_LINE_BREAKS)
    first_line = text.count("\n", 0, begin) + 1
    body_line = text.count("\n", 0, behind) + 2
    body = text[behind:].removeprefix("\n")
    for number, line in enumerate(header.split("\n")):
        if tab := re.match(r" *\t+(?=[^\s#])", line):
            place = Place(first_line + number, tab[0].index("\t") + 1)
            raise Unreadable("tab-in-front-matter", place, "YAML is indented with spaces, never with a tab")
    builder = _Builder(first_line)
    try:
        values = builder.read(header)
    except yaml.YAMLError as error:
        raise _broken(error, first_line, header) from None
    return FrontMatter(values, builder.places, builder.keys, body, body_line, True), builder.faults


def _last_key(text: str, start: int) -> Place:
    """The last line that still looks like front matter: behind it the closing dashes are missing."""
    last = first = text.count("\n", 0, start) + 1
    for number, line in enumerate(text[start:].split("\n"), first):
        if number > first and not re.match(r"[\w-]+\s?:|\s+\S|- ", line):
            break
        last = number
    return Place(last)


_HINTS = {
    "mapping values are not allowed": "a value that contains ': ' needs quotes around it",
    "could not find expected ':'": "every line is 'key: value'; the closing '---' may be missing above",
    "cannot start any token": "a value that begins with @, `, %, & or * needs quotes around it",
    "did not find expected alphabetic": "a value that begins with @, `, %, & or * needs quotes around it",
    "special characters are not allowed": "remove the control characters",
    "control characters are not allowed": "remove the control characters",
    "unacceptable character": "remove the control characters",
}


def _broken(error: yaml.YAMLError, first_line: int, header: str) -> Unreadable:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split())
    if mark:
        place = Place(first_line + mark.line, mark.column + 1)
    else:  # the reader below the parser counts in bytes, or in characters where libyaml is missing
        position = getattr(error, "position", 0)
        before = header.encode()[:position].decode(errors="ignore") if Loader is not yaml.SafeLoader else header[:position]
        place = Place(first_line + before.count("\n"), len(before) - (before.rfind("\n") + 1) + 1)
    hint = next((hint for words, hint in _HINTS.items() if words in problem), None)
    hint = hint or "check the indentation and the quotes of this line and the one above"
    return Unreadable("broken-yaml", place, f"the front matter is not valid YAML ({problem}): {hint}")


class _Builder:
    """Plain values out of YAML events, remembering where each stood.

    It reads events and not PyYAML's nodes, because composing deeply nested nodes overflows the C stack, and because
    only here can the size of what aliases stand for be bounded.
    """

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.faults: list[Unreadable] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def read(self, header: str) -> dict[str, Any]:
        """The mapping that the header holds. Raises YAMLError and Unreadable."""
        events = (event for event in yaml.parse(header, Loader) if not isinstance(event, yaml.StreamStartEvent))
        if isinstance(next(events), yaml.StreamEndEvent):
            return {}
        first = next(events)
        if isinstance(first, yaml.ScalarEvent) and _scalar(first) is None:
            return {}
        if not isinstance(first, yaml.MappingStartEvent):
            raise Unreadable("broken-yaml", self._place(first), "the front matter must be 'key: value' lines")
        values: dict[str, Any] = self._value(first, events, ())
        next(events)  # the end of the document
        if isinstance(another := next(events), yaml.DocumentStartEvent):
            raise Unreadable("broken-yaml", self._place(another), "'...' ends the front matter too early: take it out")
        return values

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Any:
        self.places[path] = place = self._place(event)
        self._count += 1
        before = self._count
        anchor: str = getattr(event, "anchor", None) or ""
        value: Any
        if isinstance(event, yaml.AliasEvent):
            value, size = self._anchors.get(anchor, (None, 0))
            self._count += size
            if anchor not in self._anchors:
                self.faults.append(Unreadable("broken-yaml", place, f"the alias '*{anchor}' stands for nothing above it"))
        elif len(path) > _DEEPEST:
            raise Unreadable("broken-yaml", place, f"the front matter is nested more than {_DEEPEST} deep")
        elif isinstance(event, yaml.SequenceStartEvent):
            value = list(self._items(events, path))
        elif isinstance(event, yaml.MappingStartEvent):
            value = dict(self._pairs(events, path))
        else:
            value = _scalar(event)
        if self._count > _MOST_VALUES:
            message = f"the front matter holds more than {_MOST_VALUES} values: move them into the body"
            raise Unreadable("broken-yaml", place, message)
        if anchor and not isinstance(event, yaml.AliasEvent):
            self._anchors[anchor] = value, self._count - before
        return value

    def _items(self, events: Iterator[yaml.Event], path: Path) -> Iterator[Any]:
        for index, event in enumerate(events):
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._value(event, events, (*path, index))

    def _pairs(self, events: Iterator[yaml.Event], path: Path) -> Iterator[tuple[str, Any]]:
        seen: dict[str, Place] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            place = self._place(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._value(event, events, (*path, ""))
                self._value(next(events), events, (*path, ""))
                self.faults.append(Unreadable("broken-yaml", place, "a field's name must be a word"))
                continue
            key = event.value
            if key in seen:
                self._value(next(events), events, (*path, ""))
                message = f"'{key[:60]}' is given twice (first on line {seen[key].line}): keep one"
                self.faults.append(Unreadable("duplicate-key", place, message))
                continue
            seen[key] = place
            self.keys[(*path, key)] = place
            yield key, self._value(next(events), events, (*path, key))

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.first_line + mark.line, mark.column + 1) if mark else Place(self.first_line)


def _scalar(event: Any) -> str | None:
    """The text of a scalar event; None where it says null."""
    text: str = event.value
    plain = event.implicit[0] and text in ("", "~", "null", "Null", "NULL")
    return None if plain or (event.tag or "").endswith(":null") else text
