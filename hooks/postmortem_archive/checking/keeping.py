"""Problems that were found before: kept with what the rules asked of the rest of the archive."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.archive.seen import SeenArchive
from postmortem_archive.checking.problem import Problem
from postmortem_archive.checking.survey import Survey
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.tracing import Question, Seen, SeenDay, Trace, holds
from postmortem_archive.keeping.workers import spread
from postmortem_archive.reading import Draft


class Check(Protocol):
    """Checks one file within a survey."""

    def __call__(self, draft: Draft, asked: Survey) -> list[Problem]:
        """The problems of the file."""


class SeenSurvey(Seen):
    """A survey of which every question is noted; its archive and its day notice theirs."""

    archive: Any
    today: Any


def check_through(store: Store, survey: Survey, drafts: Sequence[Draft], check: Check) -> Iterator[list[Problem]]:
    """The problems of each file, in order: as they are kept, or checked by several processes and kept."""
    base = digest(b"problems", settings_digest(survey.archive.settings))
    keys = [digest(base, draft.path, draft.slug, draft.source) for draft in drafts]
    told = [draft.source for draft in survey.archive.drafts]
    # rules ask about files, the day, and whether a path exists: only that can change while the others are the same
    whole = digest(base, survey.today.isoformat(), *keys, *told) if all(told) else None
    found = _as_before(store, whole, survey)
    if found is not None:
        for key in keys:
            store.want(key)
        yield from found
        return
    found, paths, lasting = [], {}, whole is not None
    checked, pairs = _checker(store, survey, check), list(zip(keys, drafts, strict=True))
    # the first is checked here, with which all that rules ask of the whole archive is worked out once for all processes
    for answer in chain(map(checked, pairs[:1]), spread(checked, pairs[1:])):
        if answer.record is None:
            store.want(answer.key)
        elif answer.record:
            store.put(answer.key, answer.record)
        else:
            lasting = False
        found.append(answer.problems)
        paths.update(answer.paths)
        yield answer.problems
    if lasting and whole is not None:
        store.put(whole, pickle.dumps((found, paths), protocol=5))


@dataclass(frozen=True)
class _Answer:
    """The problems of a file; `record` is None where they were kept, and empty where they cannot be. `paths` are the questions
    whether something is there."""

    key: bytes
    record: bytes | None
    problems: list[Problem]
    paths: dict[Question, bytes]


def _checker(store: Store, survey: Survey, check: Check) -> Callable[[tuple[bytes, Draft]], _Answer]:
    subjects = {"survey": survey, "archive": survey.archive, "day": survey.today}
    traces = [Trace()]
    known: dict[Question, bytes] = {}
    seen: Any = SeenSurvey("survey", survey, lambda: traces[0])
    seen.archive = SeenArchive("archive", survey.archive, lambda: traces[0])
    seen.today = SeenDay.of(survey.today, lambda: traces[0])

    def checked(given: tuple[bytes, Draft]) -> _Answer:
        key, draft = given
        record = store.get(key)
        if record is not None:
            asked, problems = pickle.loads(record)
            if holds(asked, subjects, known):
                return _Answer(key, None, problems, _paths(asked))
        traces[0] = Trace()
        problems = check(draft, seen)
        asked = traces[0].questions
        return _Answer(key, pickle.dumps((asked, problems), protocol=5) if traces[0].whole else b"", problems, _paths(asked))

    return checked


def _paths(asked: Mapping[Question, bytes]) -> dict[Question, bytes]:
    return {question: answer for question, answer in asked.items() if question[:2] == ("survey", "exists")}


def _as_before(store: Store, whole: bytes | None, survey: Survey) -> list[list[Problem]] | None:
    """The problems of every file, where all that they are made of is the same."""
    record = store.get(whole) if whole is not None else None
    if record is None:
        return None
    found, paths = pickle.loads(record)
    return found if holds(paths, {"survey": survey}) else None
