"""A build in which nothing changed draws nothing, looks at nothing twice, and leaves the site as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig

from postmortem_archive.insight.actions import Ledger
from postmortem_archive.insight.trends import Trends
from postmortem_archive.keeping import store as keeping
from postmortem_archive.keeping.store import Store
from postmortem_archive.publishing import tables
from postmortem_archive.site import build as building
from postmortem_archive.site import standing
from postmortem_archive.site.pages import pages
from postmortem_archive.site.site import Site
from tests.insight import made
from tests.site.changing import EPOCH, World, tree
from tests.site.conftest import build_site
from tests.site.test_scale import TODAY


def refuse(*given: Any, **named: Any) -> Any:
    raise AssertionError("nothing changed, so nothing is to be worked out")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An archive whose site was built."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    world = World(tmp_path / "archive")
    build_site(world.root, world.root / "site")
    return world


def test_nothing_is_drawn_or_asked_where_nothing_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(world.root / "site")
    monkeypatch.setattr(building, "Workshop", refuse)
    monkeypatch.setattr(Ledger, "of", refuse)
    monkeypatch.setattr(Trends, "__init__", refuse)
    assert tree(build_site(world.root, world.root / "site")) == before


def delete(path: Path) -> None:
    path.unlink()


def overwrite(path: Path) -> None:
    path.write_text("somebody else's")


TOUCHED = (
    "incidents/2024-01-05-queue-full/index.html", "services/orders/index.html", "api/v1/incidents.json", "archive.db",
    "trends/index.html", "feed.xml",
)  # fmt: skip


@pytest.mark.parametrize("name", TOUCHED)
@pytest.mark.parametrize("touch", [delete, overwrite])
def test_what_somebody_touched_is_put_right_without_drawing(
    world: World, monkeypatch: pytest.MonkeyPatch, touch: Callable[[Path], None], name: str
) -> None:
    before = tree(world.root / "site")
    touch(world.root / "site" / name)
    (world.root / "site" / "incidents" / "left.html").write_text("of a build long ago")
    monkeypatch.setattr(building, "Workshop", refuse)
    assert tree(build_site(world.root, world.root / "site")) == before


def test_another_folder_is_filled_without_drawing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "Workshop", refuse)
    assert tree(build_site(world.root, world.root / "other")) == tree(world.root / "site")


@pytest.mark.parametrize("lost", ["contents_of", "extract_of"])
def test_what_is_lost_from_the_cache_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    before = tree(world.root / "site")
    for name in TOUCHED:
        delete(world.root / "site" / name)
    monkeypatch.setattr(standing, lost, lambda *_: () if lost == "contents_of" else None)
    assert tree(build_site(world.root, world.root / "site")) == before


def keys(world: World) -> set[bytes]:
    return set(Store(world.root / ".cache" / "archive")._places)


def test_nothing_is_forgotten_while_nothing_changes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(world)
    monkeypatch.setattr(keeping, "MOST_PACKS", 1)
    for _ in range(3):
        build_site(world.root, world.root / "site")
    assert keys(world) == before


def test_a_file_that_is_gone_is_missed_though_no_postmortem_changed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    picture = world.folder / "queue.png"
    picture.write_bytes(b"\x89PNG")
    world.change(0, "grew.", "grew.\n\n![The queue](queue.png)")
    for there in (True, True, False, False):
        if not there:
            picture.unlink(missing_ok=True)
        caplog.clear()
        with caplog.at_level("INFO", "mkdocs"):
            build_site(world.root, world.root / "site")
        assert ("[missing-image]" in caplog.text) is not there


def test_to_name_the_pages_works_out_nothing_of_what_stands_on_them(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(made.archive_of(made.incident("2024-01-01-a", services=("web",))), MkDocsConfig(), TODAY)
    monkeypatch.setattr(Ledger, "of", refuse)
    monkeypatch.setattr(Trends, "__init__", refuse)
    assert {"actions/index.md", "trends/index.md", "services/web/index.md"} <= {source for source, *_ in pages(site)}


def test_after_an_edit_the_database_reads_that_text_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    read: list[str] = []
    body = tables.body_text
    monkeypatch.setattr(tables, "body_text", lambda incident: read.append(incident.slug) or body(incident))
    world.change(1, "grew.", "grew and grew.")
    world_site = build_site(world.root, world.root / "site")
    assert set(read) == {"2024-02-06-disk-full"}
    monkeypatch.setenv("POSTMORTEM_CACHE", "off")
    assert tree(world_site) == tree(build_site(world.root, world.root / "cold"))
