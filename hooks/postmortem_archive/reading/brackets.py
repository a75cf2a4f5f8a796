"""The bracket that ends an action item: `(kind: prevent, owner: @ana, due: 2023-06-01)`."""

from __future__ import annotations

import re

from postmortem_archive.reading.details import HANDLE, KEY
from postmortem_archive.reading.due import BY, DAY, WHOLE_DAY
from postmortem_archive.reading.states import DONE, DROPPED, OPEN

_KEYS = (
    r"(?:kind|type|owners?|assignees?|assigned to|due(?: date| by| on)?|deadline|ticket|issue|status|state|done|completed|closed"
    r"|priority|verantwortlich(?:er?)?|zuständig|fällig(?: am)?|frist|bis(?: zum)?|erledigt(?: am)?"
    r"|担当者?|期限|状態|種別)\s?[:=]"
)
_DETAIL = re.compile(rf"\s{{0,9}}(?P<key>{_KEYS})\s{{0,9}}(?P<value>\S(?:.*\S)?)\s*", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(rf"(?<!\w){_KEYS}", re.IGNORECASE)
_BETWEEN = r"(?:[,;]|\s[-–—|/])"
_APART = re.compile(
    rf"{_BETWEEN}\s*(?=[^\W\d_]{{1,20}}(?: am| zum| date| by| on| to)?\s?[:=](?!//))|\s(?=(?:due|deadline|fällig|frist)\s?[:=])",
    re.IGNORECASE,
)
_PART_ENDS = rf"\s*(?:$|{_BETWEEN}\s)"
_STATES = "|".join(map(re.escape, (*DONE, *OPEN, *DROPPED)))
_BARE = {
    field: re.compile(pattern, re.IGNORECASE)
    for field, pattern in {
        "done": rf"(?:^|{_BETWEEN}?\s)(?:done|completed|closed|fixed|finished|erledigt|abgeschlossen)(?: on| am)?\s{{1,3}}"
        rf"(?={WHOLE_DAY}{_PART_ENDS})",
        "due": rf"(?:^|{_BETWEEN}?\s){BY}\s{{1,3}}(?={DAY})"
        rf"|{_BETWEEN}\s(?={WHOLE_DAY}{_PART_ENDS})",
        "ticket": rf"{_BETWEEN}\s(?:(?:ticket|issue)\s{{1,3}})?(?=(?:(?-i:{KEY})|#\d{{1,6}}|https?://[^\s,;]+){_PART_ENDS})",
        "kind": rf"{_BETWEEN}\s(?:kind|type)\s{{1,3}}(?=\w+{_PART_ENDS})",
        "status": rf"{_BETWEEN}\s(?=(?:{_STATES}){_PART_ENDS})",
        "priority": rf"{_BETWEEN}\s(?=P[0-5]{_PART_ENDS})",
        "owner": rf"(?:^|{_BETWEEN}\s)(?={HANDLE})",
    }.items()
}
"""What stands before details that need no name: "by 2023-06-01", "done 2023-06-01", "OPS-12", "in progress", "@ana"."""
_OTHERWISE = {
    "kind": ("type", "種別"),
    "owner": ("owners", "assignee", "assignees", "assigned", "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig",
              "担当", "担当者"),
    "due": ("deadline", "fällig", "frist", "bis", "期限"),
    "ticket": ("issue",),
    "status": ("state", "状態"),
    "done": ("completed", "closed", "erledigt"),
}  # fmt: skip
"""Other words for the details of an item."""

_NARROW = str.maketrans("（）", "()")
_SPACED = str.maketrans({"：": ": ", "、": ", ", "，": ", ", "；": "; "})
"""Marks of Chinese and Japanese as those of other languages."""


def take_details(text: str) -> tuple[dict[str, str], str]:
    """(the fields of the bracket that ends the item or its first line, the item without it)."""
    head, newline, more = text.partition("\n")
    for whole, behind in ((head, newline + more), (text, "")):
        narrow = whole.translate(_NARROW)
        opening = last_parenthesis(narrow)
        if opening is not None and (details := _details(whole[opening + 1 : narrow.rindex(")")].translate(_SPACED))):
            priority = f" (priority: {details.pop('priority')})" if "priority" in details else ""
            return details, whole[:opening].rstrip() + priority + behind
    return {}, text


def last_parenthesis(text: str) -> int | None:
    """Where the parenthesis opens that ends the text, if one does."""
    if not text.rstrip(" .\n\t").endswith(")"):
        return None
    depth = 0
    for bracket in reversed(list(re.finditer(r"[()]", text))):
        depth += 1 if bracket[0] == ")" else -1
        if depth == 0:
            return bracket.start()
    return None


def _details(text: str) -> dict[str, str] | None:
    """The fields of `kind: prevent, owner: @ana, due: 2023-06-01`; None where any part of it is something else.

    Beside those that are named some say what they are, such as "by 2023-06-01" and "OPS-12". Where none is named, the day that
    it was done and who did it are enough: less is read from the item's words.
    """
    named = {_field(match[0]) for match in _NAMED.finditer(text)}
    if not named and "@" not in text:
        return None
    bare = set()
    for field, pattern in _BARE.items():
        if field not in named:
            text, found = pattern.subn(f", {field}: ", text, count=1)
            bare |= {field} if found else set()
    if not (named or bare >= {"done", "owner"}):
        return None
    details = [_DETAIL.fullmatch(part) for part in _APART.split(text.removeprefix(", "))]
    fields = {_field(detail["key"]): detail["value"] for detail in details if detail}
    return fields if len(fields) == len(details) else None


def _field(key: str) -> str:
    word = re.sub(r" (?:am|zum|date|by|on|to)$", "", key.lower().rstrip(" :="))
    return next((field for field, others in _OTHERWISE.items() if word in others), word)
