"""The kind of an action item, which stands in the body, called otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from postmortem_archive.incident import ActionItem
from postmortem_archive.reading import read_draft
from postmortem_archive.rewriting.migrate import Migration, Step
from postmortem_archive.rewriting.source import Edit, apply, read_source
from postmortem_archive.settings import Settings


def kinds_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The deprecated kinds and what replaces each."""
    return {word: term.deprecated.replaced_by for word, term in settings.action_kinds.items() if term.deprecated}


def migrate_kinds(content: bytes, kinds: Mapping[str, tuple[str, ...]], settings: Settings) -> Migration:
    """The file with the kinds of its action items changed, every other byte as it was. Raises Unreadable.

    Only a kind that is written beside its item, `(kind: prevent)` or in a cell, is changed; the result is read again, and
    has to hold the same items but for the kind.
    """
    if not kinds:
        return Migration(content)
    source = read_source(content)
    done: list[Step] = []
    left: list[Step] = []
    edits = []
    before, expected = _items(content, settings), []
    for item in before:
        new = kinds.get(item.kind or "")
        edit = _edit(source.lines[item.place.line - 1], item.kind or "", new[0]) if new is not None and len(new) == 1 else None
        if new is None or edit is None:
            expected.append(item)
        else:
            offset = source.starts[item.place.line - 1]
            edits.append(Edit(edit.start + offset, edit.end + offset, edit.text))
            expected.append(replace(item, kind=new[0]))
            done.append(Step(item.place, item.place, f"action item: kind '{item.kind}' becomes '{new[0]}'"))
        if new is not None and edit is None:
            options = " or ".join(f"'{word}'" for word in new)
            what = f"write {options}" if options else "leave it out, nothing replaces it"
            left.append(Step(item.place, item.place, f"action item: kind '{item.kind}' needs a person: {what}"))
    result = apply(edits, source.text).encode("utf-8")
    if _items(result, settings) != expected:
        again = [replace(step, text=step.text.replace(" becomes ", " needs a person: write ")) for step in done]
        return Migration(content, (), (*again, *left))
    return Migration(result, tuple(done), tuple(left))


def _items(content: bytes, settings: Settings) -> list[ActionItem]:
    incident = read_draft("", "", content, settings).incident
    return list(incident.action_items) if incident else []


def _edit(line: str, old: str, new: str) -> Edit | None:
    """The change in the item's line, where the kind is written there just once."""
    word = rf"(?P<word>{re.escape(old)})"
    patterns = (rf"(?<![\w-])(?:kind|type)\s?[:=]\s*{word}(?![\w-])", rf"\|[ \t]*{word}[ \t]*(?=\||[\r\n]|$)")
    found = [match for pattern in patterns for match in re.finditer(pattern, line, re.IGNORECASE)]
    return Edit(found[0].start("word"), found[0].end("word"), new) if len(found) == 1 else None
