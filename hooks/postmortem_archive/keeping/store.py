"""Results kept on disk by what they were made of: a folder of packs, each written once and never changed.

A pack is a header and then records, each with its key, its length and a checksum. Whatever is not as it was written is not
there: a pack that is cut short, of another version or damaged gives up only what is whole. Two builds that write at once write
two packs. A disk that is full or cannot be written to only means that nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import struct
import time
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"postmortem-archive pack 1\n"
KEY = 16
_HEAD = struct.Struct(f"<{KEY}sI8s")
MOST_PACKS = 8
"""More than this are written anew as one."""
ENDING = ".pack"


def digest(*parts: bytes | str) -> bytes:
    """A key made of parts; each is told from the next by its length."""
    found = hashlib.blake2b(digest_size=KEY)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "little"))
        found.update(content)
    return found.digest()


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=8, key=key).digest()


def _place(descriptor: int, offset: int, length: int) -> int:
    """Where a value stands, as one number, of which a store has a hundred thousand; places in one pack are in its order."""
    return (descriptor << 48 | offset) << 32 | length


def _read_place(place: int) -> tuple[int, int, int]:
    """Descriptor, offset and length."""
    return place >> 80, place >> 32 & (1 << 48) - 1, place & (1 << 32) - 1


class Store:
    """The records of one folder. Read from anywhere, also behind a fork; written by the process that opened it.

    What is put is read back at once, and is on disk after `close`, which drops what nobody asked for since `open`.
    """

    def __init__(self, folder: Path | None) -> None:
        """A store without a folder keeps nothing."""
        self._folder = folder
        self._places: dict[bytes, int] = {}  # see _place
        self._packs: dict[int, Path] = {}
        self._wanted: set[bytes] = set()
        self._new: int | None = None
        self._new_path = Path()
        self._end = 0
        self._owner = os.getpid()
        self._keeps = True
        self._read_all()

    def reopen(self) -> None:
        """Read again what is on disk, after `close`: records of before can be had, and nothing more is kept."""
        self._keeps = False
        self._read_all()

    def _read_all(self) -> None:
        for path in self._found():
            self._read(path)

    def _found(self) -> list[Path]:
        if self._folder is None:
            return []
        try:
            return sorted(path for path in self._folder.iterdir() if path.suffix == ENDING)
        except OSError:
            return []

    def _read(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            return
        self._packs[descriptor] = path
        for key, offset, length in _records(descriptor):
            self._places[key] = _place(descriptor, offset, length)

    def get(self, key: bytes) -> bytes | None:
        """What was kept under this key, whole, or None."""
        place = self._places.get(key)
        if place is None:
            return None
        descriptor, offset, length = _read_place(place)
        try:
            record = os.pread(descriptor, _HEAD.size + length, offset - _HEAD.size)
        except OSError:
            return None
        if len(record) != _HEAD.size + length:
            return None
        found, size, checksum = _HEAD.unpack_from(record)
        value = record[_HEAD.size :]
        if found != key or size != length or _checksum(key, value) != checksum:
            return None
        self._wanted.add(key)
        return value

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def want(self, key: bytes) -> None:
        """Say that a record is still of use, though it was read elsewhere."""
        self._wanted.add(key)

    @property
    def wanted(self) -> frozenset[bytes]:
        """Every record that was of use since `open`."""
        return frozenset(self._wanted)

    def put(self, key: bytes, value: bytes) -> bool:
        """Keep a value; False where that is not possible."""
        if self._folder is None or not self._keeps or os.getpid() != self._owner:
            return False
        record = _HEAD.pack(key, len(value), _checksum(key, value)) + value
        try:
            descriptor = self._opened()
            if os.pwrite(descriptor, record, self._end) != len(record):
                raise OSError("no space left")
        except OSError:
            self._give_up()
            return False
        self._places[key] = _place(descriptor, self._end + _HEAD.size, len(value))
        self._end += len(record)
        self._wanted.add(key)
        return True

    def _opened(self) -> int:
        """The pack that is being written. Raises OSError."""
        if self._new is None:
            assert self._folder is not None
            self._folder.mkdir(parents=True, exist_ok=True)
            self._new_path = self._folder / f"{time.time_ns():020}-{secrets.token_hex(4)}.part"
            self._new = os.open(self._new_path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
            self._end = os.pwrite(self._new, MAGIC, 0)
        return self._new

    def _give_up(self) -> None:
        """Keep nothing more in this build; what was put so far can still be read."""
        self._folder = None
        if self._new is not None:
            with contextlib.suppress(OSError):
                self._new_path.unlink()

    def close(self) -> None:
        """Put on disk what is new, and drop what nobody wanted when that is the greater part, or the packs are many."""
        if os.getpid() != self._owner:
            return
        try:
            self._settle()
        except OSError:
            self._give_up()
        for descriptor in (*self._packs, *(() if self._new is None else (self._new,))):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._packs.clear()
        self._places.clear()
        self._new = None

    def _settle(self) -> None:
        if self._folder is None or not self._keeps:
            return
        old = list(self._packs.values())
        held = sum(os.fstat(descriptor).st_size for descriptor in self._packs) + self._end
        wanted = sum(_read_place(self._places[key])[2] for key in self._wanted & self._places.keys())
        if held > 2 * wanted + 1_000_000 or len(old) >= MOST_PACKS:
            for key in sorted(self._wanted & self._places.keys(), key=lambda one: self._places[one]):
                is_old = _read_place(self._places[key])[0] != self._new
                if is_old and (value := self.get(key)) is not None and not self.put(key, value):
                    return
            self._publish()
            for path in old:
                path.unlink(missing_ok=True)
        elif self._new is not None:
            self._publish()
        _sweep(self._folder)

    def _publish(self) -> None:
        if self._new is not None:
            self._new_path.replace(self._new_path.with_suffix(ENDING))


def _records(descriptor: int) -> Iterator[tuple[bytes, int, int]]:
    """(key, offset, length) of the records of a pack, as far as it is whole."""
    try:
        size = os.fstat(descriptor).st_size
        if os.pread(descriptor, len(MAGIC), 0) != MAGIC:
            return
        offset = len(MAGIC)
        while offset + _HEAD.size <= size:
            key, length, _ = _HEAD.unpack(os.pread(descriptor, _HEAD.size, offset))
            offset += _HEAD.size
            if offset + length > size:
                return
            yield key, offset, length
            offset += length
    except (OSError, struct.error):
        return


def _sweep(folder: Path) -> None:
    """Remove what a build that was stopped left half written more than a day ago."""
    for path in folder.glob("*.part"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < folder.stat().st_mtime - 86_400:
                path.unlink()
