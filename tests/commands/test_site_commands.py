"""`postmortem build` and `serve`: what they hand to MkDocs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from postmortem_archive.site.build import cache_folder
from postmortem_archive.site.host import shows_drafts


@pytest.fixture
def asked(monkeypatch):
    """Keeps what MkDocs is asked for, in place of MkDocs."""
    calls = []
    for name in ("build", "serve"):
        monkeypatch.setattr(f"postmortem_archive.commands.{name}.run_mkdocs", lambda *arguments: calls.append(arguments))
    return calls


@pytest.mark.parametrize(
    ("given", "command", "options"),
    [
        (["build"], "build", ["--clean"]),
        (["build", "--dirty", "--strict"], "build", ["--dirty", "--strict"]),
        (["build", "-d", "/elsewhere"], "build", ["--clean", "--site-dir", "/elsewhere"]),
        (["serve"], "serve", []),
        (["serve", "-a", "127.0.0.1:9000", "--strict"], "serve", ["--dev-addr", "127.0.0.1:9000", "--strict"]),
    ],
)
def test_what_mkdocs_is_asked_for(run, sound, asked, given, command, options):
    assert run(*given, archive=sound).exit_code == 0
    assert asked == [(command, sound / "mkdocs.yml", options)]


def test_the_folder_of_the_site_is_relative_to_where_one_is(run, sound, asked, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    run("build", "-d", "out", archive=sound)
    assert asked[0][2][-1] == str(tmp_path / "out")


def test_a_site_is_built(run_process, sound):
    (sound / "docs").mkdir()
    (sound / "docs/index.md").write_text("# Home")
    done = run_process("build", "--strict", "-d", "out", cwd=sound)
    assert done.returncode == 0, done.stderr
    assert (sound / "out/index.html").is_file()


@pytest.mark.parametrize(("options", "setting"), [([], "true"), (["--drafts"], "false"), (["--drafts"], "null")])
def test_a_preview_shows_drafts_whatever_the_settings_say(run_process, archive_at, options, setting):
    hook = Path(__file__).parents[2] / "hooks/archive_site.py"
    draft = "---\ntitle: Disk full\ndate: 2024-01-02\nstatus: draft\n---\n"
    archive = archive_at({"2024-01-02-disk-full.md": draft, "docs/index.md": "# Home"}, f"drafts: {setting}")
    config = (archive / "mkdocs.yml").read_text()
    (archive / "mkdocs.yml").write_text(f"{config}theme: {{name: material, font: false}}\nhooks: [{hook}]\n")
    done = run_process("build", *options, "-d", "out", cwd=archive)
    assert done.returncode == 0, done.stderr
    assert (archive / "out/incidents/2024-01-02-disk-full/index.html").is_file()


def test_without_it_a_draft_is_left_out(run_process, archive_at):
    hook = Path(__file__).parents[2] / "hooks/archive_site.py"
    draft = "---\ntitle: Disk full\ndate: 2024-01-02\nstatus: draft\n---\n"
    config = f"site_name: x\ntheme: {{name: material, font: false}}\nhooks: [{hook}]\n"
    archive = archive_at({"2024-01-02-disk-full.md": draft, "docs/index.md": "# Home", "mkdocs.yml": config})
    assert run_process("build", "-d", "out", cwd=archive).returncode == 0
    assert not (archive / "out/incidents/2024-01-02-disk-full").exists()


def test_mkdocs_keeps_its_exit_code(run_process, archive_at):
    archive = archive_at({"mkdocs.yml": "site_name: Broken\nplugins: [there-is-none]\n", "docs/index.md": "# Home"})
    done = run_process("build", cwd=archive)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("command", "code"), [("postmortem", 2), ("mkdocs", 1)])
def test_variables_that_are_of_no_use_are_all_told(run_process, archive_at, monkeypatch, command, code):
    hook = Path(__file__).parents[2] / "hooks/archive_site.py"
    config = f"site_name: x\ntheme: {{name: material, font: false}}\nhooks: [{hook}]\n"
    archive = archive_at({"docs/index.md": "# Home", "mkdocs.yml": config})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    monkeypatch.setenv("POSTMORTEM_WORKERS", "many")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    if command == "postmortem":
        done = run_process("build", "-d", "out", cwd=archive)
    else:
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "out"]
        done = subprocess.run(mkdocs, cwd=archive, text=True, capture_output=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "SOURCE_DATE_EPOCH must be a number of seconds since 1970, such as 1700000000, and is 'yesterday'" in done.stderr
    assert "POSTMORTEM_WORKERS must be a number of processes from 1 to 256, and is 'many'" in done.stderr
    assert not (archive / "out").exists()


def test_a_port_that_does_not_exist_is_one_sentence(run, sound, asked):
    result = run("serve", "-a", "127.0.0.1:99999", archive=sound)
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: --dev-addr 127.0.0.1:99999: there is no port 99999, the last is 65535\n",
    )
    assert asked == []


@pytest.mark.parametrize("epoch", ["", "1e9", "99999999999999999999"])
@pytest.mark.parametrize("command", [["actions"], ["brief", "--service", "checkout"], ["mcp"], ["build", "-d", "out"]])
def test_a_day_that_is_none_is_told_by_every_command(run_process, sound, monkeypatch, epoch, command):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    done = run_process(*command, cwd=sound)
    assert done.returncode == 2
    assert done.stderr == (
        f"Error: SOURCE_DATE_EPOCH must be a number of seconds since 1970, such as 1700000000, and is '{epoch}': "
        "leave it unset for today\n"
    )


@pytest.mark.parametrize(("given", "shown"), [("1", True), ("0", False), ("off", False), (" ", False)])
def test_drafts_can_be_asked_for_by_a_variable(monkeypatch, given, shown):
    monkeypatch.setenv("POSTMORTEM_SHOW_DRAFTS", given)
    assert shows_drafts() is shown


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ("", "/a/.cache/archive"),
        ("  ", "/a/.cache/archive"),
        ("Off", None),
        ("~/x", "/home/ana/x"),
        ("~nobody-here/x", "~nobody-here/x"),
        ("kept", "kept"),
    ],
)
def test_where_results_are_kept_can_be_chosen(monkeypatch, given, folder):
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.setenv("POSTMORTEM_CACHE", given)
    assert cache_folder(Path("/a")) == (Path(folder) if folder else None)
