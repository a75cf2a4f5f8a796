"""An archive in a git repository, with a branch on which something changes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.reviewing.api import Api, handler_of

CHECKOUT = """\
    ---
    title: Checkout down after a load-balancer change
    id: PM-2023-004
    severity: SEV1
    started_at: 2023-05-12 10:00
    detected_at: 2023-05-12 10:12
    timezone: UTC
    services: [checkout]
    tags: [listener]
    trigger: config-change
    root_causes: [config]
    related:
      - {incident: 2022-11-02-lb-limits, type: recurrence_of}
    ---

    ## Summary

    The checkout was down, because a configuration was never tried with real traffic.

    ## Timeline

    - 10:00 The new configuration was rolled out.
    - 10:12 Detected: the alert fired.
    - 13:00 Resolved: the configuration was rolled back.

    ## Root cause

    The load balancer takes any configuration.

    ## Resolution

    The former value was restored.

    ## Action items

    - [ ] Replay a day of traffic before a listener changes (kind: prevent, owner: network, due: 2023-06-01)
    """
LIMITS = """\
    ---
    title: Listener limit reached
    date: 2022-11-02
    services: [checkout]
    tags: [listener]
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

    - [ ] Raise the limit of the listener (kind: prevent, owner: network, due: 2022-11-03)
    """
QUEUE = (
    LIMITS.replace("Listener limit reached", "Queue full")
    .replace("2022-11-02", "2021-03-04")
    .replace("[config]", "[expired-credential]")
)
IDENTITY = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
Git = Callable[..., str]


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in a folder, untouched by the configuration of this machine: `git(folder, "add", ".")`."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def call(folder: Path, *arguments: str) -> str:
        command = ["git", "-C", str(folder), *IDENTITY, *arguments]
        return subprocess.run(command, text=True, capture_output=True, check=True).stdout.strip()

    return call


@pytest.fixture
def commit(git: Git) -> Callable[[Path], str]:
    """Commits everything in a repository and returns the commit."""

    def call(folder: Path) -> str:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", "a change")
        return git(folder, "rev-parse", "HEAD")

    return call


@pytest.fixture
def branch(archive_at: Callable[..., Path], git: Git, commit: Callable[[Path], str]) -> Path:
    """An archive of two related incidents and one of its own, committed on `main`, with the branch `change` checked out."""
    folder = archive_at(
        {"2023-05-12-checkout-down.md": CHECKOUT, "2022-11-02-lb-limits.md": LIMITS, "2021-03-04-queue-full.md": QUEUE}
    )
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    git(folder, "switch", "--quiet", "--create", "change")
    return folder


@pytest.fixture
def serve() -> Iterator[Callable[[Api], str]]:
    """Serves a repository host's API on this machine and returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(api: Api) -> str:
        handler: type[BaseHTTPRequestHandler] = handler_of(api)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        api.address = f"http://127.0.0.1:{server.server_port}"
        return api.address

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
