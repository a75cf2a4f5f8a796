"""`postmortem check`: which files, which exit code, and nothing on standard output but the report."""

from __future__ import annotations

import json
import os

import pytest

BROKEN = "---\ntitel: Nothing works\ndate: 2023-01-05\nstatus: draft\n---\n"
FAULTS = {("unknown-field", 2), ("missing-title", 1)}


@pytest.fixture
def broken(sound):
    """The sound archive and one file with errors in it."""
    (sound / "postmortems/2023-01-05-x.md").write_text(BROKEN)
    return sound


def rules(done):
    return {(problem["rule"], problem["line"]) for problem in json.loads(done.stdout)}


def test_a_sound_archive(run, sound):
    done = run("check", archive=sound)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no problems in 2 files\n")


def test_a_name_that_is_no_utf_8_is_a_problem_and_no_traceback(run_process, sound):
    """However the file is named to the command."""
    name = os.fsdecode(b"postmortems/2024-03-01-caf\xe9.md")
    try:
        (sound / name).write_bytes(b"---\ntitle: x\ndate: 2024-03-01\n---\n\nHello.\n")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    for paths in ([], [name]):
        done = run_process("check", *paths, cwd=sound)
        assert done.returncode == 1, done.stderr
        assert (
            "caf\\udce9.md:1:1: error: the name of this file, or of its folder, is not UTF-8: rename it [not-utf-8]"
            in done.stdout
        )


def test_an_empty_archive(run, archive_at):
    done = run("check", archive=archive_at({}))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no problems in 0 files\n")


@pytest.mark.parametrize("command", [["check"], ["search", "x"], ["actions"]])
@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("postmortem", "there is no folder 'postmortem': did you mean 'postmortems'?"),
        ("docs/postmortems", "there is no folder 'docs/postmortems': make it, or name the one that holds the postmortems"),
        ("mkdocs.yml", "'mkdocs.yml' is not a folder"),
        ("/srv/postmortems", "'/srv/postmortems' is an absolute path: write it from the folder of mkdocs.yml"),
        ('""', "'' would take every page for a postmortem: name a folder"),
        ("./", "'./' would take every page for a postmortem: name a folder"),
    ],
)
def test_a_wrong_folder_is_no_empty_archive(run, archive_at, folder, said, command):
    done = run(*command, archive=archive_at({}, f"postmortems: {folder}"))
    assert done.exit_code != 0
    assert f"mkdocs.yml: extra.archive.postmortems: {said}" in done.stderr


def test_a_folder_that_is_not_there_yet_is_made(run, archive_at, tmp_path):
    root = archive_at({}, "postmortems: incidents/\ntimezone: UTC")
    note = tmp_path / "note.md"
    note.write_text("# Down\n\n2024-03-01 10:00\n\nIt was down.\n")
    assert run("import", str(note), archive=root).exit_code == 0
    assert len(list((root / "incidents").iterdir())) == 1
    (root / "postmortems").rmdir()
    done = run("check", archive=archive_at({}, "timezone: UTC", tmp_path / "other"))
    assert done.stderr == "no problems in 0 files\n"
    (tmp_path / "other/postmortems").rmdir()
    done = run("check", archive=tmp_path / "other")
    assert (done.exit_code, done.stderr) == (
        0,
        f"there is no folder 'postmortems' in {tmp_path / 'other'}: the archive is empty\nno problems in 0 files\n",
    )
    assert run("new", "Down", "--started-at", "2024-03-01", archive=tmp_path / "other").exit_code == 0


def test_advice_alone_is_no_failure(run, sound):
    file = sound / "postmortems/2022-11-02-lb-limits.md"
    file.write_text(file.read_text().replace("- [x] Raise", "- [ ] Raise").replace(", due: 2022-11-03", ""))
    done = run("check", archive=sound)
    assert done.exit_code == 0
    assert "advice: " in done.stdout
    assert done.stderr == "1 advice in 1 of 2 files\n"


def test_problems_are_lines_with_their_place(run_process, broken):
    done = run_process("check", cwd=broken)
    assert done.returncode == 1
    assert (
        "postmortems/2023-01-05-x.md:2:1: warning: there is no field 'titel': did you mean 'title'? [unknown-field]\n"
        in done.stdout
    )
    assert done.stderr.endswith(" in 1 of 3 files\n")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_json_and_nothing_else(run_process, broken, form):
    done = run_process("check", "--format", form, cwd=broken)
    assert done.returncode == 1
    assert json.loads(done.stdout)
    assert done.stderr.count("\n") == 1


def test_annotations(run_process, broken):
    done = run_process("check", "--format", "github", cwd=broken)
    assert "::warning file=postmortems/2023-01-05-x.md,line=2,col=1,title=unknown-field::there is no field 'titel'" in done.stdout


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("", "postmortems/2023-01-05-x.md:"), ("postmortems", "2023-01-05-x.md:"), ("docs", "../postmortems/2023-01-05-x.md:")],
)
def test_paths_open_from_where_one_is(run_process, broken, folder, expected):
    (broken / folder).mkdir(exist_ok=True)
    assert run_process("check", cwd=broken / folder).stdout.startswith(expected)


def test_paths_are_absolute_from_elsewhere(run_process, broken, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run_process("check", "--archive", str(broken), cwd=elsewhere).stdout.startswith(
        f"{broken}/postmortems/2023-01-05-x.md:"
    )


def test_only_the_files_that_are_named(run, broken):
    done = run("check", f"{broken}/postmortems/2023-05-12-checkout-down.md", archive=broken)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no problems in 1 file\n")
    done = run("check", f"{broken}/postmortems/2023-01-05-x.md", "--format", "json", archive=broken)
    assert done.exit_code == 1
    assert rules(done) >= FAULTS


@pytest.mark.parametrize("folder", ["", "postmortems"])
def test_a_folder_is_every_postmortem_in_it(run, broken, folder):
    assert run("check", str(broken / folder), archive=broken).stderr.endswith(" in 1 of 3 files\n")


def test_a_postmortem_with_a_folder_of_its_own(run, broken):
    folder = broken / "postmortems/2024-02-03-y"
    folder.mkdir()
    (folder / "index.md").write_text(BROKEN)
    for path in (folder, folder / "index.md"):
        assert run("check", str(path), archive=broken).stderr.endswith(" in 1 of 1 file\n")


def test_a_file_from_elsewhere_is_read_on_its_own(run, sound, tmp_path):
    file = tmp_path / "2024-01-01-again.md"
    file.write_text(
        BROKEN.replace("status: draft", "related: [{incident: PM-2023-004, type: follows}, {incident: PM-1, type: follows}]")
    )
    done = run("check", str(file), "--format", "json", archive=sound)
    assert done.exit_code == 1
    assert {problem["path"] for problem in json.loads(done.stdout)} == {str(file)}
    assert [rule for rule, _ in rules(done)].count("unknown-incident") == 1


def test_what_is_no_postmortem_is_left_out(run, sound):
    readme = sound / "postmortems/README.md"
    readme.write_text("# Ours")
    done = run("check", str(readme), archive=sound)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{readme}: is not a postmortem, and is left out\nno problems in 0 files\n"


def test_every_wrong_path_is_named(run, sound):
    (sound / "docs").mkdir()
    paths = [str(sound / name) for name in ("gone.md", "mkdocs.yml", "docs")]
    done = run("check", *paths, archive=sound)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"Error: {paths[0]}: there is no such file or folder\n{paths[1]}: is not a Markdown file\n{paths[2]}: holds no postmortem\n"
    )


def test_a_rule_that_is_not_there(run, archive_at):
    done = run("check", archive=archive_at({}, settings="checks: {mising-title: warning}"))
    assert done.exit_code == 2
    assert "did you mean 'missing-title'?" in done.stderr
