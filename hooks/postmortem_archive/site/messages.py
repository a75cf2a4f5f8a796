"""What is logged while something is made: collected, kept with it, and said again where it is not made anew."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from mkdocs.exceptions import MkDocsException, PluginError

from postmortem_archive.incident import Incident

Message = tuple[str, int, str]
"""Name of the logger, level and text of something that was logged."""


class _Collector(logging.Handler):
    """Collects what is logged, each message once, as MkDocs prints it."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__()
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        message = (record.name, record.levelno, record.getMessage())
        if message not in self._messages:
            self._messages.append(message)


@contextmanager
def collecting(messages: list[Message]) -> Iterator[None]:
    """While it is open, what MkDocs and the archive log is collected, and nobody else gets it."""
    logger = logging.getLogger("mkdocs")
    level, held = logger.level, (logger.propagate, logger.handlers[:])
    logger.handlers[:] = [_Collector(messages)]
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.propagate, logger.handlers[:] = held
        logger.setLevel(level)  # which also has the loggers below forget what they would let through


def say(messages: Iterable[Message]) -> None:
    """Log what was collected."""
    for name, level, text in messages:
        logging.getLogger(name).log(level, "%s", text)


@contextmanager
def at_fault(path: str, incident: Incident | None) -> Iterator[None]:
    """What an error that nobody foresaw is told as, while the file at this path of the site is made: of which postmortem it was,
    where in the code, and what to do. Raises PluginError."""
    try:
        yield
    except MkDocsException:
        raise
    except Exception as error:
        last = extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error}, in {Path(last.filename).name}, line {last.lineno}"
        what, way_out = (
            (f"'{path}'", "") if incident is None else (f"{incident.path}: its page", ", and set 'status: draft' till then")
        )
        raise PluginError(f"{what} cannot be made ({said}): please report this{way_out}") from error
