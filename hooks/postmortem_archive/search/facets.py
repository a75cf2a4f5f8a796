"""A search narrowed: only incidents with these values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.taxonomy import FIELDS, fold, words_called
from postmortem_archive.words import did_you_mean_some

MOST = 5
"""Values that are named where none is near."""


class UnknownValue(ValueError):
    """Values that the archive has nowhere; the text has a sentence for each."""


def narrow(archive: Archive, wanted: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The slugs of the incidents that have, in every field of `wanted`, one of its values; all where nothing is wanted.

    Raises UnknownValue with everything that is wrong.
    """
    meant = find_values(archive, wanted)
    return frozenset(
        incident.slug
        for incident in archive.incidents
        if all(not meant[field].keys().isdisjoint(group_values(incident, field)) for field in meant)
    )


def find_values(archive: Archive, wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, None]]:
    """By field, the values as the archive has them, in the order asked for.

    Case, hyphens and underscores make no difference, and a label or synonym of a taxonomy stands for its word.
    Raises UnknownValue with everything that is wrong.
    """
    meant: dict[str, dict[str, None]] = {}
    wrong: list[str] = []
    for field, values in wanted.items():
        known = _known(archive, field)
        by_fold: dict[str, set[str]] = {}
        for value in known:
            by_fold.setdefault(fold(value), set()).add(value)
        for value in values:
            found = sorted(by_fold.get(fold(value), ())) or _called(archive, field, value)
            if not found:
                noun = field.removesuffix("s").replace("_", " ")
                wrong.append(f"no incident has the {noun} '{value}'{_offer(archive, field, value, known)}")
            meant.setdefault(field, {}).update(dict.fromkeys(found))
    if wrong:
        raise UnknownValue("\n".join(wrong))
    return meant


def find_services(archive: Archive, wanted: Sequence[str], catalogue: Iterable[str]) -> tuple[str, ...]:
    """The services as the archive calls them, and after those the ones that only the catalogue has.

    Raises UnknownValue as `find_values` does.
    """
    held = {fold(group.name) for group in archive.groups["services"]}
    quiet = {fold(name): name for name in catalogue if fold(name) not in held}
    loud = [name for name in wanted if fold(name) not in quiet]
    found = find_values(archive, {"services": loud})["services"] if loud else {}
    return (*found, *dict.fromkeys(quiet[fold(name)] for name in wanted if fold(name) in quiet))


def _known(archive: Archive, field: str) -> tuple[str, ...]:
    """Every value there is: of a taxonomy also those that no incident has yet."""
    words = getattr(archive.settings, FIELDS[field]) if field in FIELDS else ()
    return tuple(dict.fromkeys((*words, *(value for one in archive.incidents for value in group_values(one, field)))))


def _offer(archive: Archive, field: str, value: str, known: Sequence[str]) -> str:
    """The values that may be meant, or else the most frequent ones of many."""
    hint = did_you_mean_some(value, known)
    if hint or not known:
        return hint
    often = Counter(word for incident in archive.incidents for word in group_values(incident, field)).most_common(MOST)
    return f": of {len(known)} the most frequent are {', '.join(word for word, _ in often)}"


def _called(archive: Archive, field: str, name: str) -> list[str]:
    return words_called(name, getattr(archive.settings, FIELDS[field])) if field in FIELDS else []
