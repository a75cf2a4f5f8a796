"""What is kept from one build to the next, with which settings, and what is drawn anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from postmortem_archive.checking import credentials
from postmortem_archive.keeping import code
from postmortem_archive.publishing import calendar
from postmortem_archive.search import likeness
from postmortem_archive.site import production, written
from tests.site.changing import EPOCH, FILES, World, tree
from tests.site.conftest import build_site

pytestmark = pytest.mark.usefixtures("as_if_large")


def test_other_code_draws_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(tmp_path / "archive")
    build_site(world.root, world.root / "site")
    page = world.root / "site" / "incidents" / "2024-01-05-queue-full" / "index.html"
    first = page.stat().st_mtime_ns
    with caplog.at_level("INFO", "mkdocs"):
        build_site(world.root, world.root / "site")
    assert page.stat().st_mtime_ns == first, "a page that is the same is not written again"
    assert ", 0 reused" not in caplog.text
    caplog.clear()
    code.code_digest.cache_clear()
    monkeypatch.setattr(code.sys, "version", "another Python")
    with caplog.at_level("INFO", "mkdocs"):
        build_site(world.root, world.root / "site")
    assert ", 0 reused" in caplog.text
    code.code_digest.cache_clear()


def test_what_an_upgrade_finds_is_found_in_what_was_checked_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, version, plugins = World(tmp_path / "archive"), code.version, credentials._plugins
    world.change(0, "grew.", "grew. AKIAZ7Q3MN5RT2XW8YVB")
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    code.code_digest.cache_clear()
    monkeypatch.setattr(code, "version", lambda name: "1.4.9" if name == "detect-secrets" else version(name))
    monkeypatch.setattr(credentials, "_plugins", tuple)
    with caplog.at_level("INFO", "mkdocs"):
        build_site(world.root, world.root / "site")
    assert "[secret]" not in caplog.text
    code.code_digest.cache_clear()
    monkeypatch.setattr(code, "version", version)
    monkeypatch.setattr(credentials, "_plugins", plugins)
    with caplog.at_level("INFO", "mkdocs"):
        build_site(world.root, world.root / "site")
    assert "[secret]" in caplog.text
    code.code_digest.cache_clear()


@pytest.mark.parametrize("line", [
    "markdown_extensions: [tables, footnotes, toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}]",
    "markdown_extensions: [tables, footnotes: {UNIQUE_IDS: true}]",
    "exclude_docs: drafts/",
    "not_in_nav: aside/",
], ids=["slugify", "unique footnotes", "exclude_docs", "not_in_nav"])  # fmt: skip
def test_pages_are_kept_with_settings_that_are_more_than_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    world = World(tmp_path / "archive")
    config = world.root / "mkdocs.yml"
    kept = [one for one in config.read_text().splitlines() if not (line[:10] == one[:10] == "markdown_e")]
    config.write_text("\n".join([line, *kept]) + "\n")
    for which in range(len(FILES)):
        world.change(which, "grew.", "grew.[^1]\n\n[^1]: As ever.")
    world.is_built_right()
    world.change(1, "grew.", "grew again.")
    with caplog.at_level("INFO", "mkdocs"):
        world.is_built_right()
    assert "No page is kept for the next build" not in caplog.text


def test_an_extension_that_is_an_object_has_no_page_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path / "archive")
    (world.root / "theirs.py").write_text(
        "from markdown.extensions import Extension\nclass Theirs(Extension):\n    def extendMarkdown(self, md):\n        pass\n"
        "def on_config(config):\n    config.markdown_extensions.append(Theirs())\n"
    )
    config = world.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks: [", f"hooks: [{world.root / 'theirs.py'}, "))
    with caplog.at_level("INFO", "mkdocs"):
        world.is_built_right()
    assert "No page is kept for the next build: the Markdown extension" in caplog.text


@pytest.mark.parametrize("wrong", ["    severities: wrong", "nav: [{Home: index.md, Twice: index.md}]"], ids=["settings", "nav"])
def test_a_build_that_fails_leaves_the_site_as_it_was(tmp_path: Path, wrong: str) -> None:
    world = World(tmp_path / "archive")
    (world.root / "theirs.py").write_text("def on_nav(nav, **_):\n    assert 'Twice' not in repr(nav.items), 'a page twice'\n")
    config = world.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks: [", f"hooks: [{world.root / 'theirs.py'}, "))
    build_site(world.root, world.root / "site")
    right, before = config.read_text(), tree(world.root / "site")
    place = "    timezone: UTC" if wrong.startswith(" ") else "plugins: []"
    config.write_text(right.replace(place, f"{place}\n{wrong}"))
    with pytest.raises((Abort, AssertionError)):
        build_site(world.root, world.root / "site")
    assert tree(world.root / "site") == before
    config.write_text(right)
    world.is_built_right()


def test_what_a_build_that_was_killed_put_aside_is_used_by_the_next(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    world.is_built_right()
    page = world.root / "site" / "incidents" / "2024-01-05-queue-full" / "index.html"
    first = page.stat().st_mtime_ns
    written.put_aside(world.root / "site")
    page.parent.mkdir(parents=True)
    page.write_text("half of")
    world.is_built_right()
    assert page.stat().st_mtime_ns == first


def test_what_was_logged_about_a_page_is_logged_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path / "archive")
    world.change(0, "grew.", "grew. [gone](nowhere.md)")
    for _ in range(2):
        caplog.clear()
        with caplog.at_level("INFO", "mkdocs"):
            build_site(world.root, world.root / "site")
        assert "contains a link 'nowhere.md'" in caplog.text


def test_an_older_incident_that_comes_or_goes_has_no_other_drawn_that_does_not_know_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records of the search are numbered from the oldest incident: then those of all later ones move, and nothing else."""
    monkeypatch.setattr(likeness, "LEAST", 1.0)  # what is similar follows from how many there are
    drawn: set[str] = set()
    make = production.Workshop._made

    def made(self: production.Workshop, key: bytes | None, product: production.Product) -> production.Made:
        drawn.add(product.paths[0])
        return make(self, key, product)

    def built() -> set[str]:
        os.environ.update(POSTMORTEM_WORKERS="1", SOURCE_DATE_EPOCH=str(EPOCH))
        drawn.clear()
        with monkeypatch.context() as patch:
            patch.setattr(production.Workshop, "_made", made)
            build_site(world.root, world.root / "site")
        found = {path for path in drawn if path.startswith("incidents/2")}
        world.is_built_right()
        return found

    world = World(tmp_path / "archive")
    older, name = world.folder / "2023-01-01-older.md", "incidents/2023-01-01-older/index.html"
    text = "---\ntitle: Lamp burnt out\ndate: 2023-01-01\nvisibility: public\n---\n\nA lamp.\n"
    older.write_text(text)
    assert len(built()) == len(FILES) + 1
    older.unlink()
    assert not built()
    shutil.rmtree(world.root / "site")
    assert not built()
    older.write_text(text)
    assert built() <= {name}


def test_the_calendar_is_written_anew_where_an_entry_or_the_code_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not after every edit: it takes long."""
    world, written, write = World(tmp_path / "archive"), [], calendar.write_calendar
    monkeypatch.setattr(calendar, "write_calendar", lambda entries: written.append(len(entries)) or write(entries))
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")

    def times() -> int:
        written.clear()
        build_site(world.root, world.root / "site")
        return len(written)

    assert times() == 1
    world.change(0, "grew.", "shrank.")
    assert times() == 0
    world.change(0, "Put a limit in", "Put two limits in")
    assert times() == 1
    world.change(0, "shrank.", "grew.")
    code.code_digest.cache_clear()
    monkeypatch.setattr(code.sys, "version", "another Python")
    assert times() == 1
    code.code_digest.cache_clear()
