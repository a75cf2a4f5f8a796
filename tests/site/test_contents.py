"""What the archive says on pages that MkDocs draws is drawn by other processes, where the archive is large."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from postmortem_archive.search import keeping
from postmortem_archive.site import events, making
from postmortem_archive.site.build import Build
from postmortem_archive.site.making import Ahead
from postmortem_archive.site.process import Process
from tests.site.changing import FILES
from tests.site.conftest import build_site, make_archive


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive whose pages say which process drew them."""
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    drawn = events._drawn
    monkeypatch.setattr(events, "_drawn", lambda *given: f"<p>drawn by {os.getpid()}</p>{drawn(*given)}")
    return make_archive(tmp_path / "archive", dict(FILES))


def who_drew(site: Path, page: str) -> set[int]:
    return {int(one) for one in re.findall(r"drawn by (\d+)", (site / page / "index.html").read_text())}


def test_others_draw_them_and_find_what_is_similar_meanwhile(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("what is similar was found when it was asked for, and not before")

    monkeypatch.setattr(making, "MANY", len(FILES))
    monkeypatch.setattr(keeping, "apart", refuse)
    site = build_site(root, root / "site")
    for page in ("trends", "timeline", "actions", "services"):
        assert len(who_drew(site, page)) == 1, page
        assert who_drew(site, page) != {os.getpid()}, page
    assert who_drew(site, "recurrences") == {os.getpid()}


def test_a_small_archive_is_drawn_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MANY", len(FILES) + 1)
    assert who_drew(build_site(root, root / "site"), "trends") == {os.getpid()}


def test_one_process_draws_all_where_there_is_to_be_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MANY", 1)
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    assert who_drew(build_site(root, root / "site"), "trends") == {os.getpid()}


def test_what_is_kept_is_not_drawn_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MANY", 1)
    first = who_drew(build_site(root, root / "site"), "trends")
    assert who_drew(build_site(root, root / "site"), "trends") == first


@pytest.mark.parametrize("serving", [False, True])
def test_what_fails_there_fails_the_build(root: Path, monkeypatch: pytest.MonkeyPatch, serving: bool) -> None:
    """And leaves nobody at work: whoever serves goes on."""
    kept: list[tuple[Ahead, int]] = []
    find = Ahead.find_similar

    def fail(*_: Any) -> str:
        raise ValueError("no such colour")

    monkeypatch.setattr(Ahead, "find_similar", lambda ahead: (find(ahead), kept.append((ahead, ahead.at_work))))
    monkeypatch.setattr(making, "MANY", 1)
    monkeypatch.setattr(events, "_drawn", fail)
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    monkeypatch.setattr(Process, "serving", serving)
    with pytest.raises(ValueError, match="no such colour"):
        build(config)
    assert [(at_work, ahead.at_work) for ahead, at_work in kept] == [(1, 0)]


def test_what_was_built_is_left_to_the_system_when_the_command_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[object] = []
    monkeypatch.setattr(events, "leave", left.append)
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert left == []
    config.plugins.on_shutdown()
    assert [type(one) for one in left] == [Build]
