"""The rows of a table of action items: which column says what, and what the answers in its cells mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postmortem_archive.reading.details import is_ticket, without_strike
from postmortem_archive.reading.due import read_day
from postmortem_archive.reading.items import Table
from postmortem_archive.reading.named_values import named_ticket
from postmortem_archive.reading.states import read_status

_COUNTING = ("#", "No", "No.", "ID")
_EMPTY = ("", "-", "–", "—")
_ASKED = re.compile(r"^(done|completed?|finished|closed|erledigt|fertig|完了) ?[?？]?$", re.IGNORECASE)
"""A column that asks whether an item is done; its cells answer."""
_YES = re.compile(r"(?:yes|y|ja|oui|x|\[x\]|✔|✓|☑|✅)(?!\w)", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|nein|non|not yet|noch nicht|\[ ?\]|☐|⬜|❌|✗|✘)(?!\w)", re.IGNORECASE)
_BOXES = {"[x]": "done", "[ ]": "open", "[]": "open", "☐": "open"}
"""In a column called otherwise, "x" and "no" can mean anything; a box is a box."""
_COLUMNS = {
    "kind": re.compile(r"^(kind|type|category|種別)$", re.IGNORECASE),
    "owner": re.compile(
        r"^(owners?|assignees?|assigned( to)?|who|responsible|wer|verantwortlich(er?)?|zuständig|担当者?)$", re.IGNORECASE
    ),
    "done": re.compile(r"^(done|completed|closed|finished|erledigt|完了) ?(on|at|am|date|日)$", re.IGNORECASE),
    "due": re.compile(
        r"^(due( date| by)?|deadline|target( date)?|by when|eta|bis( wann)?|fällig( am)?|frist|termin|期限)$", re.IGNORECASE
    ),
    "ticket": re.compile(r"^(tickets?|bug|tracking|link|jira|issue link|pr)$", re.IGNORECASE),
    "status": re.compile(rf"^(status|state|状態)$|{_ASKED.pattern}", re.IGNORECASE),
    "title": re.compile(
        r"^(action( items?)?|title|what|task|item|description|follow-?ups?|was|aufgabe|maßnahme|アクション)$", re.IGNORECASE
    ),
}
_WHEN = re.compile(r"^(when|wann)$", re.IGNORECASE)
_ISSUE = re.compile(r"^(key|issues?|issue (key|id|no\.?|number)|schlüssel|vorgang)$", re.IGNORECASE)
"""Names of columns that hold a field only where no other one does, and of tickets where every cell is one."""
_TICKET_STATE = re.compile(
    r"(?:^|[\s:,–—-]{1,5})[*_(\[]{0,3}(?P<state>done|completed?|fixed|closed|finished|merged|resolved|todo|to do|wip|in progress"
    r"|not started|pending|open|blocked|erledigt|offen|✅)[*_)\]]{0,3}[.!]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """One row as it was read: its line, its words, the fields of its columns, and what it says of its state besides."""

    line: int
    title: str
    fields: dict[str, str]
    status: str | None


def read_rows(table: Table) -> Iterator[Row]:
    """The rows that say something; a cell of a column that is no field stays with the words."""
    header = [re.sub(r"[*_`]", "", cell).strip() for cell in table.header]
    columns = _columns(header, table)
    asked = next((index for index, name in columns.items() if name == "status" and _ASKED.match(header[index])), None)
    answered = asked is not None and any(cells[asked] not in _EMPTY for _, cells in table.rows)
    for number, cells in table.rows:
        struck = any(name == "title" and without_strike(cells[index]) for index, name in columns.items())
        cells = tuple(without_strike(cell) or cell for cell in cells) if struck else cells
        fields = {name: cells[index] for index, name in columns.items() if cells[index] not in _EMPTY}
        asides = [
            f"{header[index]}: {cell}".removeprefix(": ")
            for index, cell in enumerate(cells)
            if index not in columns and cell and not (header[index] in _COUNTING and re.fullmatch(r"\W*\d+\W*", cell))
        ]
        title = fields.pop("title", "")
        title = f"{title} ({'; '.join(asides)})" if asides and title else title or "; ".join(asides)
        if title or fields:
            status = _take_status(fields, asked is not None)
            left = "open" if answered and "status" not in fields else None
            yield Row(number, title, fields, status or ("done" if struck else left))


def _columns(header: list[str], table: Table) -> dict[int, str]:
    """By index: the field that a column holds. Of two columns for the same field the second is none."""
    columns: dict[int, str] = {}
    for index, words in enumerate(header):
        name = next((name for name, pattern in _COLUMNS.items() if pattern.match(words)), None)
        if name and name not in columns.values():
            columns[index] = name
    for index, words in enumerate(header):
        name = "due" if _WHEN.match(words) else "ticket" if _ISSUE.match(words) and _holds_tickets(table, index) else None
        if name and index not in columns and name not in columns.values():
            columns[index] = name
    if "title" not in columns.values():
        free = next((index for index, words in enumerate(header) if index not in columns and words not in _COUNTING), None)
        if free is not None:
            columns[free] = "title"
    return columns


def _holds_tickets(table: Table, index: int) -> bool:
    """True for a column of which every cell that says something is the number or key of a ticket."""
    filled = [cells[index] for _, cells in table.rows if cells[index] not in _EMPTY]
    return bool(filled) and all(is_ticket(named_ticket(cell)[0] or "") for cell in filled)


def _take_status(fields: dict[str, str], asked: bool) -> str | None:
    """The state that the cells answer; what is said by it is taken out of the fields."""
    said = re.sub(r"[*_`\ufe0f]", "", fields.get("status", "")).strip()
    if said.casefold() in _BOXES:
        fields["status"] = _BOXES[said.casefold()]
    elif asked and said:
        return _answer(fields, said)
    elif not said and (ticket := fields.get("ticket")):
        match = _TICKET_STATE.search(ticket, max(0, len(ticket) - 40))
        fields["ticket"] = ticket[: match.start()].rstrip() if match else ticket
        return read_status(match["state"]) if match else None
    return None


def _answer(fields: dict[str, str], said: str) -> str | None:
    """The answer to whether it is done: yes, no, or the day; one with more words stays among the fields as well."""
    for pattern, status in ((_YES, "done"), (_NO, "open")):
        if match := pattern.match(said):
            fields["status"] = status if match.end() == len(said) else said
            return status
    if "done" not in fields and read_status(said) is None and read_day(said):
        fields["done"] = fields.pop("status")
    return None
