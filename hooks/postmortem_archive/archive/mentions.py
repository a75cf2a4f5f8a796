"""Names of incidents in running text, found in time that does not depend on how many there are.

A name is a whole word: what may stand in one never stands on either side of it, but for a slash between two names and the marks
of emphasis. So a text is cut into runs of such letters, and a dictionary tells which names a run begins with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator

from postmortem_archive.reading import Draft
from postmortem_archive.reading.text import prose, prose_lines

_RUN = re.compile(r"(?<![\w./-])[\w./-]*\d[\w./-]*")
"""A run that has a digit in it."""
_WHOLE = re.compile(r"\w[\w./-]*")
_ENDS = re.compile(r"/|\.(?!\w)|_{1,2}(?![\w-])")
LONGEST = 300
"""Letters of a name that stands with others in a run. What is longer is found where it is all of one."""
_DIGIT = re.compile(r"\d")


def plain_names(names: Iterable[str]) -> bool:
    """True when every name has a digit and only the letters of a run: then only runs with a digit can hold one."""
    return all(_WHOLE.fullmatch(name) and _DIGIT.search(name) for name in names)


def names_of(run: str, names: Container[str]) -> Iterator[tuple[int, str]]:
    """(offset, name) of the names that a run holds: one at its beginning, and others as long as a slash joins one to the next.

    It may be emphasised: `_INC-120_`.
    """
    if run in names:
        yield 0, run
        return
    at = len(run) - len(run.lstrip("_"))
    while (name := _name_at(run, at, names)) is not None:
        yield at, name
        at += len(name) + 1
        if run[at - 1 : at] != "/":
            return


def _name_at(run: str, at: int, names: Container[str]) -> str | None:
    """The longest name that begins there and ends where a word ends."""
    ends = [match.start() for match in _ENDS.finditer(run, at, at + LONGEST)]
    for end in reversed([*ends, *([len(run)] if len(run) <= at + LONGEST else [])]):
        if run[at:end] in names:
            return run[at:end]
    return None


def names_in(text: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """(offset, name) of every mentioned name. `names` are plain."""
    for match in _RUN.finditer(text) if _DIGIT.search(text) else ():
        yield from ((match.start() + at, name) for at, name in names_of(match[0], names))


def names_by(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """(offset, name) of every name that a pattern has for its first group. Behind a slash only where a name stands before it."""
    end = -1
    for match in pattern.finditer(text):
        if text[match.start() - 1 : match.start()] != "/" or match.start() - 1 == end:
            end = match.end()
            yield match.start(1), match[1]


def runs_in(text: str) -> list[str]:
    """The runs that can hold a plain name."""
    return _RUN.findall(text) if _DIGIT.search(text) else []


def runs_of(draft: Draft) -> tuple[str, ...]:
    """Every different run of the prose of a file that has a digit, in their order: where plain names can be mentioned."""
    found: dict[str, None] = {}
    for line in prose_lines(draft.lines):
        if _DIGIT.search(line.text):
            found.update(dict.fromkeys(runs_in(prose(line.text))))
    return tuple(found)
