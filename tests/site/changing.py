"""An archive that changes in every way there is, and its site that is built again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

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
