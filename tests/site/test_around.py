"""What stands around the archive's pages and is of the user's own: hooks, and folders with templates and icons."""

from __future__ import annotations

from pathlib import Path

import pytest
from material.extensions import emoji as emoji_of_material

from postmortem_archive.site.process import Process
from tests.site.changing import World

pytestmark = pytest.mark.usefixtures("as_if_large")
MAIN = """{% extends "base.html" %}{% block extrahead %}{{ super() }}PART{% endblock %}"""


def with_hook(world: World, text: str, *, behind: bool = False) -> None:
    """A hook of the user's own, before the archive's or behind it."""
    hook = world.root / "own" / "theirs.py"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    config = world.root / "mkdocs.yml"
    old, new = ("archive_site.py]", f"archive_site.py, {hook}]") if behind else ("hooks: [", f"hooks: [{hook}, ")
    config.write_text(config.read_text().replace(old, new))


def shows(world: World, words: str) -> None:
    """Build; the words stand on a page that MkDocs draws, and on one that is kept, and the site is as from nothing."""
    world.is_built_right()
    for page in ("index.html", "incidents/2024-01-05-queue-full/index.html"):
        assert words in (world.root / "site" / page).read_text(), page


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_a_filter_of_a_hook_is_asked_in_every_build(tmp_path: Path, behind: bool) -> None:
    world = World(tmp_path / "archive")
    revision = world.root / "REVISION"
    with_hook(
        world,
        "from pathlib import Path\n"
        f"def on_env(env, **_):\n    env.filters['upper'] = lambda name: Path({str(world.root)!r}, name).read_text()\n",
        behind=behind,
    )
    (world.root / "overrides/main.html").write_text(MAIN.replace("PART", "{{ 'REVISION'|upper }}"))
    for words in ("one revision", "two revisions"):
        revision.write_text(words)
        shows(world, words)


def test_a_hook_behind_the_archives_gives_every_page_its_navigation(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    with_hook(
        world,
        "from mkdocs.structure.nav import Link, Navigation\n"
        "def on_nav(nav, **_):\n    return Navigation([*nav.items, Link('Status page', 'https://status.example')], nav.pages)\n",
        behind=True,
    )
    shows(world, "https://status.example")


def test_templates_in_a_linked_folder_are_told(tmp_path: Path) -> None:
    """Also where links lead round in a circle."""
    world = World(tmp_path / "archive")
    shared = world.root / "shared"
    shared.mkdir()
    (world.root / "overrides/company").symlink_to(shared)
    (shared / "again").symlink_to(world.root / "overrides")
    (world.root / "overrides/main.html").write_text(MAIN.replace("PART", "{% include 'company/note.html' %}"))
    for words in ("one note", "two notes"):
        (shared / "note.html").write_text(words)
        shows(world, words)


def test_whatever_stands_in_a_folder_that_a_hook_adds_is_told(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    shared = world.root / "shared"
    shared.mkdir()
    with_hook(world, f"def on_config(config):\n    config.theme.dirs.insert(1, {str(shared)!r})\n")
    (world.root / "overrides/main.html").write_text(MAIN.replace("PART", "{% include 'note.j2' %}"))
    for words in ("one note", "two notes"):
        (shared / "note.j2").write_text(words)
        shows(world, words)


def test_icons_that_markdown_names_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """On pages of the guide too; a process that has read an icon keeps nothing with another."""
    world = World(tmp_path / "archive")
    icons = world.root / "icons" / "own"
    icons.mkdir(parents=True)
    config = world.root / "mkdocs.yml"
    emoji = (
        "pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji , emoji_generator: "
        f"!!python/name:material.extensions.emoji.to_svg , options: {{custom_icons: [{icons.parent}]}}}}"
    )
    config.write_text(config.read_text().replace("pymdownx.superfences", f"pymdownx.superfences, {emoji}"))
    (world.root / "docs/index.md").write_text("# Home\n\nOur :own-logo: here.\n")
    for size, begins in ((8, True), (9, True), (7, False)):
        (icons / "logo.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"></svg>')
        if begins:  # as another process
            emoji_of_material._load.cache_clear()
            Process.icons = None
        with caplog.at_level("INFO", "mkdocs"):
            world.is_built_right()
        assert ("Material reads 'custom_icons' once" in caplog.text) != begins
        assert (f"0 0 {size} {size}" in (world.root / "site/index.html").read_text()) == begins
    Process.icons = None
