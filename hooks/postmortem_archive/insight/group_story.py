"""What the incidents of one group have in common: what broke them, what broke with them, what was learned, what came back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postmortem_archive.archive import Archive, Group, group_values
from postmortem_archive.incident import Incident
from postmortem_archive.insight.recurrences import Chain

TOGETHER_FROM = 2
"""Incidents that two have to share before anything is said of them: once is no pattern."""

_BULLET = re.compile(r"^ {0,3}(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Companion:
    """A value of a field that shares incidents with a group: `shared` of them, `own` in all.

    `lift` is how many times as often as if the two had nothing to do with each other: shared · all / (group · own).
    """

    name: str
    shared: int
    own: int
    lift: float


@dataclass(frozen=True)
class Lesson:
    """One thing that was learned, as Markdown, and the incident that taught it."""

    text: str
    incident: Incident


def commonest(group: Group, field: str, most: int) -> tuple[tuple[str, int], ...]:
    """(value, how many incidents of the group have it), the commonest first."""
    counts = Counter(value for one in group.incidents for value in dict.fromkeys(group_values(one, field)))
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most])


def companions(archive: Archive, group: Group, field: str, most: int) -> tuple[Companion, ...]:
    """What shares incidents with the group more often than chance would have it; what they share most often first."""
    found = []
    for name, shared in commonest(group, field, len(archive)):
        if shared < TOGETHER_FROM:
            break
        own = len(archive.holders(field, name))
        lift = shared * len(archive) / (len(group.incidents) * own)
        if lift > 1 and not (field == group.kind.field and name == group.name):
            found.append(Companion(name, shared, own, lift))
    return tuple(sorted(found, key=lambda one: (-one.shared, -one.lift, one.name))[:most])


def lessons(incidents: Sequence[Incident], most: int, of_each: int) -> tuple[Lesson, ...]:
    """What the newest of them taught, at most `of_each` points of one incident."""
    found: list[Lesson] = []
    said: set[str] = set()  # what was learned twice is said once, by the newest
    for incident in incidents:
        if len(found) >= most:
            break
        if incident.lessons and incident.status != "withdrawn":
            new = [text for text in points(incident.lessons) if text not in said][:of_each]
            said.update(new)
            found += [Lesson(text, incident) for text in new]
    return tuple(found[:most])


def points(markdown: str) -> list[str]:
    """The outermost bullets of a section, each with all that belongs to it; its first paragraph where there are none."""
    bullets = ["\n".join(lines).strip() for lines in _bullets(markdown.splitlines())]
    if bullets:
        return bullets
    for paragraph in re.split(r"\n[ \t]*\n", markdown.strip()):
        if paragraph.strip() and not _HEADING.match(paragraph) and not paragraph.lstrip().startswith(("|", "<", "!")):
            return [paragraph.strip()]
    return []


def _bullets(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each outermost bullet, without its sign and indentation."""
    bullet: list[str] | None = None
    depth, fence, blank = 0, "", False
    for line in lines:
        mark = _FENCE.match(line.strip())
        starts = None if fence else _BULLET.match(line)
        if starts and (bullet is None or len(line) - len(line.lstrip()) < depth):
            if bullet is not None:
                yield bullet
            bullet, depth = [line[starts.end() :]], starts.end()
        elif bullet is not None:
            if not fence and (_HEADING.match(line) or (blank and line.strip() and not line[:1].isspace())):
                yield bullet
                bullet = None
            else:
                bullet.append(line[min(depth, len(line) - len(line.lstrip())) :])
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        blank = not line.strip()
    if bullet is not None:
        yield bullet


def chains_in(archive: Archive, group: Group) -> tuple[tuple[Chain, int], ...]:
    """The failures that came back and touch the group, with how many of their incidents do; the most first."""
    counts: Counter[str] = Counter()
    chains: dict[str, Chain] = {}
    for one in group.incidents:
        found = archive.recurrences.find(one.slug)
        if found is not None:
            counts[found[0].first.slug] += 1
            chains[found[0].first.slug] = found[0]
    ranked = sorted(counts, key=lambda slug: (-counts[slug], slug))
    return tuple((chains[slug], counts[slug]) for slug in ranked if counts[slug] > 1)
