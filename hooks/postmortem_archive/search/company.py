"""Words by the company they keep: what an archive with few words tells about them itself.

A word's place follows from the words that stand within WINDOW words of it more often than by chance (positive pointwise mutual
information, in its strongest dimensions); an incident's is the mean of its words' places, weighed as in its
vector, less what all incidents have in common. So words are near each other that never stand in one incident, but in the same
surroundings; where there are few incidents, or short ones, this tells more than which words the same incidents have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postmortem_archive.search.telling import words_in_order
from postmortem_archive.search.vectors import COMMON, Vectors, lengths_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.float64]
    Integers = NDArray[Any]

ENOUGH = 100_000
"""With so many words, those that the same incidents have tell as much, and these would cost too much."""
WINDOW = 8
DIMENSIONS, PER_DIMENSION, LEAST_DIMENSIONS = 50, 3, 5
"""Dimensions of the places: with fewer words for each, fewer."""
SPARE, ROUNDS = 10, 5
"""Dimensions more than are wanted, and rounds, after which the places stay where they are."""
RAISED = 0.75
"""Shares of words as chance has them, to this power: otherwise rare ones would keep remarkable company only."""


def company_of(vectors: Vectors) -> Places | None:
    """By incident its place, at the length of those of its words that have one; None where this tells nothing or costs too much.

    So what a template says, among words that only one incident has, makes no two alike.
    """
    import numpy as np

    full, texts = vectors.full, vectors.texts
    if vectors.is_sampled:
        return None
    terms, passages = words_in_order(texts)
    if len(terms) > ENOUGH:
        return None
    having = np.bincount(full.indices, minlength=full.shape[1])
    chosen = np.flatnonzero((having > 1) & (having <= COMMON * len(texts)))
    dimensions = min(DIMENSIONS, len(chosen) // PER_DIMENSION)
    if dimensions < LEAST_DIMENSIONS:
        return None
    numbers = np.full(full.shape[1], -1, dtype=np.int64)
    numbers[chosen] = np.arange(len(chosen))
    there = numbers[terms] >= 0
    information = _remarkable(_together(numbers[terms[there]], passages[there], len(chosen)))
    if not information.nnz:
        return None
    placed = full[:, chosen]
    places = _of_length_one(placed @ _places(information, dimensions))
    return np.asarray(_of_length_one(places - places.mean(axis=0)) * lengths_of(placed)[:, np.newaxis])


def _together(words: Integers, passages: Integers, count: int) -> Any:
    """How often each word stands near each other one, in one passage: a symmetric sparse square."""
    import numpy as np
    from scipy.sparse import csr_array

    keys = [np.zeros(0, dtype=np.int64)]
    for distance in range(1, WINDOW + 1):
        one, other = words[:-distance], words[distance:]
        near = (passages[:-distance] == passages[distance:]) & (one != other)
        keys.append(np.minimum(one, other)[near] * count + np.maximum(one, other)[near])
    pairs, counts = np.unique(np.concatenate(keys), return_counts=True)
    upper = csr_array((counts.astype(np.float64), np.divmod(pairs, count)), shape=(count, count))
    return (upper + upper.T).tocoo()


def _remarkable(together: Any) -> Any:
    """How much more often than by chance, as a logarithm; what is not more often is left out."""
    import numpy as np
    from scipy.sparse import csr_array

    (rows, columns), counts = together.coords, together.data
    sums = np.bincount(rows, counts, together.shape[0])
    shares = sums**RAISED / max(1.0, (sums**RAISED).sum())
    information = np.log(counts / (sums[rows] * shares[columns]))
    more = information > 0
    return csr_array((information[more], (rows[more], columns[more])), shape=together.shape)


def _places(information: Any, dimensions: int) -> Places:
    """By word its place, of length 1, by subspace iteration from where it always begins."""
    import numpy as np

    found = np.random.default_rng(0).standard_normal((information.shape[0], dimensions + SPARE))
    for _ in range(ROUNDS):
        found, _ = np.linalg.qr(information @ (information.T @ found))
    left, strengths, _ = np.linalg.svd((information.T @ found).T, full_matrices=False)
    return _of_length_one((found @ left * np.sqrt(strengths))[:, :dimensions])


def _of_length_one(places: Places) -> Places:
    import numpy as np

    lengths = np.sqrt((places**2).sum(axis=1, keepdims=True))
    return np.asarray(places / np.where(lengths < 1e-9, 1, lengths))
