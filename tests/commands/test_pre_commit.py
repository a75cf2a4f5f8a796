"""The hook for other repositories: its command as pre-commit runs it, on the files that it says it looks at."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

(HOOK,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())


def staged(run_process, folder, *arguments, files=HOOK["files"]):
    """What the hook says when every file of the folder is about to be committed."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    chosen = [name for name in names if re.search(files, name)]
    command = shlex.split(HOOK["entry"])
    assert command.pop(0) == "postmortem"
    return chosen, run_process(*command, *arguments, *chosen, cwd=folder)


@pytest.fixture
def repository(sound):
    """The sound archive with files besides the postmortems that nobody should have checked."""
    for name in ("docs/writing.md", "postmortems/README.md", "postmortems/_templates/short.md"):
        (sound / name).parent.mkdir(parents=True, exist_ok=True)
        (sound / name).write_text("# No postmortem\n")
    return sound


def test_a_sound_archive_passes(run_process, repository):
    chosen, done = staged(run_process, repository)
    assert "docs/writing.md" not in chosen
    assert "postmortems/2023-05-12-checkout-down.md" in chosen
    assert (done.returncode, done.stdout) == (0, "")
    assert "postmortems/README.md: is not a postmortem, and is left out" in done.stderr


def test_a_problem_fails_with_its_line(run_process, repository):
    (repository / "postmortems/2023-01-05-x").mkdir()
    (repository / "postmortems/2023-01-05-x/index.md").write_text("---\ntitle: x\ndate: 2023-01-05\nseverity: SEV9\n---\n")
    chosen, done = staged(run_process, repository)
    assert "postmortems/2023-01-05-x/index.md" in chosen
    assert done.returncode == 1
    assert "postmortems/2023-01-05-x/index.md:4:11: warning: 'severity' cannot be 'SEV9'" in done.stdout


def test_an_archive_in_a_folder_as_the_documentation_says(run_process, repository, tmp_path):
    (tmp_path / "sites").mkdir()
    repository.rename(tmp_path / "sites/archive")
    page = (Path(__file__).parents[2] / "docs/reviewing-pull-requests.md").read_text()
    files = re.search(r"`files: (\^sites/\S+)`", page)
    arguments = re.search(r"`args: \[(--archive, sites/archive)\]`", page)
    assert files
    assert arguments
    chosen, done = staged(run_process, tmp_path, *arguments[1].split(", "), files=files[1])
    assert "sites/archive/postmortems/2022-11-02-lb-limits.md" in chosen
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_installed_with_what_it_needs():
    assert HOOK["language"] == "python"
    assert HOOK["require_serial"] is True
