"""What every term contributes to every incident, as BM25 has it, in whole numbers.

The contribution of a term to an incident, with f the count of the term there, n the incidents of N that have the term,
l the length of the incident and a the mean length: log(1 + (N - n + 0.5) / (n + 0.5)) * f / (f + K1 * (1 - B + B * l / a)).
(Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the form of Lucene, whose bm25s gives the
same numbers.) It is kept as a share of the term's greatest, in LEVELS steps: a small number that the browser multiplies
and adds as Python does, so that both come to the same order. The mean length is rounded to two digits, so that an edited
incident leaves the numbers of the others as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.counting import FARTHEST, Counted, Lexicon, flat, numbered, paired, unpaired

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[Any]
    Floats = NDArray[np.float64]

K1, B = 16.0, 0.85
"""Higher than for words that count once: here they count two to four times (search/passages.py)."""
LEVELS = 31
SCALE = 1000
"""Of a contribution of 1."""


@dataclass(frozen=True)
class Contributions:
    """`terms` in order; those of number t are `incidents[starts[t]:starts[t + 1]]`, ascending, with as many `shares` from 1 to
    LEVELS of `greatest[t]`. `pairs_by_incident` are the pairs of terms that stand next to each other but for stop words, as
    `paired` numbers them, and the incidents that have them.
    """

    terms: list[str]
    starts: Integers
    incidents: Integers
    shares: Integers
    greatest: Integers
    pairs_by_incident: tuple[Integers, Integers]

    @cached_property
    def in_pairs(self) -> tuple[Integers, Integers]:
        """Every pair in order, and the incidents that have it: only quoted phrases and the browser's files need it."""
        import numpy as np

        pairs, incidents = self.pairs_by_incident
        order = np.argsort(pairs, kind="stable")
        return pairs[order], incidents[order]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """By term: its number."""
        return {term: number for number, term in enumerate(self.terms)}

    def of(self, term: str) -> tuple[Integers, Integers]:
        """The incidents that have a term, and what it contributes to each."""
        number = self.numbers.get(term)
        span = slice(0, 0) if number is None else slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.incidents[span], self.shares[span] * (0 if number is None else int(self.greatest[number]))

    def of_pair(self, first: str, gap: int, second: str) -> Integers:
        """The incidents in which one term stands before the other, with so many stop words between."""
        import numpy as np

        pairs, incidents = self.in_pairs
        if first not in self.numbers or second not in self.numbers or gap > FARTHEST:
            return incidents[:0]
        pair = paired(self.numbers[first], gap, self.numbers[second])
        start, end = np.searchsorted(pairs, (pair, pair + 1))
        return incidents[start:end]


def contribute(counted: Sequence[Counted], lexicon: Lexicon) -> tuple[Contributions, dict[str, str]]:
    """What the words of the incidents contribute, and by word its term."""
    import numpy as np
    from scipy.sparse import coo_matrix

    def joined(arrays: list[Integers]) -> Integers:
        return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])

    incident = np.arange(len(counted))
    runs = joined([one.runs for one in counted])
    used, _ = numbered(runs, len(lexicon.words_of))
    words = {word: term for run in used.tolist() for word, term in lexicon.words_of[run]}
    numbers, lengths = flat(lexicon.terms_of, runs)
    counts = np.repeat(joined([one.counts for one in counted]), lengths)
    where = np.repeat(np.repeat(incident, [len(one.runs) for one in counted]), lengths)
    spelled = list(lexicon.terms)
    order = sorted(numbered(numbers, len(spelled))[0].tolist(), key=spelled.__getitem__)
    ranks = np.zeros(len(spelled), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    matrix = coo_matrix((counts, (where, ranks[numbers])), shape=(len(counted), len(order))).tocsc()
    matrix.sort_indices()
    shares, greatest = _shares(matrix.data, matrix.indices, matrix.indptr, len(counted))
    pairs = joined([one.pairs for one in counted])
    of = np.repeat(incident, [len(one.pairs) for one in counted])
    first, gaps, second = unpaired(pairs)
    terms = [spelled[number] for number in order]
    by_incident = paired(ranks[first], gaps, ranks[second]), of
    return Contributions(terms, matrix.indptr, matrix.indices, shares, greatest, by_incident), words


def _shares(counts: Integers, incidents: Integers, starts: Integers, total: int) -> tuple[Integers, Integers]:
    import numpy as np

    having = np.diff(starts)
    if not len(counts):
        return counts, having
    values = contribution(counts, np.bincount(incidents, counts, total)[incidents], np.repeat(having, having), total)
    greatest = np.maximum.reduceat(values, starts[:-1])
    shares = np.ceil(values / np.repeat(greatest, having) * LEVELS - 1e-9)
    return shares.astype(np.int64), np.maximum(1, np.round(greatest * SCALE / LEVELS)).astype(np.int64)


def contribution(counts: Integers, lengths: Integers, having: Integers, total: int, mean: float | None = None) -> Floats:
    """The contribution of a term to an incident of that length, where it stands so often, and `having` of `total` have it.

    The mean length is that of the incidents with words, rounded to two digits, where none is given.
    """
    import numpy as np

    if mean is None:
        mean = float(f"{counts.sum() / total:.1e}")
    rarity = np.log1p((total - having + 0.5) / (having + 0.5))
    value: Floats = rarity * counts / (counts + K1 * (1 - B + B * lengths / mean))
    return value
