"""`postmortem format`: which files, what is written, and the exit code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.commands.conftest import HOOKS

MESSY = b"---\ndate: 2023-05-12\ntitle: 'One'  # so far\n---\n\nText.  \n"
TIDY = b"---\ntitle: One    # so far\ndate: 2023-05-12\n---\n\nText.  \n"
OTHER = b"---\ntitle: Two\ndate: 2023-05-13\n---\n\nText.\n"


@pytest.fixture
def archive(archive_at):
    return archive_at({"2023-05-12-one.md": MESSY, "2023-05-13-two.md": OTHER})


def content(archive, name="2023-05-12-one"):
    return (archive / f"postmortems/{name}.md").read_bytes()


def test_tidies_what_is_not_tidy(run, archive):
    done = run("format", archive=archive)
    assert (done.exit_code, done.stderr) == (0, "changed 1 of 2 files\n")
    assert done.stdout.endswith("postmortems/2023-05-12-one.md\n")
    assert (content(archive), content(archive, "2023-05-13-two")) == (TIDY, OTHER)
    again = run("format", "--check", archive=archive)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "would change 0 of 2 files\n")


def test_check_writes_nothing_and_fails(run, archive):
    done = run("format", "--check", archive=archive)
    assert (done.exit_code, done.stderr) == (1, "would change 1 of 2 files\n")
    assert done.stdout.endswith("postmortems/2023-05-12-one.md\n")
    assert content(archive) == MESSY


def test_diff_shows_and_writes_nothing(run, archive):
    done = run("format", "--diff", archive=archive)
    assert done.exit_code == 0
    assert "\n-title: 'One'  # so far\n" in done.stdout
    assert "\n+title: One    # so far\n" in done.stdout
    assert content(archive) == MESSY
    assert run("format", "--diff", "--check", archive=archive).exit_code == 1


def test_only_the_files_that_are_named(run, archive):
    done = run("format", str(archive / "postmortems/2023-05-13-two.md"), archive=archive)
    assert done.stderr == "changed 0 of 1 file\n"
    assert content(archive) == MESSY


def test_a_file_that_cannot_be_read_is_named_and_left(run, archive):
    (archive / "postmortems/2023-05-14-three.md").write_bytes(b"---\ntitle: a\ntitle: b\n---\n")
    done = run("format", archive=archive)
    assert done.exit_code == 1
    assert "2023-05-14-three.md:3:1: left as it is: 'title' is given twice (first on line 2): keep one\n" in done.stderr
    assert content(archive, "2023-05-14-three") == b"---\ntitle: a\ntitle: b\n---\n"
    assert content(archive) == TIDY


def test_only_this_command_needs_ruamel():
    script = """
import sys
from postmortem_archive.commands.main import COMMANDS, main
for name in COMMANDS:
    if name != "format":
        main.get_command(None, name)
print([name for name in sys.modules if name.startswith("ruamel")])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, env={"PYTHONPATH": str(HOOKS)}, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
