"""How like each other the incidents of an archive are, as numbers: text and structure together.

- Words: the cosine of the heaviest words of both (see vectors.py).
- Company: the cosine of the places that their words have by the words around them (see company.py). So `certificate` and `tls`
  bring near what shares few rare words.
- Fields: the values of the front matter that both have, weighed by their rarity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from math import log, sqrt
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.keeping.store import digest
from postmortem_archive.search.company import Company, WordPlaces
from postmortem_archive.search.texts import Texts
from postmortem_archive.search.vectors import Vectors, about

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

WEIGHTS = {"root_causes": 1.0, "contributing_factors": 0.8, "services": 0.8, "tags": 0.7, "alerts": 0.7, "trigger": 0.5}
"""How much a shared value of a field says, before its rarity: log(N / n) / log(N) for a value that n of N incidents have."""
GRADES = 16
"""Rarities of values are multiples of 1 / GRADES: so another incident with a value seldom changes how like all others are."""
STRUCTURE = 0.25
"""What the most that fields can share is worth, where the text shares nothing."""
COMPANY, NEARER = 0.5, 9
"""What company counts beside words, and how many times nearer than by their words incidents may be by it."""
COMMON_VALUE = 0.3
"""A value that more of the incidents have is no reason."""
BLOCK = 16
"""Rows at a time: few, so that their scores stay near the processor."""
FLOOR = 0.18
"""The least likeness that is worth a suggestion where texts alone are too little."""
TEXT_FLOOR, GROWN = 0.12, 120
"""What is enough by text alone in an archive of GROWN incidents or more; `floor_of` says what is in one of fewer."""
LEAST = 0.06
"""Incidents less like each other than this are not alike at all."""
KEPT = 20
"""Of the most like ones, how many are remembered for each incident when all are compared with all."""
DIGITS = 6
"""Sums of floats are the same in every order to so many digits: what differs less is equal, and ordered by slug."""


@dataclass(frozen=True)
class Value:
    """What incidents share in a field, and how much that says."""

    field: str
    name: str
    weight: float


@dataclass
class Likeness:
    """An archive, ready to say which of its incidents are alike. Rows and columns are incidents, in the archive's order.

    `known` are the places of words that an earlier build found (company.py).
    """

    archive: Archive
    known: InitVar[WordPlaces | None] = None
    texts: Texts = field(init=False)
    vectors: Vectors = field(init=False)
    company: Company = field(init=False)

    def __post_init__(self, known: WordPlaces | None) -> None:
        self.texts = self.archive.texts
        self.vectors = Vectors(self.archive, self.texts)
        self.company = Company(self.vectors, known or WordPlaces())
        self.row = {incident.slug: row for row, incident in enumerate(self.archive.incidents)}

    def like(self, slug: str, least: float, most: int) -> Sequence[tuple[int, float]]:
        """The incidents at least so much like one, with how much: best first, of equal ones by slug, `most` if there are so many.

        Where all were compared with all (`nearest`), they are looked up; otherwise this costs one row.
        """
        row = self.row[slug]
        if most > KEPT or "nearest" not in self.__dict__:
            return self.compare([row], least, most)[0]
        return [one for one in self.nearest[row] if one[1] >= least][:most]

    def compare(self, rows: Sequence[int], least: float, most: int) -> list[list[tuple[int, float]]]:
        """What `like` has for each of some rows, which are compared with all at once."""
        return [self._best(row, scores, least, most) for row, scores in zip(rows, self.scores(rows), strict=True)]

    @cached_property
    def nearest(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For every incident the KEPT most like it, from LEAST on, each with how much."""
        blocks = (range(start, min(len(self.archive), start + BLOCK)) for start in range(0, len(self.archive), BLOCK))
        return tuple(tuple(found) for block in blocks for found in self.compare(block, LEAST, KEPT))

    def _best(self, row: int, scores: Scores, least: float, most: int) -> list[tuple[int, float]]:
        import numpy as np

        scores[row] = -1
        # a little less, so that those that are equal when rounded are there too
        rows = np.flatnonzero(scores >= max(least, LEAST) - 10.0**-DIGITS)
        if most < len(rows):
            last = float(np.partition(scores[rows], -most)[-most])
            rows = rows[scores[rows] >= last - 10.0**-DIGITS]
        rounded = np.round(scores[rows], DIGITS)
        order = np.lexsort((self.slug_order[rows], -rounded))
        return [(int(rows[one]), float(rounded[one])) for one in order if rounded[one] >= least][:most]

    def scores(self, rows: Sequence[int]) -> Scores:
        """How like these incidents are to all: between 0 and 1, and 0 for what is no suggestion."""
        import numpy as np

        chosen = np.array(rows, dtype=np.int64)
        found = self._text(chosen)
        apart = found < self.floor
        fields: Scores = (self.values_of[chosen] @ self._by_value).toarray()
        fields *= STRUCTURE / (1 + fields)
        # what both add, without going beyond 1
        fields *= 1 - found
        found += fields
        found[apart & (found < FLOOR)] = 0
        return np.asarray(found)

    def _text(self, rows: NDArray[np.int64]) -> Scores:
        """How like these incidents are to all by their text alone."""
        found: Scores = (self.vectors.heaviest[rows] @ self._by_word).toarray()
        places = self.company.places
        return self._together(found, None if places is None else places[rows] @ places.T)

    def _together(self, words: Scores, company: Scores | None) -> Scores:
        """How near incidents are by their words, and by their company, which may not go far beyond their words."""
        import numpy as np

        if company is not None:
            words += COMPANY * np.clip(company, 0, words * NEARER, out=company)
            words /= 1 + COMPANY
        return np.clip(words, 0, 1, out=words)

    def text_between(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Scores:
        """How like each other these pairs are by their text alone."""
        import numpy as np

        place, _, products = shared_entries(self.vectors.heaviest, rows, others)
        words: Scores = np.bincount(place, products, len(rows)).astype(np.float64)
        places = self.company.places
        return self._together(words, None if places is None else np.einsum("ij,ij->i", places[rows], places[others]))

    @cached_property
    def floor(self) -> float:
        """The least likeness by text that is worth a suggestion in this archive."""
        return floor_of(len(self.archive))

    @cached_property
    def basis(self) -> bytes:
        """A digest of what the likeness of any two, and its reasons, depend on besides these."""
        return digest(self.company.basis, repr((self.vectors.is_shortened, self.floor)))

    @cached_property
    def _by_word(self) -> Any:
        return self.vectors.heaviest.T.tocsr()

    @cached_property
    def _by_value(self) -> Any:
        return self.values_of.T.tocsr()

    @cached_property
    def slug_order(self) -> NDArray[np.int64]:
        """By row, its place in the order of slugs."""
        import numpy as np

        ranks = np.empty(len(self.archive), dtype=np.int64)
        ranks[sorted(range(len(ranks)), key=lambda row: self.archive.incidents[row].slug)] = np.arange(len(ranks))
        return ranks

    @cached_property
    def values(self) -> Sequence[Value]:
        """Every value of the front matter that relates incidents."""
        return tuple(sorted(self._values(), key=lambda value: (value.field, value.name)))

    def label(self, number: int) -> str:
        """A value as people read it."""
        value = self.values[number]
        heading = self.archive.heading(value.field, value.name)
        return heading[1] if heading else value.name

    def _values(self) -> Iterator[Value]:
        total = len(self.archive)
        most = log(max(2, about(total)))  # to two digits, since every rarity depends on it
        seen: set[tuple[str, str]] = set()
        for incident in self.archive.incidents:
            for name, weight in WEIGHTS.items():
                for value in group_values(incident, name):
                    holders = len(self.archive.holders(name, value))
                    if (name, value) not in seen and value != "unknown" and 1 < holders < max(3, COMMON_VALUE * total):
                        rarity = max(0.0, 1 - log(holders) / most)
                        yield Value(name, value, weight * round(rarity * GRADES) / GRADES)
                    seen.add((name, value))

    @cached_property
    def values_of(self) -> Any:
        """Sparse rows of incidents, a column a value: their products are the weights that two share."""
        import numpy as np
        from scipy.sparse import csr_array

        numbers = {(value.field, value.name): number for number, value in enumerate(self.values)}
        entries = [
            (row, numbers[value.field, value.name])
            for value in self.values
            for row in sorted({self.row[slug] for slug in self.archive.holders(value.field, value.name)})
        ]
        shape = (len(self.archive), len(self.values))
        if not entries:
            return csr_array(shape)
        rows, columns = np.array(entries, dtype=np.int64).T
        weights = np.sqrt(np.array([value.weight for value in self.values]))
        return csr_array((weights[columns], (rows, columns)), shape=shape)


def floor_of(count: int) -> float:
    """The least likeness by text that is worth a suggestion among so many incidents.

    Among few most words stand in one of them only: there, what is alike scores lower. It follows from nothing that they say: so
    an edit leaves it as it is, and incidents that are all alike, or all unlike, have that of any others.
    """
    return max(LEAST, round(TEXT_FLOOR * sqrt(min(1.0, count / GROWN)), 2))


def row_of(rows: Any, row: int) -> tuple[Any, Any]:
    """The columns of one sparse row, and what it has there."""
    span = slice(rows.indptr[row], rows.indptr[row + 1])
    return rows.indices[span], rows.data[span]


def shared_entries(matrix: Any, rows: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[Any, Any, Any]:
    """(number of the pair, column, product) of everything that pairs of sparse rows share; columns have to be in order."""
    import numpy as np

    def entries(chosen: NDArray[np.int64]) -> tuple[Any, Any]:
        found = matrix[chosen]
        pair = np.repeat(np.arange(len(chosen), dtype=np.int64), np.diff(found.indptr))
        return pair * matrix.shape[1] + found.indices, found.data

    (mine, weights), (theirs, others_weights) = entries(rows), entries(others)
    places = np.minimum(np.searchsorted(mine, theirs), max(0, len(mine) - 1))
    same = np.flatnonzero(mine[places] == theirs) if len(mine) else np.zeros(0, dtype=np.int64)
    place, column = np.divmod(theirs[same], max(1, matrix.shape[1]))
    return place, column, weights[places[same]] * others_weights[same]
