"""Action items out of the Markdown that people write: check boxes, bullets, numbered lists and tables."""

from __future__ import annotations

import re
from datetime import date

from postmortem_archive.incident import ActionItem, Note, Place
from postmortem_archive.reading.items import Heading, ListItem, Table, read_items
from postmortem_archive.reading.sections import Block

KIND_WORDS = {
    "prevent": ("prevent", "prevention", "preventive", "preventative", "予防"),
    "detect": ("detect", "detection", "detective", "monitoring", "検知"),
    "mitigate": ("mitigate", "mitigation", "mitigative", "緩和"),
    "process": ("process", "process/policy", "policy", "documentation", "プロセス"),
}
DONE = ("done", "complete", "completed", "closed", "fixed", "resolved", "finished", "merged", "✅", "完了", "済")
OPEN = ("open", "todo", "to do", "in progress", "started", "planned", "pending", "not started", "wip", "backlog",
        "accepted", "blocked", "new", "未着手", "対応中")  # fmt: skip
_BOX = re.compile(r"^\[(?P<mark>[ xX])\](?:\s+|$)")
_MARK = re.compile(r"^(?:✅|☑️?|✔️?)\s*")
_DETAIL = re.compile(
    r"\s{0,9}(?P<key>kind|type|owner|due|deadline|ticket|issue|status|state)\s?[:=]\s{0,9}(?P<value>\S(?:.*\S)?)\s*",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(r"\*{0,2}\((?P<status>[A-Za-z ]{1,60})\)\*{0,2}$")
_DUE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTING = ("#", "No", "No.", "ID")
_COLUMNS = {
    "kind": re.compile(r"^(kind|type|category|種別)$", re.IGNORECASE),
    "owner": re.compile(r"^(owners?|assignees?|assigned to|who|responsible|担当者?)$", re.IGNORECASE),
    "due": re.compile(r"^(due( date)?|deadline|target( date)?|by when|期限)$", re.IGNORECASE),
    "ticket": re.compile(r"^(tickets?|bug|tracking|link|jira|issue link|pr)$", re.IGNORECASE),
    "status": re.compile(r"^(status|state|done\??|状態)$", re.IGNORECASE),
    "title": re.compile(r"^(action( items?)?|title|what|task|item|description|follow-?ups?|アクション)$", re.IGNORECASE),
}


def read_actions(block: Block) -> list[ActionItem | Note]:
    """The parts of one section in order: every item, and what stands between them as notes."""
    parts: list[ActionItem | Note] = []
    kind: str | None = read_kind(block.title)
    for item in read_items(block.lines):
        if isinstance(item, ListItem):
            parts.append(_from_list(item, kind))
        elif isinstance(item, Table):
            parts.extend(_from_table(item, kind))
        else:
            if isinstance(item, Heading):
                kind = read_kind(item.text)
            parts.append(Note(item.markdown, Place(item.line)))
    return parts


def read_kind(text: str) -> str | None:
    """The kind of action that a word or a heading names."""
    words = re.findall(r"[^\W_]+(?:[/-][^\W_]+)*", text.casefold())
    return next((kind for kind, names in KIND_WORDS.items() if words and (words[0] in names or words[-1] in names)), None)


def read_status(text: str) -> str | None:
    """`open` or `done` out of a word such as COMPLETE or "In progress"; None where it is neither."""
    plain = re.sub(r"[*_`.!]", "", text).strip().casefold()
    for words, status in ((DONE, "done"), (OPEN, "open")):
        if any(re.match(rf"{re.escape(word)}(?![a-z])", plain) for word in words):
            return status
    return None


def _is_status(text: str) -> bool:
    """True when the status is all that the text says."""
    return re.sub(r"[*_`.!]", "", text).strip().casefold() in (*DONE, *OPEN)


def _due(text: str) -> date | None:
    match = _DUE.search(text)
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def _from_list(item: ListItem, kind: str | None) -> ActionItem:
    text, status = item.text, None
    if box := _BOX.match(text):
        text, status = text[box.end() :], "open" if box["mark"] == " " else "done"
    elif mark := _MARK.match(text):
        text, status = text[mark.end() :], "done"
    fields: dict[str, str] = {}
    head, newline, more = text.partition("\n")
    for whole, behind in ((head, newline + more), (text, "")):
        opening = _last_parenthesis(whole)
        if opening is not None and (details := _details(whole[opening + 1 : whole.rindex(")")])):
            fields, text = details, whole[:opening].rstrip() + behind
            break
    if not fields and "\n" not in text and (said := _SAID.search(text[-80:])) and read_status(said["status"]):
        status = read_status(said["status"])
    return _item(text.strip(), fields, kind, status, Place(item.line, item.column))


def _last_parenthesis(text: str) -> int | None:
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
    """The fields of `kind: prevent, owner: @ana, due: 2023-06-01`; None where any part of it is something else."""
    found = [_DETAIL.fullmatch(part) for part in re.split(r"[,;](?=\s*[A-Za-z]{1,20}\s?[:=])", text)]
    fields = {_field(detail["key"]): detail["value"] for detail in found if detail}
    return fields if len(fields) == len(found) else None


def _field(key: str) -> str:
    return {"type": "kind", "deadline": "due", "issue": "ticket", "state": "status"}.get(key.lower(), key.lower())


def _columns(header: list[str]) -> dict[int, str]:
    """By index: the field that a column holds. Of two columns for the same field the second is none."""
    columns: dict[int, str] = {}
    for index, words in enumerate(header):
        name = next((name for name, pattern in _COLUMNS.items() if pattern.match(words)), None)
        if name and name not in columns.values():
            columns[index] = name
    if "title" not in columns.values():
        free = next((index for index, words in enumerate(header) if index not in columns and words not in _COUNTING), None)
        if free is not None:
            columns[free] = "title"
    return columns


def _from_table(table: Table, kind: str | None) -> list[ActionItem]:
    header = [re.sub(r"[*_`]", "", cell).strip() for cell in table.header]
    columns = _columns(header)
    items = []
    for number, cells in table.rows:
        fields = {name: cells[index] for index, name in columns.items() if cells[index] not in ("", "-", "–", "—")}
        asides = [
            f"{header[index]}: {cell}".removeprefix(": ")
            for index, cell in enumerate(cells)
            if index not in columns and cell and not (header[index] in _COUNTING and re.fullmatch(r"\W*\d+\W*", cell))
        ]
        title = fields.pop("title", "")
        title = f"{title} ({'; '.join(asides)})" if asides and title else title or "; ".join(asides)
        if title or fields:
            items.append(_item(title, fields, kind, None, Place(number)))
    return items


def _item(title: str, fields: dict[str, str], kind: str | None, status: str | None, place: Place) -> ActionItem:
    """An item whose fields are read; a value that cannot be read stays in the title, so that nothing is lost."""
    due = _due(fields.get("due", ""))
    state = read_status(fields.get("status", "")) or status
    unread = []
    if "due" in fields and (due is None or due.isoformat() != fields["due"]):
        unread.append(f"due: {fields['due']}")
    if "status" in fields and not _is_status(fields["status"]):
        unread.append(f"status: {fields['status']}")
    if unread:
        title = f"{title} ({', '.join(unread)})".strip()
    if named := fields.get("kind"):
        kind = read_kind(named) or named.casefold()
    return ActionItem(title, kind, fields.get("owner"), due, fields.get("ticket"), state, place)
