"""What made a result besides its input: this package's own files, the Python that ran, and the packages that it used."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from postmortem_archive.keeping.store import digest

PACKAGE = Path(__file__).parents[1]


@cache
def code_digest(*packages: str) -> bytes:
    """A key of everything that results depend on besides their input; `packages` are the names of distributions.

    A process does not load its code anew, so this is worked out once.
    """
    parts: list[bytes | str] = [sys.version]
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".yml", ".html", ".txt", ".md") and path.is_file():
            parts += [path.relative_to(PACKAGE).as_posix(), path.read_bytes()]
    for package in packages:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"{package} none")
    return digest(*parts)
