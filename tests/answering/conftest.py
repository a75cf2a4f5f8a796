"""A server as a client starts it, and an archive to ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult

from tests.commands.conftest import EARLIER, HOOKS, SOUND

TODAY = 1704067200
"""1 January 2024, as SOURCE_DATE_EPOCH."""

DRAFT = """\
    ---
    title: Certificate of the payment gateway nearly expired
    date: 2023-09-01
    status: draft
    services: [payments]
    ---

    ## Summary

    A draft about the payment gateway.
    """
PUBLIC = """\
    ---
    title: Queue of the mailer was full
    date: 2023-10-01
    visibility: public
    services: [mailer]
    ---

    ## Summary

    The queue of the mailer was full.

    <!-- internal -->
    The customer was Example Ltd.
    <!-- /internal -->

    ## Timeline

    - 2023-10-01 The queue was full.

    ## Root cause

    The queue had no limit.

    ## Resolution

    The queue was drained.
    """
LONG = """\
---
title: A long story of a migration
date: 2023-11-01
services: [ledger]
---

## Summary

The migration of the ledger took long.

## Timeline

- 2023-11-01 It began.

## Root cause

{words}

## Resolution

The xylophone was put away.
""".format(words="\n".join(f"Paragraph {number} of the root cause says how one table was locked.\n" for number in range(400)))

BROKEN = """\
---
title: [unclosed
---
"""

PATIENCE = 600.0
"""Seconds after which there is no answer at all: no measure of how long one takes, and a session asks many times."""

Session = Callable[[Client], Awaitable[None]]


@pytest.fixture(autouse=True)
def _patient_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes long to start is waited for; the client would take it for an old one, and greet it in another way."""
    monkeypatch.setattr("mcp.client.session.DISCOVER_TIMEOUT_SECONDS", PATIENCE)


@pytest.fixture
def asked(archive_at: Callable[..., Path]) -> Path:
    """An archive with a draft, a public one and a long one."""
    files = {
        "2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": EARLIER, "2023-09-01-gateway-draft.md": DRAFT,
        "2023-10-01-mailer-queue.md": PUBLIC, "2023-11-01-ledger.md": LONG,
    }  # fmt: skip
    return archive_at(files)


@pytest.fixture
def talk(tmp_path: Path) -> Callable[..., str]:
    """Starts `postmortem mcp` as a process, lets a client talk to it, and returns what it wrote on standard error."""

    def start(session: Session, archive: Path, *options: str) -> str:
        log = tmp_path / "stderr"
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "postmortem_archive.commands.main", "mcp", "--archive", str(archive), *options],
            env={"PYTHONPATH": str(HOOKS), "SOURCE_DATE_EPOCH": str(TODAY), "PATH": os.environ["PATH"]},
        )

        async def run() -> None:
            with log.open("w") as errors:
                with anyio.fail_after(PATIENCE):
                    async with Client(stdio_client(server, errlog=errors)) as client:
                        await session(client)

        anyio.run(run)
        return log.read_text()

    return start


async def ask(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured answer of a tool; fails where it refuses."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """The sentence with which a tool refuses; fails where it answers."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert result.is_error, result.structured_content
    (content,) = result.content
    return content.text  # type: ignore[union-attr]  # a refusal is text
