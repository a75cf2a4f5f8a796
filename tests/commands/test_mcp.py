"""`postmortem mcp`: what it says before it serves. What it serves is tested in tests/answering."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path

import pytest


def test_without_the_package_it_says_how_to_install_it(run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def import_without_mcp(name, *rest, **named):
        if name.partition(".")[0] in ("mcp", "mcp_types"):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", import_without_mcp)
    monkeypatch.delitem(sys.modules, "postmortem_archive.answering.server", raising=False)
    done = run("mcp", archive=sound)
    assert done.exit_code == 2
    assert done.stderr == "Error: postmortem mcp needs the package 'mcp': pip install 'postmortem-archive[mcp]'\n"
    assert done.stdout == ""


def test_a_folder_that_is_no_archive_is_refused_before_a_client_is_served(run, tmp_path: Path) -> None:
    done = run("mcp", archive=tmp_path)
    assert done.exit_code == 2
    assert "there is no archive in" in done.stderr


def test_settings_that_cannot_be_used_are_named(run, archive_at) -> None:
    done = run("mcp", archive=archive_at({}, settings="tiemzone: UTC"))
    assert done.exit_code == 2
    assert "extra.archive.tiemzone: there is no such setting" in done.stderr


def test_an_audience_that_there_is_not_is_refused(run, sound: Path) -> None:
    done = run("mcp", "--audience", "everyone", archive=sound)
    assert done.exit_code == 2
    assert "'everyone' is not one of 'internal', 'public'" in done.stderr
