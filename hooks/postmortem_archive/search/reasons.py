"""Why two incidents are alike, in words a person understands: what their front matter shares, and the words both use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from postmortem_archive.search.likeness import STRUCTURE, Likeness, row_of
from postmortem_archive.search.terms import SEVERAL, Terms, Text

NEARLY_THE_SAME, SAME_DAY = "nearly the same text", "on the same day"
SHINGLE = 4
"""Words in a row that two texts have to share."""
SAME_SHARE = 0.5
"""The share of the shorter text's shingles that the other has, from which on it is nearly the same text."""
SAME_TEXT = 0.5
"""How like two texts have to be to look for shingles at all."""
MOST_WORDS = 5
CONSIDERED = 14
LEAST_SHARE = 0.2
"""Words are named that add at least this much of what the most telling one does."""

_POSSESSIVE = re.compile(r"['’]s?$")
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
    """Says why, for pairs of an archive's incidents, given as rows."""

    def __init__(self, likeness: Likeness) -> None:
        self._likeness = likeness
        self._plain = plain_words(likeness.archive.settings.language)
        self._words = lru_cache(maxsize=512)(self._read)

    def between(self, row: int, other: int) -> tuple[str, ...]:
        """The reasons, the weightiest first; none where all that they share is one thing in their front matter."""
        found = sorted(self._of_fields(row, other), key=lambda one: -one.weight)
        said = " ".join(reason.text for reason in found).casefold()
        text, words = self._of_text(row, other)
        words = [word for word in words if word.casefold() not in said]
        if words:
            found.append(Reason(text, f"shared words: {', '.join(words)}"))
            found.sort(key=lambda one: -one.weight)
        first = (NEARLY_THE_SAME,) if text >= SAME_TEXT and self.is_nearly_the_same(row, other) else ()
        if not first and not words and len(found) < 2:
            return ()
        incidents = self._likeness.archive.incidents
        day = (SAME_DAY,) if incidents[row].when.day == incidents[other].when.day else ()
        return (*first, *day, *(reason.text for reason in found))

    def is_nearly_the_same(self, row: int, other: int) -> bool:
        """True when most of the shorter text stands in the other, word for word."""
        one, two = self._words(row).shingles, self._words(other).shingles
        least = min(len(one), len(two))
        return least >= SHINGLE and len(one & two) >= SAME_SHARE * least

    def _of_fields(self, row: int, other: int) -> Iterator[Reason]:
        """One reason a field: "same service: checkout". Its weight is its share of what the fields add."""
        likeness = self._likeness
        rows = likeness.values_of
        shared = _columns(rows, row) & _columns(rows, other)
        values = sorted(
            (likeness.values[number] for number in shared), key=lambda value: (-value.weight, value.field, value.name)
        )
        total = sum(value.weight for value in values)
        by_field: dict[str, list[tuple[float, str]]] = {}
        for value in values:
            group = likeness.archive.group(value.field, value.name)
            by_field.setdefault(value.field, []).append((value.weight, group.label if group else value.name))
        for name, shown in by_field.items():
            weight = STRUCTURE * sum(weight for weight, _ in shown) / (1 + total)
            yield Reason(weight, f"{_FIELDS[name]}: {', '.join(label for _, label in shown)}")

    def _of_text(self, row: int, other: int) -> tuple[float, list[str]]:
        """How much the words explain, and the most telling ones as they are written."""
        import numpy as np

        full = self._likeness.vectors.full
        mine, theirs = row_of(full, row), row_of(full, other)
        shared, first, second = np.intersect1d(mine[0], theirs[0], assume_unique=True, return_indices=True)
        products = mine[1][first] * theirs[1][second]
        order = np.lexsort((shared, -np.round(products, 9)))[:CONSIDERED]
        weights = {int(shared[place]): float(products[place]) for place in order}
        if not weights:
            return 0.0, []
        return self._likeness.text_between(row, other), list(self._tell(weights, self._words(row), self._words(other)))

    def _tell(self, weights: Mapping[int, float], one: Words, two: Words) -> Iterator[str]:
        """The most telling words; pairs that both have before single ones."""
        pairs = {pair: weights[pair[0]] + weights[pair[1]] for pair in one.pairs(weights) & two.pairs(weights)}
        singles = {(number,): weight for number, weight in weights.items()}
        found = sorted((*pairs.items(), *singles.items()), key=lambda item: (-round(item[1], 9), len(item[0]), item[0]))
        least = LEAST_SHARE * max(weights.values())
        used: set[int] = set()
        shown: list[str] = []
        for numbers, weight in found:
            if len(shown) == MOST_WORDS or weight < least:
                return
            if used.isdisjoint(numbers):
                written = [self._written(number, one, two) for number in numbers]
                if any(word.casefold() in self._plain for word in written) or not all(written):
                    continue
                text = _joined(written)
                if not any(_contains(before, text) for before in shown):
                    shown.append(text)
                    yield text
                used.update(numbers)

    def _written(self, number: int, one: Words, two: Words) -> str:
        """The term as both write it most often, or else as one does; an identifier where it is only a part of one; "" where
        one of them does not write it at all, but has it in its front matter."""
        ones, twos = one.written(number), two.written(number)
        ones, twos = ones or one.holding(number), twos or two.holding(number)
        if not ones or not twos:
            return ""
        both = {word.casefold() for word in ones} & {word.casefold() for word in twos}
        counts = {word: count for word, count in (ones + twos).items() if not both or word.casefold() in both}
        folded: Counter[str] = Counter()
        for word, count in counts.items():
            folded[word.casefold()] += count
        best = min(folded, key=lambda word: (-folded[word], word))
        forms = [word for word in counts if word.casefold() == best]
        return min(forms, key=lambda word: (-counts[word], not word.islower(), word))

    def _read(self, row: int) -> Words:
        return Words(self._likeness.terms, self._likeness.terms.texts[row])


@cache
def plain_words(language: str) -> frozenset[str]:
    """Words that bring texts a little nearer but tell nobody why, such as `again`."""
    if not language.startswith("en"):
        return frozenset()
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    lines = files("postmortem_archive.search").joinpath("untelling.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(STOPWORDS_EN_PLUS).union(*(line.split() for line in lines if not line.startswith("#")))


class Words:
    """The words of one incident in their order, to look up how it writes a term and which stand side by side."""

    def __init__(self, terms: Terms, text: Text) -> None:
        import numpy as np

        self._terms = terms
        runs: list[int] = []
        for span in text.spans:
            if span.prose or span.kind == "title":
                runs += text.runs[span.start : span.end]
                runs.append(-1)  # the last word of one passage and the first of the next are no pair
        self._runs = np.array(runs or [-1], dtype=np.int64)
        first, self._compound = terms.first_words
        self._numbers = first[self._runs]
        if (self._numbers == SEVERAL).any():
            placed = [(number, run) for run in runs for number in (terms.words[run] or (-1,) if run >= 0 else (-1,))]
            self._numbers, self._runs = np.array(placed, dtype=np.int64).T

    def pairs(self, numbers: Mapping[int, float]) -> set[tuple[int, int]]:
        """Which of these terms stand side by side."""
        import numpy as np

        wanted = np.zeros(len(self._numbers), dtype=np.bool_)
        for number in numbers:
            wanted |= self._numbers == number
        places = np.flatnonzero(wanted[:-1] & wanted[1:])
        found = zip(self._numbers[places].tolist(), self._numbers[places + 1].tolist(), strict=True)
        return {(one, other) for one, other in found if one != other}

    def written(self, number: int) -> Counter[str]:
        """How the term is written where it is a word by itself, with how often."""
        return Counter(self._as_written(run, number) for run in self._runs[self._numbers == number].tolist())

    def holding(self, number: int) -> Counter[str]:
        """The identifiers that the term is a part of, with how often."""
        return Counter(
            self._as_written(run, number)
            for run in self._runs[self._compound[self._runs]].tolist()
            if number in self._terms.of_run[run]
        )

    def _as_written(self, run: int, number: int) -> str:
        # where no spaces stand between words, a piece is a whole clause
        several = len(self._terms.words[run]) > 1
        return self._terms.names[number] if several else _POSSESSIVE.sub("", self._terms.written[run])

    @cached_property
    def shingles(self) -> frozenset[tuple[int, ...]]:
        """Every SHINGLE terms in a row."""
        said = self._numbers[self._numbers >= 0].tolist()
        return frozenset(tuple(said[start : start + SHINGLE]) for start in range(len(said) - SHINGLE + 1))


def _columns(rows: Any, row: int) -> set[int]:
    return set(row_of(rows, row)[0].tolist())


def _contains(words: str, word: str) -> bool:
    return f" {word.casefold()} " in f" {words.casefold()} "


def _joined(words: Sequence[str]) -> str:
    """Words with a space between them; pairs of characters that overlap are put together again."""
    first = words[0]
    for word in words[1:]:
        overlaps = len(word) == 2 and not word.isascii() and first.endswith(word[0])
        first = first + word[1:] if overlaps else f"{first} {word}"
    return first
