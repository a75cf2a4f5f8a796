"""An incident in the lists of several groups: drawn once where our template draws it, and on every page where another does."""

from __future__ import annotations

from pathlib import Path

from postmortem_archive.site.site import THEME
from tests.site.changing import World
from tests.site.conftest import build_site

GROUPS = ("services/orders", "root-causes/capacity")


def test_a_list_entry_is_the_same_in_every_group(tmp_path: Path) -> None:
    site = build_site(World(tmp_path / "archive").root, tmp_path / "site")
    assert len({_entry(site / group / "index.html") for group in GROUPS}) == 1


def test_a_list_entry_of_the_user_may_say_where_it_stands(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    own = world.root / "overrides" / "archive" / "macros.html"
    own.parent.mkdir()
    link = """{{ url("services/orders/") }}"""
    own.write_text((THEME / "archive" / "macros.html").read_text().replace('"pm-entry__title">', f'"pm-entry__title">{link} '))
    site = build_site(world.root, tmp_path / "site")
    for group, address in zip(GROUPS, ("./", "../../services/orders/"), strict=True):
        assert f'<p class="pm-entry__title">{address} <a' in (site / group / "index.html").read_text()


def _entry(page: Path) -> str:
    """What the list says of the one that is in both groups."""
    (found,) = (one for one in page.read_text().split('<li class="pm-entry')[1:] if "queue-full/" in one.partition("</li>")[0])
    return found.partition("</li>")[0]
