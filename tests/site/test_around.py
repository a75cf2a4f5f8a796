"""What stands around the archive's pages and is of the user's own: hooks, and folders with templates and icons."""

from __future__ import annotations

from pathlib import Path

import pytest

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
