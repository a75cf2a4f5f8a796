"""The forms in which texts write a term: which of them are of one word, and which both of two texts have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product, takewhile

_ENDINGS = frozenset(("", "e", "s", "es", "ed", "d", "ing", "y", "ies", "ied"))
"""What English forms of one word have behind what they share, as number and tense make them."""


def as_both_write(ones: Counter[str], twos: Counter[str], same: Callable[[str, str], bool]) -> str:
    """A term as both write it most often; where they write it in other forms, the commoner of two that are of one word. ""
    where they write different words that only have a stem in common, as `generator` and `generated`: `same` tells that.
    """
    mine, theirs = ({word.casefold() for word in forms} for forms in (ones, twos))
    both = mine & theirs or {word for pair in product(mine, theirs) if same(*pair) for word in pair}
    if not both:
        return ""
    counts = {word: count for word, count in (ones + twos).items() if word.casefold() in both}
    folded: Counter[str] = Counter()
    for word, count in counts.items():
        folded[word.casefold()] += count
    best = min(folded, key=lambda word: (-folded[word], word))
    forms = [word for word in counts if word.casefold() == best]
    return min(forms, key=lambda word: (-counts[word], not word.islower(), word))


def is_one_word(one: str, other: str) -> bool:
    """Whether two forms of one stem differ by number or tense alone, as `retry`, `retries` and `retrying` do: where a stem is
    all that they have in common, a reader finds a word in one of the texts only."""
    length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    shorter, longer = sorted((one[length:], other[length:]), key=len)
    doubled = not shorter and longer[:1] == one[length - 1 : length] and longer[1:] in ("ed", "ing")  # `ship`, `shipped`
    apart = (" " in one) != (" " in other)  # `time out`, which others write as `timeout`
    return doubled or apart or {shorter, longer} <= _ENDINGS


def has_one_stem(_one: str, _other: str) -> bool:
    """As `is_one_word` for other languages, of which the endings are not known here: all forms of a term have one stem."""
    return True
