"""The text of a guide's page is converted once, and again when something that it depends on is something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mkdocs.exceptions
import pytest

from postmortem_archive.site import conversions
from tests.site.changing import World
from tests.site.conftest import build_site

pytestmark = pytest.mark.usefixtures("as_if_large")

GUIDE = """# How we work

Read [the other](other.md), [its end](other.md#the-end) and [an incident](../postmortems/2024-01-05-queue-full.md).[^1]

| a | b |
| - | - |
| 1 | 2 |

## Again { .loud }

## Again

[^1]: Or [all of them](incidents/index.md).
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "archive")
    write(made, "guide", GUIDE)
    write(made, "other", "# Other\n\n## The end\n\nBack to [where you were](guide.md#again_1).\n")
    return made


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were converted and not found among what is kept; whoever asks empties it."""
    found: list[str] = []
    convert = conversions.convert

    def noted(page: conversions.Page, *rest: object) -> None:
        found.append(page.file.src_uri)
        convert(page, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(conversions, "convert", noted)
    return found


def write(world: World, name: str, text: str) -> None:
    (world.root / "docs" / f"{name}.md").write_text(text)


def configure(world: World, old: str, new: str) -> None:
    config = world.root / "mkdocs.yml"
    assert old in config.read_text()
    config.write_text(config.read_text().replace(old, new))


def anew(world: World, converted: list[str]) -> set[str]:
    """Builds, and says which of the two pages were converted for it; the site is as one without a cache."""
    converted.clear()
    build_site(world.root, world.root / "site")
    found = {name for name in converted if name in ("guide.md", "other.md")}
    world.is_built_right()
    return found


def test_a_page_is_converted_once(world: World, converted: list[str]) -> None:
    assert anew(world, converted) == {"guide.md", "other.md"}
    assert anew(world, converted) == set()
    world.change(0, "grew.", "shrank.")
    assert anew(world, converted) == set()


def test_it_is_what_mkdocs_makes_of_it(world: World) -> None:
    """Once converted here, once as it is kept, and once by MkDocs, as wherever somebody else listens."""
    name = "site/guide/index.html"
    pages = []
    for _ in range(2):
        build_site(world.root, world.root / "site")
        pages.append((world.root / name).read_text())
    (world.root / "theirs.py").write_text("def on_page_content(html, **_):\n    return html\n")
    configure(world, "hooks: [", f"hooks: [{world.root / 'theirs.py'}, ")
    build_site(world.root, world.root / "site")
    pages.append((world.root / name).read_text())
    for page in pages:
        assert '<h2 id="again_1">Again' in page
        assert '<a class="footnote-backref"' in page
        assert 'href="../incidents/2024-01-05-queue-full/"' in page
        assert page == pages[0]


def rewrite(world: World) -> None:
    write(world, "guide", GUIDE.replace("Read", "Do read"))


def forbid(world: World) -> None:
    configure(world, "footnotes, ", "")


def leave_out(world: World) -> None:
    configure(world, "site_url:", "draft_docs: other.md\nsite_url:")


def lose(world: World) -> None:
    (world.root / "docs" / "other.md").unlink()


@pytest.mark.parametrize(("change", "pages"), [
    (rewrite, {"guide.md"}),
    (forbid, {"guide.md", "other.md"}),
    (leave_out, {"guide.md"}),
    (lose, {"guide.md"}),
])  # fmt: skip
def test_and_again_after_a_change(world: World, converted: list[str], change: Callable[[World], None], pages: set[str]) -> None:
    anew(world, converted)
    change(world)
    assert pages <= anew(world, converted)
    assert anew(world, converted) == set()


def test_a_link_is_another_when_the_incident_has_another_address(world: World, converted: list[str]) -> None:
    anew(world, converted)
    old = world.folder / "2024-01-05-queue-full.md"
    old.rename(world.folder / "2024-01-05-queue-fuller.md")
    write(world, "guide", GUIDE.replace("queue-full", "queue-fuller"))
    assert anew(world, converted) == {"guide.md"}
    assert "../incidents/2024-01-05-queue-fuller/" in (world.root / "site" / "guide" / "index.html").read_text()


@pytest.mark.parametrize(("link", "said"), [
    ("nowhere.md", "contains a link 'nowhere.md'"),
    ("other.md#nothing", "does not contain an anchor '#nothing'"),
])  # fmt: skip
def test_what_is_wrong_with_its_links_is_said_in_every_build_and_counts(
    world: World, converted: list[str], caplog: pytest.LogCaptureFixture, link: str, said: str
) -> None:
    configure(world, "site_url:", "validation: {anchors: warn}\nsite_url:")
    write(world, "guide", GUIDE.replace("other.md#the-end", link))
    for number in range(3):
        caplog.clear()
        converted.clear()
        with caplog.at_level("WARNING", "mkdocs"), pytest.raises(mkdocs.exceptions.Abort, match="1 warnings"):
            build_site(world.root, world.root / "site", strict=True)
        assert said in caplog.text
        assert ("guide.md" in converted) == (number == 0)
    write(world, "other", "# Other\n\n## Nothing\n")
    write(world, "nowhere", "# Nowhere\n")
    caplog.clear()
    with caplog.at_level("WARNING", "mkdocs"):
        build_site(world.root, world.root / "site")
    assert said not in caplog.text


def test_where_the_same_text_may_become_something_else_nothing_is_kept(world: World, converted: list[str]) -> None:
    configure(world, "footnotes, ", f"footnotes, pymdownx.snippets: {{base_path: ['{world.root / 'docs'}']}}, ")
    write(world, "guide", '# How we work\n\n--8<-- "said.txt"\n')
    for text in ("once", "twice"):
        (world.root / "docs" / "said.txt").write_text(text)
        assert anew(world, converted) == set()
        assert f"<p>{text}</p>" in (world.root / "site" / "guide" / "index.html").read_text()
