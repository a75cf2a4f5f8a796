"""A file as it stands: its text with every line end, and where each scalar of its front matter begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from postmortem_archive.incident import Place
from postmortem_archive.reading.frontmatter import FrontMatter, Loader, Path, Unreadable, read_front_matter

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DASHES = re.compile(r"-{3,}\s*")
_OTHER_LINE_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""The reader takes them for spaces too; places would be wrong otherwise."""


@dataclass(frozen=True)
class Scalar:
    """One scalar, or an alias of one, at `text[start:end]` of its file; `style` is `'`, `"`, `|`, `>`, `*` or empty.

    The span includes an anchor or a tag in front. `in_flow` is True between brackets or braces.
    """

    path: Path
    start: int
    end: int
    value: str
    style: str
    in_flow: bool
    of_key: bool = False


@dataclass(frozen=True)
class Edit:
    """`text[start:end]` becomes `text`."""

    start: int
    end: int
    text: str

    def ahead(self, offset: int) -> int:
        """Where that is afterwards which stood at the offset."""
        if offset >= self.end:
            return offset + len(self.text) - (self.end - self.start)
        return min(offset, self.start)

    def back(self, offset: int) -> int:
        """Where that stood before which is at the offset afterwards."""
        return Edit(self.start, self.start + len(self.text), " " * (self.end - self.start)).ahead(offset)


@dataclass(frozen=True)
class Source:
    """The text of a file, byte order mark and line ends included, and its front matter as the archive reads it.

    `opening` and `closing` are the indexes of the lines of dashes among `lines`; both are 0 where there is no front matter.
    """

    text: str
    lines: tuple[str, ...]
    front: FrontMatter
    faults: tuple[Unreadable, ...]
    opening: int = 0
    closing: int = 0

    @property
    def header(self) -> tuple[str, ...]:
        """The lines between the dashes, without their ends."""
        return tuple(line.rstrip("\r\n") for line in self.lines[self.opening + 1 : self.closing])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of each line."""
        offsets, position = [], 0
        for line in self.lines:
            offsets.append(position)
            position += len(line)
        return (*offsets, position)

    def offset(self, mark: Any) -> int:
        """Where a mark of the header's parser is in the text."""
        return self.starts[self.opening + 1 + int(mark.line)] + int(mark.column)

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        line = next(index for index in range(len(self.lines), -1, -1) if self.starts[index] <= offset)
        return Place(line + 1, offset - self.starts[line] + 1)

    def offset_of(self, place: Place) -> int:
        """The offset of a line and column."""
        return self.starts[place.line - 1] + place.column - 1

    def scalars(self) -> Iterator[Scalar]:
        """Every scalar of the front matter, keys and aliases among them, in order."""
        header = "\n".join(self.header).translate(_OTHER_LINE_BREAKS) + "\n"
        events = (event for event in yaml.parse(header, Loader) if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent))
        first = next(events, None)
        if first is not None:
            yield from self._below(first, events, (), False)

    def _below(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: Path, in_flow: bool, of_key: bool = False
    ) -> Iterator[Scalar]:
        if isinstance(event, yaml.SequenceStartEvent):
            for index, inner in enumerate(iter(lambda: next(events), None)):
                if isinstance(inner, yaml.SequenceEndEvent):
                    return
                yield from self._below(inner, events, (*path, index), in_flow or bool(event.flow_style))
        elif isinstance(event, yaml.MappingStartEvent):
            while not isinstance(key := next(events), yaml.MappingEndEvent):
                inside = in_flow or bool(event.flow_style)
                name = key.value if isinstance(key, yaml.ScalarEvent) else ""
                yield from self._below(key, events, (*path, name), inside, of_key=True)
                yield from self._below(next(events), events, (*path, name), inside)
        else:
            scalar: Any = event  # or an alias
            start, end = self.offset(scalar.start_mark), self.offset(scalar.end_mark)
            alias = isinstance(event, yaml.AliasEvent)
            value, style = (scalar.anchor, "*") if alias else (scalar.value, scalar.style or "")
            yield Scalar(path, start, end, value or "", style, in_flow, of_key)


def read_source(content: bytes) -> Source:
    """The file of these bytes. Raises Unreadable where its front matter cannot be read."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise Unreadable("not-utf-8", Place(content.count(b"\n", 0, error.start) + 1), message) from None
    lines = tuple(_LINE.findall(text))
    bare = [line.rstrip("\r\n") for line in lines]
    if bare:
        bare[0] = bare[0].removeprefix("\ufeff")
    front, faults = read_front_matter("\n".join(bare))
    if not front.present:
        return Source(text, lines, front, tuple(faults))
    opening = next(index for index, line in enumerate(bare) if line)
    closing = next(index for index, line in enumerate(bare) if index > opening and _DASHES.fullmatch(line))
    return Source(text, lines, front, tuple(faults), opening, closing)


def apply(edits: Iterable[Edit], text: str) -> str:
    """The text with every edit made; they do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
