"""How far a build is: a bar on a terminal, plain lines elsewhere, and at the end what it came to."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from postmortem_archive.wording import plural

log = logging.getLogger("mkdocs.plugins.archive")
LONG = 400
"""Steps from which it is worth saying how far they are."""
EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


class Advance(Protocol):
    """Tells that one more step is done."""

    def __call__(self) -> None:
        """One more."""


@contextmanager
def progress(what: str, steps: int) -> Iterator[Advance]:
    """A bar that disappears when it is full, or a line every five seconds; nothing where there is little to do."""
    if steps < LONG or not log.isEnabledFor(logging.INFO):
        yield lambda: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=steps)
            yield lambda: bar.advance(task)
    else:
        yield _Lines(what, steps)


class _Lines:
    def __init__(self, what: str, steps: int) -> None:
        self._what, self._steps, self._done = what, steps, 0
        self._said = time.monotonic()

    def __call__(self) -> None:
        self._done += 1
        if time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            log.info("%s: %s of %s", self._what, f"{self._done:,}", f"{self._steps:,}")


def conclude(incidents: int, pages: int, reused: int, seconds: float) -> None:
    """The last line but MkDocs' own: what was built, how much of it was there already, and how long it took."""
    with suppress(ValueError):  # a stream that was closed meanwhile
        log.info("%s, %s, %s reused, %.1f s", counted(incidents, "incident"), counted(pages, "page"), f"{reused:,}", seconds)


def counted(number: int, noun: str) -> str:
    """10,000 incidents"""
    return plural(number, noun).replace(str(number), f"{number:,}", 1)
