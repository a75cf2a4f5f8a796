"""The latent dimensions of an archive, in which words that stand in the same incidents are near each other.

They are a truncated singular value decomposition of the sampled vectors, found by way of the products of these with each
other, of which there are few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.keeping.store import digest
from postmortem_archive.search.vectors import SMALL, Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

TOPICS = 50
PER_TOPIC = 6
"""Incidents of an archive for each latent dimension: with fewer, the dimensions are the incidents themselves."""
LEAST_TOPICS = 5
"""Dimensions of a small archive, but of one of fewer than SMALL incidents, which has none."""
WEAKEST = 1e-6
"""A direction of less strength is an error of rounding."""


@dataclass(frozen=True)
class Factors:
    """How much of each sampled vector each dimension is, as bytes; and the `basis` that this was found for."""

    basis: bytes = b""
    values: bytes = b""


@dataclass
class Topics:
    """The dimensions of these vectors. `known` are the factors of an earlier build, whose finding is the longest step."""

    vectors: Vectors
    known: Factors = field(default_factory=Factors)

    @cached_property
    def dimensions(self) -> int:
        """How many there are; none where there are too few incidents."""
        full = self.vectors.full
        total = full.shape[0]
        return 0 if total < SMALL or full.nnz == 0 else min(TOPICS, max(LEAST_TOPICS, total // PER_TOPIC))

    @cached_property
    def places(self) -> Scores | None:
        """Each incident's place, at the length of what it shares with any other; None where there are no dimensions.

        Few dimensions bring everything near each other: so those that share little are not near whatever the rest of them says.
        """
        import numpy as np

        if not self.dimensions:
            return None
        places = self.vectors.full @ np.asarray(self.vectors.sample.T @ self.factors)
        lengths = np.sqrt((places**2).sum(axis=1, keepdims=True))
        return np.asarray(places / np.where(lengths < 1e-9, 1, lengths) * self.vectors.shared_lengths[:, np.newaxis])

    @cached_property
    def basis(self) -> bytes:
        """A digest of all that the dimensions are made of; empty where there are none."""
        if not self.dimensions:
            return b""
        sample = self.vectors.sample
        words = self.names[sample.indices].tobytes(), sample.data.tobytes(), sample.indptr.tobytes()
        return digest(repr(self.dimensions), *words)

    @cached_property
    def names(self) -> NDArray[np.uint64]:
        """Numbers that stand for the terms, in every archive the same."""
        import numpy as np

        terms = self.vectors.texts.terms
        return np.array([int.from_bytes(digest(term)[:8], "little") for term in terms], dtype=np.uint64)

    @cached_property
    def factors(self) -> Scores:
        """How much of each sampled vector each dimension is; as it was found before, where the sample is the same."""
        import numpy as np

        if self.known.basis == self.basis:
            return np.frombuffer(self.known.values).reshape(-1, self.dimensions)
        return _factors(self.vectors.sample, self.dimensions)

    @property
    def found(self) -> Factors:
        """The factors for the next time."""
        return Factors(self.basis, self.factors.tobytes()) if self.dimensions else Factors()


def _factors(rows: Any, dimensions: int) -> Scores:
    """What makes the rows' right singular vectors of them, each as long as its place counts: 1 / sqrt(strength); one without
    strength is nothing. Found by way of the products of the rows with each other, of which there are few.
    """
    import numpy as np
    from scipy.linalg import eigh

    count = rows.shape[0]
    squares, left = eigh((rows @ rows.T).toarray(), subset_by_index=[count - dimensions, count - 1])
    strengths = np.sqrt(np.maximum(squares, 0))
    return np.ascontiguousarray(left * np.where(strengths < WEAKEST, 0, np.maximum(strengths, WEAKEST) ** -1.5))
