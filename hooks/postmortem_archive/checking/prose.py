"""A body as one running text, so that a phrase is found across a line break, and the place of every word in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.incident import Place
from postmortem_archive.reading import Draft
from postmortem_archive.reading.text import Line, prose

GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
"""White space between two words of one paragraph: at most one line break."""


@dataclass(frozen=True)
class Prose:
    """Text, and for each of its lines the offset where it begins and its number in the file."""

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def place(self, offset: int) -> Place:
        """Line and column of a character."""
        index = bisect_right(self.starts, offset) - 1
        return Place(self.numbers[index], offset - self.starts[index] + 1)

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[Place, re.Match[str]]]:
        """Every match, with the place where it begins."""
        for match in pattern.finditer(self.text):
            yield self.place(match.start()), match


def body_prose(draft: Draft) -> Prose:
    """The words of the body: code is blank, and so are quotations, which are other people's words."""
    lines = [(line.number, "" if line.code or is_quotation(line) else prose(line.text)) for line in draft.lines]
    starts, offset = [], 0
    for _, text in lines:
        starts.append(offset)
        offset += len(text) + 1
    return Prose("\n".join(text for _, text in lines), tuple(starts), tuple(number for number, _ in lines))


def is_quotation(line: Line) -> bool:
    """True for a line of a block quotation."""
    return line.text.lstrip().startswith(">")


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    """The numbers, from 1, of the lines of `text` in which something matches: one search is faster than one a line."""
    numbers: list[int] = []
    number, position = 1, 0
    for match in pattern.finditer(text):
        number += text.count("\n", position, match.start())
        position = match.start()
        if not numbers or numbers[-1] != number:
            numbers.append(number)
    return numbers


def phrase(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern in which every space also stands for a line break."""
    return re.compile(pattern.replace(" ", GAP), flags)
