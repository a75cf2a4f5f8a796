"""Action items out of the Markdown that people write: check boxes, bullets, numbered lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from postmortem_archive.incident import ActionItem, Note, Place
from postmortem_archive.reading.action_rows import read_rows
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.brackets import last_parenthesis, take_details
from postmortem_archive.reading.details import find_owner, find_state, find_status, find_ticket, take_ending
from postmortem_archive.reading.due import find_due, read_day, whole_day
from postmortem_archive.reading.headings import exact_kind, section_kind
from postmortem_archive.reading.items import BOX, Heading, ListItem, Paragraph, Table, read_items, split_boxes
from postmortem_archive.reading.named_values import is_nothing, named_owner, named_ticket
from postmortem_archive.reading.states import is_status, read_status, state_in_brackets

KIND_WORDS = {
    "prevent": ("prevent", "prevention", "preventive", "preventative", "予防"),
    "detect": ("detect", "detection", "detective", "monitoring", "検知"),
    "mitigate": ("mitigate", "mitigation", "mitigative", "緩和"),
    "process": ("process", "process/policy", "policy", "documentation", "プロセス"),
}
_MARK = re.compile(r"^(?:(?P<done>✅|☑️?|✔️?)|☐|⬜️?)\s*")
_NOTHING = re.compile(r"[*_(]*(?:none|n/?a|nothing|no action items?|tbd|なし)[.!)*_]*", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"(?:(\*\*|__)[^*_]{2,60}(?:[:：]\1|\1\s?[:：])|[^*_.:]{2,60}[:：])\s*")
_LABELLED = re.compile(
    r"\s{0,3}[*_]{0,3}(?:action(?: item)?|task|follow[- ]?up|to-?do)\s?#?\d{0,3}[*_]{0,3}\s?[:：][*_]{0,3}\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Around:
    """What holds for items that say nothing else: the kind, state and owner named above them, and the day of the incident."""

    kind: str | None
    state: str | None
    owner: str | None = None
    day: date | None = None


def read_actions(block: Block, day: date | None = None) -> list[ActionItem | Note]:
    """The parts of one section in order: every item, and what stands between them as notes. `day` is that of the incident."""
    parts: list[ActionItem | Note] = []
    around = _Around(read_kind(block.title), _state_of(block.title), day=day)
    findings = False
    for item in read_items(block.lines):
        if isinstance(item, ListItem) and not findings and not _NOTHING.fullmatch(item.text):
            parts.extend(_from_list(item, around))
        elif isinstance(item, Table) and not findings:
            parts.extend(_item(row.title, row.fields, around, row.status, Place(row.line)) for row in read_rows(item))
        elif isinstance(item, Paragraph) and not item.code and _LABELLED.match(item.lines[0].text):
            parts.extend(_from_lines(item, around))
        else:
            if isinstance(item, Heading):
                around = _Around(read_kind(item.text), _state_of(item.text), day=day)
                findings = section_kind(item.text) == "lessons"  # "What went wrong" is no list of things to do
            elif isinstance(item, Paragraph):
                around = replace(around, owner=_group_owner(item))
            markdown = "- " + item.text.replace("\n", "\n  ") if isinstance(item, ListItem) else item.markdown
            parts.append(Note(markdown, Place(item.line)))
    return parts


def _state_of(heading: str) -> str | None:
    """`done` below a heading such as "Immediate actions (completed)"."""
    match = re.search(r"\(([^()]{1,40})\)\W*$", heading)
    return state_in_brackets(match[1]) if match else None


def _group_owner(item: Paragraph) -> str | None:
    """The owner of the items below a line that names nothing else: "**@ana, @bo**", "Owner: Ana"."""
    text = item.markdown.strip(" *_:")
    owner = find_owner(text)
    return owner if owner and not re.sub(r"owners?|[@\w.-]+|[\s,:&*_/]|and", "", text.replace(owner, ""), flags=re.I) else None


def _from_lines(item: Paragraph, around: _Around) -> Iterator[ActionItem | Note]:
    """The items of a paragraph whose lines begin "Action 1: ..."; other lines belong to the one above them."""
    starts = [index for index, line in enumerate(item.lines) if _LABELLED.match(line.text)]
    for start, end in zip(starts, [*starts[1:], len(item.lines)], strict=True):
        lines = item.lines[start:end]
        label = _LABELLED.match(lines[0].text)
        text = "\n".join([lines[0].text[label.end() if label else 0 :], *(line.text for line in lines[1:])])
        found = ListItem(text.strip(), lines[0].number, lines[0].offset + (label.end() if label else 0) + 1)
        yield from _from_list(found, around)


def read_kind(text: str) -> str | None:
    """The kind of action that a word or a heading names."""
    words = re.findall(r"[^\W_]+(?:[/-][^\W_]+)*", text.casefold())
    return next((kind for kind, names in KIND_WORDS.items() if words and (words[0] in names or words[-1] in names)), None)


def _from_list(item: ListItem, around: _Around) -> Iterator[ActionItem | Note]:
    """The item and those with boxes below it; or, where it only groups the items nested below it, a note and those."""
    grouped = [] if BOX.match(item.text) else _grouped(item)
    if grouped:
        head, _, _ = item.text.partition("\n")
        yield Note(f"- {head}", Place(item.line, item.column))
        around = replace(around, kind=read_kind(head) or around.kind)
    for one in grouped or [item]:
        for part in split_boxes(one):
            if _take_box(part.text)[1].strip():  # else nobody wrote anything behind the box
                yield _one(part, around)


def _grouped(item: ListItem) -> list[ListItem]:
    """The items below a head that only groups them: check boxes, or any below the name of an action list or of a kind."""
    head, _, _ = item.text.partition("\n")
    items = list(read_items(item.below))
    found = [one for one in items if isinstance(one, ListItem)]
    named = exact_kind(head) == "action_items" or (read_kind(head) and _LABEL_ALONE.fullmatch(head))
    groups = named or all(BOX.match(one.text) for one in found)
    return found if groups and len(found) == len(items) else []


def _one(item: ListItem, around: _Around) -> ActionItem:
    """The item; a box goes before what its words say of its state, and those before that of its heading."""
    boxed, text = _take_box(item.text)
    fields, text = take_details(text)
    if boxed and "status" in fields and not (is_status(fields["status"]) and read_status(fields["status"]) == boxed):
        text = f"{text} (status: {fields.pop('status')})"
    said = _state_at_end(text) or read_status(find_state(text) or "") or state_in_brackets(find_status(text) or "")
    text, ending, day = take_ending(text)
    fields = {"done": day} | fields if day else fields
    status = boxed or said or read_status(ending or "") or around.state
    found = {"owner": named_owner(find_owner(text) or around.owner or "")[0], "ticket": find_ticket(text)}
    fields = {name: value for name, value in found.items() if value} | fields
    due = None if "due" in fields else find_due(text, around.day)
    return _item(text.strip(), fields, around, status, Place(item.line, item.column), due)


def _take_box(text: str) -> tuple[str | None, str]:
    """(what the box or mark that an item begins with says, the item without it)."""
    if box := BOX.match(text):
        return "open" if box["mark"] == " " else "done", text[box.end() :]
    mark = _MARK.match(text)
    return ("done" if mark["done"] else "open", text[mark.end() :]) if mark else (None, text)


def _state_at_end(text: str) -> str | None:
    """The state that the bracket at the end of an item of one line says."""
    text = text.rstrip(" *_")
    opening = None if "\n" in text else last_parenthesis(text)
    return None if opening is None else state_in_brackets(text[opening + 1 : text.rindex(")")])


def _item(
    title: str, fields: dict[str, str], around: _Around, status: str | None, place: Place, due: date | None = None
) -> ActionItem:
    """An item whose fields are read; a value that cannot be read stays in the title, so that nothing is lost."""
    fields = {name: value for name, value in fields.items() if name not in ("due", "done") or not is_nothing(value)}
    owner, others = named_owner(fields.get("owner", ""))
    due = due or read_day(fields.get("due", ""), around.day)
    done = read_day(fields.get("done", ""), around.day)
    state = "done" if done else read_status(fields.get("status", "")) or status
    unread = []
    for other in others:  # behind the owner and a comma
        said = None if due or "due" in fields else whole_day(other, around.day)
        due = due or said
        unread += [] if said else [other]
    unread += [
        f"{name}: {fields[name]}" for name in ("done", "due") if name in fields and not whole_day(fields[name], around.day)
    ]
    if "status" in fields and not is_status(fields["status"]):
        unread.append(f"status: {fields['status']}")
    if unread:
        title = f"{title} ({', '.join(unread)})".strip()
    ticket, links = named_ticket(fields["ticket"]) if "ticket" in fields else (None, "")
    title = f"{title} {links}".strip()
    kind = around.kind
    if named := fields.get("kind"):
        kind = read_kind(named) or named.casefold()
    return ActionItem(title, kind, owner, due, ticket or None, state, place, done)
