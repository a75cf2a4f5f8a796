"""Every incident's text as numbers, read once: which runs it has, in order and by passage. Search and similarity begin here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive
from postmortem_archive.search.lexicon import Lexicon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]
    Flags = NDArray[Any]

AT_ONCE = 256
"""Incidents that are worked on together: enough that numpy pays, few enough that what is made on the way fits into memory."""


@dataclass(frozen=True)
class Passages:
    """The passages of some incidents one behind the other: of each its kind (a number in `Texts.kinds`), its weight, whether it
    is prose and no label, how many runs it has, and the place of its incident among these `count`. `runs` are those of all, as
    the lexicon numbers them, and `passage` says by run which passage it stands in.
    """

    kind: Integers
    weight: Integers
    prose: Flags
    length: Integers
    incident: Integers
    runs: Integers
    count: int

    @cached_property
    def passage(self) -> Integers:
        """By run: the number of its passage."""
        import numpy as np

        return np.repeat(np.arange(len(self.length), dtype=np.int32), self.length)


class Texts:
    """The texts of an archive, in the order of its incidents."""

    def __init__(self, archive: Archive) -> None:
        import numpy as np

        def joined(arrays: list[Integers], kind: Any) -> Integers:
            return np.concatenate([np.zeros(0, dtype=kind), *arrays], dtype=kind)

        bundles = archive.bundles
        self.lexicon: Lexicon = bundles.lexicon()
        number = self.lexicon.numbers.__getitem__
        kinds: dict[str, int] = {}
        found: dict[str, list[Integers]] = {}
        for runs, names, arrays in bundles:
            here = np.fromiter(map(number, runs), dtype=np.int32, count=len(runs))
            codes = np.array([kinds.setdefault(name, len(kinds)) for name in names], dtype=np.int16)
            for name, array in arrays.items():
                array = here[array] if name == "numbers" else codes[array] if name == "kind" else array
                found.setdefault(name, []).append(array)
        types = {"kind": np.int16, "weight": np.int8, "prose": np.bool_, "length": np.int32, "passages": np.int32}
        self.kinds = tuple(kinds)
        self._runs = joined(found.pop("numbers", []), np.int32)
        self._parts = {name: joined(found.pop(name, []), kind) for name, kind in types.items()}
        counts, lengths = self._parts["passages"], self._parts["length"]
        self._firsts = np.concatenate([[0], np.cumsum(counts)])
        """By incident: the number of its first passage; and last how many there are."""
        self._starts = np.concatenate([[0], np.cumsum(lengths)])
        """By passage: the number of its first run."""

    def __len__(self) -> int:
        return len(self._firsts) - 1

    def of(self, rows: slice) -> Passages:
        """The passages of some incidents that follow each other."""
        import numpy as np

        start, end, _ = rows.indices(len(self))
        span = slice(int(self._firsts[start]), int(self._firsts[end]))
        parts = {name: self._parts[name][span] for name in ("kind", "weight", "prose", "length")}
        counts = self._parts["passages"][start:end]
        incident = np.repeat(np.arange(end - start, dtype=np.int32), counts)
        runs = self._runs[self._starts[span.start] : self._starts[span.stop]]
        return Passages(**parts, incident=incident, runs=runs, count=end - start)

    def blocks(self) -> Iterator[tuple[int, Passages]]:
        """(the number of the first, the passages) of AT_ONCE incidents after the other."""
        for start in range(0, len(self), AT_ONCE):
            yield start, self.of(slice(start, start + AT_ONCE))

    def span(self, start: int, passages: Passages) -> slice:
        """The numbers of the passages of a block."""
        first = int(self._firsts[start])
        return slice(first, first + len(passages.length))

    @property
    def prose(self) -> Flags:
        """By passage of all: whether it is prose and no label."""
        return self._parts["prose"]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Every term that the archive has, in order. These are its terms' numbers, the same however the words were read."""
        return self._terms[0]

    @cached_property
    def term_numbers(self) -> Integers:
        """By the lexicon's number of a term: its number here; one that the archive does not have has -1, as has STOP (-1)."""
        return self._terms[1]

    @cached_property
    def used_runs(self) -> Integers:
        """The runs that the archive has, ascending."""
        import numpy as np

        there = np.zeros(len(self.lexicon.terms_of), dtype=np.bool_)
        there[self._runs] = True
        return np.flatnonzero(there)

    def words(self) -> dict[str, str]:
        """Every word that means a term of the archive, with that term."""
        import numpy as np

        spelled, terms = list(self.lexicon.words), self.terms
        pairs = self.lexicon.words_of.of(self.used_runs)[0].reshape(-1, 2)
        meant = np.unique(pairs[:, 0].astype(np.int64) << 32 | self.term_numbers[pairs[:, 1]])
        return {spelled[pair >> 32]: terms[pair & 0xFFFFFFFF] for pair in meant.tolist()}

    @cached_property
    def _terms(self) -> tuple[tuple[str, ...], Integers]:
        import numpy as np

        spelled = list(self.lexicon.terms)
        there = np.zeros(len(spelled), dtype=np.bool_)
        there[self.lexicon.terms_of.of(self.used_runs)[0]] = True
        order = sorted(np.flatnonzero(there).tolist(), key=spelled.__getitem__)
        numbers = np.full(len(spelled) + 1, -1, dtype=np.int32)
        numbers[order] = np.arange(len(order))
        return tuple(spelled[number] for number in order), numbers
