"""One section of a body, before it is read."""

from __future__ import annotations

from dataclasses import dataclass

from postmortem_archive.incident import Place
from postmortem_archive.reading.text import Line, without_comment_lines_in_tables


@dataclass(frozen=True)
class Block:
    """A heading and its lines, before they are read. The text before the first heading has level 0 and no title.

    A block with a level and no title is text that stands apart from the section above it without a heading of its own.
    `facts` is True for a timeline that only repeats the key facts of one that stands elsewhere.
    """

    title: str
    kind: str | None
    level: int
    place: Place
    lines: tuple[Line, ...]
    facts: bool = False

    @property
    def body_line(self) -> int:
        """The number of the first line below the heading."""
        return self.lines[0].number if self.lines else self.place.line + 1

    @property
    def markdown(self) -> str:
        """The text below the heading."""
        return "\n".join(line.text for line in without_comment_lines_in_tables(self.lines)).strip("\n")

    @property
    def blank(self) -> bool:
        """True when there is nothing below the heading."""
        return all(line.blank for line in self.lines)
