"""A body cut at its headings, each section known by its heading and the heading's synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.incident import Place
from postmortem_archive.reading.text import Line, atx_heading, without_comment_lines_in_tables

# What headings are called in the wild, most frequent first; compared after `plain_heading`.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "summary": (
        "summary", "issue summary", "incident summary", "incident overview", "executive summary", "overview", "tl;dr",
        "tldr", "brief overview", "summary of outage", "issue overview", "abstract",
    ),
    "impact": (
        "impact", "impacts", "customer impact", "user impact", "business impact", "impact details", "impact assessment",
        "impact analysis", "affected services", "who was affected",
    ),
    "timeline": (
        "timeline", "timeline of events", "issue timeline", "incident timeline", "chronology", "events timeline",
        "response timeline", "detailed timeline", "key events", "sequence of events",
    ),
    "trigger": ("trigger", "triggers", "triggered by"),
    "detection": ("detection", "how detected", "how it was detected", "how was it detected", "identified"),
    "root_cause": (
        "root cause", "root causes", "root cause analysis", "root cause and resolution", "analysis of causes", "five whys",
        "5 whys", "why did it happen", "cause", "causes", "technical cause", "blameless root cause", "fault", "whys",
        "root-cause hypothesis", "root cause(s)", "rca",
    ),
    "contributing_factors": ("contributing factors", "contributing factor", "contributing conditions"),
    "resolution": (
        "resolution", "resolution and recovery", "solution", "recovery", "response", "remediation", "fix", "mitigation",
        "details of fix", "how it was fixed", "actions taken", "how was it fixed", "resolution & recovery",
    ),
    "lessons": (
        "lessons learned", "lessons learnt", "lessons", "what went well", "what went wrong", "where we got lucky",
        "what went poorly", "takeaways", "key takeaways", "things that went well", "what went right", "learnings",
        "what didn't go well", "what didn't go so well",
    ),
    "action_items": (
        "action items", "actions", "corrective and preventative measures", "corrective and preventive measures",
        "corrective and preventative measure", "corrective and preventive actions", "action items & follow-ups",
        "review actions", "prevention", "process improvements", "technical improvements", "corrective actions",
        "preventive actions", "preventive measures", "prevention measures", "improvements/fixes", "follow-ups",
        "follow ups", "follow-up tasks", "followup tasks", "tasks", "tasks to address the issue", "next steps",
        "proposal improvements", "how are we going to do better in the future", "to do", "future plans", "future plan",
    ),
    "background": ("background", "context", "lead-up", "leadup", "lead up"),
    "conclusion": ("conclusion", "conclusions", "in conclusion"),
    "references": ("references", "links", "further reading", "sources"),
}  # fmt: skip
TITLES = {
    "summary": "Summary", "impact": "Impact", "timeline": "Timeline", "trigger": "Trigger", "detection": "Detection",
    "root_cause": "Root cause", "contributing_factors": "Contributing factors", "resolution": "Resolution",
    "lessons": "Lessons learned", "action_items": "Action items", "background": "Background",
    "conclusion": "Conclusion", "references": "References",
}  # fmt: skip
_KIND = {synonym: kind for kind, synonyms in SYNONYMS.items() for synonym in synonyms}
_SETEXT = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_BOLD_LINE = re.compile(r"(\*\*|__|\*|_)[^*_]+\1\s?:?")
_UNMARKED = re.compile(r"^(\*\*|__|\*|_)(.+)\1$")
_LIST_OR_TABLE = re.compile(r"\s*([-*+>|]|\d+[.)])")
LONGEST_HEADING = 200
"""Characters. Longer lines are text, whatever they look like."""
_WHOLE = frozenset({"timeline", "action_items", "lessons"})
"""Sections whose deeper headings belong to them, whatever they say: dates, phases, kinds of action."""


@dataclass(frozen=True)
class Block:
    """A heading and its lines, before they are read. The text before the first heading has level 0 and no title."""

    title: str
    kind: str | None
    level: int
    place: Place
    lines: tuple[Line, ...]

    @property
    def body_line(self) -> int:
        """The number of the first line below the heading."""
        return self.lines[0].number if self.lines else self.place.line + 1

    @property
    def markdown(self) -> str:
        """The text below the heading."""
        return "\n".join(line.text for line in without_comment_lines_in_tables(self.lines)).strip("\n")


def plain_heading(text: str) -> str:
    """A heading as it is compared: no markup, number, emoji, trailing colon or parenthesis, in lower case."""
    text = re.sub(r"\{[^{}]*\}\s?$|:[a-z0-9_+-]{1,40}:", "", text.strip()[:LONGEST_HEADING])
    text = re.sub(r"[*_`]", "", text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("So", "Sk", "Cf", "Mn"))
    text = re.sub(r"^\s*\(?\d+(?:[.)]+\s*|\s+)(?=\D)", "", text)
    text = re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", text.strip()).strip(" :?.!-–—")
    return re.sub(r"\s+", " ", text).casefold().replace("’", "'")


def section_kind(heading: str) -> str | None:
    """The standard name of the section that a heading opens, or None."""
    if len(heading) > LONGEST_HEADING:
        return None
    plain = plain_heading(heading)
    if plain in _KIND:
        return _KIND[plain]
    # "Issue timeline - UTC", "Timeline 7/5/2023", "Timeline (PST) 4/21/23": a known name, and then a zone or a date
    match = re.match(r"(.{0,60}?timeline)\b(?:\s*[-–—:,(]|\s+\d)", plain)
    return _KIND.get(match[1]) if match else None


@dataclass(frozen=True)
class _Heading:
    index: int
    end: int
    level: int
    title: str


def _headings(lines: tuple[Line, ...]) -> Iterator[_Heading]:
    for index, line in enumerate(lines):
        if line.code or line.blank:
            continue
        if found := atx_heading(line.text):
            yield _Heading(index, index + 1, *found)
            continue
        if index and not lines[index - 1].blank:
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        underline = _SETEXT.match(after.text) if after and not after.code else None
        if underline and not _LIST_OR_TABLE.match(line.text):
            yield _Heading(index, index + 2, 1 if underline[1][0] == "=" else 2, line.text.strip())
        elif title := _standing_alone(line):
            yield _Heading(index, index + 1, 2, title)


def _standing_alone(line: Line) -> str | None:
    """The words of a line such as "Root Cause:" or "**Timeline**", as in a pasted e-mail, if it opens a known section."""
    title = line.text.strip()
    if len(title) > LONGEST_HEADING or line.indent >= 4 or re.match(r"[-+>|]|\*\s|\d+[.)]", title):
        return None
    looks_like_one = title.endswith(":") or _BOLD_LINE.fullmatch(title)
    return title.rstrip(":") if looks_like_one and section_kind(title) else None


def cut_sections(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """The body as blocks in order, none lost: first the text before any heading, if there is some."""
    cuts: list[tuple[_Heading, str | None]] = []
    for heading in _headings(lines):
        kind = section_kind(heading.title)
        if cuts:
            parent, parent_kind = cuts[-1]
            deeper = heading.level > parent.level
            if deeper and (parent_kind in _WHOLE or (parent_kind is not None and kind in (None, parent_kind))):
                continue
        cuts.append((heading, kind))
    blocks = []
    first = cuts[0][0].index if cuts else len(lines)
    if any(not line.blank for line in lines[:first]):
        blocks.append(Block("", None, 0, Place(lines[0].number), lines[:first]))
    for position, (heading, kind) in enumerate(cuts):
        end = cuts[position + 1][0].index if position + 1 < len(cuts) else len(lines)
        title = _UNMARKED.sub(r"\2", heading.title).strip().rstrip(":").strip()
        blocks.append(Block(title, kind, heading.level, Place(lines[heading.index].number), lines[heading.end : end]))
    return tuple(blocks)
