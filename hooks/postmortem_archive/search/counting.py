"""How often every incident has every term, and which terms stand next to each other there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postmortem_archive.search.lexicon import STOP
from postmortem_archive.search.passages import CAUSES, WEIGHTS
from postmortem_archive.search.texts import Passages, Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

FARTHEST = 3
"""Stop words between two words that still are a pair, as in `out of the blue`."""


def count_terms(passages: Passages, texts: Texts) -> tuple[Integers, Integers, Integers]:
    """(incident, term, count) of every term of some incidents, incident after incident. A word of a passage counts as often as
    its weight says."""
    import numpy as np

    terms, sizes = texts.lexicon.terms_of.of(passages.runs)
    passage = np.repeat(passages.passage, sizes)
    keys = passages.incident[passage].astype(np.int64) * len(texts.terms) + texts.term_numbers[terms]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(keys):
        return keys, keys, keys
    counts = np.add.reduceat(passages.weight[passage[order]], first, dtype=np.int32)
    incident, term = np.divmod(keys[first], len(texts.terms))
    return incident.astype(np.int32), term.astype(np.int32), counts


def find_pairs(passages: Passages, texts: Texts) -> tuple[Integers, Integers]:
    """(incident, pair of words) of all that stands next to each other in a passage but for stop words, each once, in order: two
    terms, and every stop word with the term behind it and the one before it. Stop words are numbered behind the terms.

    What the taxonomy also calls a cause is no such passage: who puts words in quotes looks for an incident in which they stand.
    """
    import numpy as np

    terms, sizes = texts.lexicon.sequences.of(passages.runs)
    passage = np.repeat(passages.passage, sizes)
    numbers = texts.term_numbers[np.maximum(terms, STOP)].astype(np.int64)
    telling, silent = np.flatnonzero(terms > STOP), np.flatnonzero(terms <= STOP)
    numbers[silent] = len(texts.terms) + STOP - terms[silent]
    place = np.searchsorted(telling, silent)  # of the next term among these
    leads, follows = place < len(telling), place > 0
    first = np.concatenate([telling[:-1], silent[leads], telling[place[follows] - 1]])
    second = np.concatenate([telling[1:], telling[place[leads]], silent[follows]])
    gaps = second - first - 1
    written = ~_synonyms(passages, texts)[passage[first]]
    beside = (passage[first] == passage[second]) & (gaps <= FARTHEST) & written
    pairs = paired(numbers[first[beside]], gaps[beside], numbers[second[beside]])
    incident = passages.incident[passage[first[beside]]]
    order = np.lexsort((pairs, incident))
    pairs, incident = pairs[order], incident[order]
    new = np.ones(len(pairs), dtype=np.bool_)
    new[1:] = (pairs[1:] != pairs[:-1]) | (incident[1:] != incident[:-1])
    return incident[new], pairs[new]


def _synonyms(passages: Passages, texts: Texts) -> Integers:
    """By passage: whether it holds the synonyms of a cause."""
    import numpy as np

    causes = [number for number, kind in enumerate(texts.kinds) if kind in CAUSES]
    found: Integers = np.isin(passages.kind, causes) & (passages.weight == WEIGHTS["synonyms"])
    return found


def paired(first: Any, gap: Any, second: Any) -> Any:
    """Two words by their numbers below 2^29, and how many stop words are between them, as one number."""
    return (first << 34) | (gap << 32) | second


def unpaired(pairs: Integers) -> tuple[Integers, Integers, Integers]:
    """First word, stop words between, and second word of each pair."""
    return pairs >> 34, (pairs >> 32) & 3, pairs & 0xFFFFFFFF
