"""An archive to run commands on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postmortem_archive.commands.main import main
from tests.reviewing.conftest import branch, commit, git, serve  # noqa: F401 - a repository to review

HOOKS = Path(__file__).parents[2] / "hooks"
Run = Callable[..., Result]

SOUND = """\
    ---
    title: Checkout down for three hours after a load-balancer change
    id: PM-2023-004
    started_at: 2023-05-12 10:00
    detected_at: 2023-05-12 10:12
    timezone: UTC
    services: [checkout]
    trigger: config-change
    root_causes: [config]
    related:
      - {incident: 2022-11-02-lb-limits, type: recurrence_of, note: same limit}
    ---

    ## Summary

    The checkout was down for three hours, because a new configuration of the load balancer was never tried with real traffic.

    ## Timeline

    - 10:00 The new configuration was rolled out.
    - 10:12 Detected: the alert fired.
    - 13:00 Resolved: the configuration was rolled back.

    ## Root cause

    The load balancer takes any configuration.

    ## Resolution

    The former value was restored.

    ## Action items

    - [ ] Replay a day of traffic before a listener changes (kind: prevent, owner: network, due: 2023-06-01, ticket: OPS-12)
    """
EARLIER = """\
    ---
    title: Listener limit reached
    date: 2022-11-02
    root_causes: [config]
    ---

    ## Summary

    New connections were refused, because the listener was at its limit.

    ## Timeline

    - 2022-11-02 Connections were refused.

    ## Root cause

    The limit was the default, and nothing watched it.

    ## Resolution

    The former value was restored.

    ## Action items

    - [x] Raise the limit of the listener (kind: prevent, owner: network, due: 2022-11-03)
    """


@pytest.fixture
def sound(archive_at: Callable[..., Path]) -> Path:
    """An archive of two incidents without an error or a warning."""
    return archive_at({"2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": EARLIER})


@pytest.fixture
def run() -> Run:
    """Runs `postmortem` in this process: `run("show", "PM-2023-004", archive=folder)`."""

    def call(*arguments: str, archive: Path | None = None, input: str | None = None) -> Result:
        return CliRunner().invoke(main, [*arguments, *(("--archive", str(archive)) if archive else ())], input=input)

    return call


@pytest.fixture
def run_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `postmortem` as a process of its own: `run_process("check", cwd=folder)`."""

    def call(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "postmortem_archive.commands.main", *arguments]
        env = {**os.environ, "PYTHONPATH": str(HOOKS)}
        return subprocess.run(command, cwd=cwd, env=env, text=True, capture_output=True, check=False)

    return call
