"""`<!-- check: ignore RULE[, RULE]: reason -->` silences rules for the next block, or for the whole file from its top."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from postmortem_archive.checking.problem import Problem
from postmortem_archive.incident import Place
from postmortem_archive.reading import Draft
from postmortem_archive.reading.text import Line

_DIRECTIVE = re.compile(
    r"<!--\s*check:\s*ignore\b[ \t]*(?P<rules>[^:<\n]*?)[ \t]*(?::(?P<reason>(?:(?!<!--)[^\n])*?))?-->", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")


@dataclass(frozen=True)
class Ignore:
    """One such comment: the rules it names, the reason it gives, and the lines (first to last) that it silences.

    `alone` is False when it stands on a line with other text, where it silences nothing.
    """

    place: Place
    rules: tuple[str, ...]
    reason: str
    alone: bool
    first: int
    last: int

    @property
    def holds(self) -> bool:
        """True when it silences anything."""
        return bool(self.reason and self.alone)

    def silences(self, problem: Problem) -> bool:
        """True for a problem of its rules on its lines."""
        return self.holds and problem.rule in self.rules and self.first <= problem.line <= self.last


def read_ignores(draft: Draft) -> tuple[Ignore, ...]:
    """The comments of a file, in order; nothing inside a code fence is one."""
    return tuple(_ignores(draft)) if "<!--" in draft.text else ()


def _ignores(draft: Draft) -> Iterator[Ignore]:
    raw = draft.text.split("\n")
    first_text = next((line.number for line in draft.lines if not line.blank), sys.maxsize)
    for index, line in enumerate(draft.lines):
        if line.code or line.number > len(raw):
            continue
        text = raw[line.number - 1]
        for match in _DIRECTIVE.finditer(text):
            if "`" in text[: match.start()]:
                continue  # shown as an example
            place = Place(line.number, match.start() + 1)
            rules = tuple(word.strip("`'\"") for word in re.split(r"[,\s]+", match["rules"]) if word)
            first, last = (1, sys.maxsize) if line.number < first_text else _next_block(draft.lines, index + 1)
            yield Ignore(place, rules, (match["reason"] or "").strip(), match[0] == text.strip(), first, last)


def _next_block(lines: tuple[Line, ...], index: int) -> tuple[int, int]:
    """The first and last line of the block at or behind `index`: up to a blank line, or the next item of a list."""
    while index < len(lines) and lines[index].blank and not lines[index].code:
        index += 1
    if index == len(lines):
        return sys.maxsize, sys.maxsize
    opening = lines[index]
    end = index
    if not _HEADING.match(opening.text) or opening.code:
        while end + 1 < len(lines) and _goes_on(lines[end + 1], opening):
            end += 1
    return opening.number, lines[end].number


def _goes_on(line: Line, opening: Line) -> bool:
    if line.code or opening.code:
        return line.code
    is_next_item = bool(_ITEM.match(opening.text) and _ITEM.match(line.text)) and line.indent <= opening.indent
    return not line.blank and not is_next_item


def without_ignored(problems: Iterable[Problem], ignores: tuple[Ignore, ...], fatal: frozenset[str]) -> Iterator[Problem]:
    """The problems that no comment silences. Those of a `fatal` rule cannot be silenced."""
    for problem in problems:
        if problem.rule in fatal or not any(ignore.silences(problem) for ignore in ignores):
            yield problem
