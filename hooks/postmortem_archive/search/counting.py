"""How often every incident has every word: counted once an incident, and put together for the whole archive.

What is counted of an incident depends on its text alone, so that after an edit only the edited one is counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.passages import Passage
from postmortem_archive.search.tokens import Tokeniser

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

STOP = -1
FARTHEST = 3
"""Stop words between two terms that still are a pair, as in `out of the blue`."""
AT_ONCE = 256
"""Incidents that are counted together: enough that numpy pays, few enough that their texts fit into memory."""


@dataclass(frozen=True)
class Counted:
    """The words of one incident: `runs` as the Lexicon numbers them, `counts` how often each counts, and as `pairs` the terms
    that stand next to each other but for stop words, one number a pair (see `paired`)."""

    runs: Integers
    counts: Integers
    pairs: Integers


@dataclass
class Lexicon:
    """The pieces of text that were met, numbered as they came, and the terms that each of them stands for."""

    tokeniser: Tokeniser
    numbers: dict[str, int] = field(init=False)
    """By piece of text: its number; looked up, a new one is read and gets the next."""
    terms: dict[str, int] = field(default_factory=dict)
    terms_of: list[tuple[int, ...]] = field(default_factory=list)
    """By run: every term it is found by."""
    sequences: list[tuple[int, ...]] = field(default_factory=list)
    """By run: the term of each of its words, as they follow each other; STOP for a stop word."""
    words_of: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    """By run: every word that means a term, with that term."""

    def __post_init__(self) -> None:
        self.numbers = _Numbers(self._read)

    def _read(self, run: str) -> int:
        everything = list(self.tokeniser.words(run))
        words = [word for word in everything if not self.tokeniser.is_stop_word(word)]
        self.terms_of.append(tuple(self._term(term) for word in words for term in word.terms))
        self.sequences.append(tuple(STOP if self.tokeniser.is_stop_word(word) else self._term(word.term) for word in everything))
        stem = self.tokeniser.stem
        self.words_of.append(
            tuple(
                pair
                for word in words
                for pair in ((word.surface, word.term), (word.whole, word.term), *((piece, stem(piece)) for piece in word.pieces))
            )
        )
        return len(self.terms_of) - 1

    def _term(self, term: str) -> int:
        return self.terms.setdefault(term, len(self.terms))


class _Numbers(dict[str, int]):
    """Asked some five hundred times an incident: no call where the piece is known."""

    def __init__(self, read: Callable[[str], int]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, run: str) -> int:
        self[run] = number = self.read(run)
        return number


def count_all(incidents: Iterable[Iterable[Passage]], lexicon: Lexicon) -> Iterator[Counted]:
    """What each incident, given as its passages, has of every word."""
    remaining = iter(incidents)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield from _count(chunk, lexicon)


def _count(incidents: Sequence[Iterable[Passage]], lexicon: Lexicon) -> Iterator[Counted]:
    import numpy as np

    runs: list[int] = []
    lengths: list[int] = []
    weights: list[int] = []
    passages: list[int] = []
    number, split = lexicon.numbers.__getitem__, lexicon.tokeniser.runs
    for found in incidents:
        before = len(lengths)
        for passage in found:
            pieces = split(passage.text)
            runs += map(number, pieces)
            lengths.append(len(pieces))
            weights.append(passage.weight)
        passages.append(len(lengths) - before)
    numbers = np.array(runs, dtype=np.int64)
    place = np.repeat(np.arange(len(lengths)), lengths)
    incident = np.repeat(np.arange(len(passages)), passages)
    weight = np.array(weights, dtype=np.int64)
    total = len(lexicon.numbers) + 1
    keys, inverse = np.unique(incident[place] * total + numbers, return_inverse=True)
    counts = np.bincount(inverse, weight[place], len(keys)).astype(np.int32)
    of, pairs = _pairs(numbers, place, incident, lexicon)
    ends = np.arange(1, len(passages))
    run_cuts, pair_cuts = np.searchsorted(keys, ends * total), np.searchsorted(of, ends)
    split_runs = np.split((keys % total).astype(np.int32), run_cuts)
    yield from map(Counted, split_runs, np.split(counts, run_cuts), np.split(pairs, pair_cuts))


def _pairs(numbers: Integers, place: Integers, incident: Integers, lexicon: Lexicon) -> tuple[Integers, Integers]:
    """(incident, pair of terms) of everything that stands next to each other in a passage, each once, in order."""
    import numpy as np

    terms, lengths = flat(lexicon.sequences, numbers)
    telling = np.flatnonzero(terms != STOP)
    terms, where = terms[telling], np.repeat(place, lengths)[telling]
    gaps = np.diff(telling) - 1
    beside = (where[:-1] == where[1:]) & (gaps <= FARTHEST)
    pairs, of = paired(terms[:-1][beside], gaps[beside], terms[1:][beside]), incident[where[:-1][beside]]
    order = np.lexsort((pairs, of))
    pairs, of = pairs[order], of[order]
    new = np.ones(len(pairs), dtype=bool)
    new[1:] = (pairs[1:] != pairs[:-1]) | (of[1:] != of[:-1])
    return of[new], pairs[new]


def paired(first: Any, gap: Any, second: Any) -> Any:
    """Two terms by their numbers below 2^29, and the stop words between them, as one number."""
    return (first << 34) | (gap << 32) | second


def unpaired(pairs: Integers) -> tuple[Integers, Integers, Integers]:
    """First term, stop words between, and second term of each pair."""
    return pairs >> 34, (pairs >> 32) & 3, pairs & 0xFFFFFFFF


def flat(lists: Sequence[Sequence[int]], wanted: Integers) -> tuple[Integers, Integers]:
    """The lists with the wanted numbers one behind the other, and how long each is."""
    import numpy as np

    used, wanted = numbered(wanted, len(lists))
    mentioned = [lists[number] for number in used.tolist()]
    lengths = np.fromiter(map(len, mentioned), dtype=np.int64, count=len(mentioned))
    values = np.fromiter(chain.from_iterable(mentioned), dtype=np.int64, count=int(lengths.sum()))
    starts = np.cumsum(lengths) - lengths
    sizes = lengths[wanted]
    ends = np.cumsum(sizes)
    places = np.arange(int(sizes.sum())) + np.repeat(starts[wanted] - (ends - sizes), sizes)
    return values[places], sizes


def numbered(values: Integers, most: int) -> tuple[Integers, Integers]:
    """The different values below `most` in ascending order, and by value given its place among them: `np.unique`, but linear."""
    import numpy as np

    there = np.zeros(most, dtype=bool)
    there[values] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]
