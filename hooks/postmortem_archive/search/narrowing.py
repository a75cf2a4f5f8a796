"""A search narrowed: only incidents with these values, and within this time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from postmortem_archive.archive import Archive
from postmortem_archive.search.facets import Facet, facets_of
from postmortem_archive.taxonomy import fold, words_called
from postmortem_archive.words import did_you_mean, did_you_mean_some

MOST = 5
"""Values that are named where none is near."""
LONGEST = 100
"""Characters of a wrong value that are repeated and compared."""
OWN = "extra."
"""What the names of facets begin with that are fields of a site's own."""

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_LACKING = {"detected-by": "no incident was detected by", "open": "open actions cannot be"}
"""How the sentence about a wrong value begins, where "no incident has the service" would not do."""


class UnknownValue(ValueError):
    """Values that the archive has nowhere, and dates that are none; the text has a sentence for each."""


@dataclass(frozen=True)
class Narrowing:
    """Which incidents are wanted. Of several values of one facet an incident has any, of different facets it has one each.

    `wanted` are values by the name of their facet; `first` and `last` are days, months or years, as somebody wrote them.
    """

    wanted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        return bool(any(self.wanted.values()) or self.first or self.last)

    def of(self, archive: Archive) -> frozenset[str]:
        """The slugs of the incidents that fit; all where nothing is wanted. Raises UnknownValue with everything that is wrong."""
        wrong: list[str] = []
        meant = _understood(archive, self.wanted, wrong)
        since, until = _period(self.first, self.last, wrong)
        if wrong:
            raise UnknownValue("\n".join(wrong))
        return frozenset(
            incident.slug
            for incident in archive.incidents
            if since <= incident.when.day <= until
            and all(not values.keys().isdisjoint(facet.values(incident)) for facet, values in meant)
        )


def find_services(archive: Archive, wanted: Sequence[str], catalogue: Iterable[str]) -> tuple[str, ...]:
    """The services as the archive calls them, and after those the ones that only the catalogue has.

    Raises UnknownValue with everything that is wrong.
    """
    held = {fold(group.name) for group in archive.groups["services"]}
    quiet = {fold(name): name for name in catalogue if fold(name) not in held}
    wrong: list[str] = []
    found = _understood(archive, {"service": [name for name in wanted if fold(name) not in quiet]}, wrong)
    if wrong:
        raise UnknownValue("\n".join(wrong))
    loud = (name for _, values in found for name in values)
    return (*loud, *dict.fromkeys(quiet[fold(name)] for name in wanted if fold(name) in quiet))


Meant = list[tuple[Facet, dict[str, None]]]


def _understood(archive: Archive, wanted: Mapping[str, Sequence[str]], wrong: list[str]) -> Meant:
    """Each facet with the values as the archive has them, in the order asked for; a sentence in `wrong` for what is nowhere.

    A value that is written just so is that one. Else case, hyphens and underscores make no difference, nor does how a number is
    written, and a label stands for its word, as does a synonym of a taxonomy.
    """
    facets = {facet.name: facet for facet in facets_of(archive.settings)}
    meant: Meant = []
    for name, values in wanted.items():
        if not values:
            continue
        if name not in facets:
            wrong.append(_no_facet(archive, name, facets))
            continue
        facet = facets[name]
        known = _known(archive, facet)
        found: dict[str, None] = {}
        for value in values:
            words = _called(facet, value, known)
            found.update(dict.fromkeys(words))
            if not words:
                lacking = _LACKING.get(name, f"no incident has the {facet.label.lower()}")
                wrong.append(f"{lacking} '{_short(value)}'{_offer(archive, facet, value[:LONGEST], known)}")
        meant.append((facet, found))
    return meant


def _known(archive: Archive, facet: Facet) -> tuple[str, ...]:
    """Every value there is: also those that are given, or in the taxonomy, and that no incident has yet."""
    met = (value for incident in archive.incidents for value in facet.values(incident))
    return tuple(dict.fromkeys((*facet.known, *facet.terms, *met)))


def _called(facet: Facet, name: str, known: Collection[str]) -> list[str]:
    """The values that somebody means: the one written just so, or else those written alike, with that label or that synonym."""
    if name.strip() in known:
        return [name.strip()]
    wanted = fold(name)
    written = sorted(word for word in known if fold(word) == wanted) or [word for word in known if word == facet.read(name)]
    return written or [word for word in known if fold(facet.labels(word)) == wanted] or words_called(name, facet.terms)


def _offer(archive: Archive, facet: Facet, value: str, known: Sequence[str]) -> str:
    """The values that may be meant, or else the most frequent ones of many."""
    hint = did_you_mean_some(value, known)
    if hint or not known:
        return hint
    often = Counter(word for incident in archive.incidents for word in facet.values(incident)).most_common(MOST)
    return f": of {len(known)} the most frequent are {', '.join(word for word, _ in often)}"


def _no_facet(archive: Archive, name: str, facets: Iterable[str]) -> str:
    """Only fields of a site's own can be asked for that are none."""
    bare = name.removeprefix(OWN)
    if bare in archive.settings.fields:
        return f"'{bare}' is no facet: declare the field with 'facet: true' in the settings"
    own = [facet.removeprefix(OWN) for facet in facets if facet.startswith(OWN)]
    hint = did_you_mean(bare[:LONGEST], own) if own else ": the settings declare none as a facet"
    return f"no field of your own is called '{_short(bare)}'{hint}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _period(first: str, last: str, wrong: list[str]) -> tuple[date, date]:
    """The days from one to the other; without one of them the time is open on that side."""
    since, until = _days(first, wrong), _days(last, wrong)
    if since[0] > until[1] and first and last and not wrong:
        wrong.append(f"the time ends before it begins: '{first}' is after '{last}'")
    return since[0], until[1]


def _days(text: str, wrong: list[str]) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year; all days there are, where nothing is said."""
    everything = date.min, date.max
    if not text:
        return everything
    try:
        return _read_days(text)
    except ValueError:
        wrong.append(f"'{_short(text)}' is no date: write 2023, 2023-06 or 2023-06-30")
        return everything


def _read_days(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    year, *finer = (int(part) for part in match.groups() if part)
    begin = date(year, *(*finer, 1, 1)[:2])
    if not finer:
        return begin, date(year, 12, 31)
    return begin, begin if len(finer) > 1 else begin.replace(day=monthrange(year, begin.month)[1])
