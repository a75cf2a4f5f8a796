"""The words of every incident in the order they stand in: which stand side by side, how a term is written, what is said alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.lexicon import STOP
from postmortem_archive.search.texts import Texts
from postmortem_archive.search.tokens import is_exact

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

SHINGLE = 4
"""Words in a row that two texts have to share."""
OCCURRENCES, LONGEST_RUN = 20, 30
"""How often a pair of characters is looked at, and how many pairs are put together."""
REMEMBERED = 1024
"""Incidents whose shingles and hyphenated words are not looked up again."""
_POSSESSIVE = re.compile(r"['’]s?$")


class Sequences:
    """The titles and the prose of an archive. A place is a word, a stop word or the end of a passage."""

    def __init__(self, texts: Texts) -> None:
        import numpy as np

        self._texts = texts
        title = np.array([kind == "title" for kind in texts.kinds], dtype=np.bool_)
        nothing: Integers = np.zeros(0, dtype=np.int32)
        words, read_from, sizes = [nothing], [nothing], [nothing]
        for _, passages in texts.blocks():
            chosen = passages.prose | title[passages.kind]
            ends = np.cumsum(np.where(chosen, passages.length, 0))[chosen]
            # the last word of one passage and the first of the next are no pair
            runs = np.insert(passages.runs[chosen[passages.passage]], ends, -1)
            found, lengths = self._words_of(runs)
            owner = np.repeat(passages.incident[chosen], passages.length[chosen] + 1)
            words.append(found)
            read_from.append(np.repeat(runs, lengths))
            sizes.append(np.bincount(np.repeat(owner, lengths), minlength=passages.count))
        self._words: Integers = np.concatenate(words)
        """By place: the term of the word, -1 for none."""
        self._runs: Integers = np.concatenate(read_from)
        """By place: the run that the word was read from, -1 for the end of a passage."""
        self._starts = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
        self.shingles = lru_cache(REMEMBERED)(self._shingles)
        self.hyphenated = lru_cache(REMEMBERED)(self._hyphenated)
        self._known_pairs: dict[int, tuple[tuple[int, int], ...]] = {}

    def _words_of(self, runs: Integers) -> tuple[Integers, Integers]:
        """The terms of the words of these runs one behind the other, at least one place each."""
        import numpy as np

        values, starts, sizes = self._table
        found = sizes[runs]
        ends = np.cumsum(found)
        return values[np.arange(int(found.sum())) + np.repeat(starts[runs] - (ends - found), found)], found

    @cached_property
    def _table(self) -> tuple[Integers, Integers, Integers]:
        """The terms of the words of all runs; by run where they begin and how many they are. The last run is none at all."""
        import numpy as np

        sequences = self._texts.lexicon.sequences
        terms, sizes = sequences.of(np.arange(len(sequences)))
        run = np.repeat(np.arange(len(sequences)), sizes)
        telling = terms > STOP
        counts = np.bincount(run[telling], minlength=len(sequences) + 1)
        without = np.flatnonzero(counts == 0)
        order = np.argsort(np.concatenate((run[telling], without)), kind="stable")
        values = np.concatenate((self._texts.term_numbers[terms[telling]], np.full(len(without), -1, dtype=np.int32)))[order]
        counts[without] = 1
        return values, np.cumsum(counts) - counts, counts

    @cached_property
    def _written(self) -> list[str]:
        """By run: how it is written."""
        return list(self._texts.lexicon.numbers)

    @cached_property
    def _compound(self) -> Integers:
        """By run: whether it stands for more than its word; the last is none at all."""
        import numpy as np

        sizes = np.diff(np.array(self._texts.lexicon.terms_of.ends), prepend=0)
        return np.append((sizes > 1) & (self._table[2][:-1] == 1), False)

    def _places(self, row: int) -> slice:
        return slice(int(self._starts[row]), int(self._starts[row + 1]))

    def look_up(self, row: int, wanted: Integers) -> tuple[set[tuple[int, int]], dict[int, Counter[str]]]:
        """Which of the wanted terms (a flag for each, and False at the end) stand side by side in an incident, and how each that
        it has as a word is written there, with how often."""
        places = self._places(row)
        words = self._words[places]
        found = wanted[words].nonzero()[0]
        terms, runs = words[found].tolist(), self._runs[places][found].tolist()
        pairs: set[tuple[int, int]] = set()
        forms: dict[int, Counter[str]] = {}
        last, before = -1, -2
        for place, term, run in zip(found.tolist(), terms, runs, strict=True):
            if place == before + 1 and term != last:
                pairs.add((last, term))
            last, before = term, place
            written = self._as_written(run, term)
            counts = forms.get(term)
            if counts is None:
                forms[term] = Counter((written,))
            else:
                counts[written] += 1
        return pairs, forms

    def common_run(self, row: int, other: int, terms: Sequence[int]) -> tuple[str, set[int]]:
        """The longest piece of a clause without spaces that stands in both around these pairs of characters, and its pairs;
        nothing where one of both does not have them side by side."""
        best = range(0)
        for mine in self._standing(row, terms):
            for theirs in self._standing(other, terms):
                run = self._widened(range(mine, mine + len(terms)), theirs - mine)
                best = max(best, run, key=len)
        numbers = self._words[best.start : best.stop].tolist()
        pairs = [self._texts.terms[number] for number in numbers]
        return "".join([*(pair[0] for pair in pairs), *(pair[1:] for pair in pairs[-1:])]), set(numbers)

    def _standing(self, row: int, terms: Sequence[int]) -> list[int]:
        """The first places where these terms stand side by side."""
        places = self._places(row)
        first = (self._words[places] == terms[0]).nonzero()[0] + places.start
        found = (start for start in first.tolist() if self._words[start : start + len(terms)].tolist() == list(terms))
        return list(islice(found, OCCURRENCES))

    def _widened(self, run: range, shift: int) -> range:
        """The run with the places to both sides that are the same here as so many places further on."""
        start, stop = run.start, run.stop
        while stop - start < LONGEST_RUN and self._goes_on(stop - 1, stop) and self._goes_on(stop - 1, stop, shift):
            stop += 1
        while stop - start < LONGEST_RUN and self._goes_on(start, start - 1) and self._goes_on(start, start - 1, shift):
            start -= 1
        return range(start, stop)

    def _goes_on(self, place: int, beyond: int, shift: int = 0) -> bool:
        """Whether so many places further on the place beyond is of the same clause, and has the pair that it has here."""
        if not 0 <= beyond + shift < len(self._words) or self._words[beyond] != self._words[beyond + shift]:
            return False
        return bool(self._runs[place + shift] == self._runs[beyond + shift] >= 0)

    def holds(self, row: int, term: int) -> bool:
        """Whether an incident has an identifier that the term is a part of."""
        return any(term in self._parts(run) for run in self._compounds(row))

    def _hyphenated(self, row: int) -> frozenset[tuple[int, int]]:
        """The terms that stand side by side in words which others write as several, such as `load-balancer`."""
        return frozenset(pair for run in self._compounds(row) for pair in self._pairs(run))

    def _compounds(self, row: int) -> set[int]:
        runs = self._runs[self._places(row)]
        return set(runs[self._compound[runs]].tolist())

    def _parts(self, run: int) -> list[int]:
        """The terms of the parts of a run, in their order."""
        found: list[int] = self._texts.term_numbers[list(self._texts.lexicon.terms_of[run])[1:]].tolist()
        return found

    def _pairs(self, run: int) -> tuple[tuple[int, int], ...]:
        if (known := self._known_pairs.get(run)) is None:
            parts = [] if is_exact(self._forms[run]) else self._parts(run)
            known = self._known_pairs[run] = tuple(pairwise(parts))
        return known

    def _as_written(self, run: int, term: int) -> str:
        # where no spaces stand between words, a run is a whole clause
        return self._texts.terms[term] if self._several[run] else self._forms[run]

    @cached_property
    def _several(self) -> list[bool]:
        several: list[bool] = (self._table[2] > 1).tolist()
        return several

    @cached_property
    def _forms(self) -> list[str]:
        return [_POSSESSIVE.sub("", written) for written in self._written]

    def _shingles(self, row: int) -> Integers:
        """Every SHINGLE words in a row, as a number of 64 bits each, once and in order."""
        import numpy as np

        words = self._words[self._places(row)]
        said = words[words >= 0].astype(np.uint64) + np.uint64(1)
        mixed = np.zeros(max(0, len(said) - SHINGLE + 1), dtype=np.uint64)
        for place in range(SHINGLE):
            mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15) + said[place : place + len(mixed)]
        mixed.sort()
        return mixed[np.flatnonzero(np.diff(mixed, prepend=~mixed[:1]))]


def count_shared(one: Integers, other: Integers) -> int:
    """How many numbers two arrays share, of which each has every number once."""
    import numpy as np

    both = np.concatenate((one, other))
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))
