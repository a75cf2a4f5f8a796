"""Why two incidents are alike, in words a person understands: what their front matter shares, and the words both use."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.forms import as_both_write, has_one_stem, is_one_word
from postmortem_archive.search.likeness import STRUCTURE, Likeness, row_of, shared_entries
from postmortem_archive.search.sequences import SHINGLE, Sequences, count_shared
from postmortem_archive.search.tokens import CJK, longer_stop_words, split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEARLY_THE_SAME, SAME_DAY = "nearly the same text", "on the same day"
SAME_SHARE = 0.5
"""The share of the shorter text's shingles that the other has, from which on it is nearly the same text."""
SAME_TEXT = 0.4
"""How like two texts have to be to look for shingles at all."""
ONE_WORD = 0.2
"""How like two texts have to be, in an archive of any size, for one shared word to be reason enough, alone or beside one value of
the front matter: it may mean something else in the other text."""
FORM = frozenset("draft drafts incident incidents post-mortem post-mortems postmortem postmortems report reports".split())
"""What a text says of itself, in the titles of any language."""
MOST_WORDS = 5
CONSIDERED = 14
LEAST_SHARE = 0.2
"""Words are named that add at least this much of what the most telling one does."""
TOGETHER = 200
"""Pairs that are worked on together."""

_IS_CJK = re.compile(f"[{CJK}]+")
_JOINING = re.compile("^[的而了のがをにへはでと](?=..)|(?<=..)[的而のがをにへはでと]$")
"""What only joins a piece of a clause to the rest of it, at its beginning and end."""

_FIELDS = {
    "root_causes": "same root cause",
    "contributing_factors": "same contributing factor",
    "services": "same service",
    "tags": "both",
    "alerts": "same alert",
    "trigger": "same trigger",
}


@dataclass(frozen=True)
class Reason:
    """A reason in words, and how much of the likeness it explains."""

    weight: float
    text: str


class Reasons:
    """Says why, for pairs of an archive's incidents, given as rows. It is the same from both sides."""

    def __init__(self, likeness: Likeness) -> None:
        self._likeness = likeness
        language = likeness.archive.settings.language
        self._plain = plain_words(language)
        self._same = is_one_word if language.startswith("en") else has_one_stem
        self._found: dict[tuple[int, int], tuple[str, ...]] = {}

    def between(self, row: int, other: int) -> tuple[str, ...]:
        """The reasons, the weightiest first; none where all that they share is one thing in their front matter, or one word."""
        pair = (min(row, other), max(row, other))
        if pair not in self._found:
            self.prepare([pair])
        return self._found[pair]

    def prepare(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Find the reasons of many pairs, each with the lesser row first, and remember them; that is faster than one by one."""
        for batch in batches(sorted(set(pairs) - self._found.keys())):
            self._found.update(zip(batch, self.of_pairs(batch), strict=True))

    @property
    def known(self) -> Mapping[tuple[int, int], tuple[str, ...]]:
        """By pair, the lesser row first: the reasons that were found so far."""
        return self._found

    def remember(self, found: Mapping[tuple[int, int], tuple[str, ...]]) -> None:
        """Take over what another process found."""
        self._found.update(found)

    def of_pairs(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
        """The reasons of each pair."""
        import numpy as np

        rows, others = np.array(pairs, dtype=np.int64).T
        texts = self._likeness.text_between(rows, others).tolist()
        full = self._likeness.vectors.full
        place, shared, products = shared_entries(full, rows, others)
        order = np.lexsort((shared, -np.round(products, 9), place))
        place, shared, products = place[order], shared[order], products[order]
        starts = np.searchsorted(place, np.arange(len(pairs) + 1)).tolist()
        found = []
        for number, (row, other) in enumerate(pairs):
            span = slice(starts[number], min(starts[number + 1], starts[number] + CONSIDERED))
            weights = dict(zip(shared[span].tolist(), products[span].tolist(), strict=True))
            words = list(self._tell(weights, row, other)) if weights else []
            found.append(self._reasons(row, other, texts[number] if weights else 0.0, words))
        return found

    def _reasons(self, row: int, other: int, text: float, words: Sequence[str]) -> tuple[str, ...]:
        """All together; `text` is how much the words explain."""
        found = sorted(self._of_fields(row, other), key=lambda one: -one.weight)
        said = " ".join(reason.text for reason in found).casefold()
        words = [word for word in words if word.casefold() not in said]
        if words:
            found.append(Reason(text, f"shared words: {', '.join(words)}"))
            found.sort(key=lambda one: -one.weight)
        first = (NEARLY_THE_SAME,) if text >= SAME_TEXT and self.is_nearly_the_same(row, other) else ()
        if not first and not self._is_enough(row, other, text, words):
            return ()
        day = (SAME_DAY,) if self._days[row] == self._days[other] else ()
        return (*first, *day, *(reason.text for reason in found))

    def _is_enough(self, row: int, other: int, text: float, words: Sequence[str]) -> bool:
        """Whether these words, beside what the front matter shares, are a reason."""
        values = [self._likeness.values[number] for number in self._shared_values(row, other)]
        if not words:
            return len({value.field for value in values}) > 1
        return len(values) > 1 or text >= ONE_WORD or _count(words) > 1

    def _shared_values(self, row: int, other: int) -> set[int]:
        return _columns(self._likeness.values_of, row) & _columns(self._likeness.values_of, other)

    def is_nearly_the_same(self, row: int, other: int) -> bool:
        """True when most of the shorter text stands in the other, word for word."""
        one, two = self._sequences.shingles(row), self._sequences.shingles(other)
        least = min(len(one), len(two))
        return least >= SHINGLE and count_shared(one, two) >= SAME_SHARE * least

    def is_told_twice(self, row: int, other: int) -> bool:
        """True for one incident in two files: nearly the same text, on the same day."""
        return self._days[row] == self._days[other] and self.is_nearly_the_same(row, other)

    def _of_fields(self, row: int, other: int) -> Iterator[Reason]:
        """One reason a field: "same service: checkout". Its weight is its share of what the fields add."""
        likeness = self._likeness
        shared = sorted(self._shared_values(row, other), key=self._value_order.__getitem__)
        total = sum(likeness.values[number].weight for number in shared)
        by_field: dict[str, list[int]] = {}
        for number in shared:
            by_field.setdefault(likeness.values[number].field, []).append(number)
        for name, numbers in by_field.items():
            weight = STRUCTURE * sum(likeness.values[number].weight for number in numbers) / (1 + total)
            yield Reason(weight, f"{_FIELDS[name]}: {', '.join(self._labels[number] for number in numbers)}")

    @cached_property
    def _days(self) -> array[int]:
        """By incident its day. A worker that looked at the incidents would copy the memory they are in."""
        return array("i", [incident.when.day.toordinal() for incident in self._likeness.archive.incidents])

    @cached_property
    def _labels(self) -> list[str]:
        return [self._likeness.label(number) for number in range(len(self._likeness.values))]

    @cached_property
    def _value_order(self) -> list[int]:
        """By value: its place in the order of weights, the greatest first."""
        values = self._likeness.values
        order = sorted(range(len(values)), key=lambda number: (-values[number].weight, values[number].field, values[number].name))
        places = [0] * len(order)
        for place, number in enumerate(order):
            places[number] = place
        return places

    def _tell(self, weights: Mapping[int, float], row: int, other: int) -> Iterator[str]:
        """The most telling words; pairs that both have before single ones."""
        wanted = self._wanted
        numbers = list(weights)
        wanted[numbers] = True
        (ones, mine), (twos, theirs) = self._sequences.look_up(row, wanted), self._sequences.look_up(other, wanted)
        wanted[numbers] = False
        apart = (self._sequences.hyphenated(row) & twos) | (self._sequences.hyphenated(other) & ones)
        pairs = {pair: weights[pair[0]] + weights[pair[1]] for pair in (ones & twos) | apart}
        singles = {(number,): weight for number, weight in weights.items()}
        found = sorted((*pairs.items(), *singles.items()), key=lambda item: (-round(item[1], 9), len(item[0]), item[0]))
        least = LEAST_SHARE * max(weights.values())
        used: set[int] = set()
        shown: list[str] = []
        for terms, weight in found:
            if len(shown) == MOST_WORDS or weight < least:
                return
            if used.isdisjoint(terms):
                text, said = self._text(terms, row, other, mine, theirs)
                if not text:
                    continue
                if not any(_contains(before, text) for before in shown):
                    shown.append(text)
                    yield text
                used.update(said)

    def _text(
        self, terms: tuple[int, ...], row: int, other: int, mine: Mapping[int, Counter[str]], theirs: Mapping[int, Counter[str]]
    ) -> tuple[str, Collection[int]]:
        """These terms as both write them, and all that are said so; "" where they tell nothing. `mine` and `theirs` is how they
        write single ones.

        What one of them has only as a part of an identifier tells nothing, unless it is an identifier itself, or a pair of words
        that the other one writes with a hyphen.
        """
        sequences = self._sequences
        if all(_is_pair(self._likeness.texts.terms[term]) for term in terms):
            run, pairs = sequences.common_run(row, other, terms)
            if run:
                return _JOINING.sub("", run) or run, pairs
        ones, twos = [mine.get(term) for term in terms], [theirs.get(term) for term in terms]
        if len(terms) > 1 and not all(ones):
            ones = twos
        elif len(terms) > 1 and not all(twos):
            twos = ones
        elif not all(ones) and _is_identifier(twos[0]) and sequences.holds(row, terms[0]):
            ones = twos
        elif not all(twos) and _is_identifier(ones[0]) and sequences.holds(other, terms[0]):
            twos = ones
        written = [as_both_write(one, two, self._same) if one and two else "" for one, two in zip(ones, twos, strict=True)]
        tells = all(written) and not any(word.casefold() in self._plain for word in written)
        return " ".join(written) if tells else "", terms

    @cached_property
    def _sequences(self) -> Sequences:
        return Sequences(self._likeness.texts)

    @cached_property
    def _wanted(self) -> NDArray[np.bool_]:
        """By term a flag that is set for a moment; the last is that of no term."""
        import numpy as np

        return np.zeros(len(self._likeness.texts.terms) + 1, dtype=np.bool_)


def batches(pairs: Sequence[tuple[int, int]]) -> list[Sequence[tuple[int, int]]]:
    """The pairs, some at a time."""
    return [pairs[start : start + TOGETHER] for start in range(0, len(pairs), TOGETHER)]


def _is_identifier(forms: Counter[str] | None) -> bool:
    """Whether a term is written as an identifier of several parts."""
    return forms is not None and any(split(written)[2] for written in forms)


@cache
def plain_words(language: str) -> frozenset[str]:
    """Words that bring texts a little nearer but tell nobody why, such as `again` and `postmortem`."""
    if not language.startswith("en"):
        return FORM
    lines = files("postmortem_archive.search").joinpath("untelling.txt").read_text(encoding="utf-8").splitlines()
    return FORM.union(longer_stop_words(), *(line.split() for line in lines if not line.startswith("#")))


def _columns(rows: Any, row: int) -> set[int]:
    return set(row_of(rows, row)[0].tolist())


def _count(words: Iterable[str]) -> int:
    """How many words these are: parts of an identifier are none besides it, and without spaces two characters are one."""
    count = 0
    known: list[set[str]] = []
    for word in sorted(" ".join(words).split(), key=len, reverse=True):
        _, whole, pieces, _ = split(word)
        if not any(known_of.issuperset({whole, *pieces}) for known_of in known):
            known.append({whole, *pieces})
            count += max(1, len(word) // 2) if _IS_CJK.match(word) else 1
    return count


def _contains(words: str, word: str) -> bool:
    return f" {word.casefold()} " in f" {words.casefold()} " or (_IS_CJK.match(word) is not None and word in words)


def _is_pair(term: str) -> bool:
    """Whether a term is two characters of a text without spaces between words."""
    return len(term) == 2 and _IS_CJK.fullmatch(term) is not None
