"""The words of an archive, and those that are meant by a word it does not have.

Everything here can be told from the words alone, without a stemmer: the browser, which has none, does the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from postmortem_archive.search.compounds import SHORTEST_HEAD, Compounding
from postmortem_archive.search.spelling import plain, plain_spellings

SHORTEST_TYPO = 5
"""Letters. In shorter words one changed letter makes another word."""
SHORTEST_BEGINNING = 3
"""Letters, where they are those of an alphabet. Two begin a fifth of everything."""
MOST_ENDINGS = 8
"""Terms that a beginning may stand for, those of the most incidents first."""
SHORTEST_STEM, LONGEST_ENDING = 3, 6
"""Letters that two forms of a word have in common at least, and that come behind them at most."""
MOST_FORMS = 300
"""Pairs of endings that are looked at."""
LEARNT_FROM = 30_000
"""Words; so many show every ending that matters."""
_CLASS = re.compile("[45][0-9x]x")
CODES = 4
"""Of the ten tens of such a class, those with codes of HTTP: 443 is a port."""


class Vocabulary:
    """Every word as it is written in the archive, in lower case, with the term it is indexed by.

    `counts` are the incidents that have a term. A term is a word too: it finds itself. So does a word without its accents where
    that is no other word; `digraphs` are what the language writes for them (search/spelling.py), and `compounding` says how it
    joins words (search/compounds.py).
    """

    def __init__(
        self,
        terms: Mapping[str, str],
        counts: Mapping[str, int],
        digraphs: str = "",
        compounding: Compounding = Compounding(),  # noqa: B008 - it is frozen
    ) -> None:
        self.counts, self.digraphs, self.compounding = counts, digraphs, compounding
        written = {**{term: term for term in counts}, **terms}
        self._plain = self._plainly(written)
        self.terms = {**self._plain, **written}

    def _plainly(self, written: Mapping[str, str]) -> dict[str, str]:
        """By a word without accents its term: of two the one that more incidents have, of equally frequent ones the first."""
        found: dict[str, str] = {}
        for word, term in written.items():
            for other in plain_spellings(word, self.digraphs):
                if other not in written:
                    found[other] = min(term, found.get(other, term), key=lambda one: (-self.counts[one], one))
        return found

    def term_of(self, word: str) -> str | None:
        """The term of a word; of one that the archive does not have, that of another form of it, or of another spelling."""
        for spelled in (word, *plain_spellings(word, self.digraphs)):
            for other in (spelled, *forms_of(spelled, self.endings)):
                if other in self.terms:
                    return self.terms[other]
        return None

    def participle_of(self, word: str) -> str | None:
        """The term of the participle of a verb, or of the verb of a participle."""
        return next(filter(None, map(self.term_of, self.compounding.participles(word))), None)

    def parts_of(self, word: str) -> tuple[str, ...]:
        """The terms of the two words that a compound is made of; of the first, where it is long, if the archive has no other."""
        if not word.isalpha():
            return ()
        head: tuple[str, ...] = ()
        for first, second in self.compounding.halves(word):
            one = self.term_of(first)
            if one is not None and (other := self.term_of(second)) is not None:
                return _terms((one, other))
            if one is not None and not head and len(first) >= SHORTEST_HEAD:
                head = (one,)
        return head

    def codes_of(self, word: str) -> tuple[str, ...]:
        """The terms of the status codes that a class of them means, as `5xx` or `50x`."""
        if not _CLASS.fullmatch(word):
            return ()
        tens = range(CODES) if word[1] == "x" else (int(word[1]),)
        codes = (f"{word[0]}{ten}{one}" for ten in tens for one in range(10))
        return _terms(self.terms[code] for code in codes if code in self.terms)

    @cached_property
    def endings(self) -> Mapping[str, tuple[str, ...]]:
        """By ending of a word: the endings that other forms of the same word have in its place, the likeliest first.

        Learnt from the words that the stemmer gave one term: `expired` and `expir` say that `ed` may be left out. A pair of
        endings that is wrong more often than once in ten teaches nothing.
        """
        words = self.sorted_words
        words = words[:: max(1, len(words) // LEARNT_FROM)]
        seen = Counter(pair for word in words for pair in _endings(word, self._stem_of(word)))
        common = sorted(seen, key=lambda pair: (-seen[pair], pair))[:MOST_FORMS]
        right, wrong = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        by_ending: dict[str, list[str]] = {}
        for ending, other in common:
            by_ending.setdefault(ending, []).append(other)
        for word in words:
            for stem, ending in _cuts(word):
                for other in by_ending.get(ending, ()):
                    found = self.terms.get(stem + other)
                    if found is None or stem + other == word:
                        continue
                    if found == self.terms[word]:
                        right[ending, other] += 1
                    elif word not in self._plain:  # that two words are alike without accents says nothing of their endings
                        wrong[ending, other] += 1
        sure = [pair for pair in common if right[pair] >= 9 * wrong[pair]]
        return {ending: tuple(other for one, other in sure if one == ending) for ending in sorted({one for one, _ in sure})}

    def _stem_of(self, word: str) -> str:
        """Its term, as the word is written: without accents where that is."""
        return plain(self.terms[word]) if word in self._plain else self.terms[word]

    @cached_property
    def sorted_words(self) -> list[str]:
        """Every word, by its code points."""
        return sorted(self.terms)

    def words_beginning_with(self, begun: str) -> Iterator[str]:
        """The words that begin so, in order."""
        for word in self.sorted_words[bisect_left(self.sorted_words, begun) :]:
            if not word.startswith(begun):
                break
            yield word

    def beginning_with(self, begun: str) -> tuple[str, ...]:
        """The terms of the words that begin so: of the most incidents first, of equally many the first by its letters."""
        if len(begun) < SHORTEST_BEGINNING and begun.isascii():
            return ()
        for spelled in (begun, *plain_spellings(begun, self.digraphs)):
            terms = {self.terms[word] for word in self.words_beginning_with(spelled)}
            if terms:
                return tuple(sorted(terms, key=lambda term: (-self.counts[term], term))[:MOST_ENDINGS])
        return ()

    def one_typo_from(self, written: str) -> tuple[str, ...]:
        """The terms of the words that differ by one letter: another one, one more, one less, or two that changed places.

        Most people get the beginning right: words that share the first three letters are preferred to those that share the
        first, and these to all others.
        """
        if len(written) < SHORTEST_TYPO or not written.isalpha():
            return ()
        for begun in (written[:3], written[:1], ""):
            near = [word for word in self.words_beginning_with(begun) if differ_by_one_typo(written, word)]
            if near:
                return _terms(self.terms[word] for word in near)
        return ()


def forms_of(word: str, endings: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """What may be another form of a word: the longest stem first."""
    for stem, ending in _cuts(word):
        for other in endings.get(ending, ()):
            yield stem + other


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    """Stem and ending, the shortest ending first."""
    for length in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1):
        yield word[: len(word) - length], word[len(word) - length :]


def _endings(word: str, term: str) -> Iterator[tuple[str, str]]:
    """The ending of a word and that of its term behind what they share, where that is enough to tell."""
    shared = 0
    while shared < min(len(word), len(term)) and word[shared] == term[shared]:
        shared += 1
    if word != term and word.isalpha() and shared >= SHORTEST_STEM and len(word) - shared <= LONGEST_ENDING:
        yield word[shared:], term[shared:]


def differ_by_one_typo(one: str, other: str) -> bool:
    """True when one letter was changed, added or left out, or two neighbours were swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return swapped and one[start + 2 :] == other[start + 2 :]


def _terms(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
