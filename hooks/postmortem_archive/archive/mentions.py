"""Names of incidents in running text, found in time that does not depend on how many there are.

A name is a whole word: what may stand in one never stands on either side of it. So a text is cut into runs of such letters, and
a run holds at most one name, at its beginning, which a dictionary tells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator

from postmortem_archive.reading import Draft
from postmortem_archive.reading.text import prose

_RUN = re.compile(r"(?<![\w./-])[\w./-]*\d[\w./-]*")
"""A run that has a digit in it."""
_WHOLE = re.compile(r"\w[\w./-]*")
_ENDS = re.compile(r"/|\.(?!\w)")
_DIGIT = re.compile(r"\d")


def plain_names(names: Iterable[str]) -> bool:
    """True when every name has a digit and only the letters of a run: then only runs with a digit can hold one."""
    return all(_WHOLE.fullmatch(name) and _DIGIT.search(name) for name in names)


def name_in(run: str, names: Container[str]) -> str | None:
    """The longest name that the run begins with and that ends where a word ends."""
    if run in names:
        return run
    if "/" in run or "." in run:
        for end in reversed([match.start() for match in _ENDS.finditer(run)]):
            if run[:end] in names:
                return run[:end]
    return None


def names_in(text: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """(offset, name) of every mentioned name. `names` are plain."""
    for match in _RUN.finditer(text) if _DIGIT.search(text) else ():
        if (name := name_in(match[0], names)) is not None:
            yield match.start(), name


def runs_in(text: str) -> list[str]:
    """The runs that can hold a plain name."""
    return _RUN.findall(text) if _DIGIT.search(text) else []


def runs_of(draft: Draft) -> tuple[str, ...]:
    """Every different run of the prose of a file that has a digit, in their order: where plain names can be mentioned."""
    found: dict[str, None] = {}
    for line in draft.lines:
        if not line.code and _DIGIT.search(line.text):
            found.update(dict.fromkeys(runs_in(prose(line.text))))
    return tuple(found)
