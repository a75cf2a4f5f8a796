"""What stands in the site from before, and what is written over it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from postmortem_archive.site import written
from postmortem_archive.site.written import put_aside, put_back, remove_others, write
from tests.site.conftest import build_site, make_archive

FULL = Path("/dev/full")
PAGE = "incidents/x/index.html"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that is not the site's."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "keep.txt").write_text("precious")
    return folder


def built(site: Path) -> None:
    """A build of one page."""
    site.mkdir(exist_ok=True)
    put_aside(site)
    names = put_back(site, {PAGE})
    known = write(site, PAGE, b"a page")
    assert known is not None
    remove_others(site, names, {PAGE})


def stands_alone(site: Path, outside: Path) -> bool:
    """Nothing but the page is in the site, and nothing outside was touched."""
    found = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_symlink() or path.is_file()]
    assert [path.name for path in outside.iterdir()] == ["keep.txt"]
    assert (outside / "keep.txt").read_text() == "precious"
    return found == [PAGE] and not (site / PAGE).is_symlink() and (site / PAGE).read_bytes() == b"a page"


@pytest.mark.parametrize("at", ["incidents", "incidents/x", PAGE])
@pytest.mark.parametrize("what", ["file", "folder", "link to a file", "link to a folder", "link to nothing"])
def test_whatever_stands_in_the_way_is_replaced(tmp_path: Path, outside: Path, at: str, what: str) -> None:
    site = tmp_path / "site"
    place = site / at
    place.parent.mkdir(parents=True)
    if what == "file":
        place.write_text("somebody's")
    elif what == "folder":
        (place / "inner").mkdir(parents=True)
        (place / "inner" / "left.txt").write_text("somebody's")
    else:
        place.symlink_to({"link to a file": outside / "keep.txt", "link to a folder": outside}.get(what, tmp_path / "nowhere"))
    built(site)
    assert stands_alone(site, outside)


def test_a_link_beside_the_pages_is_removed_and_not_followed(tmp_path: Path, outside: Path) -> None:
    site = tmp_path / "site"
    built(site)
    (site / "incidents" / "y").symlink_to(outside)
    (site / "incidents" / "x" / "z.txt").symlink_to(outside / "keep.txt")
    built(site)
    assert stands_alone(site, outside)


def test_another_name_of_a_file_keeps_what_it_had(tmp_path: Path) -> None:
    site, copy = tmp_path / "site", tmp_path / "copy.html"
    built(site)
    os.link(site / PAGE, copy)
    write(site, PAGE, b"another page")
    assert (copy.read_bytes(), (site / PAGE).read_bytes()) == (b"a page", b"another page")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
def test_a_full_disk_is_named_by_the_file_that_it_has_no_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_opened", lambda _: FULL.open("wb"))
    with pytest.raises(OSError, match="No space left") as caught:
        write(tmp_path, "x.html", b"a page")
    assert caught.value.filename == f"{tmp_path}/x.html"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ((), "site"),
        (("site/x.html",), "site/x.html"),
        (("docs/x.png", None, "site/x.png"), "site/x.png"),
    ],
)
def test_a_full_disk_is_named_where_mkdocs_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: tuple[str | None, ...], place: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", *said)

    root = make_archive(tmp_path / "archive", {})
    monkeypatch.setattr("mkdocs.utils.write_file", refuse)
    with pytest.raises(OSError, match="No space left") as caught:
        build_site(root, tmp_path / "site")
    assert caught.value.filename == (str(tmp_path / "site") if place == "site" else place)
    assert caught.value.filename2 is None
