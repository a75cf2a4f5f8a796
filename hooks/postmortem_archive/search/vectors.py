"""Incidents as vectors: how much each word of a text tells about it.

A text is counted in three parts, each by itself: the title, what leads, and everything (telling.py). In each part a word weighs
sqrt(count) * log((N + 0.5) / n) for a word that about n of N incidents have there, so that `outage` tells nothing in titles that
all say it; each part is brought to length 1 and they are added up, PARTS times each. A word that more than COMMON of a part's
incidents have is left out.

What a template says is damped: telling.py leaves out its passages, and a word weighs the less the more of the incidents of the
same organisation have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from math import floor, log10
from typing import TYPE_CHECKING, Any
from zlib import crc32

from postmortem_archive.archive import Archive
from postmortem_archive.search.telling import Telling
from postmortem_archive.search.texts import Texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]
    Integers = NDArray[Any]

PARTS = {"title": 0.5, "lead": 1.0, "all": 1.0}
STEP, STEPS = 0.25, 32
"""Rarities are multiples of STEP, and shares of 1 / STEPS: so an edited incident, which changes how many have a word, leaves the
vectors of nearly all others as they are."""
SMOOTHED = 0.5
"""Added to the number of incidents: of two, or three, a word that all have tells little, and not nothing."""
SAMPLE = 300
"""Of a larger archive, what stands together in so many incidents tells what stands together."""
COMMON = 0.2
SMALL = 20
"""In an archive of fewer incidents than this, how many have a word says little: none is left out."""
HEAVIEST, HEAVIEST_FROM = 40, 1500
"""Words of a vector that are kept to compare all with all, where there are more than so many incidents: fewer need every word."""


@dataclass
class Vectors:
    """The vectors of an archive, one row an incident, in the order of its incidents; a column is a term's number."""

    archive: Archive
    texts: Texts

    @cached_property
    def full(self) -> Any:
        """Every word of every incident: sparse rows of length 1, less what is damped."""
        counts = self._counts
        self.sample  # noqa: B018 - made as long as there are counts
        del self.__dict__["_counts"]
        return _weighed(counts, self._organisations)

    @cached_property
    def sample(self) -> Any:
        """The vectors of SAMPLE incidents as those of an archive by themselves, or of all where there are no more.

        They are some of those that are `settled`, and their slugs tell which: so what is new, or still written, makes no
        difference to them in a larger archive, until it has grown by a quarter.
        """
        chosen, organisations = self._in_sample, self._organisations
        names = [organisations[row] for row in chosen]
        return _weighed({part: counts[chosen] for part, counts in self._counts.items()}, names)

    def words_of_sample(self, most: int) -> Iterator[tuple[Integers, Integers]]:
        """By incident of the sample: its first words in the order of its text, and by each the number of its passage."""
        for row in self._in_sample:
            terms, passages = self._telling.in_order(row)
            yield terms[:most], passages[:most]

    @cached_property
    def _counts(self) -> dict[str, Any]:
        return self._telling.count_parts()

    @cached_property
    def _telling(self) -> Telling:
        return Telling(self.texts)

    @property
    def _organisations(self) -> list[str]:
        return [incident.organisation or "" for incident in self.archive.incidents]

    @cached_property
    def _in_sample(self) -> list[int]:
        slugs = [incident.slug for incident in self.archive.incidents]
        rows = range(len(slugs) - settled(len(slugs)), len(slugs))  # the newest come first
        least = nsmallest(SAMPLE, rows, key=lambda row: (crc32(slugs[row].encode()), slugs[row]))
        return sorted(least, key=slugs.__getitem__)

    @property
    def is_shortened(self) -> bool:
        """Whether not every word counts when all are compared with all."""
        return len(self.texts) > HEAVIEST_FROM

    @cached_property
    def heaviest(self) -> Any:
        """The HEAVIEST words of each incident, at the length of all; every word where there are few incidents."""
        import numpy as np

        if not self.is_shortened:
            return self.full
        found = self.full.copy()
        for start, end in zip(found.indptr[:-1], found.indptr[1:], strict=True):
            if end - start > HEAVIEST:
                weights = found.data[start:end]
                weights[weights < np.partition(weights, -HEAVIEST)[-HEAVIEST]] = 0
        found.eliminate_zeros()
        found = _to_length_one(found)
        # at what is left of its length when what its organisation always says is damped
        found.data = found.data * np.repeat(lengths_of(self.full), np.diff(found.indptr))
        return found


def _weighed(parts: dict[str, Any], organisations: Sequence[str]) -> Any:
    """The vectors of incidents with these counts."""
    weighed = [weight * _by_rarity(parts[part]) for part, weight in PARTS.items()]
    found = _to_length_one(sum(weighed[1:], weighed[0]))
    found.data = found.data * _own_share(found, organisations)
    found.sort_indices()
    return found


def _by_rarity(counts: Any) -> Any:
    """Words by their rarity among the incidents of these counts."""
    import numpy as np

    total = counts.shape[0]
    having = np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1])
    rarity = np.round(np.log((about(total) + SMOOTHED) / np.maximum(having, 1)) / STEP) * STEP
    if total >= SMALL:
        rarity[having > COMMON * total] = 0
    found = counts.copy()
    found.data = np.sqrt(found.data) * np.maximum(rarity, 0)[found.indices]
    found.eliminate_zeros()
    return _to_length_one(found)


def _own_share(words: Any, organisations: Sequence[str]) -> Weights:
    """By entry: less for a word that the same organisation's incidents all have.

    1 - p**2 for a share p, taken low while an organisation has few incidents: (n - 1) of n are 1 of 5 for two that both
    have a word, 9 of 13 for ten.
    """
    import numpy as np
    from scipy.sparse import csr_array

    if not any(organisations) or not words.nnz:
        return np.ones(len(words.data))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(organisations))}
    rows = np.array([numbers[name] for name in organisations], dtype=np.int64)
    ones = csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(numbers), len(rows)))
    having = words.copy()
    having.data = (having.data > 0).astype(np.float64)
    shared = (ones @ having).tocsr()
    sizes = np.bincount(rows)
    entries = np.repeat(np.arange(len(rows)), np.diff(words.indptr))
    groups = rows[entries]
    share = np.maximum(np.asarray(shared[groups, words.indices]).ravel() - 1, 0) / (sizes[groups] + 3)
    return np.where(groups == numbers.get("", -1), 1.0, 1 - (np.round(share * STEPS) / STEPS) ** 2)


def settled(count: int) -> int:
    """How many of so many incidents, the oldest, tell what stands together: SAMPLE, or a step of R10 (ISO 3), a quarter each."""
    step = floor(10 * log10(max(1, count)) + 1e-9)
    return min(count, max(SAMPLE, round(10 ** (step / 10))))


def about(count: int) -> int:
    """A count to two digits."""
    return int(float(f"{count:.1e}"))


def lengths_of(rows: Any) -> Weights:
    """How long each row is."""
    import numpy as np

    squares = np.bincount(np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.data**2, minlength=rows.shape[0])
    return np.asarray(np.sqrt(squares))


def _to_length_one(rows: Any) -> Any:
    """The rows, each of length 1; one without words stays empty."""
    import numpy as np

    lengths = lengths_of(rows)
    found = rows.copy()
    found.data = found.data / np.repeat(np.where(lengths == 0, 1, lengths), np.diff(rows.indptr))
    return found
