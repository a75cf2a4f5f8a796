"""The slug of each incident of an import: a name of its own, and in a later import the one that it has already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path

from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.importing.naming import slug_for
from postmortem_archive.importing.writing import render

MOST_COMPARED = 10_000
"""Pairs of an incident and a file of the same name that are held against each other, line by line."""


def choose_slugs(found: Sequence[Foreign], folder: Path) -> list[str]:
    """A slug for each incident, in the order of the sources; one that is taken gets a number, and a person is told.

    Of those that want the same one, each keeps what it has in the folder: a source that came later takes no name away.
    """
    wanted = [_wanted(one) for one in found]
    alike: dict[str, list[int]] = {}
    for index, slug in enumerate(wanted):
        alike.setdefault(slug.casefold(), []).append(index)
    kept: dict[int, str] = {}
    held: set[str] = set()
    for indexes in alike.values():
        names = _names_kept({index: found[index] for index in indexes}, wanted[indexes[0]], folder, held)
        held.update(names.values())
        kept |= names
    taken = {slug.casefold(): found[index].name for index, slug in kept.items()}
    slugs = []
    for index, one in enumerate(found):
        slug = kept.get(index) or next(name for name in _names(wanted[index]) if name.casefold() not in taken)
        taken.setdefault(slug.casefold(), one.name)
        slugs.append(slug)
        if slug != wanted[index]:
            holder = taken.get(wanted[index].casefold(), "a file that is there")
            one.need("same-name", f"'{wanted[index]}' is taken by {holder}, so this is '{slug}': the same incident twice?")
    return slugs


def _wanted(one: Foreign) -> str:
    stamp = str(one.values.get("started_at") or one.values.get("date") or "").lstrip("~")
    day = date.fromisoformat(stamp[:10]) if stamp else None
    return slug_for(day, one.piece.stem, str(one.values["title"]), one_per_file=not one.part)


def _names(wanted: str) -> Iterator[str]:
    """The slug itself, and then with a number."""
    yield wanted
    yield from (f"{wanted}-{number}" for number in count(2))


def _names_kept(alike: Mapping[int, Foreign], wanted: str, folder: Path, taken: Collection[str]) -> dict[int, str]:
    """The names of files that are there, each by the incident whose lines its file holds most of: the likest pair first."""
    there = [(slug, lines) for slug, lines in _files_there(folder, wanted) if slug not in taken]
    if not there:
        return {}
    own = {index: _lines(render(one)) for index, one in alike.items()}
    unchanged: dict[frozenset[str], list[int]] = {}
    for index in reversed(own):
        unchanged.setdefault(own[index], []).append(index)
    kept: dict[int, str] = {}
    changed: dict[str, frozenset[str]] = {}
    for slug, lines in there:
        if unchanged.get(lines):
            kept[unchanged[lines].pop()] = slug
        else:
            changed[slug] = lines
    rest = [index for index in own if index not in kept]
    if len(rest) * len(changed) > MOST_COMPARED:
        return kept
    pairs = [(-len(own[index] & lines) / len(own[index]), slug, index) for slug, lines in changed.items() for index in rest]
    for _, slug, index in sorted(pairs, key=lambda pair: pair[0]):  # of the same likeness the first name, the first source
        if index not in kept and slug in changed:
            kept[index] = slug
            del changed[slug]
    return kept


def _files_there(folder: Path, wanted: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(slug, lines) of the files that bear a name or the name with a number, up to the first that is not there."""
    for slug in _names(wanted):
        text = _text_at(folder, slug)
        if text is None:
            return
        yield slug, _lines(text)


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.split("\n"))


def _text_at(folder: Path, slug: str) -> str | None:
    """What stands in the file of a slug, or in its folder; None where there is neither."""
    for path in (folder / f"{slug}.md", folder / slug / "index.md"):
        try:
            return path.read_text("utf-8", "replace")
        except OSError:
            continue
    return None
