"""`postmortem build` and `serve`: what they hand to MkDocs."""

from __future__ import annotations

import pytest


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


def test_mkdocs_keeps_its_exit_code(run_process, archive_at):
    archive = archive_at({"mkdocs.yml": "site_name: Broken\nplugins: [there-is-none]\n", "docs/index.md": "# Home"})
    done = run_process("build", cwd=archive)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
