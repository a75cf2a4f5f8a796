"""Front matter put in order: fields as the schema has them, quotes where they are needed, one indentation.

What it says stays the same, every comment stays with what it stands at, and the body stays as it is to the byte. The
order is made of whole lines; ruamel.yaml writes each field anew and keeps the comments in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from postmortem_archive.reading.frontmatter import Unreadable
from postmortem_archive.reading.schema import FrontMatterSchema
from postmortem_archive.rewriting.layout import lay_out
from postmortem_archive.rewriting.source import Source, read_source

ORDER = tuple(FrontMatterSchema.model_fields)
_DULL = re.compile(r"[A-Za-z_]+: [^\s'\"\[\]{}|>&*!#%@`](?:[^#\n]*[^\s#])?")
"""A field on one line in which nothing can be better."""


@dataclass(frozen=True)
class _Field:
    """One field of the front matter with its lines: the comments above it, itself, and what is left before the next."""

    name: str
    above: tuple[str, ...]
    lines: tuple[str, ...]
    below: tuple[str, ...]


def tidy(content: bytes) -> bytes:
    """The file with its front matter tidied. Raises Unreadable where there is no telling what it means."""
    source = read_source(content)
    for fault in source.faults:
        raise fault
    if not source.front.values or not _is_simple(source):
        return content
    preamble, fields, epilogue = _fields(source)
    laid = [replace(field, lines=_laid_out(field)) for field in fields]
    for attempt in (_ordered(laid), laid, _ordered(fields)):
        lines = [line for field in attempt for line in (*field.above, *field.lines, *field.below)]
        result = _with_header(source, [*preamble, *lines, *epilogue])
        if _says_the_same(source, result):
            return result
    return content


def _ordered(fields: list[_Field]) -> list[_Field]:
    return sorted(fields, key=lambda field: ORDER.index(field.name) if field.name in ORDER else len(ORDER))


def _is_simple(source: Source) -> bool:
    """True for `field: value` lines that begin at the margin, the only form worth tidying."""
    tops = [place for path, place in source.front.keys.items() if len(path) == 1]
    header = "\n".join(source.header)
    return all(place.column == 1 for place in tops) and not re.search("^%|[\x85\u2028\u2029\t]", header, re.MULTILINE)


def _fields(source: Source) -> tuple[tuple[str, ...], list[_Field], tuple[str, ...]]:
    """The lines before the first field that are not its own, the fields, and the lines behind the last."""
    header, first_line = source.header, source.opening + 2
    begins = [(str(path[0]), place.line - first_line) for path, place in source.front.keys.items() if len(path) == 1]
    stops = [line for _, line in begins[1:]] + [len(header)]
    ends = [_end(header, begin, stop) for (_, begin), stop in zip(begins, stops, strict=True)]
    tops = [_comments_above(header, line, end) for (_, line), end in zip(begins, [0, *ends[:-1]], strict=True)]
    fields = [
        _Field(name, header[top:begin], header[begin:end], header[end:below])
        for (name, begin), top, end, below in zip(begins, tops, ends, [*tops[1:], ends[-1]], strict=True)
    ]
    return header[: tops[0]], fields, header[ends[-1] :]


def _end(header: Sequence[str], begin: int, stop: int) -> int:
    """The line behind a field's last: what follows is blank, or a comment at the margin."""
    while stop > begin + 1 and (not header[stop - 1].strip() or header[stop - 1].startswith("#")):
        stop -= 1
    return stop


def _comments_above(header: Sequence[str], line: int, stop: int) -> int:
    """The first of the comment lines right above a field; they travel with it."""
    while line > stop and header[line - 1].startswith("#"):
        line -= 1
    return line


def _laid_out(field: _Field) -> tuple[str, ...]:
    """The lines of the field written anew, or as they are where that would not say the same or lose a comment."""
    if len(field.lines) == 1 and _DULL.fullmatch(field.lines[0]):
        return field.lines
    before = "\n".join(field.lines)
    after = lay_out(before)
    if after is None or not _says_the_same(_alone(before), _alone(after).text.encode()) or lay_out(after) != after:
        return field.lines
    return tuple(after.split("\n"))


def _alone(lines: str) -> Source:
    return read_source(f"---\n{lines}\n---\n".encode())


def _with_header(source: Source, header: Sequence[str]) -> bytes:
    """The file with these lines between its dashes, which end as the opening line does."""
    before, behind = source.lines[: source.opening + 1], source.lines[source.closing :]
    end = before[-1][len(before[-1].rstrip("\r\n")) :]
    return "".join([*before, *(line + end for line in header), *behind]).encode("utf-8")


def _says_the_same(source: Source, result: bytes) -> bool:
    try:
        after = read_source(result)
    except Unreadable:
        return False
    same = after.front.values == source.front.values and after.front.body == source.front.body and not after.faults
    return same and Counter(comments(after)) == Counter(comments(source))


def comments(source: Source) -> list[str]:
    """Every comment of the front matter, in order."""
    begin, end = source.starts[source.opening + 1], source.starts[source.closing]
    text = list(source.text[:end])
    for scalar in source.scalars():
        start = scalar.start
        if scalar.style in ("|", ">"):  # a comment may stand behind the sign
            start = source.text.index("\n", start) if "\n" in source.text[start : scalar.end] else scalar.end
        for position in range(start, min(scalar.end, end)):
            if text[position] not in "\r\n":
                text[position] = "x"
    return [found[0].rstrip() for found in re.finditer(r"(?:^|(?<=\s))#[^\r\n]*", "".join(text[begin:]), re.MULTILINE)]
