"""What the body of a foreign postmortem states line by line: `**Date**: 2023-05-12`, `| Severity | high |`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.importing.words import label_fields
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.text import Line

_BOLD = re.compile(
    r"^\s*(?:[-*+]\s+)?(?P<mark>\*\*|__)(?P<label>[^*_|\n]{1,50}?)\s*(?::\s*(?P=mark)|(?P=mark)\s*:)\s*(?P<value>\S.*)$"
)
_PLAIN = re.compile(r"^\s*(?:[-*+]\s+)?(?P<label>[^\W\d_][^:|*\n]{0,40}?)\s*[:：]\s+(?P<value>\S.*)$")
_ROW = re.compile(r"^\s*\|\s*(?:\*\*|__)?(?P<label>[^|*]{1,50}?):?(?:\*\*|__)?:?\s*\|\s*(?P<value>[^|]*[^|\s])\s*\|?\s*$")
STORY = frozenset({"timeline", "root_cause", "resolution", "action_items", "lessons", "conclusion", "references"})
_MOST_LINES = 120
"""Metadata stands at the top; further down "Resolved: ..." is a part of the story."""


@dataclass(frozen=True)
class Stated:
    """A label and its value, the field that the label means, and the line they stand on."""

    field: str
    label: str
    value: str
    line: int

    @property
    def said(self) -> str:
        """Where it stands, for the report."""
        return f"line {self.line}: '{self.label}: {self.value}'"


def find_stated(lines: tuple[Line, ...]) -> Iterator[Stated]:
    """Every line of the beginning that states a field, outside of timelines, action items and code."""
    blocks = cut_sections(lines)
    told = {line.number for block in blocks if block.kind in ("timeline", "action_items", "lessons") for line in block.lines}
    story = min((block.place.line for block in blocks if block.kind in STORY), default=lines[-1].number + 1 if lines else 0)
    for line in lines[:_MOST_LINES]:
        if line.code or line.number in told:
            continue
        plain = _PLAIN.match(line.text) if line.number < story else None  # further down it may be a pasted log
        match = _BOLD.match(line.text) or _ROW.match(line.text) or plain
        if match is None:
            continue
        label = plain_label(match["label"])
        if field := label_fields().get(label):
            yield Stated(field, label, plain_value(match["value"]), line.number)


def states_field(text: str) -> bool:
    """True for a line that states a field, as "Date: 2024-06-05" does."""
    match = _BOLD.match(text) or _ROW.match(text) or _PLAIN.match(text)
    return match is not None and plain_label(match["label"]) in label_fields()


def plain_label(text: str) -> str:
    """A label as it is looked up: lower case, no markup, emoji or parenthesis."""
    text = re.sub(r"\([^)]*\)|[*_`#:]", "", text)
    return re.sub(r"\s+", " ", "".join(char for char in text if char.isalnum() or char in " -/")).strip().lower()


def plain_value(text: str) -> str:
    """A value without the emphasis and code marks around it, and without the two spaces of a line break."""
    text = text.strip().rstrip("\\").strip()
    return re.sub(r"^(\*{1,2}|_{1,2}|`)(.*?)\1$", r"\2", text).strip()
