"""The key of whatever made a result: each part of it counts, and none is forgotten."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from postmortem_archive.keeping import code

ROOT = Path(__file__).parents[2]
ASIDE = {
    "anyio": "hands over questions",
    "click": "reads what is asked for",
    "mcp": "hands over answers",
    "mcp-types": "likewise",
    "packaging": "reads a requirement for a new archive",
    "prompt-toolkit": "asks questions",
    "pyarrow": "writes a file that is made anew every time",
    "rich": "shows how far a build is",
    "ruamel-yaml": "rewrites postmortems, of which nothing is kept",
    "watchdog": "notices that files changed",
}
"""Distributions that are used, and have no part in what is kept."""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> Iterator[str]:
    """The modules outside of the standard library that the package imports, wherever it does."""
    for path in sorted(code.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield (node.module or "").partition(".")[0]


def required() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {plain(re.split(r"[<>=!~\[; ]", one, maxsplit=1)[0]) for one in project["dependencies"]}


def digest_now() -> bytes:
    code.code_digest.cache_clear()
    return code.code_digest()


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    yield
    code.code_digest.cache_clear()


def test_every_package_that_is_used_is_part_of_the_key() -> None:
    names = packages_distributions()
    modules = set(imported()) - sys.stdlib_module_names - {"postmortem_archive"}
    used = {plain(name) for module in modules for name in names[module]} | required()
    told = set(map(plain, code.DISTRIBUTIONS))
    assert used - ASIDE.keys() - told == set(), "name it in keeping/code.py, or say here why it has no part in what is kept"
    assert not ASIDE.keys() & told
    assert ASIDE.keys() <= used, "nobody uses it any more"


@pytest.mark.parametrize("name", code.DISTRIBUTIONS)
def test_another_version_of_any_of_them_is_another_key(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # the package's own files are the same all the time
    monkeypatch.setattr(code, "PACKAGE", ROOT / "no such folder")
    before, version = digest_now(), code.version
    monkeypatch.setattr(code, "version", lambda asked: "0.0.1" if asked == name else version(asked))
    assert digest_now() != before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"tzdata.zi": "# version 2025b"}, {"tzdata.zi": "# version 2025c"}),
        ({"+VERSION": "2025b"}, {"+VERSION": "2025c"}),
        ({}, {"tzdata.zi": "# version 2025b"}),
    ],
)
def test_other_time_zones_of_the_machine_are_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, str], after: dict[str, str]
) -> None:
    monkeypatch.setattr(code, "PACKAGE", ROOT / "no such folder")
    monkeypatch.setattr(code.zoneinfo, "TZPATH", (str(tmp_path), str(tmp_path / "none")))

    def key(files: dict[str, str]) -> bytes:
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        return digest_now()

    first = key(before)
    assert key(before) == first
    assert key(after) != first


def test_zones_that_say_no_version_are_told_by_the_time_they_were_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code.zoneinfo, "TZPATH", (str(tmp_path),))
    before = digest_now()
    os.utime(tmp_path, ns=(1, 1))
    assert digest_now() != before
