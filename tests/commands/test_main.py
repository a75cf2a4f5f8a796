"""`postmortem` itself: help, version, and how it says no."""

from __future__ import annotations

import subprocess
import sys

import pytest

from postmortem_archive.commands.main import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says_of_itself(name):
    command = main.get_command(None, name)
    assert command.help.split("\n\n")[0].replace("\n", " ") == COMMANDS[name]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    program = (
        "import sys\nfrom postmortem_archive.commands.main import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        "print(sorted({'mkdocs', 'pydantic', 'numpy', 'rich', 'yaml', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    path = f"import sys; sys.path[:0] = {sys.path!r}\n"
    done = subprocess.run([sys.executable, "-c", path + program], text=True, capture_output=True, check=True)
    assert done.stdout
    assert done.stderr == "[]\n"


def test_help_lists_every_command(run):
    done = run("--help")
    assert done.exit_code == 0
    assert all(sentence in done.stdout for sentence in COMMANDS.values())


def test_version(run):
    assert run("--version").stdout == "postmortem 0.1.0\n"


def test_a_near_miss_gets_the_right_name(run):
    done = run("chek")
    assert done.exit_code == 2
    assert done.stderr == "Error: there is no command 'chek': did you mean 'check'?\n"


@pytest.mark.parametrize("arguments", [["check"], ["show", "x"], ["build"], ["serve"], ["new"], ["schema"]], ids=" ".join)
def test_outside_of_an_archive(run_process, tmp_path, arguments):
    done = run_process(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    expected = f"Error: there is no archive here: neither {tmp_path} nor a folder above it holds a mkdocs.yml; name one with --archive DIR\n"
    assert done.stderr == expected


@pytest.mark.parametrize("command", ["check", "show x", "build", "serve", "new", "schema"])
def test_an_archive_that_is_not_there(run, tmp_path, command):
    done = run(*command.split(), archive=tmp_path / "nowhere")
    assert done.exit_code == 2
    assert done.stderr == f"Error: --archive {tmp_path / 'nowhere'}: there is no such folder\n"


@pytest.mark.parametrize("command", ["check", "show x", "new"])
def test_a_folder_that_is_no_archive(run, tmp_path, command):
    done = run(*command.split(), archive=tmp_path)
    assert done.exit_code == 2
    assert done.stderr == f"Error: there is no archive in {tmp_path}: it holds neither a mkdocs.yml nor a folder 'postmortems'\n"


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_site_needs_a_config(run, tmp_path, command):
    done = run(command, archive=tmp_path)
    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path / 'mkdocs.yml'}: there is no such file, and a site needs one\n"


@pytest.mark.parametrize("command", ["check", "show x", "new", "schema"])
def test_settings_that_cannot_be_used(run, archive_at, command):
    done = run(*command.split(), archive=archive_at({}, settings="timezone: Mars/Olympus"))
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: mkdocs.yml: extra.archive.timezone: 'Mars/Olympus' is not a time zone")
    assert done.stderr.count("\n") == 1


def test_what_the_system_refuses_is_one_sentence(run, sound, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("postmortem_archive.archive.find_files", refuse)
    done = run("check", archive=sound)
    assert done.exit_code == 2
    assert done.stderr == f"Error: {sound / 'postmortems'}: Permission denied\n"


def test_a_reader_that_goes_away(sound):
    program = f"{sys.executable} -m postmortem_archive.commands.main show PM-2023-004 --archive {sound} | true"
    env = {"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(program, shell=True, env=env, text=True, capture_output=True, check=False)
    assert "Traceback" not in done.stderr
