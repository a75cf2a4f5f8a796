"""A review as lines for a terminal, as data, and as what GitHub and GitLab show at the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from postmortem_archive.checking import Problem
from postmortem_archive.checking.reporters import report_github, report_gitlab, report_text
from postmortem_archive.reviewing import Gone, Review

ShowPath = Callable[[str], str]
"""Makes a path of the archive one that the reader can use."""


def review_text(review: Review, shown: ShowPath) -> str:
    """What is new first, a line each; then what leads nowhere now, and what was there before the change."""
    standing = "".join(f"{line} (was there before)\n" for line in _lines(review.standing, shown).splitlines())
    return _lines((*review.introduced, *review.elsewhere), shown) + _gone_lines(review) + standing


def review_github(review: Review, shown: ShowPath) -> str:
    """Annotations of lines that the change wrote and of the files that it breaks; everything else as lines of the log.

    GitHub keeps ten annotations a level and step, so that errors in old lines would push out those of the new ones.
    """
    annotated = [problem for problem in review.introduced if review.is_written(problem)]
    others = [problem for problem in review.introduced if not review.is_written(problem)]
    return report_github(_shown((*annotated, *review.elsewhere), shown)) + _lines(others, shown) + _gone_lines(review)


def review_gitlab(review: Review, shown: ShowPath) -> str:
    """A Code Quality report of what the change brings."""
    return report_gitlab(_shown((*review.introduced, *review.elsewhere), shown))


def review_json(review: Review, shown: ShowPath) -> str:
    """One object: the changes, the problems with what they are to the change, what is gone and what is alike."""
    data = {
        "base": review.base,
        "settings_changed": review.settings_changed,
        "changes": [_change(review, index, shown) for index in range(len(review.changes))],
        "problems": [
            {**asdict(problem), "path": shown(problem.path), "state": state, "on_changed_line": review.is_written(problem)}
            for state, problems in (
                ("introduced", review.introduced),
                ("elsewhere", review.elsewhere),
                ("standing", review.standing),
            )
            for problem in problems
        ],
        "gone": [asdict(one) for one in review.gone],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _change(review: Review, index: int, shown: ShowPath) -> dict[str, Any]:
    change = review.changes[index]
    draft = review.draft(change)
    similar = review.archive.similar(draft.slug) if draft is not None and draft.usable else ()
    return {
        "status": change.status,
        "path": shown(change.path),
        "old_path": shown(change.old) if change.old else None,
        "slug": draft.slug if draft is not None else None,
        "similar": [{"slug": one.incident.slug, "score": one.score, "reasons": one.reasons} for one in similar],
    }


def _shown(problems: Iterable[Problem], shown: ShowPath) -> list[Problem]:
    return [replace(problem, path=shown(problem.path)) for problem in problems]


def _lines(problems: Iterable[Problem], shown: ShowPath) -> str:
    """A line each, also for a file whose name has line breaks: what follows one could be a command to the runner."""
    return report_text([replace(problem, path=_visible(problem.path)) for problem in _shown(problems, shown)])


def _visible(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)


def _gone_lines(review: Review) -> str:
    return "".join(f"{_visible(_gone(one))}\n" for one in review.gone)


def _gone(one: Gone) -> str:
    way = f"add it to 'redirect_from' of '{one.now}'" if one.now else "keep the file with 'status: withdrawn', or redirect it"
    return f"'{one.name}' leads nowhere now: {way}"


REPORTS: dict[str, Callable[[Review, ShowPath], str]] = {
    "text": review_text,
    "json": review_json,
    "github": review_github,
    "gitlab": review_gitlab,
}
"""Every format by the name that `--format` takes, but for the comment, which has links of its own."""
