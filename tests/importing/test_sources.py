"""A source is a file, a folder, a repository, a pattern or standard input, and nothing outside of it is read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from postmortem_archive.importing import gather
from postmortem_archive.importing.trees import web_address
from tests.importing.conftest import MakePlan, Write

STORY = "# Lift {n} stuck\n\nOn 2024-01-0{n} lift {n} was stuck.\n"


def git(folder: Path, *arguments: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.com",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=env)


@pytest.fixture
def repository(write: Write) -> Path:
    root = write(
        {
            "README.md": "# About\n",
            "docs/one.md": STORY.format(n=1) + "\n![plan](img/a.png) [script](../tools/mend.sh) [next](two.md)\n",
            "docs/two.md": STORY.format(n=2),
            "docs/img/a.png": b"\x89PNG",
            "tools/mend.sh": "true\n",
            ".github/three.md": STORY.format(n=3),
        }
    )
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "all")
    git(root, "remote", "add", "origin", "https://somebody:secret@git.example.com/team/lifts.git")
    return root


def test_a_folder_is_read_without_what_is_no_postmortem(write: Write) -> None:
    root = write(
        {
            "a.md": STORY, "B.TXT": STORY, "2024-01-01 plain": STORY, "Makefile": "x", "INC-1/README.md": STORY, "README.md": "x", "LICENSE": "x", "template.md": "x", "templates/x.md": "x",
            "index.md": "x", "bundle/index.md": STORY, "x.png": b"x", "data.json": "[]", ".hidden.md": STORY, "node_modules/y.md": STORY,
        }
    )  # fmt: skip
    pieces, unread = gather([str(root)])
    assert [piece.path for piece in pieces] == ["2024-01-01 plain", "B.TXT", "INC-1/README.md", "a.md", "bundle/index.md"]
    assert [Path(one.name).name for one in unread] == ["LICENSE", "README.md", "data.json", "index.md", "template.md", "x.md"]
    assert all(one.skipped for one in unread)


def test_only_some_of_a_folder(write: Write) -> None:
    root = write({"a/x.md": STORY, "b/x.md": STORY, "b/README.md": STORY})
    assert [piece.path for piece in gather([str(root)], ["b/*"])[0]] == ["b/README.md", "b/x.md"]


def test_a_pattern_and_a_file_given_twice(write: Write) -> None:
    root = write({"a.md": STORY, "b.md": STORY, "c.txt": STORY})
    pieces, _ = gather([str(root / "*.md"), str(root / "a.md")])
    assert [piece.path for piece in pieces] == ["a.md", "b.md"]


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, unread = gather([str(tmp_path / "gone.md"), str(tmp_path / "*.gone")])
    assert [one.why.split(":")[0] for one in unread] == ["there is no such file or folder", "nothing matches"]


def test_what_is_written_is_no_source(write: Write) -> None:
    root = write({"a.md": STORY, "postmortems/b.md": STORY})
    assert [piece.path for piece in gather([str(root)], target=root / "postmortems")[0]] == ["a.md"]


def test_a_link_out_of_the_folder_is_not_followed(write: Write, tmp_path: Path) -> None:
    root = write({"a.md": "# Lift\n\n![x](secret.png) ![y](../secret.png)\n\nOn 2024-01-01.\n"})
    (tmp_path / "secret.png").write_bytes(b"secret")
    (root / "secret.png").symlink_to(tmp_path / "secret.png")
    (root / "b.md").symlink_to(tmp_path / "secret.png")
    pieces, unread = gather([str(root)])
    assert [piece.path for piece in pieces] == ["a.md"]
    assert "leads out" in unread[0].why
    assert pieces[0].tree is not None
    assert pieces[0].tree.read("secret.png") is None
    assert pieces[0].tree.read("../secret.png") is None


def test_a_work_tree_and_a_bare_repository_give_the_same(plan: MakePlan, repository: Path, tmp_path: Path) -> None:
    bare = tmp_path / "lifts.git"
    git(tmp_path, "clone", "--bare", str(repository), str(bare))
    git(bare, "remote", "set-url", "origin", "git@git.example.com:team/lifts.git")
    texts = []
    for source in (repository, bare):
        made = plan(source)
        assert [one.slug for one in made.planned] == ["2024-01-01-lift-1-stuck", "2024-01-02-lift-2-stuck"]
        texts.append([one.text for one in made.planned])
    assert texts[0] == texts[1]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repository, capture_output=True, text=True, check=True).stdout.strip()
    one = texts[0][0]
    assert f"url: https://git.example.com/team/lifts/blob/{head}/docs/one.md" in one
    assert (
        f"![plan](a.png) [script](https://git.example.com/team/lifts/blob/{head}/tools/mend.sh) [next](../2024-01-02-lift-2-stuck.md)"
        in one
    )
    assert "secret" not in one


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "--bare", "empty.git")
    _, (one,) = gather([str(tmp_path / "empty.git")])
    assert one.why == "git cannot read this repository, or it has no commit yet"


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("https://example.com/a/b.git", "https://example.com/a/b"),
        ("https://user:token@example.com/a/b", "https://example.com/a/b"),
        ("git@example.com:a/b.git", "https://example.com/a/b"),
        ("ssh://git@example.com:2222/a/b.git", "https://example.com/a/b"),
        ("/srv/git/b.git", None),
        ("../b", None),
    ],
)
def test_a_remote_becomes_an_address_without_secrets(remote: str, page: str | None) -> None:
    assert web_address(remote) == page
