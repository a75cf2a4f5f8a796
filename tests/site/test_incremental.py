"""After any sequence of changes the site is, byte for byte, the site of a build that starts from nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortem_archive.keeping import code, workers
from postmortem_archive.site import contents, making, production
from tests.site.conftest import build_site, make_archive

DAY = 86_400
EPOCH = 1_750_000_000


def postmortem(title: str, day: str, extra: str = "", body: str = "") -> str:
    return (
        f"---\ntitle: {title}\nid: PM-{day[:4]}-{day[5:7]}{day[8:10]}\ndate: {day}\nvisibility: public\n{extra}---\n\n"
        f"## Summary\n\nThe queue of **{title}** grew.\n\n{body}\n\n## Timeline\n\n- 10:00 It broke\n- 10:30 Resolved: it worked\n\n"
        "## Lessons learned\n\n- Queues need limits.\n\n## Action items\n\n- [ ] Put a limit in (owner: core, due: 2025-06-20)\n"
    )


FILES = {
    "2024-01-05-queue-full.md": postmortem("Queue full", "2024-01-05", "services: [orders]\nroot_causes: [capacity]\n"),
    "2024-02-06-disk-full.md": postmortem(
        "Disk full", "2024-02-06", "services: [orders, disk]\nrelated: [{incident: PM-2024-0105, type: recurrence_of}]\n"
    ),
    "2024-03-07-token-expired.md": postmortem("Token expired", "2024-03-07", "tags: [tls]\n", "As in PM-2024-0206."),
    "2024-04-08-cache-cold.md": postmortem(
        "Cache cold", "2024-04-08", "tags: [tls]\nservices: [orders]\n", "See [that](2024-01-05-queue-full.md#summary)."
    ),
}


@pytest.fixture(scope="module", autouse=True)
def _as_if_it_were_large() -> Iterator[None]:
    """What a build does from many incidents on is done here from one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "MANY", 1)
        patch.setattr(making, "MANY", 1)
        yield


class World:
    """An archive that changes, and its site that is built again and again in the same folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        make_archive(root, dict(FILES), "audience: public")
        config = root / "mkdocs.yml"
        text = config.read_text().replace("font: false}", "font: false, custom_dir: overrides}")
        config.write_text(f"{text}site_url: https://example.org/\n")
        (root / "overrides").mkdir()
        self.folder = root / "postmortems"
        self.epoch = EPOCH
        self.added = 0

    def paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.md"))

    def change(self, which: int, old: str, new: str) -> None:
        if self.paths():
            path = self.paths()[which % len(self.paths())]
            path.write_text(path.read_text().replace(old, new, 1))

    def is_built_right(self) -> None:
        """Build what changed, and everything in another place; both sites have the same files."""
        os.environ["SOURCE_DATE_EPOCH"] = str(self.epoch)
        site = build_site(self.root, self.root / "site")
        os.environ["POSTMORTEM_CACHE"], os.environ["POSTMORTEM_WORKERS"] = "off", "1"
        cold = build_site(self.root, self.root / "cold")
        del os.environ["POSTMORTEM_CACHE"], os.environ["POSTMORTEM_WORKERS"]
        assert tree(site) == tree(cold)
        shutil.rmtree(cold)
        if (outside := self.root / "outside").is_dir():
            assert tree(outside) == {"keep.txt": b"precious"}


def tree(folder: Path) -> dict[str, bytes]:
    """What stands in the files; there are no links."""
    found = sorted(folder.rglob("*"))
    assert not any(path.is_symlink() for path in found)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def edit(world: World, which: int) -> None:
    world.change(which, "grew.", f"grew again, as in PM-2024-0{which % 4 + 1}05 and PM-2024-0105.")


def retitle(world: World, which: int) -> None:
    world.change(which, "title: ", f"title: The {which}th ")


def regroup(world: World, which: int) -> None:
    world.change(which, "visibility: public", f"visibility: public\nalerts: [Alert{which % 2}]\nseverity: SEV{which % 3 + 1}")


def hide(world: World, which: int) -> None:
    world.change(which, "visibility: public", "visibility: internal")


def add(world: World, which: int) -> None:
    world.added += 1
    day = f"2025-{which % 9 + 1:02}-{world.added % 27 + 1:02}"
    text = postmortem(f"Added {world.added}", day, "services: [orders]\n", "Like PM-2024-0105, and not like PM-2024-0206.")
    (world.folder / f"{day}-added-{world.added}.md").write_text(text)


def delete(world: World, which: int) -> None:
    if len(world.paths()) > 1:
        world.paths()[which % len(world.paths())].unlink()


def rename(world: World, which: int) -> None:
    if world.paths():
        path = world.paths()[which % len(world.paths())]
        path.rename(path.with_name(f"{path.stem}-r.md"))


def break_one(world: World, which: int) -> None:
    world.change(which, "title: ", "titel: ")


def choose_settings(world: World, which: int) -> None:
    config = world.root / "mkdocs.yml"
    text = config.read_text().replace("site_name: Test", f"site_name: Test {which}")
    config.write_text(
        text.replace("timezone: UTC", "timezone: UTC\n    severities: {SEV1: Worst, SEV2: Bad}", 1) if which % 2 else text
    )


def write_template(world: World, which: int) -> None:
    path = world.root / "overrides" / "archive" / "actions.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"<p>{which} {{{{ today.year if {which % 2} else '' }}}}</p>")


def write_page(world: World, which: int) -> None:
    (world.root / "docs" / f"page-{which % 3}.md").write_text(
        f"# Page {which}\n\n[one](../postmortems/2024-01-05-queue-full.md)\n"
    )


def sleep(world: World, which: int) -> None:
    world.epoch += (which % 9) * DAY


def forget(world: World, which: int) -> None:
    shutil.rmtree(world.root / ".cache", ignore_errors=True)


def damage(world: World, which: int) -> None:
    """A file of the cache is cut short, changed, emptied or replaced."""
    for path in sorted((world.root / ".cache" / "archive").glob("*"))[: which % 3 + 1]:
        content = bytearray(path.read_bytes())
        if which % 4 == 0:
            content = content[: len(content) * 2 // 3]
        elif which % 4 == 1 and content:
            for place in range(which % 97, len(content), 997):
                content[place] ^= 0x55
        elif which % 4 == 2:
            content = bytearray()
        else:
            content = bytearray(b"something else")
        path.write_bytes(content)


def tamper(world: World, which: int) -> None:
    """Somebody changes, removes or adds files of the built site."""
    pages = sorted((world.root / "site" / "incidents").rglob("*.html"))
    if pages:
        page = pages[which % len(pages)]
        if which % 2:
            page.write_bytes(page.read_bytes().replace(b"queue", b"QUEUE"))
        else:
            page.unlink()
        (world.root / "site" / "incidents" / "left").mkdir(exist_ok=True)
        (world.root / "site" / "incidents" / "left" / "index.html").write_text("of a build long ago")


def obstruct(world: World, which: int) -> None:
    """Something stands where a page or its folder has to be: a folder, a file, or a link that leads out of the site."""
    outside = world.root / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "keep.txt").write_text("precious")
    pages = sorted((world.root / "site" / "incidents").glob("*/index.html"))
    if not pages:
        return
    page = pages[which % len(pages)]
    target = (page, page.parent, world.root / "site" / "services")[which % 3]
    shutil.rmtree(target, ignore_errors=True)
    target.unlink(missing_ok=True)
    if which % 2:
        target.symlink_to(outside / "keep.txt" if target is page else outside)
    elif target is page:
        (page / "inner").mkdir(parents=True)
    else:
        target.write_text("no folder")


def write_front_matter(world: World, which: int) -> None:
    """What the theme shows beside the title of a page in the navigation."""
    (world.root / "docs" / "guide.md").write_text(f"---\nstatus: {'new' if which % 2 else 'deprecated'}\n---\n\n# Guide\n")


def write_included(world: World, which: int) -> None:
    """A template of the user's own includes what is no template."""
    (world.root / "overrides" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}{% include "note.txt" %} {{ config.extra.archive_note }}{% endblock %}'
    )
    (world.root / "overrides" / "note.txt").write_text(f"note {which}")


def choose_extra(world: World, which: int) -> None:
    """A setting of the user's own, which may have a name like ours."""
    config = world.root / "mkdocs.yml"
    lines = [line for line in config.read_text().splitlines() if "archive_note" not in line]
    at = lines.index("extra:") + 1
    config.write_text("\n".join([*lines[:at], f"  archive_note: note {which}", *lines[at:]]) + "\n")


CHANGES: list[Callable[[World, int], None]] = [
    edit, retitle, regroup, hide, add, delete, rename, break_one, choose_settings, write_template, write_page, sleep, forget,
    damage, tamper, obstruct, write_front_matter, write_included, choose_extra,
]  # fmt: skip


@pytest.fixture
def _small_shares(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Even a few pages are worth two processes."""
    monkeypatch.setattr(workers, "LEAST", 2)
    monkeypatch.setattr(workers, "CHUNK", 2)
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    yield
    for name in ("POSTMORTEM_CACHE", "SOURCE_DATE_EPOCH"):
        os.environ.pop(name, None)


@pytest.mark.usefixtures("_small_shares")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_one_change(tmp_path: Path, change: Callable[[World, int], None]) -> None:
    world = World(tmp_path / "archive")
    world.is_built_right()
    for which in (1, 2):
        os.environ["POSTMORTEM_WORKERS"] = "2"
        change(world, which)
        world.is_built_right()


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
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


@pytest.mark.usefixtures("_small_shares")
def test_a_copy_that_shares_its_files_with_the_site_stays_as_it_was(tmp_path: Path) -> None:
    """As releases do that are made with hard links."""
    world = World(tmp_path / "archive")
    site, release = world.root / "site", tmp_path / "release"
    shutil.copytree(build_site(world.root, site), release, copy_function=os.link)
    before = tree(release)
    world.change(0, "grew.", "shrank.")
    assert tree(build_site(world.root, site)) != before
    assert tree(release) == before


@pytest.mark.usefixtures("_small_shares")
def test_a_page_may_stand_where_a_file_was(tmp_path: Path) -> None:
    world = World(tmp_path / "archive")
    linked = world.folder / "2024-06-06-x.txt"
    linked.write_text("a log")
    world.change(0, "grew.", "grew. [Log](2024-06-06-x.txt)")
    world.is_built_right()
    linked.unlink()
    (world.folder / "2024-06-06-x.txt.md").write_text(postmortem("A log", "2024-06-06"))
    world.is_built_right()


@pytest.mark.usefixtures("_small_shares")
def test_what_was_logged_about_a_page_is_logged_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path / "archive")
    world.change(0, "grew.", "grew. [gone](nowhere.md)")
    for _ in range(2):
        caplog.clear()
        with caplog.at_level("INFO", "mkdocs"):
            build_site(world.root, world.root / "site")
        assert "contains a link 'nowhere.md'" in caplog.text


@pytest.mark.usefixtures("_small_shares")
def test_an_older_incident_that_comes_or_goes_has_no_other_drawn_that_does_not_know_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records of the search are numbered from the oldest incident: then those of all later ones move, and nothing else."""
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
