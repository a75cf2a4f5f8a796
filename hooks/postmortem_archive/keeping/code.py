"""What made a result besides its input: this package's own files, the Python that ran, and the packages that it used."""

from __future__ import annotations

import sys
import zoneinfo
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from postmortem_archive.keeping.store import digest

PACKAGE = Path(__file__).parents[1]

DISTRIBUTIONS = (
    "bm25s", "detect-secrets", "icalendar", "Jinja2", "Markdown", "MarkupSafe", "mkdocs", "mkdocs-material", "nh3", "numpy",
    "pathspec", "pydantic", "pydantic-core", "Pygments", "pymdown-extensions", "PyStemmer", "python-frontmatter", "PyYAML",
    "pyyaml-env-tag", "scipy", "threadpoolctl", "tzdata",
)  # fmt: skip
"""All that have a part in what is read, checked, found or drawn."""

ZONES_SAY = ("tzdata.zi", "+VERSION")
"""Files in which a machine's own database of time zones says of which version it is."""


@cache
def code_digest() -> bytes:
    """A key of everything that results depend on besides their input and the settings: this package, Python, the distributions
    that it uses, and the time zones that the machine knows.

    A process does not load its code anew, so this is worked out once.
    """
    parts: list[bytes | str] = [sys.version]
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".yml", ".html", ".txt", ".md") and path.is_file():
            parts += [path.relative_to(PACKAGE).as_posix(), path.read_bytes()]
    return digest(*parts, *map(_told, DISTRIBUTIONS), *_zones())


def _told(distribution: str) -> str:
    try:
        return f"{distribution} {version(distribution)}"
    except PackageNotFoundError:
        return f"{distribution} none"


def _zones() -> Iterator[bytes]:
    """The versions of the machine's databases of time zones, which come before the distribution's."""
    for folder in map(Path, zoneinfo.TZPATH):
        if folder.is_dir():
            says = [path for name in ZONES_SAY if (path := folder / name).is_file()]
            # where none is told, the time at which it was put there
            yield says[0].read_bytes() if says else str(folder.stat().st_mtime_ns).encode()
