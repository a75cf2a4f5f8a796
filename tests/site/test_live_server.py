"""What browsers are told by the server of `serve`, besides what MkDocs has them told."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.site.live_server import have_missing_pages_load_again


@pytest.mark.parametrize("page", [b"<html><body>Nothing here</body></html>", None])
def test_a_page_that_is_not_there_is_loaded_again_after_a_build(tmp_path: Path, page: bytes | None) -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    server.error_handler = lambda code: page if code == 404 else None
    have_missing_pages_load_again(server)
    said: list[str] = []
    (answer,) = server.serve_request({"PATH_INFO": "/incidents/2023-06-01-one/"}, lambda status, _: said.append(status))
    server.server_close()
    assert said == ["404 Not Found"]
    text = answer.decode()
    assert f"livereload({server._visible_epoch}, " in text
    assert ("Nothing here" if page else "404 Not Found") in text
    assert server.error_handler(500) is None
