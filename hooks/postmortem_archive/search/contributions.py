"""What every term contributes to every incident, as BM25 has it, in whole numbers.

The contribution of a term to an incident, with f the count of the term there, n the incidents of N that have the term,
l the length of the incident and a the mean length: log(1 + (N - n + 0.5) / (n + 0.5)) * f / (f + K1 * (1 - B + B * l / a)).
(Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the form of Lucene, whose bm25s gives the
same numbers.) It is kept as a share of the term's greatest, in LEVELS steps: a small number that the browser multiplies
and adds as Python does, so that both come to the same order. The mean length is rounded to two digits, so that an edited
incident leaves the numbers of the others as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.counting import FARTHEST, count_terms, find_pairs, paired
from postmortem_archive.search.passages import WEIGHTS
from postmortem_archive.search.texts import Texts

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
BITS, COUNT = 22, 19
"""Of a number that holds term, incident and count together: there may be four million of the first two, and what counts oftener
than half a million times counts no more for it."""
OF_DAY = 2 * WEIGHTS["date"]
"""What the day and the month of an incident count, which every one has: they make none longer."""
TERMS_AT_ONCE = 4096
"""So many terms' contributions are worked out together, so that what is made on the way fits into memory."""


@dataclass(frozen=True)
class Contributions:
    """`terms` in order; those of number t are `incidents[starts[t]:starts[t + 1]]`, ascending, with as many `shares` from 1 to
    LEVELS of `greatest[t]`. `pairs` are those of `neighbours` that stand next to each other but for stop words, as `paired`
    numbers them, incident after incident from the last one on: `having` says how many each has.
    """

    terms: Sequence[str]
    stop_words: Sequence[str]
    starts: Integers
    incidents: Integers
    shares: Integers
    greatest: Integers
    pairs: Integers
    having: Integers

    @cached_property
    def in_pairs(self) -> tuple[Integers, Integers]:
        """Every pair in order, and the incidents that have it: only quoted phrases need it."""
        import numpy as np

        order = np.argsort(self.pairs, kind="stable")
        return self.pairs[order], self.incidents_of_pairs[order]

    @property
    def incidents_of_pairs(self) -> Integers:
        """The incident of each of `pairs`."""
        import numpy as np

        return np.repeat(np.arange(len(self.having) - 1, -1, -1, dtype=np.int32), self.having)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """By term: its number."""
        return {term: number for number, term in enumerate(self.terms)}

    @cached_property
    def neighbours(self) -> Mapping[str, int]:
        """By what may stand beside others, terms and stop words: its number."""
        return {name: number for number, name in enumerate((*self.terms, *map(as_stop_word, self.stop_words)))}

    def of(self, term: str) -> tuple[Integers, Integers]:
        """The incidents that have a term, and what it contributes to each."""
        import numpy as np

        number = self.numbers.get(term)
        span = slice(0, 0) if number is None else slice(int(self.starts[number]), int(self.starts[number + 1]))
        greatest = 0 if number is None else int(self.greatest[number])
        return self.incidents[span], self.shares[span].astype(np.int64) * greatest

    def of_pair(self, first: str, gap: int, second: str) -> Integers:
        """The incidents in which one of `neighbours` stands before the other, with so many stop words between."""
        import numpy as np

        pairs, incidents = self.in_pairs
        if first not in self.neighbours or second not in self.neighbours or gap > FARTHEST:
            return incidents[:0]
        pair = paired(self.neighbours[first], gap, self.neighbours[second])
        start, end = np.searchsorted(pairs, (pair, pair + 1))
        return incidents[start:end]


def as_stop_word(word: str) -> str:
    """What a stop word is called among terms: none has a space, and one may be written as the stop word is."""
    return f"{word} "


def contribute(texts: Texts) -> Contributions:
    """What the words of the incidents contribute. Incidents are numbered from the oldest, which is the archive's last."""
    import numpy as np

    total = len(texts)
    entries, pairs, having = _Pieces(np.int64), _Pieces(np.int64), _Pieces(np.int32)
    for start, passages in texts.blocks():
        incident, term, count = count_terms(passages, texts)
        number = total - 1 - start - incident.astype(np.int64)
        entries.add(term.astype(np.int64) << BITS + COUNT | number << COUNT | np.minimum(count, (1 << COUNT) - 1))
        incident, pair = find_pairs(passages, texts)
        pairs.add(pair)
        having.add(np.bincount(incident, minlength=passages.count))
    sorted_entries = entries.joined()
    sorted_entries.sort()
    starts = np.searchsorted(sorted_entries, np.arange(len(texts.terms) + 1, dtype=np.int64) << BITS + COUNT)
    incidents = (sorted_entries >> COUNT & (1 << BITS) - 1).astype(np.int32)
    counts = (sorted_entries & (1 << COUNT) - 1).astype(np.int32)
    del sorted_entries
    shares, greatest = _shares(counts, incidents, starts, total)
    return Contributions(
        texts.terms, texts.lexicon.stop_words, starts, incidents, shares, greatest, pairs.joined(), having.joined()
    )


class _Pieces:
    """An array that is made piece by piece."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._pieces: list[Integers] = []

    def add(self, piece: Integers) -> None:
        self._pieces.append(piece.astype(self._kind, copy=False))

    def joined(self) -> Integers:
        """All of it; the pieces are given back one by one."""
        import numpy as np

        found = np.empty(sum(map(len, self._pieces)), dtype=self._kind)
        end = len(found)
        while self._pieces:
            piece = self._pieces.pop()
            found[end - len(piece) : end] = piece
            end -= len(piece)
        return found


def _shares(counts: Integers, incidents: Integers, starts: Integers, total: int) -> tuple[Integers, Integers]:
    """By entry its share, by term its greatest; worked out for AT_ONCE terms after the other."""
    import numpy as np

    shares, greatest = np.zeros(len(counts), dtype=np.uint8), np.zeros(len(starts) - 1)
    lengths = np.bincount(incidents, counts, total) - OF_DAY
    mean = float(f"{lengths.sum() / total:.1e}") if total else 0.0
    for first in range(0, len(greatest), TERMS_AT_ONCE):
        bounds = starts[first : first + TERMS_AT_ONCE + 1]
        span = slice(int(bounds[0]), int(bounds[-1]))
        having = np.diff(bounds)
        values = contribution(counts[span], lengths[incidents[span]], np.repeat(having, having), total, mean)
        most = np.maximum.reduceat(values, bounds[:-1] - bounds[0])
        greatest[first : first + len(having)] = most
        shares[span] = np.ceil(values / np.repeat(most, having) * LEVELS - 1e-9)
    return shares, np.maximum(1, np.round(greatest * SCALE / LEVELS)).astype(np.int64)


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
