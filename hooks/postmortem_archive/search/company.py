"""Words by the company they keep: what an archive tells about words itself.

A word's place follows from the words that stand within WINDOW words of it more often than by chance (positive pointwise mutual
information, in its strongest dimensions); an incident's is the mean of its words' places, weighed as in its vector, less what
all incidents have in common. So words are near each other that never stand in one incident, but in the same surroundings.

The words' places are found in a sample of the incidents (vectors.py): an edit of any other leaves them as they are. An edit of
one of these moves them by so little that nearly all suggestions stay as they are, since all that leads to the places changes a
little where the texts do: no word's beginning depends on the others, and no dimension comes or goes at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.keeping.store import digest
from postmortem_archive.search.vectors import COMMON, SMALL, Vectors, lengths_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.float64]
    Integers = NDArray[Any]

LONGEST = 1000
"""Words of an incident that are looked at."""
WINDOW = 8
DIMENSIONS, PER_DIMENSION, LEAST_DIMENSIONS = 50, 3, 5
"""Dimensions of the places: with fewer words for each, fewer."""
SPARE, ROUNDS = 10, 5
"""Dimensions more than are wanted, and rounds, after which the places move little."""
FEW = 5
"""How often two words have to stand together for half of what that says to count."""
RAISED = 0.75
"""Shares of words as chance has them, to this power: otherwise rare ones would keep remarkable company only."""


@dataclass(frozen=True)
class WordPlaces:
    """The places of words, a row each, and last what incidents have in common, as bytes; and the `basis` they were found for."""

    basis: bytes = b""
    values: bytes = b""


@dataclass
class Company:
    """The places of these vectors' words and incidents. `known` are those of words that an earlier build found, the longest step.

    There are none where there are too few incidents or words to tell anything.
    """

    vectors: Vectors
    known: WordPlaces = field(default_factory=WordPlaces)

    @cached_property
    def places(self) -> Places | None:
        """Each incident's place, at the length of those of its words that have one.

        So what a template says, among words that only one incident has, makes no two alike.
        """
        import numpy as np

        if not self._dimensions:
            return None
        placed = self.vectors.full[:, self._chosen]
        *words, common = self._found
        return np.asarray(_of_length_one(_of_length_one(placed @ np.array(words)) - common) * lengths_of(placed)[:, np.newaxis])

    @cached_property
    def basis(self) -> bytes:
        """A digest of all that the words' places are made of; empty where there are none."""
        if not self._dimensions:
            return b""
        sample, (words, passages) = self.vectors.sample, self._in_order
        weights = sample.indptr.tobytes(), self.names[sample.indices].tobytes(), sample.data.tobytes()
        return digest(self.names[self._chosen[words]].tobytes(), passages.tobytes(), *weights)

    @property
    def found(self) -> WordPlaces:
        """The words' places for the next time."""
        return WordPlaces(self.basis, self._found.tobytes()) if self._dimensions else WordPlaces()

    @cached_property
    def names(self) -> NDArray[np.uint64]:
        """Numbers that stand for the terms, in every archive the same."""
        import numpy as np

        terms = self.vectors.texts.terms
        return np.array([int.from_bytes(digest(term)[:8], "little") for term in terms], dtype=np.uint64)

    @cached_property
    def _chosen(self) -> Integers:
        """The terms that have places: more than one incident of the sample has them."""
        import numpy as np

        sample = self.vectors.sample
        having = np.bincount(sample.indices, minlength=sample.shape[1])
        return np.flatnonzero((having > 1) & (having <= max(2, COMMON * sample.shape[0])))

    @cached_property
    def _dimensions(self) -> int:
        """How many there are; 0 where this would tell nothing."""
        dimensions = min(DIMENSIONS, len(self._chosen) // PER_DIMENSION) if len(self.vectors.texts) >= SMALL else 0
        return dimensions if dimensions >= LEAST_DIMENSIONS and len(self._in_order[0]) else 0

    @cached_property
    def _in_order(self) -> tuple[Integers, Integers]:
        """The sample's words that have places, in the order of the texts, as places in `_chosen`; and by each its passage."""
        import numpy as np

        numbers = np.full(self.vectors.sample.shape[1], -1, dtype=np.int32)
        numbers[self._chosen] = np.arange(len(self._chosen))
        words, passages = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int64)]
        before = 0
        for terms, passage in self.vectors.words_of_sample(LONGEST):
            there = numbers[terms] >= 0
            words.append(numbers[terms[there]])
            passages.append(passage[there] + before)
            before += int(passage.max(initial=0)) + 1
        return np.concatenate(words), np.concatenate(passages)

    @cached_property
    def _found(self) -> Places:
        """The place of each chosen word, and last what the incidents of the sample have in common."""
        import numpy as np

        if self.known.basis == self.basis:
            return np.frombuffer(self.known.values).reshape(len(self._chosen) + 1, -1)
        information = _remarkable(_together(*self._in_order, len(self._chosen)))
        words = _places(information, _beginning(self.names[self._chosen], self._dimensions + SPARE))
        incidents = _of_length_one(self.vectors.sample[:, self._chosen] @ words)
        return np.concatenate([words, incidents.mean(axis=0, keepdims=True)])


def _together(words: Integers, passages: Integers, count: int) -> Any:
    """How often each word stands near each other one, in one passage: a symmetric sparse square."""
    import numpy as np
    from scipy.sparse import csr_array

    words = words.astype(np.int64)
    keys = [np.zeros(0, dtype=np.int64)]
    for distance in range(1, WINDOW + 1):
        one, other = words[:-distance], words[distance:]
        near = (passages[:-distance] == passages[distance:]) & (one != other)
        keys.append(np.minimum(one, other)[near] * count + np.maximum(one, other)[near])
    pairs, counts = np.unique(np.concatenate(keys), return_counts=True)
    upper = csr_array((counts.astype(np.float64), np.divmod(pairs, count)), shape=(count, count))
    return (upper + upper.T).tocoo()


def _remarkable(together: Any) -> Any:
    """How much more often than by chance, as a logarithm; what is not more often is left out.

    What was seen few times is discounted, as by Pantel and Lin (2002): by c / (c + FEW) for a pair seen c times, and as much for
    the rarer of its words.
    """
    import numpy as np
    from scipy.sparse import csr_array

    (rows, columns), counts = together.coords, together.data
    sums = np.bincount(rows, counts, together.shape[0])
    shares = sums**RAISED / max(1.0, (sums**RAISED).sum())
    rarer = np.minimum(sums[rows], sums[columns])
    information = np.log(counts / (sums[rows] * shares[columns])) * counts / (counts + FEW) * rarer / (rarer + FEW)
    more = information > 0
    return csr_array((information[more], (rows[more], columns[more])), shape=together.shape)


def _beginning(names: NDArray[np.uint64], columns: int) -> Places:
    """By word numbers between -1 and 1 that follow from its name: one word more changes nothing for the others.

    They are mixed as in splitmix64 (Steele, Lea and Flood 2014).
    """
    import numpy as np

    mixed = names[:, np.newaxis] + np.arange(1, columns + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) / 2.0**63 - 1)


def _places(information: Any, beginning: Places) -> Places:
    """By word its place, of length 1, by subspace iteration from the beginning; SPARE of its dimensions fewer.

    A dimension counts by how much stronger it is than the first that is left out: so one that comes or goes at the end moves
    nothing far.
    """
    import numpy as np

    found = beginning
    for _ in range(ROUNDS):
        found, _ = np.linalg.qr(information @ (information.T @ found))
    left, strengths, _ = np.linalg.svd((information.T @ found).T, full_matrices=False)
    stronger = np.maximum(strengths[:-SPARE] - strengths[-SPARE], 0)
    return _of_length_one((found @ left)[:, :-SPARE] * np.sqrt(stronger))


def _of_length_one(places: Places) -> Places:
    import numpy as np

    lengths = np.sqrt((places**2).sum(axis=1, keepdims=True))
    return np.asarray(places / np.where(lengths < 1e-9, 1, lengths))
