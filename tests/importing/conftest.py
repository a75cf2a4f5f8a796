"""Imports of fixtures, without a command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postmortem_archive.importing import Plan, gather, make_plan
from postmortem_archive.importing.foreign import Choices
from postmortem_archive.settings import read_settings

FOREIGN = Path(__file__).parent / "foreign"
MakePlan = Callable[..., Plan]
Write = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def plan(tmp_path: Path) -> MakePlan:
    """Plans the import of files: `plan("kiosk-nap.txt", timezone="UTC")`. A name that is no path is a fixture's."""

    def make(*names: str | Path, force: bool = False, only: tuple[str, ...] = (), **choices: Any) -> Plan:
        sources = [str(name if isinstance(name, Path) else FOREIGN / name) for name in names]
        pieces, unread = gather(sources, only)
        settings = read_settings(choices.pop("settings", {}))
        made = make_plan(pieces, tmp_path / "postmortems", Choices(settings, **choices), force)
        made.unread[:0] = unread
        return made

    return make


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a folder of sources, and returns it."""

    def put(files: dict[str, str | bytes]) -> Path:
        root = tmp_path / "sources"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return put
