"""An incident as the passages that can answer a question: each with its words, its weight and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from postmortem_archive.incident import ActionItem, Event, Incident, Section
from postmortem_archive.reading.headings import TITLES
from postmortem_archive.reading.text import Line
from postmortem_archive.search.anchors import section_anchors
from postmortem_archive.search.days import as_words
from postmortem_archive.settings import Settings
from postmortem_archive.taxonomy import FIELDS
from postmortem_archive.wording import plain

OTHER = 2
WEIGHTS = {"title": 4, "label": 3, "summary": 3, "root_cause": 3, "trigger": 3, "synonyms": 1, "sources": 1, "date": 8}
"""How often a word of such a passage counts; OTHER for any other. Its own day counts more than those it tells of."""

PROSE, BESIDE_PROSE, UNSAID, ADDRESS = 1.0, 0.3, 0.2, 0.0
"""What a passage counts as the place to show: a title or a label is seen anyway, a synonym nobody wrote, and an address says
nothing that the title does not say better."""

CAUSES = frozenset({"trigger", "root_causes"})
"""Fields whose synonyms are searched too. Those of a severity ("low") or a mitigation ("renew certificate") mislead."""

_LABELS = {
    "severity": "Severity", "trigger": "Trigger", "root_causes": "Root cause", "detected_by": "Detected by",
    "mitigation": "Mitigation", "services": "Service", "teams": "Team", "alerts": "Alert", "tags": "Tag",
    "organisation": "Organisation", "contributing_factors": "Contributing factor", "id": "Id",
}  # fmt: skip
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s|^\s*\|")


class Passage(NamedTuple):
    """Plain words, and where they stand. `kind` is a section's standard name, a field's name, or "" for another section.

    `anchor` is that of the place on the incident's page, "" for its top; `line` that in the file. `standing` is what it counts
    as the place to show.
    """

    text: str
    kind: str
    title: str
    anchor: str = ""
    line: int = 1
    weight: int = OTHER
    standing: float = PROSE


def passages_of(incident: Incident, settings: Settings, lines: Sequence[Line] = ()) -> Iterator[Passage]:
    """Everything an incident is found by, in the order of its page; `lines` are those of its body, to tell the places by."""
    numbers: dict[str, list[int]] = {}
    for line in lines:
        numbers.setdefault(line.text.strip(), []).append(line.number)
    for passage, first in _passages(incident, settings):
        # a section's Markdown has no comments and no blank lines above it, so that its lines are not always the file's
        later = (number for number in numbers.get(first.strip(), ()) if number >= passage.line) if first else iter(())
        number = next(later, passage.line)
        yield passage._replace(line=number) if number != passage.line else passage


def _passages(incident: Incident, settings: Settings) -> Iterator[tuple[Passage, str]]:
    """Passages, each with its first line as written where its place is not known yet, else ""."""
    yield Passage(incident.title, "title", "Title", weight=WEIGHTS["title"], standing=BESIDE_PROSE), ""
    yield from _labels(incident, settings)
    summarised = incident.section("summary")
    if incident.summary and (summarised is None or summarised.markdown.strip() != incident.summary):
        yield from _pieces(incident.summary, 1, "summary", TITLES["summary"], "")
    anchors = section_anchors(incident)
    events = actions = 0
    for section, anchor in zip(incident.sections, anchors, strict=True):
        if section.level == 0 and section.markdown.strip() == incident.summary:
            continue  # it was said as the summary
        title = section.title or (TITLES[section.kind] if section.kind else "")
        for part in section.parts:
            if isinstance(part, Event):
                events += 1
                yield Passage(plain(part.text), section.kind or "", title, f"event-{events}", part.place.line), ""
            elif isinstance(part, ActionItem):
                actions += 1
                yield Passage(plain(part.title), section.kind or "", title, f"action-{actions}", part.place.line), ""
            else:
                yield from _pieces(part.markdown, part.place.line, section.kind or "", title, anchor)
        if not section.parts:
            yield from _of_section(section, title, anchor)
    yield from _facts(incident)


def _of_section(section: Section, title: str, anchor: str) -> Iterator[tuple[Passage, str]]:
    kind = section.kind or ""
    if kind not in TITLES and title:
        yield Passage(plain(title), kind, title, anchor, section.place.line), ""
    yield from _pieces(section.markdown, section.body_line, kind, title, anchor)


def _labels(incident: Incident, settings: Settings) -> Iterator[tuple[Passage, str]]:
    """The words of the front matter, with the label and the synonyms that the taxonomy has for them."""
    for name, title in _LABELS.items():
        value = getattr(incident, name)
        for word in (value,) if isinstance(value, str) else value or ():
            if (name == "id" and word == incident.slug) or word == "unknown":
                continue
            term = getattr(settings, FIELDS[name]).get(word) if name in FIELDS else None
            label = term.label if term else word
            text = label if label.casefold() == word.casefold() else f"{label} ({word})"
            yield Passage(text, name, title, weight=WEIGHTS["label"], standing=BESIDE_PROSE), ""
            if term and term.synonyms and name in CAUSES:
                text = f"{label}, also called {', '.join(term.synonyms)}"
                yield Passage(text, name, title, weight=WEIGHTS["synonyms"], standing=UNSAID), ""


def _facts(incident: Incident) -> Iterator[tuple[Passage, str]]:
    """What else the front matter says in words."""
    yield Passage(incident.slug.replace("-", " "), "slug", "Address", standing=ADDRESS), ""
    yield Passage(as_words(incident.when.day), "date", "Date", weight=WEIGHTS["date"], standing=ADDRESS), ""
    if isinstance(summary := incident.impact.get("summary"), str):
        yield Passage(plain(summary), "impact", TITLES["impact"]), ""
    for relation in incident.relations:
        if relation.note:
            yield Passage(plain(relation.note), "related", "Related incidents", "related-incidents", relation.place.line), ""
    for reference in incident.references:
        yield (
            Passage(plain(reference.title), "references", TITLES["references"], "sources", 1, WEIGHTS["sources"], BESIDE_PROSE),
            "",
        )
    for name, value in incident.extra.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, str):
                yield Passage(one, "extra", name, standing=BESIDE_PROSE), ""


def _pieces(markdown: str, line: int, kind: str, title: str, anchor: str) -> Iterator[tuple[Passage, str]]:
    """Paragraphs, entries of lists and rows of tables, each with the line it begins on."""
    weight = WEIGHTS.get(kind, OTHER)
    gathered: list[str] = []
    first = line
    for number, text in enumerate([*markdown.split("\n"), ""], line):
        blank = not text or text.isspace()
        if gathered and (blank or _ITEM.match(text)):
            words = plain("\n".join(gathered))
            if words:
                yield Passage(words, kind, title, anchor, first, weight), gathered[0]
            gathered = []
        if not blank:
            first = first if gathered else number
            gathered.append(text)
