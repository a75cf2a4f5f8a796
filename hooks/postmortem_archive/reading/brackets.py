"""The bracket that ends an action item: `(kind: prevent, owner: @ana, due: 2023-06-01)`."""

from __future__ import annotations

import re

from postmortem_archive.reading.details import DAY, KEY

_KEYS = (
    r"(?:kind|type|owner|due|deadline|ticket|issue|status|state|done|completed|closed"
    r"|verantwortlich(?:er?)?|zuständig|fällig(?: am)?|frist|bis(?: zum)?|erledigt(?: am)?)\s?[:=]"
)
_DETAIL = re.compile(rf"\s{{0,9}}(?P<key>{_KEYS})\s{{0,9}}(?P<value>\S(?:.*\S)?)\s*", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(rf"(?<!\w){_KEYS}", re.IGNORECASE)
_BETWEEN = r"(?:[,;]|\s[-–—|/])"
_APART = re.compile(
    rf"{_BETWEEN}\s*(?=[^\W\d_]{{1,20}}(?: am| zum)?\s?[:=](?!//))|\s(?=(?:due|deadline|fällig|frist)\s?[:=])", re.IGNORECASE
)
_BARE_DUE = re.compile(
    rf"(?:^|{_BETWEEN}?\s)(?:due(?: by| on)?|by|until|bis(?: zum)?|fällig(?: am)?)\s{{1,3}}(?={DAY})", re.IGNORECASE
)
_BARE_TICKET = re.compile(rf"{_BETWEEN}\s(?=(?:{KEY}|#\d{{1,6}})\s*(?:$|{_BETWEEN}\s))")
_OTHERWISE = {
    "kind": ("type",),
    "owner": ("verantwortlich", "verantwortliche", "verantwortlicher", "zuständig"),
    "due": ("deadline", "fällig", "frist", "bis"),
    "ticket": ("issue",),
    "status": ("state",),
    "done": ("completed", "closed", "erledigt"),
}
"""Other words for the details of an item."""


def take_details(text: str) -> tuple[dict[str, str], str]:
    """(the fields of the bracket that ends the item or its first line, the item without it)."""
    head, newline, more = text.partition("\n")
    for whole, behind in ((head, newline + more), (text, "")):
        opening = last_parenthesis(whole)
        if opening is not None and (details := _details(whole[opening + 1 : whole.rindex(")")])):
            return details, whole[:opening].rstrip() + behind
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

    Beside those that are named, "by 2023-06-01" is the due day, and a number such as OPS-12 the ticket.
    """
    named = {_field(match[0]) for match in _NAMED.finditer(text)}
    if named and "due" not in named:
        text = _BARE_DUE.sub(", due: ", text, count=1).removeprefix(", ")
    if named and "ticket" not in named:
        text = _BARE_TICKET.sub(", ticket: ", text, count=1)
    found = [_DETAIL.fullmatch(part) for part in _APART.split(text)]
    fields = {_field(detail["key"]): detail["value"] for detail in found if detail}
    return fields if len(fields) == len(found) else None


def _field(key: str) -> str:
    word = key.lower().rstrip(" :=").removesuffix(" am").removesuffix(" zum")
    return next((field for field, others in _OTHERWISE.items() if word in others), word)
