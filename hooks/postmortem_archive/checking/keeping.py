"""Problems that were found before: kept with what the rules asked of the rest of the archive."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.archive.seen import SeenArchive
from postmortem_archive.checking.problem import Problem
from postmortem_archive.checking.survey import Survey
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.tracing import Seen, SeenDay, Trace, holds
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
    subjects = {"survey": survey, "archive": survey.archive, "day": survey.today}
    traces = [Trace()]
    seen: Any = SeenSurvey("survey", survey, lambda: traces[0])
    seen.archive = SeenArchive("archive", survey.archive, lambda: traces[0])
    seen.today = SeenDay.of(survey.today, lambda: traces[0])

    def checked(draft: Draft) -> tuple[bytes, bytes | None, list[Problem]]:
        key = digest(base, draft.path, draft.slug, draft.source)
        record = store.get(key)
        if record is not None:
            asked, problems = pickle.loads(record)
            if holds(asked, subjects):
                return key, None, problems
        traces[0] = Trace()
        problems = check(draft, seen)
        return key, pickle.dumps((traces[0].asked, problems), protocol=5) if traces[0].whole else b"", problems

    for key, record, problems in spread(checked, drafts):
        if record is None:
            store.want(key)
        elif record:
            store.put(key, record)
        yield problems
