"""Checks of postmortems: every problem of every file, each with its place and the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from operator import attrgetter
from pathlib import PurePath

from postmortem_archive.archive import Archive
from postmortem_archive.checking import rules as _rules  # noqa: F401  # importing them is what registers them
from postmortem_archive.checking.ignore import without_ignored
from postmortem_archive.checking.keeping import check_through
from postmortem_archive.checking.misnamed import misnamed
from postmortem_archive.checking.problem import Level, Problem
from postmortem_archive.checking.rule import RULES, Case, Rule
from postmortem_archive.checking.survey import Survey
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.settings import Settings, SettingsError

__all__ = ["RULES", "Level", "Problem", "check_archive", "check_text"]

FATAL = frozenset(rule.id for rule in RULES.values() if rule.fatal)


def check_archive(
    archive: Archive,
    today: date | None = None,
    only: Collection[str | PurePath] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Every problem of the archive by path, line and column; with `only`, those of the files of these paths.

    Paths are relative to the archive. `today` is the last day that is not in the future. `renamed` leads from slugs that are no
    more to what they are now; what it has a problem say is not kept. Raises SettingsError when the settings name something that
    does not exist, such as a rule.
    """
    levels = read_levels(archive.settings)
    survey = Survey(archive, today or _latest_day(), renamed or {})
    wanted = None if only is None else {PurePath(path).as_posix() for path in only}
    chosen = [draft for draft in archive.drafts if wanted is None or draft.path in wanted]

    def check(draft: Draft, asked: Survey = survey) -> list[Problem]:
        return list(_check_draft(draft, asked, levels))

    results = map(check, chosen) if archive.store is None or renamed else check_through(archive.store, survey, chosen, check)
    # by all fields in their order; Python's own comparison of records takes ten times as long
    return sorted({problem for problems in results for problem in problems}, key=attrgetter(*Problem.__match_args__))


def check_text(path: str, text: str | bytes, archive: Archive, today: date | None = None) -> list[Problem]:
    """The problems of one file with this text, in place of or besides the files that the archive holds."""
    name = PurePath(path)
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    slug = name.parent.name if name.name == "index.md" else name.stem
    draft = read_draft(path, slug, content, archive.settings)
    others = tuple(one for one in archive.drafts if one.path != path)
    return check_archive(replace(archive, drafts=(*others, draft)), today, {path})


def read_levels(settings: Settings) -> Mapping[str, Level]:
    """The level of every rule that is not off. Raises SettingsError."""
    faults = list(misnamed(settings))
    if faults:
        raise SettingsError("mkdocs.yml: " + "; ".join(faults))
    levels: dict[str, Level] = {}
    for rule in RULES.values():
        level = settings.checks.get(rule.id, rule.level)
        if level != "off":
            levels[rule.id] = level
    return levels


def _latest_day() -> date:
    """The day it is where the day begins first: a time is in the future only when it is so everywhere."""
    return datetime.now(timezone(timedelta(hours=14))).date()


def _check_draft(draft: Draft, survey: Survey, levels: Mapping[str, Level]) -> Iterator[Problem]:
    case = Case(draft, survey)
    active = [rule for rule in RULES.values() if rule.id in levels and (draft.incident is not None or rule.on_unreadable)]
    found = [problem for rule in active if not rule.last for problem in _problems(rule, case, levels[rule.id])]
    case = replace(case, found=tuple(found))
    found += [problem for rule in active if rule.last for problem in _problems(rule, case, levels[rule.id])]
    yield from without_ignored(found, case.ignores, FATAL)


def _problems(rule: Rule, case: Case, level: Level) -> Iterator[Problem]:
    for place, message in rule.check(case):
        yield Problem(case.draft.path, place.line, place.column, level, rule.id, _one_line(message))


def _one_line(message: str) -> str:
    """The message without line breaks or control characters, which a quoted value may hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in message).split())
