"""The records of an import: a file as it was found, and the postmortem that a reader made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from postmortem_archive.settings import Settings

_WORD = re.compile(r"[^\W_]+")


class Tree(Protocol):
    """Where files come from: a folder on disk, or a commit of a repository. Paths are relative, with `/`, and never lead out."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is no such file inside the tree."""

    def url(self, path: str) -> str | None:
        """Where others find this very file: its address at the repository's host, if there is one."""


@dataclass(frozen=True)
class Piece:
    """One file to import. `name` is what the person who runs the import calls it; `path` is its place in the tree."""

    name: str
    path: str
    content: bytes
    tree: Tree | None = None

    @property
    def stem(self) -> str:
        """The file's own name without its endings (`.html.md.erb` are three), or its folder's where it is an index."""
        folder, _, last = self.path.rpartition("/")
        stem = re.sub(r"(?:\.(?:html|md|markdown|mdx|qmd|erb|txt|text|json|jsonl|ndjson|csv|yaml|yml))+$", "", last, flags=re.I)
        return folder.rpartition("/")[2] if stem.lower() in ("index", "_index", "readme") and folder else stem


@dataclass(frozen=True)
class Need:
    """Something that only a person can settle; `kind` groups what has the same way out."""

    kind: str
    text: str


@dataclass(frozen=True)
class Reading:
    """A value of the front matter, and where the source says so, in the source's words."""

    field: str
    value: str
    said: str


@dataclass
class Foreign:
    """A postmortem out of a foreign file. `values` is its front matter here: only what the source states.

    `text` is all of the source that this postmortem was made of; what of it stands neither in the result nor in the rest
    of this record goes into `left_out`, word for word.
    """

    piece: Piece
    format: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    part: str = ""
    first_line: int = 1
    titled: str = ""
    read: list[Reading] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    """The paths of a map that lead to nothing in this record."""
    told: dict[str, str] = field(default_factory=dict)
    """By field: where the source says it in a way that cannot be written down."""

    @property
    def name(self) -> str:
        """The source as a person knows it, with the part of it where it holds several incidents."""
        return f"{self.piece.name} ({self.part})" if self.part else self.piece.name

    def state(self, key: str, value: Any, said: str) -> bool:
        """Take over what the source states, unless something stronger was stated already: then that is reported."""
        if value in (None, "", [], {}, ()):
            return False
        shown = shown_value(value)
        if key not in self.values:
            self.values[key] = value
            self.read.append(Reading(key, shown, said))
            return True
        if self.values[key] != value:
            self.need("contradiction", f"{key} is {shown_value(self.values[key])}, but {said}")
        return False

    def need(self, kind: str, text: str) -> None:
        """Ask for a person, once for the same thing."""
        if (need := Need(kind, text)) not in self.needs:
            self.needs.append(need)

    def report_text(self) -> str:
        """Everything that the report says about this postmortem, as one text."""
        said = [f"{reading.field} {reading.value} {reading.said}" for reading in self.read]
        return "\n".join([*said, *self.inferred, *self.prose, *(need.text for need in self.needs), *self.left_out])


def shown_value(value: Any) -> str:
    """A value as a report shows it."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown_value(inner)}" for key, inner in value.items())
    return ", ".join(map(shown_value, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Unread:
    """A file that could not be imported, and why. `skipped` when it is none to import: that is no failure."""

    name: str
    why: str
    skipped: bool = False


@dataclass(frozen=True)
class Choices:
    """What the person who imports has said: what all the sources share, and how to read them."""

    settings: Settings
    format: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    organisation: str | None = None
    encoding: str = "utf-8"
    normalise: bool = False


def words_of(text: str) -> list[str]:
    """The words of a text as they are counted: letters and digits of any alphabet, in lower case."""
    return _WORD.findall(text.casefold())
