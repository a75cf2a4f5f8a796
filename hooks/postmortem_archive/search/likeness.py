"""How like each other the incidents of an archive are, as numbers: text and structure together.

- Words: the cosine of the heaviest words of both (see vectors.py).
- Topics: the cosine of all words in TOPICS latent dimensions, in which words that stand in the same incidents are near each
  other (a truncated singular value decomposition). So `certificate` and `tls` relate what shares no rare word.
- Fields: the values of the front matter that both have, weighed by their rarity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.search.texts import Texts
from postmortem_archive.search.vectors import Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

WEIGHTS = {"root_causes": 1.0, "contributing_factors": 0.8, "services": 0.8, "tags": 0.7, "alerts": 0.7, "trigger": 0.5}
"""How much a shared value of a field says, before its rarity: log(N / n) / log(N) for a value that n of N incidents have."""
STRUCTURE = 0.55
"""What the most that fields can share is worth, where the text shares nothing."""
TOPICS, SHARE_OF_TOPICS = 50, 0.5
TOPICS_TO_WORDS = 0.5
"""How many times nearer incidents may be by their topics than by their words, for each dimension: few of them tell little."""
PER_TOPIC = 8
"""Incidents of an archive for each latent dimension: with fewer, the dimensions are the incidents themselves. The fewer the
dimensions, the nearer everything is in them: cosines are raised to the power of TOPICS / dimensions."""
LEAST_TOPICS = 5
SAMPLE = 2500
"""Of a larger archive, the dimensions are those of so many incidents."""
COMMON_VALUE = 0.3
"""A value that more of the incidents have is no reason."""
BLOCK = 16
"""Rows at a time: few, so that their scores stay near the processor."""
LEAST = 0.1
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
    """An archive, ready to say which of its incidents are alike. Rows and columns are incidents, in the archive's order."""

    archive: Archive
    texts: Texts = field(init=False)
    vectors: Vectors = field(init=False)
    _compared: dict[int, list[tuple[int, float]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = self.archive.texts
        self.vectors = Vectors(self.archive, self.texts)
        self.row = {incident.slug: row for row, incident in enumerate(self.archive.incidents)}

    def like(self, slug: str, least: float, most: int) -> Sequence[tuple[int, float]]:
        """The incidents at least so much like one, with how much: best first, of equal ones by slug, `most` if there are so many.

        Where all were compared with all (`nearest`), they are looked up; otherwise this costs one row.
        """
        row = self.row[slug]
        if most > KEPT:
            return self._best(row, self._scores(slice(row, row + 1))[0], least)
        known = self.nearest[row] if "nearest" in self.__dict__ else self._compared.get(row) or self._nearest(row)
        return [one for one in known if one[1] >= least]

    def compare(self, rows: slice) -> None:
        """Compare some with all, and remember these and no others; what that needs of all is worked out once."""
        found = enumerate(self._scores(rows), rows.start)
        self._compared = {row: self._best(row, scores, 0.0, KEPT) for row, scores in found}

    def _nearest(self, row: int) -> list[tuple[int, float]]:
        return self._best(row, self._scores(slice(row, row + 1))[0], 0.0, KEPT)

    @cached_property
    def nearest(self) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For every incident the KEPT most like it, from LEAST on, each with how much."""
        total = len(self.archive)
        found: list[tuple[tuple[int, float], ...]] = []
        for start in range(0, total, BLOCK):
            scores = self._scores(slice(start, min(total, start + BLOCK)))
            found += [tuple(self._best(start + offset, one, 0.0, KEPT)) for offset, one in enumerate(scores)]
        return tuple(found)

    def _best(self, row: int, scores: Scores, least: float, most: int = 0) -> list[tuple[int, float]]:
        import numpy as np

        scores[row] = -1
        # a little less, so that those that are equal when rounded are there too
        rows = np.flatnonzero(scores >= max(least, LEAST) - 10.0**-DIGITS)
        if most and most < len(rows):
            last = float(np.partition(scores[rows], -most)[-most])
            rows = rows[scores[rows] >= last - 10.0**-DIGITS]
        rounded = np.round(scores[rows], DIGITS)
        order = np.lexsort((self._slug_order[rows], -rounded))[: most or None]
        return [(int(rows[one]), float(rounded[one])) for one in order]

    def _scores(self, rows: slice) -> Scores:
        """How like these incidents are to all: between 0 and 1."""
        import numpy as np

        text = self.text(rows)
        fields: Scores = (self.values_of[rows] @ self._by_value).toarray()
        fields *= STRUCTURE / (1 + fields)
        # what both add, without going beyond 1
        fields *= 1 - text
        text += fields
        return np.asarray(text)

    def text(self, rows: slice) -> Scores:
        """How like these incidents are to all by their text alone."""
        import numpy as np

        found: Scores = (self.vectors.heaviest[rows] @ self._by_word).toarray()
        if self.topics is not None:
            topics = np.minimum(self._sharpened(self.topics[rows] @ self.topics.T), found * self._most_topics)
            found *= 1 - SHARE_OF_TOPICS
            topics *= SHARE_OF_TOPICS
            found += topics
        return np.clip(found, 0, 1, out=found)

    def text_between(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> Scores:
        """What `text` has for these pairs."""
        import numpy as np

        place, _, products = shared_entries(self.vectors.heaviest, rows, others)
        words = np.bincount(place, products, len(rows))
        if self.topics is None:
            return np.asarray(words, dtype=np.float64)
        cosines = np.einsum("ij,ij->i", self.topics[rows], self.topics[others])
        topics = np.minimum(self._sharpened(cosines), words * self._most_topics)
        return np.asarray(np.clip((1 - SHARE_OF_TOPICS) * words + SHARE_OF_TOPICS * topics, 0, 1))

    @property
    def _most_topics(self) -> float:
        return 0.0 if self.topics is None else TOPICS_TO_WORDS * self.topics.shape[1]

    def _sharpened(self, cosines: Any) -> Any:
        """Cosines in few dimensions as what they would be in TOPICS: those of what is unlike are small in any."""
        import numpy as np

        assert self.topics is not None
        power = TOPICS / self.topics.shape[1]
        return cosines if power == 1 else np.maximum(cosines, 0) ** power

    @cached_property
    def _by_word(self) -> Any:
        return self.vectors.heaviest.T.tocsr()

    @cached_property
    def _by_value(self) -> Any:
        return self.values_of.T.tocsr()

    @cached_property
    def topics(self) -> Scores | None:
        """Each incident's place in the latent dimensions, at its vector's length; None where there are too few incidents."""
        import numpy as np

        full = self.vectors.full
        dimensions = min(TOPICS, full.shape[0] // PER_TOPIC)
        if dimensions < LEAST_TOPICS or full.nnz == 0:
            return None
        sample = self._by_slug[:: -(-len(self._by_slug) // SAMPLE)]
        places = full @ _directions(full[sample], dimensions)
        lengths = np.sqrt((places**2).sum(axis=1, keepdims=True))
        return np.asarray(places / np.where(lengths < 1e-9, 1, lengths) * self.vectors.lengths[:, np.newaxis])

    @cached_property
    def _by_slug(self) -> NDArray[np.int64]:
        """The rows in the order of slugs."""
        import numpy as np

        return np.array(sorted(range(len(self.archive)), key=lambda row: self.archive.incidents[row].slug), dtype=np.int64)

    @cached_property
    def _slug_order(self) -> NDArray[np.int64]:
        """By row, its place in the order of slugs."""
        import numpy as np

        ranks = np.empty(len(self._by_slug), dtype=np.int64)
        ranks[self._by_slug] = np.arange(len(ranks))
        return ranks

    @cached_property
    def values(self) -> Sequence[Value]:
        """Every value of the front matter that relates incidents."""
        return tuple(self._values())

    def _values(self) -> Iterator[Value]:
        total = len(self.archive)
        seen: set[tuple[str, str]] = set()
        for incident in self.archive.incidents:
            for name, weight in WEIGHTS.items():
                for value in group_values(incident, name):
                    holders = len(self.archive.holders(name, value))
                    if (name, value) not in seen and value != "unknown" and 1 < holders < max(3, COMMON_VALUE * total):
                        yield Value(name, value, weight * log(total / holders) / log(total))
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


def _directions(rows: Any, dimensions: int) -> Scores:
    """The right singular vectors, each as long as its place counts: 1 / sqrt(strength). The search begins at a fixed place."""
    import numpy as np
    from scipy.sparse.linalg import svds

    start = np.random.default_rng(1).standard_normal(min(rows.shape))
    _, strengths, right = svds(rows, k=dimensions, v0=start, return_singular_vectors="vh")
    return np.asarray(right.T / np.sqrt(np.maximum(strengths, 1e-9)))
