"""The words of an archive, cut once and kept: incidents that follow each other in the archive are one bundle.

After an edit one bundle is cut again, also by another process. Where a bundle ends depends on the slug of its last incident
alone, so that a new or deleted incident changes one of them too.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.incident import Incident
from postmortem_archive.keeping.store import digest
from postmortem_archive.keeping.workers import apart, spread
from postmortem_archive.search.lexicon import Lexicon
from postmortem_archive.search.passages import PROSE, Passage, passages_of
from postmortem_archive.search.tokens import Tokeniser

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

TOGETHER = 32
"""Incidents in a bundle, about."""
MANY = 8
"""Bundles from which on several processes are worth their start."""
FRESH = 50
"""A lexicon is kept anew when more than one of so many runs is new to it."""


@dataclass
class Bundle:
    """Some incidents: how many passages each has; of each passage its kind, weight, whether it is prose (and no label), and how
    many runs it has; the runs one behind the other. Kinds and runs are numbers in lists of the bundle's own.
    """

    runs: dict[str, int] = field(default_factory=lambda: _Numbers())
    kinds: dict[str, int] = field(default_factory=dict)
    passages: array[int] = field(default_factory=lambda: array("i"))
    kind: array[int] = field(default_factory=lambda: array("h"))
    weight: array[int] = field(default_factory=lambda: array("b"))
    prose: array[int] = field(default_factory=lambda: array("b"))
    length: array[int] = field(default_factory=lambda: array("i"))
    numbers: array[int] = field(default_factory=lambda: array("i"))

    def add(self, passages: Iterable[Passage], tokeniser: Tokeniser) -> None:
        """One incident more."""
        before = len(self.length)
        number, kinds, cut = self.runs.__getitem__, self.kinds, tokeniser.runs
        for passage in passages:
            found = cut(passage.text)
            self.numbers.extend(map(number, found))
            self.length.append(len(found))
            self.kind.append(kinds.setdefault(passage.kind, len(kinds)))
            self.weight.append(passage.weight)
            self.prose.append(passage.standing == PROSE)
        self.passages.append(len(self.length) - before)

    def packed(self) -> bytes:
        """All of it as bytes, for `unpacked`."""
        small = array("H" if len(self.runs) < 1 << 16 else "i", self.numbers)
        arrays = (self.passages, self.kind, self.weight, self.prose, self.length, small)
        return pickle.dumps((tuple(self.runs), tuple(self.kinds), *(one.tobytes() for one in arrays)), protocol=5)


class _Numbers(dict[str, int]):
    """By run its number, in the order in which they are first looked up."""

    def __missing__(self, run: str) -> int:
        self[run] = number = len(self)
        return number


def runs_of(record: bytes) -> Sequence[str]:
    """The runs of a packed bundle or lexicon, without the arrays, for which numpy would be loaded."""
    runs: Sequence[str] = pickle.loads(record)[0]
    return runs


def unpacked(record: bytes) -> tuple[Sequence[str], Sequence[str], dict[str, Integers]]:
    """The runs and kinds of a packed bundle, and its arrays by the names they have in Bundle."""
    import numpy as np

    runs, kinds, *arrays = pickle.loads(record)
    types = {
        "passages": "i4", "kind": "i2", "weight": "i1", "prose": "?", "length": "i4",
        "numbers": "u2" if len(runs) < 1 << 16 else "i4",
    }  # fmt: skip
    found = zip(types.items(), arrays, strict=True)
    return runs, kinds, {name: np.frombuffer(content, dtype=kind) for (name, kind), content in found}


@dataclass
class Bundles:
    """The bundles of an archive, in its order, and the lexicon of their runs: in the store, or held where that cannot be."""

    archive: Archive
    _keys: list[bytes] = field(init=False, default_factory=list)
    _held: dict[bytes, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        store, settings = self.archive.store, self.archive.settings
        self._tokeniser = Tokeniser(settings.language)
        self._parts = list(_parts(self.archive.incidents))
        base = b"" if store is None else digest(b"words", settings_digest(settings))
        self._lexicon_key = digest(base, b"lexicon")
        lasting = [store is not None and all(incident.is_kept for incident in part) for part in self._parts]
        for number, (part, kept) in enumerate(zip(self._parts, lasting, strict=True)):
            told = [incident.source for incident in part] if kept else [b"held", number.to_bytes(4, "little")]
            self._keys.append(digest(base, *told))
        missing = [number for number, key in enumerate(self._keys) if not (lasting[number] and self._has(key))]
        workers = None if store is not None and len(missing) >= MANY else 1
        for number, record in zip(missing, spread(self._cut, missing, workers, chunk=1), strict=True):
            self._keep(self._keys[number], record, lasting=lasting[number])
        if store is not None and not self._has(self._lexicon_key):
            self._keep(self._lexicon_key, apart(lambda: self._read_anew().packed()))
        elif store is not None and missing and (record := apart(lambda: self._outgrown(missing))):
            self._keep(self._lexicon_key, record)

    def __iter__(self) -> Iterator[tuple[Sequence[str], Sequence[str], dict[str, Integers]]]:
        """The runs, kinds and arrays of every bundle."""
        return (unpacked(self._bundle(number)) for number in range(len(self._parts)))

    def _bundle(self, number: int) -> bytes:
        record = self._record(self._keys[number])
        return self._cut(number) if record is None else record  # None: it was damaged, or is gone

    def _cut(self, number: int) -> bytes:
        bundle = Bundle()
        for incident in self._parts[number]:
            bundle.add(passages_of(incident, self.archive.settings), self._tokeniser)
        return bundle.packed()

    def lexicon(self) -> Lexicon:
        """The lexicon as far as it is kept. What is new to it is read when it is looked up."""
        tokeniser = Tokeniser(self.archive.settings.language)
        record = self._record(self._lexicon_key)
        return Lexicon(tokeniser) if record is None else Lexicon.unpacked(record, tokeniser)

    def _read_anew(self) -> Lexicon:
        """The lexicon of the runs that the archive has, and of no others."""
        lexicon = Lexicon(Tokeniser(self.archive.settings.language))
        for number in range(len(self._parts)):
            for run in runs_of(self._bundle(number)):
                lexicon.numbers[run]
        return lexicon

    def _outgrown(self, numbers: Sequence[int]) -> bytes:
        """The lexicon made anew, as bytes, when these bundles bring much that it does not have; else nothing."""
        known = set(runs_of(record)) if (record := self._record(self._lexicon_key)) else set()
        new = {run for number in numbers for run in runs_of(self._bundle(number))} - known
        return self._read_anew().packed() if len(new) * FRESH > len(known) else b""

    def _has(self, key: bytes) -> bool:
        store = self.archive.store
        if store is not None and key in store:
            store.want(key)  # also when this build finds that it has no use for it
            return True
        return key in self._held

    def _keep(self, key: bytes, record: bytes, *, lasting: bool = True) -> None:
        store = self.archive.store
        if store is None or not lasting or not store.put(key, record):
            self._held[key] = record

    def _record(self, key: bytes) -> bytes | None:
        store = self.archive.store
        return self._held.get(key) if key in self._held or store is None else store.get(key)


def _parts(incidents: Sequence[Incident]) -> Iterator[tuple[Incident, ...]]:
    part: list[Incident] = []
    for incident in incidents:
        part.append(incident)
        if crc32(incident.slug.encode()) % TOGETHER == 0:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)
