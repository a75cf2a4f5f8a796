"""Words of the front matter that are called otherwise now, rewritten where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from postmortem_archive.incident import Place
from postmortem_archive.reading.frontmatter import Path, Unreadable
from postmortem_archive.rewriting.quoting import written
from postmortem_archive.rewriting.source import Edit, Scalar, Source, apply, read_source
from postmortem_archive.settings import Settings
from postmortem_archive.taxonomy import FIELDS, Term


@dataclass(frozen=True)
class Change:
    """In this field `old` is called by the one word in `new`; with several or none, a person has to choose."""

    field: str
    old: str
    new: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What was done to one value, or is left to a person, in words: at `place` in the file as it was, `after` as it is then."""

    place: Place
    after: Place
    text: str


@dataclass(frozen=True)
class Migration:
    """A file after its changes; `content` is what it was where there was nothing to do."""

    content: bytes
    done: tuple[Step, ...] = field(default=())
    left: tuple[Step, ...] = field(default=())


def changes_of(settings: Settings) -> list[Change]:
    """What the deprecations of the taxonomy ask for."""
    found = []
    for name, taxonomy in FIELDS.items():
        terms: Mapping[str, Term] = getattr(settings, taxonomy)
        for word, term in terms.items():
            if term.deprecated:
                found.append(Change(name, word, term.deprecated.replaced_by))
    return found


def migrate(content: bytes, changes: Sequence[Change]) -> Migration:
    """The file with its words changed, every other byte as it was. Raises Unreadable.

    Each change is made by itself and read again: unless the result says the same but for the word, it is left to a person.
    """
    first = source = read_source(content)
    edits: list[Edit] = []
    done: list[_Noted] = []
    while True:  # a change may free another: an alias that became a word holds its anchor no longer
        before, left = source, []
        for change in changes:
            task = _task(source, change)
            if task is None:
                continue
            changed = _changed(source, task) if len(change.new) == 1 else None
            if changed is None:
                left.append(_noted(source, (*task.renamed, *task.dropped)[0], _for_a_person(change), edits))
            else:
                done += (_noted(source, path, text, edits) for path, text in _deeds(source, task))
                source, made = changed
                edits += made
        if source is before:
            steps = [sorted((_step(note, first, source, edits) for note in notes), key=_where) for notes in (done, left)]
            return Migration(source.text.encode("utf-8"), *map(tuple, steps))


@dataclass(frozen=True)
class _Noted:
    """Something to tell of what stood at an offset after so many edits."""

    offset: int
    edits: int
    text: str


def _noted(source: Source, path: Path, text: str, edits: Sequence[Edit]) -> _Noted:
    return _Noted(source.offset_of(source.front.place(path)), len(edits), text)


def _step(note: _Noted, first: Source, last: Source, edits: Sequence[Edit]) -> Step:
    """What was noted, with its places before all edits and after them."""
    was = is_then = note.offset
    for edit in reversed(edits[: note.edits]):
        was = edit.back(was)
    for edit in edits[note.edits :]:
        is_then = edit.ahead(is_then)
    return Step(first.place(was), last.place(is_then), note.text)


def _for_a_person(change: Change) -> str:
    """What a person has to do, and why it is not done."""
    options = " or ".join(f"'{word}'" for word in change.new)
    if not options:
        what = "leave it out, nothing replaces it"
    elif len(change.new) > 1:
        what = f"write {options}, whichever fits"
    else:
        what = f"write {options}; it is tied to other values by an anchor, or written in an unusual way"
    return f"{change.field}: '{change.old}' needs a person: {what}"


def _where(step: Step) -> tuple[int, int]:
    return step.place.line, step.place.column


@dataclass(frozen=True)
class _Task:
    """Where a change strikes: the paths of the values that become the new word, and of those that would say it twice."""

    change: Change
    renamed: tuple[Path, ...]
    dropped: tuple[Path, ...]
    expected: Any


def _task(source: Source, change: Change) -> _Task | None:
    """What the change means for this file; None where the old word is not there."""
    value = source.front.values.get(change.field)
    path: Path = (change.field,)
    new = change.new[0] if len(change.new) == 1 else change.old
    if not isinstance(value, list):
        return _Task(change, (path,), (), new) if _says(value, change.old) else None
    old = [index for index, word in enumerate(value) if _says(word, change.old)]
    if not old:
        return None
    same = [index for index, word in enumerate(value) if _says(word, change.old) or _says(word, new)]
    renamed = same[:1] if same[0] in old else []
    words = [new if index in renamed else word for index, word in enumerate(value) if index not in same[1:]]
    return _Task(change, tuple((*path, index) for index in renamed), tuple((*path, index) for index in same[1:]), words)


def _says(value: Any, word: str) -> bool:
    return isinstance(value, str) and value.strip() == word


def _changed(source: Source, task: _Task) -> tuple[Source, list[Edit]] | None:
    """The file with the change, and the edits that made it, one after the other; None where it would not say what it should."""
    result, edits = source, []
    for path in (*task.renamed, *reversed(task.dropped)):  # from behind, so that the paths in front stay
        scalar = next((one for one in result.scalars() if one.path == path and not one.of_key), None)
        if scalar is None:
            return None
        edit = _renamed(result, scalar, task.change) if path in task.renamed else _without(result, scalar)
        if edit is None:
            return None
        edits.append(edit)
        try:
            result = read_source(apply([edit], result.text).encode("utf-8"))
        except Unreadable:
            return None
    wanted = {**source.front.values, task.change.field: task.expected}
    same = _bare(result.front.values) == _bare(wanted) and result.front.body == source.front.body
    return (result, edits) if same and len(result.faults) == len(source.faults) else None


def _bare(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without the white space around words, which the schema takes off too."""

    def bare(value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    return {key: [bare(one) for one in value] if isinstance(value, list) else bare(value) for key, value in values.items()}


def _renamed(source: Source, scalar: Scalar, change: Change) -> Edit | None:
    """The old word as it is written there becomes the new one, in the same quotes."""
    new = change.new[0]
    if scalar.style == "*":
        return Edit(scalar.start, scalar.end, written(new))
    span = source.text[scalar.start : scalar.end]
    if scalar.style in ("'", '"'):
        body = len(re.match(r"(?:[&!]\S*\s+)*", span)[0])  # type: ignore[index]  # it matches nothing at least
        return Edit(scalar.start + body, scalar.end, written(new, scalar.style))
    at = span.rfind(change.old)
    if at < 0:
        return None
    return Edit(scalar.start + at, scalar.start + at + len(change.old), written(new) if not scalar.style else new)


def _without(source: Source, scalar: Scalar) -> Edit | None:
    """The item of a list taken out, with its dash or comma, and with its line where nothing is left on it."""
    text = source.text
    line = source.place(scalar.start).line - 1
    begin, end = source.starts[line], source.starts[line] + len(source.lines[line])
    before, behind = text[begin : scalar.start], text[scalar.end : end]
    if scalar.end > end:
        return None
    if not scalar.in_flow:
        if not re.fullmatch(r"[ \t]*-[ \t]+", before):
            return None
        return _line_without(text, begin, end, len(before) - len(before.lstrip()), scalar.end)
    if comma := re.match(r"[ \t]*,[ \t]*", behind):
        stop = scalar.end + comma.end()
        if not before.strip() and not text[stop:end].strip():
            return Edit(begin, end, "")
        if not text[stop:end].strip():  # the last on its line: the space behind the comma before it goes too
            stop = scalar.end + len(comma[0].rstrip())
            return Edit(begin + len(before.rstrip(" \t")), stop, "")
        return Edit(scalar.start, stop, "")
    if comma := re.search(r",[ \t]*$", before):
        return Edit(begin + comma.start(), scalar.end, "")
    if not before.strip() and not behind.strip():
        return Edit(begin, end, "")
    return Edit(scalar.start, scalar.end, "")


def _line_without(text: str, begin: int, end: int, indent: int, stop: int) -> Edit:
    """The item's line goes, but for a comment behind it."""
    comment = re.match(r"[ \t]*(?=#)", text[stop:end])
    if comment:
        return Edit(begin + indent, stop + comment.end(), "")
    return Edit(begin, end, "")


def _deeds(source: Source, task: _Task) -> Iterator[tuple[Path, str]]:
    """What is done to each value, in words."""
    change, new = task.change, task.change.new[0]
    for path in task.renamed:
        yield path, f"{change.field}: '{change.old}' becomes '{new}'"
    for path in task.dropped:
        word = change.old if _says(source.front.values[change.field][path[1]], change.old) else new
        yield path, f"{change.field}: '{word}' is taken out, because '{new}' is there already"
