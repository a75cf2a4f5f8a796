"""What stands in the site from the build before, kept through MkDocs' cleaning, and told to be as it was written.

MkDocs empties the site's folder before every build. What is in it is put aside under a name that it passes over, and put back
before pages are drawn: then a page that is the same is not written again. A file counts as the one that was written while
its size, its times and its inode say so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ASIDE = ".archive-of-the-build-before"
MOST_LEDGERS = 4
Signature = tuple[int, int, int, int]


def signature(path: str) -> Signature | None:
    """Size, times and inode of a file, or None where there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@dataclass
class Written:
    """The files of a site by their path in it: a digest of what was written, and what the file was then like."""

    site: Path
    ledger: Path | None
    files: Mapping[str, tuple[bytes, Signature]] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Path, folder: Path | None) -> Written:
        """What the build before wrote into this folder of a site."""
        if folder is None:
            return cls(site, None)
        name = hashlib.blake2b(str(site.resolve()).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
        ledger = folder / f"{name}.written"
        try:
            content = ledger.read_bytes()
            files = pickle.loads(content[16:]) if _checksum(content[16:]) == content[:16] else {}
        except (OSError, EOFError, pickle.UnpicklingError):
            files = {}
        return cls(site, ledger, files)

    def has(self, path: str, content: bytes) -> bool:
        """True when the file stands there as it was written, with what has this digest."""
        known = self.files.get(path)
        return known is not None and known[0] == content and known[1] == signature(f"{self.site}/{path}")

    def save(self, files: Mapping[str, tuple[bytes, Signature]]) -> None:
        """Remember what stands there now. Where that is not possible, the next build writes everything."""
        if self.ledger is None:
            return
        content = pickle.dumps(dict(files), protocol=5)
        part = self.ledger.with_suffix(f".{os.getpid()}.part")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_checksum(content) + content)
            part.replace(self.ledger)
            ledgers = sorted(self.ledger.parent.glob("*.written"), key=lambda path: path.stat().st_mtime)
            for old in ledgers[:-MOST_LEDGERS]:
                old.unlink()  # `serve` builds each time into another folder
        except OSError:
            for path in (part, self.ledger):
                with contextlib.suppress(OSError):
                    path.unlink()


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def put_aside(site: Path) -> None:
    """Before MkDocs empties the folder: everything in it under another name."""
    shutil.rmtree(site / ASIDE, ignore_errors=True)  # of a build that was stopped
    try:
        found = [path for path in site.iterdir() if not path.name.startswith(".")]
        if found:
            (site / ASIDE).mkdir()
        for path in found:
            path.rename(site / ASIDE / path.name)
    except OSError:
        return  # what is left is emptied by MkDocs, and written anew


def put_back(site: Path, wanted: Iterable[str], *, last: bool = True) -> tuple[str, ...]:
    """Bring back what is wanted and the folders in which it stands; in the end, drop the rest. The names of what came back."""
    aside = site / ASIDE
    if not aside.is_dir():
        return ()
    back = []
    for name in sorted({path.partition("/")[0] for path in wanted}):
        with contextlib.suppress(OSError):
            if not (site / name).exists():
                (aside / name).rename(site / name)
                back.append(name)
    if last:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(back)


def remove_others(site: Path, names: Iterable[str], placed: Collection[str]) -> None:
    """Remove what is not placed from what came back, and the folders that are empty then. MkDocs draws its part later."""
    root = str(site)
    for name in names:
        if name not in placed and not (site / name).is_dir():
            _remove(f"{root}/{name}")
        for folder, folders, files in os.walk(f"{root}/{name}", topdown=False):
            below = folder[len(root) + 1 :]
            unwanted = [file for file in files if f"{below}/{file}" not in placed]
            for file in unwanted:
                _remove(f"{folder}/{file}")
            if len(unwanted) == len(files) and not any(os.path.isdir(f"{folder}/{one}") for one in folders):  # noqa: PTH112
                _remove(folder)


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        one = Path(path)
        if one.is_dir() and not one.is_symlink():
            one.rmdir()
        else:
            one.unlink()


def write(site: Path, path: str, content: bytes | Iterable[bytes]) -> Signature | None:
    """Write a file of the site, at once or piece by piece, and say what it is like now."""
    target = f"{site}/{path}"
    try:
        file = open(target, "wb")  # noqa: SIM115, PTH123 - most folders are there, and a path object takes longer than the file
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        file = open(target, "wb")  # noqa: SIM115, PTH123
    with file:
        file.writelines((content,) if isinstance(content, bytes) else content)
    return signature(target)
