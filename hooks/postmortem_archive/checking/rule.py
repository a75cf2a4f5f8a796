"""What a rule is: a generator with an id, a level and a docstring that says what must be true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from postmortem_archive.archive import Archive
from postmortem_archive.checking.ignore import Ignore, read_ignores
from postmortem_archive.checking.problem import Level, Problem
from postmortem_archive.checking.prose import Prose, body_prose
from postmortem_archive.checking.survey import Survey
from postmortem_archive.incident import Incident, Link, Place
from postmortem_archive.reading import Draft
from postmortem_archive.reading.frontmatter import Path
from postmortem_archive.settings import Settings

Finding = tuple[Place, str]
"""Where, and in one sentence what is wrong and what to write instead."""


@dataclass(frozen=True)
class Case:
    """What a rule looks at: one file, and the archive that it stands in.

    `found` holds what the other rules found in this file; only a rule that runs last sees it.
    """

    draft: Draft
    survey: Survey
    found: tuple[Problem, ...] = ()

    @property
    def archive(self) -> Archive:
        """The whole archive."""
        return self.survey.archive

    @property
    def settings(self) -> Settings:
        """The settings of the archive."""
        return self.survey.archive.settings

    @property
    def incident(self) -> Incident:
        """What was read; a rule that needs it runs only where there is one."""
        assert self.draft.incident is not None
        return self.draft.incident

    @cached_property
    def prose(self) -> Prose:
        """The body as a person reads it: no code, no addresses."""
        return body_prose(self.draft)

    @cached_property
    def links(self) -> tuple[tuple[Link, Incident | None], ...]:
        """The links and mentions that point at incidents, and the incident, or None where it is not there."""
        return tuple(self.archive.links_of(self.draft))

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The comments in this file that silence rules."""
        return read_ignores(self.draft)

    @cached_property
    def front_texts(self) -> tuple[tuple[Path, str, Place], ...]:
        """Every text of the front matter, at any depth, with its path and place."""
        return tuple(_texts(self.draft, self.draft.front.values, ()))

    def faults(self, rule: str) -> Iterator[Finding]:
        """What the reader met that this rule reports."""
        for fault in self.draft.faults:
            if fault.rule == rule:
                yield fault.place, fault.message


def _texts(draft: Draft, value: object, path: Path) -> Iterator[tuple[Path, str, Place]]:
    if isinstance(value, str):
        yield path, value, draft.front.place(path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(draft, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(draft, inner, (*path, index))


Check = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule. `text` is its docstring, `group` the module it stands in.

    `on_unreadable`: it also runs on a file that holds no incident. `fatal`: a file with such a problem is not
    in the archive at all, so no comment in it can silence the rule. `last`: it runs after all others.
    """

    id: str
    level: Level
    text: str
    check: Check
    group: str
    on_unreadable: bool = False
    fatal: bool = False
    last: bool = False


RULES: dict[str, Rule] = {}
"""Every rule by its id, in the order of the reference page."""


def rule(
    id: str, level: Level, *, on_unreadable: bool = False, fatal: bool = False, last: bool = False
) -> Callable[[Check], Check]:
    """Make a generator a rule. The docstring is the rule's text in the reference."""

    def register(check: Check) -> Check:
        assert check.__doc__, f"rule {id} has no text"
        assert id not in RULES, f"rule {id} is there twice"
        group = check.__module__.rpartition(".")[2]
        RULES[id] = Rule(id, level, " ".join(check.__doc__.split()), check, group, on_unreadable, fatal, last)
        return check

    return register
