"""Incidents as vectors: how much each word of a text tells about it.

A text is counted in three parts, each by itself: the title, what leads (title, summary, root cause, trigger; the beginning
where an author has no such sections), and everything. In each part a word weighs sqrt(count) * log(N / n) for a word that n of
N incidents have there, so that `outage` tells nothing in titles that all say it; each part is brought to length 1 and they are
added up, PARTS times each. A word that more than COMMON of a part's incidents have is left out, as are numbers, hashes and dates.

What a template says is damped. A LONG passage that MANY incidents have word for word is not counted; and a word weighs the less
the more of the incidents of the same organisation have it.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive
from postmortem_archive.search.terms import Span, Terms, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Weights = NDArray[np.float64]

PARTS = {"title": 0.5, "lead": 1.0, "all": 1.0}
LEADING = frozenset({"title", "summary", "root_cause", "trigger"})
LABELS = frozenset({"services", "tags", "root_causes", "contributing_factors", "alerts"})
"""Front matter whose words count as words of the text too, since others may have written them there."""
BEGINNING = 80
"""Words of the text that lead where the sections that should have fewer than FEW."""
FEW = 50
COMMON = 0.2
SMALL = 20
"""In an archive of fewer incidents than this, how many have a word says little: none is left out."""
MANY, SHARE_OF_MANY, LONG = 4, 0.02, 5
"""A passage of so many words is one of a template when so many incidents, and such a share of all, have it: fewer may be the
same failure, told in the same words each time."""
HEAVIEST = 40
"""Words of a vector that are kept to compare all with all."""

_LETTER = re.compile(r"[^\W\d_]")
_UNTELLING = re.compile(r"[0-9a-f]*\d[0-9a-f]{5,}|[0-9a-f]{12,}|\d+[^\W\d_]{1,3}|\W*\w\W*|.{41,}")
"""Hashes, times (`5pm`, `30min`) and single letters."""
_CALENDAR = frozenset(name.casefold() for name in (*month_name[1:], *day_name, "utc", "gmt"))


@dataclass
class Vectors:
    """The vectors of an archive, one row an incident, in the order of its incidents; a column is a term's number."""

    archive: Archive
    terms: Terms

    @cached_property
    def full(self) -> Any:
        """Every word of every incident: sparse rows of length 1, less what is damped."""
        parts = [weight * self._weighed(self._runs(part) @ self._run_terms) for part, weight in PARTS.items()]
        found = _to_length_one(sum(parts[1:], parts[0]))
        found.data = found.data * self._own_share(found)
        return found

    @cached_property
    def lengths(self) -> Weights:
        """By incident, what is left of its length when what its organisation always says is damped."""
        return _lengths(self.full)

    @cached_property
    def heaviest(self) -> Any:
        """The HEAVIEST words of each incident, at the length of all."""
        import numpy as np

        found = self.full.copy()
        for start, end in zip(found.indptr[:-1], found.indptr[1:], strict=True):
            if end - start > HEAVIEST:
                weights = found.data[start:end]
                weights[weights < np.partition(weights, -HEAVIEST)[-HEAVIEST]] = 0
        found.eliminate_zeros()
        found = _to_length_one(found)
        found.data = found.data * np.repeat(self.lengths, np.diff(found.indptr))
        return found

    @cached_property
    def telling(self) -> NDArray[np.bool_]:
        """By term's number: whether it can tell incidents apart at all."""
        import numpy as np

        calendar = {self.terms.tokeniser.stem(name) for name in _CALENDAR} | _CALENDAR
        return np.array(
            [
                _LETTER.search(term) is not None and _UNTELLING.fullmatch(term) is None and term not in calendar
                for term in self.terms.numbers
            ],
            dtype=bool,
        )

    @cached_property
    def _run_terms(self) -> Any:
        """By piece of text: the telling terms that it stands for."""
        import numpy as np
        from scipy.sparse import csr_array

        lengths = np.array([len(terms) for terms in self.terms.of_run], dtype=np.int64)
        columns = np.fromiter((term for terms in self.terms.of_run for term in terms), dtype=np.int64, count=int(lengths.sum()))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        shape = (len(lengths), len(self.terms.numbers))
        return csr_array((self.telling[columns].astype(np.float64), columns, starts), shape=shape)

    def _runs(self, part: str) -> Any:
        """How often each incident has each piece of text in that part."""
        import numpy as np
        from scipy.sparse import csr_array

        rows, runs, taken = self._places
        chosen = taken[part]
        shape = (len(self.terms.texts), len(self.terms.of_run))
        found = csr_array((np.ones(int(chosen.sum())), (rows[chosen], runs[chosen])), shape=shape)
        found.sum_duplicates()
        return found

    @cached_property
    def _places(self) -> tuple[Numbers, Numbers, dict[str, NDArray[np.bool_]]]:
        """Every piece of every text: its incident, its number, and by part whether it counts there."""
        import numpy as np

        texts = self.terms.texts
        rows = np.repeat(np.arange(len(texts)), [len(text.runs) for text in texts])
        runs = np.concatenate([np.zeros(0, dtype=np.int64), *(np.frombuffer(text.runs, dtype=np.dtype("l")) for text in texts)])
        lengths = np.array([span.end - span.start for text in texts for span in text.spans], dtype=np.int64)
        inside = np.arange(len(runs)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        counted = [one for text, keys in zip(texts, self._keys, strict=True) for one in self._counted(text, keys)]
        most = np.array(counted, dtype=np.int64).reshape(-1, len(PARTS)).T
        taken = {part: inside < np.repeat(number, lengths) for part, number in zip(PARTS, most, strict=True)}
        return rows, runs, taken

    def _counted(self, text: Text, keys: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
        """By span: how many of its words count as title, as leading, and at all."""
        spans = text.spans
        kept = [self._counts(span, key) for span, key in zip(spans, keys, strict=True)]
        leads = [
            keep and span.kind in LEADING and (span.prose or span.kind == "title") for keep, span in zip(kept, spans, strict=True)
        ]
        said = sum(span.end - span.start for span, lead in zip(spans, leads, strict=True) if lead and span.kind != "title")
        left = BEGINNING if said < FEW else 0
        for span, keep, lead in zip(spans, kept, leads, strict=True):
            length = span.end - span.start
            leading = length if lead else 0
            if keep and left > 0 and span.prose and span.kind not in LEADING and span.kind != "timeline":
                leading = min(length, left)
                left -= length
            yield length if keep and span.kind == "title" else 0, leading, length if keep else 0

    def _counts(self, span: Span, key: bytes) -> bool:
        if span.kind == "title":
            return True
        if span.kind == "related":
            return False  # what is related by hand is no suggestion
        if not span.prose:
            return span.kind in LABELS and span.weight > 1
        return span.end - span.start < LONG or self._repeated[key] < self._many

    @cached_property
    def _many(self) -> float:
        return max(MANY, SHARE_OF_MANY * len(self.terms.texts))

    @cached_property
    def _keys(self) -> list[list[bytes]]:
        """By incident and span: what is the same for the same words."""
        return [[text.runs[span.start : span.end].tobytes() for span in text.spans] for text in self.terms.texts]

    @cached_property
    def _repeated(self) -> Counter[bytes]:
        """By passage: how many incidents have it word for word."""
        found: Counter[bytes] = Counter()
        for text, keys in zip(self.terms.texts, self._keys, strict=True):
            found.update({key for span, key in zip(text.spans, keys, strict=True) if span.prose})
        return found

    def _weighed(self, counts: Any) -> Any:
        """Words by their rarity among the incidents of these counts."""
        import numpy as np

        total = counts.shape[0]
        having = np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1])
        rarity = np.log(total / np.maximum(having, 1))
        if total >= SMALL:
            rarity[having > COMMON * total] = 0
        found = counts.copy()
        found.data = np.sqrt(found.data) * rarity[found.indices]
        found.eliminate_zeros()
        return _to_length_one(found)

    def _own_share(self, words: Any) -> Weights:
        """By entry: less for a word that the same organisation's incidents all have.

        1 - p**2 for a share p, taken low while an organisation has few incidents: (n - 1) of n are 1 of 5 for two that both
        have a word, 9 of 13 for ten.
        """
        import numpy as np
        from scipy.sparse import csr_array

        names = [incident.organisation or "" for incident in self.archive.incidents]
        if not any(names):
            return np.ones(len(words.data))
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        rows = np.array([numbers[name] for name in names], dtype=np.int64)
        ones = csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(numbers), len(rows)))
        having = words.copy()
        having.data = (having.data > 0).astype(np.float64)
        shared = (ones @ having).tocsr()
        sizes = np.bincount(rows)
        entries = np.repeat(np.arange(len(rows)), np.diff(words.indptr))
        groups = rows[entries]
        share = np.maximum(np.asarray(shared[groups, words.indices]).ravel() - 1, 0) / (sizes[groups] + 3)
        return np.where(groups == numbers.get("", -1), 1.0, 1 - share**2)


def _lengths(rows: Any) -> Weights:
    import numpy as np

    squares = np.bincount(np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.data**2, minlength=rows.shape[0])
    return np.asarray(np.sqrt(squares))


def _to_length_one(rows: Any) -> Any:
    """The rows, each of length 1; one without words stays empty."""
    import numpy as np

    lengths = _lengths(rows)
    found = rows.copy()
    found.data = found.data / np.repeat(np.where(lengths == 0, 1, lengths), np.diff(rows.indptr))
    return found
