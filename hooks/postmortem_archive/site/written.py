"""What stands in the site from the build before, kept through MkDocs' cleaning, and told to be as it was written.

MkDocs empties the site's folder before every build. What is in it is put aside under a name that it passes over, and put back
before pages are drawn: then a page that is the same is not written again. A file counts as the one that was written while
its size, its times and its inode say so.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import pickle
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

ASIDE = ".archive-of-the-build-before"
MOST_LEDGERS = 4
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says of a disk that is full, or of which nobody may have more."""
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
    bring_back(site)  # where a build was stopped
    try:
        found = [path for path in site.iterdir() if not path.name.startswith(".")]
        if found:
            (site / ASIDE).mkdir()
        for path in found:
            path.rename(site / ASIDE / path.name)
    except OSError:
        return  # what is left is emptied by MkDocs, and written anew


def bring_back(site: Path) -> None:
    """After a build that failed: all that is still put aside stands where it stood."""
    aside = site / ASIDE
    if not aside.is_dir():
        return
    for path in aside.iterdir():
        with contextlib.suppress(OSError):
            here = site / path.name
            shutil.rmtree(here) if here.is_dir() and not here.is_symlink() else here.unlink(missing_ok=True)
            path.rename(here)
    shutil.rmtree(aside, ignore_errors=True)


def put_back(site: Path, wanted: Iterable[str], *, last: bool = True) -> tuple[str, ...]:
    """Bring back what is wanted and the folders in which it stands; in the end, drop the rest. The names of what came back."""
    aside = site / ASIDE
    if not aside.is_dir():
        return ()
    back = []
    wanted = set(wanted)
    for name in sorted({path.partition("/")[0] for path in wanted}):
        with contextlib.suppress(OSError):
            if not (site / name).exists():
                (aside / name).rename(site / name)
                back.append(name)
    if last:
        shutil.rmtree(aside, ignore_errors=True)
    _clear_the_way(site, wanted)
    return tuple(back)


def _clear_the_way(site: Path, wanted: Iterable[str]) -> None:
    """Remove what is no folder where one has to be; above all links, behind which nothing is ours."""
    folders = {str(folder) for path in wanted for folder in _above(path)}
    for folder in sorted(folders, key=len):  # the outermost first
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(os.lstat(f"{site}/{folder}").st_mode):
                _remove(f"{site}/{folder}")


def _above(path: str) -> Iterator[str]:
    """The folders in which a file of the site stands."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


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
            left = [one for one in folders if _is_folder(f"{folder}/{one}")]
            if len(unwanted) == len(files) and not left:
                _remove(folder)


def _is_folder(path: str) -> bool:
    """True for a folder that is still there; a link to one is removed."""
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            return True
        _remove(path)
    return False


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        one = Path(path)
        if one.is_dir() and not one.is_symlink():
            one.rmdir()
        else:
            one.unlink()


def write(site: Path, path: str, content: bytes | Iterable[bytes]) -> Signature | None:
    """Write a file of the site, at once or piece by piece, and say what it is like now.

    It is always a new file: what stands there may be a link, or have another name in a copy of the site.
    """
    target = f"{site}/{path}"
    try:
        with _opened(target) as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
    except OSError as error:
        name_place(error, target)
        raise
    return signature(target)


def name_place(error: Exception, place: str) -> None:
    """Have an error of a disk that is full say where that is, `place` where it does not know: who writes into a file is not told
    its name, and who copies one is told that of the first."""
    if isinstance(error, OSError) and error.errno in FULL:
        error.filename, error.filename2 = error.filename2 or error.filename or place, None


def _opened(target: str) -> BinaryIO:
    """A new file there, in place of what may stand there. Mostly nothing does, in a folder that is there: that is tried first."""
    try:
        return open(target, "xb")  # noqa: PTH123 - a path object takes longer than the file
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
    except FileExistsError:
        try:
            os.unlink(target)  # noqa: PTH108
        except (IsADirectoryError, PermissionError):  # the second is what macOS says of a folder
            shutil.rmtree(target, ignore_errors=True)
    return open(target, "xb")  # noqa: PTH123
