"""What the tests of reading share."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import settings

from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.settings import read_settings

HEAD = "---\ntitle: Checkout down\nstarted_at: 2023-05-12 10:00\ntimezone: UTC\n---\n"
"""Front matter of five lines: the body begins on line 6."""

SETTINGS = read_settings()

# How long one example takes depends on what else the machine does; speed has tests of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

Read = Callable[..., Draft]


def read(text: str | bytes, *, slug: str = "2023-05-12-checkout-down") -> Draft:
    """A draft out of the text or bytes of a whole file."""
    content = text if isinstance(text, bytes) else text.encode()
    return read_draft(f"postmortems/{slug}.md", slug, content, SETTINGS)


def read_body(body: str, head: str = HEAD) -> Draft:
    """A draft with this body, dedented, below HEAD."""
    return read(head + dedent(body))


def faults(draft: Draft) -> list[tuple[str, int, int]]:
    """(rule, line, column) of every fault."""
    return [(fault.rule, fault.place.line, fault.place.column) for fault in draft.faults]


@pytest.fixture
def timeline_of() -> Callable[..., list[str]]:
    """The events of a timeline section as `2023-05-12 10:05 UTC | text`; one without a time begins with `?`."""

    def events(body: str, heading: str = "## Timeline", head: str = HEAD) -> list[str]:
        draft = read(head + f"{heading}\n\n" + dedent(body))
        assert draft.incident is not None
        return [
            f"{event.at or '?'}{f' to {event.until}' if event.until else ''} | {event.text}" for event in draft.incident.timeline
        ]

    return events
