"""The pieces of text ("runs") that an archive has, each read once: the terms and words that it stands for.

A run is what the tokeniser reads one by one; the same run always gives the same terms, so that an archive of 10,000 incidents is
read as a few ten thousand runs. They are numbered as they came, which is another order when a part of them was kept by an
earlier build: nothing that is shown may depend on the numbers.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.tokens import Tokeniser

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

STOP = -1
"""The number of the first stop word in a sequence; those of the others are below it."""


class Lists:
    """Lists of numbers, themselves numbered, one behind the other: little room for many, and numpy reads them at once."""

    def __init__(self, values: Iterable[int] = (), ends: Iterable[int] = ()) -> None:
        self.values, self.ends = array("i", values), array("i", ends)

    def append(self, numbers: Sequence[int]) -> None:
        """One list more."""
        self.values.extend(numbers)
        self.ends.append(len(self.values))

    def __getitem__(self, number: int) -> Sequence[int]:
        return self.values[self.ends[number - 1] if number else 0 : self.ends[number]]

    def __len__(self) -> int:
        return len(self.ends)

    def of(self, wanted: Integers) -> tuple[Integers, Integers]:
        """The lists with the wanted numbers one behind the other, and how long each is."""
        import numpy as np

        values, ends = np.array(self.values, dtype=np.int32), np.array(self.ends, dtype=np.int32)
        lengths = np.diff(ends, prepend=np.int32(0))
        sizes = lengths[wanted]
        shift = (ends - lengths)[wanted] - (np.cumsum(sizes, dtype=np.int32) - sizes)
        places = np.arange(int(sizes.sum()), dtype=np.int32) + np.repeat(shift, sizes)
        return values[places], sizes


class _Numbers(dict[str, int]):
    """Asked some five hundred times an incident: no call where the piece is known."""

    def __init__(self, read: Callable[[str], None]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, run: str) -> int:
        self.read(run)
        self[run] = number = len(self)
        return number


class Lexicon:
    """By run: its number; looked up, a new one is read and gets the next. By that number `terms_of` has every term it is found
    by, `sequences` the term of each of its words in their order (for a stop word, STOP less its place among `stop_words`), and
    `words_of` every word that means a term, followed by that term. Terms are numbered by `terms`, words by `words`.
    """

    def __init__(self, tokeniser: Tokeniser) -> None:
        self.tokeniser = tokeniser
        self.stop_words = tuple(sorted(tokeniser.stop_words))
        self._places = {word: place for place, word in enumerate(self.stop_words)}
        self.numbers: dict[str, int] = _Numbers(self._read)
        self.terms: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.terms_of, self.sequences, self.words_of = Lists(), Lists(), Lists()

    def _read(self, run: str) -> None:
        tokeniser, stem = self.tokeniser, self.tokeniser.stem
        everything = list(tokeniser.told_apart(run))
        telling = [word for word, stops in everything if not stops]
        self.terms_of.append([self._term(term) for word in telling for term in word.terms])
        self.sequences.append(
            [STOP - self._places[word.surface] if stops else self._term(word.term) for word, stops in everything]
        )
        meant = [
            pair
            for word in telling
            for pair in ((word.surface, word.term), (word.whole, word.term), *((piece, stem(piece)) for piece in word.pieces))
        ]
        self.words_of.append([number for word, term in dict.fromkeys(meant) for number in (self._word(word), self._term(term))])

    def _term(self, term: str) -> int:
        return self.terms.setdefault(term, len(self.terms))

    def _word(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))

    def packed(self) -> bytes:
        """All of it as bytes, for `unpacked`."""
        lists = (self.terms_of, self.sequences, self.words_of)
        numbers = tuple((one.values.tobytes(), one.ends.tobytes()) for one in lists)
        return pickle.dumps((*map(tuple, (self.numbers, self.terms, self.words)), *numbers), protocol=5)

    @classmethod
    def unpacked(cls, record: bytes, tokeniser: Tokeniser) -> Lexicon:
        """What `packed` gave, of a tokeniser that reads as that one did."""
        found = cls(tokeniser)
        runs, terms, words, *lists = pickle.loads(record)
        found.numbers.update(zip(runs, range(len(runs)), strict=True))
        found.terms = dict(zip(terms, range(len(terms)), strict=True))
        found.words = dict(zip(words, range(len(words)), strict=True))
        for one, (values, ends) in zip((found.terms_of, found.sequences, found.words_of), lists, strict=True):
            one.values.frombytes(values)
            one.ends.frombytes(ends)
        return found
