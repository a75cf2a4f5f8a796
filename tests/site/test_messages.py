"""What is logged while something is made is collected, and afterwards the log is as it was."""

from __future__ import annotations

import logging

import pytest

from postmortem_archive.site.messages import Message, collecting, say


@pytest.mark.parametrize("level", [logging.INFO, logging.ERROR])
def test_what_is_collected_is_said_again_as_the_log_lets_it_through(level: int, caplog: pytest.LogCaptureFixture) -> None:
    """`mkdocs build --quiet` says errors alone, also of what was collected."""
    page = logging.getLogger("mkdocs.structure.pages")
    messages: list[Message] = []
    with caplog.at_level(level, "mkdocs"):
        caplog.handler.setLevel(logging.NOTSET)  # so that the logger alone decides
        with collecting(messages):
            page.warning("a link leads %s", "nowhere")
            page.warning("a link leads nowhere")
        assert messages == [("mkdocs.structure.pages", logging.WARNING, "a link leads nowhere")]
        assert caplog.messages == []
        say(messages)
        assert caplog.messages == (["a link leads nowhere"] if level == logging.INFO else [])
