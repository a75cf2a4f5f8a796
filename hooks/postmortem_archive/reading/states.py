"""The state of an action item in words: what says that it is open or done, and what only sounds like it."""

from __future__ import annotations

import re

from postmortem_archive.reading.stamps import take_stamp

DONE = ("done", "complete", "completed", "closed", "fixed", "resolved", "finished", "merged", "✅", "✔", "✓", "☑", "完了", "済",
        "erledigt", "abgeschlossen")  # fmt: skip
DROPPED = ("won't do", "won’t do", "wont do", "wont fix", "won't fix", "won’t fix", "wontfix", "cancelled", "canceled")
"""Nothing is left to do, though it was not done: a status that is kept in words beside the item."""
OPEN = ("open", "todo", "to do", "in progress", "started", "planned", "pending", "not started", "wip", "backlog",
        "accepted", "blocked", "new", "未着手", "対応中", "offen", "in arbeit")  # fmt: skip
_BY_HALVES = r"\W{1,3}(?:(?:partially|partly|mostly|almost|nearly|half|in part|teilweise)\b|(?:by|until|bis)\s\d)"
"""Behind the word that something is done: it is not quite, or is to be by a day."""
_BEGINNING = re.compile(
    rf"(?P<done>{'|'.join(map(re.escape, (*DONE, *DROPPED)))})(?![a-z])(?!{_BY_HALVES})"
    rf"|(?P<open>{'|'.join(OPEN).replace(' ', '[ -]')})(?![a-z])",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\s?/\s?|,?\s(?:or|and|und|oder)\s|,\s", re.IGNORECASE)
_BEFORE_DETAIL = re.compile(
    r"(?:\s?[,;:–—-])?\s{1,3}(?:(?:see|on|in|by|with|via|since|until|for|am|von|seit|bis|PR|MR|issue|bug|ticket)\s{1,3}){0,2}",
    re.IGNORECASE,
)
_NAME_OR_TICKET = re.compile(r"@\w|https?://|\[?(?:[#!]\d|[A-Z][A-Z0-9]{1,9}-\d|(?i:PR|MR|issue)\b)")
_TOLD_DONE = re.compile(
    r",?\s(?:by|in|on|am|von|during|while|after|via|since|seit|durch|as part of)\s"
    r"(?!.*(?:\b(?:only|except|but|not|default|design|hand|part|theory|principle)\b(?<!as part)|\?))",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"(?i:in progress|not started|planned|pending|todo|to do|wip|in arbeit)"
    r"\s(?i:by|for|on|in|at|with|since|until|yet|now|für|bei|mit|seit|bis)\b"
)

_LONGEST = 100
"""A bracket with more says more than a state."""


def read_status(text: str) -> str | None:
    """`open` or `done` out of a word such as COMPLETE or "In progress"; None where it is neither, or done only in part."""
    match = _BEGINNING.match(_plain(text))
    return None if match is None else "done" if match["done"] else "open"


def is_status(text: str) -> bool:
    """True when the status is all that the text says."""
    return _plain(text).casefold().replace("-", " ") in (*DONE, *OPEN)


def state_in_brackets(text: str) -> str | None:
    """What the words of a bracket say of the item before it: a state, and no more than when, by whom or where it is told.

    So "done during the incident", "fixed #12" and "in progress" do; "open source build" and "done when all hosts answer" do not.
    """
    text = _plain(text)
    match = _BEGINNING.match(text)
    if match is None or len(text) > _LONGEST:
        return None
    status, behind = read_status(text), text[match.end() :]
    if (another := _ANOTHER.match(behind)) and state_in_brackets(behind[another.end() :]) == status:
        return status
    told = not behind or _is_detail(behind) or (_TOLD_DONE.match(behind) if match["done"] else _STILL_OPEN.match(text))
    return status if told else None


def _plain(text: str) -> str:
    """The words without emphasis and what ends a sentence."""
    return re.sub(r"[*_`\ufe0f]|!(?!\d)|\.(?=\s|$)", "", text).strip()


def _is_detail(text: str) -> bool:
    """True for a day, a ticket or a name at the beginning, as in ", #12" and " on 2026-03-01"."""
    before = _BEFORE_DETAIL.match(text)
    if before is None:
        return False
    rest = text[before.end() :]
    try:
        return _NAME_OR_TICKET.match(rest) is not None or take_stamp(rest)[0] is not None
    except ValueError:  # a day that can be two is a day
        return True
