"""What takes longest to make is begun as soon as the archive is read, and the site is the same."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from postmortem_archive.publishing import database
from postmortem_archive.search.keeping import Finding
from postmortem_archive.search.shards import MANIFEST
from postmortem_archive.site import events, making
from postmortem_archive.site.making import Ahead
from tests.site.changing import EPOCH, World, tree
from tests.site.conftest import build_site

MADE, FOUND = "made.txt", "found.txt"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A large archive whose site was built, and of which one incident was edited then. Who makes a database, or finds what is
    similar, says so in a file."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    monkeypatch.setattr(making, "MANY", 1)
    world = World(tmp_path / "archive")

    def noted(work: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
        def does(subject: Any) -> Any:
            with (world.root / name).open("a") as file:
                file.write(f"{os.getpid()} ")
            return work(subject)

        return does

    monkeypatch.setattr(database, "database", noted(database.database, MADE))
    monkeypatch.setattr(Finding, "find", noted(Finding.find, FOUND))
    build_site(world.root, world.root / "site")
    assert makers(world) != [] != makers(world, FOUND), "both is done at first too"
    world.change(1, "grew.", "grew and grew.")
    return world


def makers(world: World, name: str = MADE) -> list[int]:
    """Who made a database, or found what is similar, since this was asked last."""
    path = world.root / name
    found = [int(one) for one in path.read_text().split()] if path.exists() else []
    path.unlink(missing_ok=True)
    return found


def is_right(world: World, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("POSTMORTEM_CACHE", "off")
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    return tree(world.root / "site") == tree(build_site(world.root, world.root / "cold"))


def test_it_is_made_while_mkdocs_lists_its_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[set[str]] = []
    list_files = events.archive_files

    def listed(site: Any) -> Any:
        begun.append(set(site.config.extra["archive_build"].ahead.products))
        return list_files(site)

    monkeypatch.setattr(events, "archive_files", listed)
    build_site(world.root, world.root / "site")
    assert len(begun) == 1
    assert {database.NAME, MANIFEST} <= begun[0]
    (maker,) = makers(world)
    assert maker != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(maker, 0)
    assert is_right(world, monkeypatch)


def test_what_is_similar_is_found_while_mkdocs_lists_its_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a process of its own, once, and where it ends without an answer, by its parent."""
    at_work: list[int] = []
    list_files = events.archive_files

    def listed(site: Any) -> Any:
        at_work.append(site.config.extra["archive_build"].ahead.at_work)
        return list_files(site)

    monkeypatch.setattr(events, "archive_files", listed)
    build_site(world.root, world.root / "site")
    assert at_work == [2]
    (finder,) = makers(world, FOUND)
    assert finder != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(finder, 0)
    assert is_right(world, monkeypatch)


def test_a_finder_that_dies_leaves_it_to_its_parent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, find = os.getpid(), Finding.find

    def dies(finding: Finding) -> Any:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return find(finding)

    monkeypatch.setattr(Finding, "find", dies)
    build_site(world.root, world.root / "site")
    assert makers(world, FOUND) == [parent]
    assert is_right(world, monkeypatch)


def test_it_is_kept_for_the_next_build_also_where_the_site_looks_another_way(world: World) -> None:
    build_site(world.root, world.root / "site")
    makers(world)
    config = world.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("site_name: ", "site_name: Other "))
    build_site(world.root, world.root / "site")
    assert makers(world) == []


@pytest.mark.parametrize("where", ["small", "first", "one process"])
def test_nothing_is_begun_where_it_is_of_no_use(world: World, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    if where == "small":
        monkeypatch.setattr(making, "MANY", 1_000)
    elif where == "one process":
        monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    else:
        monkeypatch.setenv("POSTMORTEM_CACHE", str(world.root / "empty"))
    monkeypatch.setattr(Ahead, "_make", lambda *_: pytest.fail("it was begun"))
    build_site(world.root, world.root / "site")
    assert len(makers(world)) == 1
    assert is_right(world, monkeypatch)


def test_a_process_that_dies_leaves_it_to_its_parent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, make = os.getpid(), Ahead._make

    def dies(ahead: Ahead, product: Any) -> Any:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return make(ahead, product)

    monkeypatch.setattr(Ahead, "_make", dies)
    build_site(world.root, world.root / "site")
    assert makers(world) == [parent]
    assert is_right(world, monkeypatch)


def test_what_fails_there_fails_the_build(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "finished", fail)
    with pytest.raises(OSError, match="No space left"):
        build_site(world.root, world.root / "site")


def test_a_build_that_fails_leaves_nobody_at_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Ahead] = []
    begin = Ahead.begin
    monkeypatch.setattr(Ahead, "begin", lambda ahead: (kept.append(ahead), begin(ahead)))

    def fail(*_: Any) -> Any:
        assert kept[0]._crew is not None
        raise PluginError("no such page")

    monkeypatch.setattr(events, "attachment_files", fail)
    with pytest.raises(SystemExit):
        build_site(world.root, world.root / "site")
    assert kept[0].at_work == 0
    monkeypatch.undo()
