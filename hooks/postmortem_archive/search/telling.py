"""Which words of a text tell about it, and how often it has them: in its title, in what leads, and in all of it.

What leads are title, summary, root cause and trigger; the beginning where an author has no such sections, also that of a timeline
where there is nothing else. What a template says is not counted: a LONG passage that MANY incidents have word for word. Nor are
numbers, hashes and dates.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.search.texts import AT_ONCE, Passages, Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]
    Flags = NDArray[Any]

PARTS = ("title", "lead", "all")
LEADING = frozenset({"title", "summary", "root_cause", "trigger"})
LABELS = frozenset({"services", "tags", "root_causes", "contributing_factors", "alerts"})
"""Front matter whose words count as words of the text too, since others may have written them there."""
BEGINNING = 80
"""Words of the text that lead where the sections that should have fewer than FEW."""
FEW = 50
MANY, SHARE_OF_MANY, LONG = 4, 0.02, 5
"""A passage of so many words is one of a template when so many incidents, and such a share of all, have it: fewer may be the
same failure, told in the same words each time."""

_LETTER = re.compile(r"[^\W\d_]")
_UNTELLING = re.compile(r"[0-9a-f]*\d[0-9a-f]{5,}|[0-9a-f]{12,}|\d+[^\W\d_]{1,3}|\W*\w\W*|.{41,}")
"""Hashes, times (`5pm`, `30min`) and single letters."""
_CALENDAR = frozenset(name.casefold() for name in (*month_name[1:], *day_name, "utc", "gmt"))


@dataclass(frozen=True)
class _Told:
    """The telling terms of `count` incidents in their order; by term its incident and its passage among these, and by part
    whether it counts there."""

    terms: Integers
    incident: Integers
    passage: Integers
    inside: tuple[Flags, ...]
    count: int


class Telling:
    """The words of texts that tell about their incidents."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def count_parts(self) -> dict[str, Any]:
        """By part: sparse rows of incidents, a column a term, with how often each has each."""
        import numpy as np
        from scipy.sparse import csr_array

        texts = self._texts
        found: dict[str, list[tuple[Integers, Integers, Integers]]] = {part: [] for part in PARTS}
        for start in range(0, len(texts), AT_ONCE):
            told = self._told(slice(start, start + AT_ONCE))
            keys = told.incident.astype(np.int64) * len(texts.terms) + told.terms
            for part, inside in zip(PARTS, told.inside, strict=True):
                entries, counts = np.unique(keys[inside], return_counts=True)
                rows, columns = np.divmod(entries, max(1, len(texts.terms)))
                sizes_of_rows = np.bincount(rows, minlength=told.count)
                found[part].append((columns.astype(np.int32), counts.astype(np.float64), sizes_of_rows))
        shape = (len(texts), len(texts.terms))
        return {part: csr_array(_joined(pieces), shape=shape) for part, pieces in found.items()}

    def in_order(self, row: int) -> tuple[Integers, Integers]:
        """The terms of all that is counted of an incident, in the order of its text, and by each the number of its passage."""
        told = self._told(slice(row, row + 1))
        everything = told.inside[-1]
        return told.terms[everything], told.passage[everything]

    def _told(self, rows: slice) -> _Told:
        """The terms of some incidents that follow each other."""
        import numpy as np

        texts, passages = self._texts, self._texts.of(rows)
        terms, sizes = texts.lexicon.terms_of.of(passages.runs)
        terms = texts.term_numbers[terms]
        chosen = np.flatnonzero(self._tells[terms])
        run = np.repeat(np.arange(len(passages.runs), dtype=np.int32), sizes)[chosen]
        passage = passages.passage[run]
        place = run - (np.cumsum(passages.length) - passages.length)[passage]
        inside = tuple(
            place < most[passage] for most in _taken(passages, self._repeated[texts.span(rows.start, passages)], texts)
        )
        return _Told(terms[chosen], passages.incident[passage], passage, inside, passages.count)

    @cached_property
    def _tells(self) -> Flags:
        """By term: whether it can tell incidents apart at all."""
        import numpy as np

        terms, stem = self._texts.terms, self._texts.lexicon.tokeniser.stem
        calendar = {stem(name) for name in _CALENDAR} | _CALENDAR
        told = (
            _LETTER.search(term) is not None and _UNTELLING.fullmatch(term) is None and term not in calendar for term in terms
        )
        return np.fromiter(told, dtype=np.bool_, count=len(terms))

    @cached_property
    def _repeated(self) -> Flags:
        """By passage: whether it is one of a template."""
        import numpy as np

        texts = self._texts
        hashes, incidents = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
        for start, passages in texts.blocks():
            hashes.append(_hashes(passages))
            incidents.append(passages.incident.astype(np.int64) + start)
        _, same = np.unique(np.concatenate(hashes), return_inverse=True)
        asked = np.flatnonzero(texts.prose)
        total = max(1, len(texts))
        pairs = np.unique(same[asked] * total + np.concatenate(incidents)[asked])
        having = np.bincount(pairs // total, minlength=int(same.max(initial=0)) + 1)
        many: Flags = (having >= max(MANY, SHARE_OF_MANY * len(texts)))[same]
        return many


def _joined(pieces: list[tuple[Integers, Integers, Integers]]) -> tuple[Integers, Integers, Integers]:
    """Data, columns and where each row begins."""
    import numpy as np

    if not pieces:
        return np.zeros(0), np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int32)
    columns, data, sizes = (np.concatenate(one) for one in zip(*pieces, strict=True))
    return data, columns, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def _taken(passages: Passages, repeated: Flags, texts: Texts) -> tuple[Integers, Integers, Integers]:
    """By passage: how many of its words count as title, as leading, and at all."""
    import numpy as np

    def of_kind(*kinds: str) -> Flags:
        return np.array([kind in kinds for kind in texts.kinds], dtype=np.bool_)[passages.kind]

    length, prose, title, leading = passages.length, passages.prose, of_kind("title"), of_kind(*LEADING)
    kept = np.where(prose, (length < LONG) | ~repeated, of_kind(*LABELS) & (passages.weight > 1))
    kept = title | (kept & ~of_kind("related"))  # what is related by hand is no suggestion
    leads = kept & leading & (prose | title)
    said = np.bincount(passages.incident[leads & ~title], length[leads & ~title], passages.count)
    others = kept & prose & ~leading
    told = others & ~of_kind("timeline")
    bare = (np.bincount(passages.incident[told], minlength=passages.count) == 0) & (said == 0)  # as a pasted chat is
    begins = (told | (others & bare[passages.incident])) & (said < FEW)[passages.incident]
    before = np.cumsum(np.where(begins, length, 0)) - np.where(begins, length, 0)
    before -= before[np.searchsorted(passages.incident, passages.incident)]
    lead = np.where(leads, length, np.where(begins, np.clip(BEGINNING - before, 0, length), 0))
    return np.where(kept & title, length, 0), lead, np.where(kept, length, 0)


def _hashes(passages: Passages) -> Integers:
    """By passage: a number of 64 bits that is the same for the same runs in the same order."""
    import numpy as np

    begins = np.cumsum(passages.length) - passages.length
    inside = np.arange(len(passages.runs)) - begins[passages.passage]
    powers = np.full(int(passages.length.max(initial=0)) + 1, 0x9E3779B97F4A7C15, dtype=np.uint64).cumprod()
    mixed = (passages.runs.astype(np.uint64) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum((mixed ^ (mixed >> np.uint64(32))) * powers[inside])])
    found: Integers = sums[begins + passages.length] - sums[begins]
    return found
