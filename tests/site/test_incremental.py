"""After any sequence of changes the site is, byte for byte, the site of a build that starts from nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config

from postmortem_archive.site.process import Process
from tests.site.changing import CHANGES, FILES, World, postmortem, tree
from tests.site.conftest import build_site, make_archive

pytestmark = pytest.mark.usefixtures("as_if_large")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_one_change(tmp_path: Path, change: Callable[[World, int], None]) -> None:
    world = World(tmp_path / "archive")
    world.is_built_right()
    for which in (1, 2):
        os.environ["POSTMORTEM_WORKERS"] = "2"
        change(world, which)
        world.is_built_right()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 11)), min_size=3, max_size=6))
def test_any_sequence_of_changes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Callable[[World, int], None], int]]
) -> None:
    world = World(tmp_path_factory.mktemp("world") / "archive")
    world.is_built_right()
    for change, which in steps:
        change(world, which)
        world.is_built_right()


def test_a_plugin_of_the_user_sees_every_page_and_the_site_is_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path / "archive")
    world.is_built_right()
    kept = tree(build_site(world.root, world.root / "site"))
    (world.root / "theirs.py").write_text(
        "from pathlib import Path\nSEEN = Path(__file__).with_name('seen.txt')\n"
        "def on_page_content(html, *, page, config, files):\n"
        "    with SEEN.open('a') as seen:\n        seen.write(page.file.src_uri + chr(10))\n    return html\n"
    )
    config = world.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("archive_site.py]", f"archive_site.py, {world.root / 'theirs.py'}]"))
    with caplog.at_level("INFO", "mkdocs"):
        drawn = tree(build_site(world.root, world.root / "site"))
    for site in (drawn, kept):
        site.pop("search/search_index.json", None)  # of the theme's own search, which sees what MkDocs draws
    assert drawn == kept
    seen = (world.root / "seen.txt").read_text().split()
    assert {f"incidents/{path.stem}.md" for path in world.paths()} <= set(seen)
    assert "services/orders/index.md" in seen
    assert "theirs.py: every page is drawn by MkDocs" in caplog.text


@pytest.mark.parametrize("failure", ["read-only", "full"])
def test_a_disk_that_takes_nothing_more_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    world = World(tmp_path / "archive")
    pwrite = os.pwrite
    taken = 0

    def refuse(descriptor: int, content: bytes, offset: int) -> int:
        nonlocal taken
        taken += len(content)
        if taken > (0 if failure == "read-only" else 20_000):
            raise OSError(28 if failure == "full" else 30, "No space left on device")
        return pwrite(descriptor, content, offset)

    monkeypatch.setattr(os, "pwrite", refuse)
    world.is_built_right()
    assert taken, "the build tried to keep something"
    monkeypatch.setattr(os, "pwrite", pwrite)
    world.is_built_right()


def test_a_copy_that_shares_its_files_with_the_site_stays_as_it_was(tmp_path: Path) -> None:
    """As releases do that are made with hard links."""
    world = World(tmp_path / "archive")
    site, release = world.root / "site", tmp_path / "release"
    shutil.copytree(build_site(world.root, site), release, copy_function=os.link)
    before = tree(release)
    world.change(0, "grew.", "shrank.")
    assert tree(build_site(world.root, site)) != before
    assert tree(release) == before


def test_a_page_may_stand_where_a_file_was(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    linked = world.folder / "2024-06-06-x.txt"
    linked.write_text("a log")
    world.change(0, "grew.", "grew. [Log](2024-06-06-x.txt)")
    world.is_built_right()
    linked.unlink()
    (world.folder / "2024-06-06-x.txt.md").write_text(postmortem("A log", "2024-06-06"))
    world.is_built_right()


def test_a_dirty_build_draws_the_archives_pages(tmp_path: Path) -> None:
    """MkDocs asks each page whether it is another than before, which is told of no page of the archive by its file."""
    root = make_archive(tmp_path / "archive", dict(FILES))
    for words in ("grew.", "shrank."):
        path = root / "postmortems/2024-01-05-queue-full.md"
        path.write_text(path.read_text().replace("grew.", words).replace("title: ", f"title: It {words} "))
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
        config.plugins.on_startup(command="build", dirty=True)
        build(config, dirty=True)
        assert words in (tmp_path / "site/incidents/2024-01-05-queue-full/index.html").read_text()
        assert (tmp_path / "site/trends/index.html").is_file()
        assert words in (tmp_path / "site/index.html").read_text()
    Process.dirty = False
