"""The words of an archive, and those that are meant by a word it does not have."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property

SHORTEST_TYPO = 5
"""Letters. In shorter words one changed letter makes another word."""
SHORTEST_BEGINNING = 2
MOST_ENDINGS = 60
"""Words that a beginning may stand for, the shortest first."""


class Vocabulary:
    """Every word as it is written in the archive, in lower case, with the term it is indexed by."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        self.terms = terms

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.terms)

    @cached_property
    def _by_length(self) -> Mapping[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for word in self._sorted:
            found.setdefault(len(word), []).append(word)
        return {length: tuple(words) for length, words in found.items()}

    def beginning_with(self, begun: str) -> tuple[str, ...]:
        """The terms of the words that begin so."""
        if len(begun) < SHORTEST_BEGINNING and begun.isascii():
            return ()
        words = []
        for word in self._sorted[bisect_left(self._sorted, begun) :]:
            if not word.startswith(begun):
                break
            words.append(word)
        words.sort(key=lambda word: (len(word), word))
        return _terms(self.terms[word] for word in words[:MOST_ENDINGS])

    def one_typo_from(self, written: str) -> tuple[str, ...]:
        """The terms of the words that differ by one letter: another one, one more, one less, or two that changed places."""
        if len(written) < SHORTEST_TYPO or not written.isalpha():
            return ()
        near = (
            word
            for length in (len(written) - 1, len(written), len(written) + 1)
            for word in self._by_length.get(length, ())
            if differ_by_one_typo(written, word)
        )
        return _terms(self.terms[word] for word in near)


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
