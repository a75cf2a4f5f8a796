"""What a writer sees while `serve` runs and no build ever has: the problems of a postmortem, on its own page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from postmortem_archive.archive import Archive
from postmortem_archive.checking import Problem
from postmortem_archive.incident import Incident


@dataclass(frozen=True)
class Remark:
    """One problem as its page shows it: `anchor` is that of the line of the timeline or action item it is about, or ""."""

    problem: Problem
    anchor: str = ""


@dataclass(frozen=True)
class Unreadable:
    """A postmortem with an error, which no build shows: its slug, a title to know it by, its files and their problems."""

    slug: str
    title: str
    paths: tuple[str, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Preview:
    """The problems of an archive by the path of the file; empty in a build, and in every site for the public."""

    problems: Mapping[str, tuple[Problem, ...]]
    unreadable: tuple[Unreadable, ...] = ()

    @classmethod
    def of(cls, everything: Archive, shown: Archive) -> Preview:
        """The preview of a site that shows `shown` out of `everything`."""
        problems: dict[str, tuple[Problem, ...]] = {}
        for problem in everything.problems:
            problems[problem.path] = (*problems.get(problem.path, ()), problem)
        return cls(problems, tuple(_unreadable(everything, problems, slug) for slug in dict.fromkeys(shown.withheld)))

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """The problems of one file in the order of their lines."""
        return self.problems.get(path, ())


def remarks_on(incident: Incident, problems: Iterable[Problem]) -> tuple[Remark, ...]:
    """What its page shows of an incident's problems."""
    lines = dict(_anchors(incident))
    return tuple(Remark(problem, lines.get(problem.line, "")) for problem in problems)


def _anchors(incident: Incident) -> Iterator[tuple[int, str]]:
    """(line, anchor on the page) of the entries of the timeline and the action items."""
    for number, event in enumerate(incident.timeline, 1):
        yield event.place.line, f"event-{number}"
    for number, item in enumerate(incident.action_items, 1):
        yield item.place.line, f"action-{number}"


def _unreadable(everything: Archive, problems: Mapping[str, tuple[Problem, ...]], slug: str) -> Unreadable:
    drafts = [draft for draft in everything.drafts if draft.slug == slug]
    title = next((draft.incident.title for draft in drafts if draft.incident and draft.incident.title), slug)
    remarks = tuple(Remark(problem) for draft in drafts for problem in problems.get(draft.path, ()))
    return Unreadable(slug, title, tuple(draft.path for draft in drafts), remarks)
