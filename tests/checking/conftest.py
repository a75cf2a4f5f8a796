"""Broken postmortems and the problems that they expect.

A file `broken/NAME.md` is checked among the sound incidents of `archive/`, as their newest; a folder `broken/NAME/` is an
archive of its own. What they expect stands beside them: in `NAME.expected`, or in `expected` inside the folder.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.checking import Problem, check_archive, check_text

HERE = Path(__file__).parent
BROKEN = sorted(path for path in (HERE / "broken").iterdir() if path.is_dir() or path.suffix == ".md")
TODAY = date(2024, 6, 1)


def check_broken(path: Path, neighbours: Archive) -> list[Problem]:
    if path.is_dir():
        return check_archive(Archive.open(path), TODAY)
    return check_text(f"postmortems/2024-03-01-{path.stem}.md", path.read_bytes(), neighbours, TODAY)


def expectations(path: Path) -> list[str]:
    expected = path / "expected" if path.is_dir() else path.with_suffix(".expected")
    return expected.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def neighbours() -> Archive:
    """Sound incidents."""
    return Archive.open(HERE / "archive")


@pytest.fixture
def check(neighbours: Archive):
    """The problems of one more postmortem among the sound ones: `check(text)`, or `check(text, name="2024-03-01-x")`."""

    def check(text: str | bytes, name: str = "2024-03-01-checkout-down", archive: Archive = neighbours) -> list[Problem]:
        return check_text(f"postmortems/{name}.md", text, archive, TODAY)

    return check
