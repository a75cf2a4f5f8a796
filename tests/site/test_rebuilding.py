"""`serve` shows the page that was saved at once, and then the whole site as a build makes it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.site.process import Process
from postmortem_archive.site.rebuilding import Rebuilding
from tests.site.changing import FILES, postmortem
from tests.site.conftest import make_archive

PATIENCE = 120.0
QUEUE = "incidents/2024-01-05-queue-full/index.html"


class Serve:
    """MkDocs' server of an archive, which never listens; the test calls it where its loop would."""

    def __init__(self, root: Path, site: Path) -> None:
        self.root, self.first, self.builds = root, site, 0
        self.config = self._config(site)
        self.config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(self._build, "127.0.0.1", 0, str(site))
        build(self.config, serve_url="http://127.0.0.1/")
        for path in (self.config.docs_dir, str(root / "mkdocs.yml")):
            self.server.watch(path)
        self.config.plugins.on_serve(self.server, config=self.config, builder=self._build)
        self.rebuilding = self.server.builder

    def _config(self, site: Path) -> Any:
        return load_config(str(self.root / "mkdocs.yml"), site_dir=str(site))

    def _build(self) -> None:
        self.builds += 1
        build(self._config(self.first), serve_url="http://127.0.0.1/")

    def saved(self, name: str, text: str) -> None:
        """Somebody saves a file, and the server's loop sees it."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.look()

    def close(self) -> None:
        """What MkDocs does in the end."""
        self.server.server_close()
        self.config.plugins.on_shutdown()

    def look(self) -> None:
        """What MkDocs' loop does when something that is watched may have changed."""
        self.server._wanted_epoch += 1
        self.server.builder()
        self.server._visible_epoch = self.server._wanted_epoch

    def page(self, path: str = QUEUE) -> str:
        """A page as it is served now."""
        return (Path(self.server.root) / path).read_text()

    def settle(self) -> None:
        """Wait until nothing is built any more."""
        assert isinstance(self.rebuilding, Rebuilding)
        ends = time.monotonic() + PATIENCE
        while self.rebuilding.is_building and time.monotonic() < ends:
            time.sleep(0.02)
        assert not self.rebuilding.is_building

    def files(self) -> dict[str, bytes]:
        """Everything that is served."""
        return _files(Path(self.server.root))

    def fresh(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
        """What a build of the same kind makes from nothing."""
        monkeypatch.setenv("POSTMORTEM_CACHE", "off")
        build(self._config(site), serve_url="http://127.0.0.1/")
        return _files(site)


def _files(site: Path) -> dict[str, bytes]:
    paths = (path for path in site.rglob("*") if path.is_file() and path.name != "sitemap.xml.gz")  # says when it was packed
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Serve]]:
    """Starts to serve an archive of FILES."""
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    monkeypatch.delenv("POSTMORTEM_CACHE", raising=False)

    started: list[Serve] = []

    def start(settings: str = "audience: internal", config: str = "", files: dict[str, str | bytes] | None = None) -> Serve:
        started.append(Serve(make_archive(tmp_path / "archive", dict(files or FILES), settings, config), tmp_path / "site"))
        return started[-1]

    yield start
    for one in started:
        one.close()
    Process.built, Process.serving = None, False


def test_the_saved_page_is_there_at_once_and_then_the_whole_site(
    serve: Callable[..., Serve], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = serve()
    text = FILES["2024-01-05-queue-full.md"].replace("grew.", "grew beyond `max_queue`.").replace("Queue full", "Queue fuller")
    one.saved("postmortems/2024-01-05-queue-full.md", text)
    assert "Queue fuller</h1>" in one.page()
    assert "max_queue" in one.page()
    assert Path(one.server.root) == one.first
    one.settle()
    assert Path(one.server.root) != one.first, "built beside what was served"
    assert one.builds == 0, "nothing was built in this process"
    assert "Queue fuller" in one.page("incidents/2024-02-06-disk-full/index.html")
    assert one.files() == one.fresh(tmp_path / "fresh", monkeypatch)


def test_what_is_saved_while_the_site_is_built_is_there_at_once_too(
    serve: Callable[..., Serve], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = serve()
    for number in range(4):
        text = FILES["2024-01-05-queue-full.md"].replace("grew.", f"grew {number} times.")
        one.saved("postmortems/2024-01-05-queue-full.md", text)
        assert f"grew {number} times." in one.page()
    one.saved(
        "postmortems/2024-05-09-new.md",
        postmortem("New one", "2024-05-09", "related: [{incident: PM-2024-0105, type: follows}]\n"),
    )
    new = one.page("incidents/2024-05-09-new/index.html")
    assert "New one</h1>" in new
    assert "../2024-01-05-queue-full/" in new
    (one.root / "postmortems/2024-04-08-cache-cold.md").unlink()
    one.look()
    one.settle()
    assert "grew 3 times." in one.page()
    assert "New one" in one.page()
    assert not (Path(one.server.root) / "incidents/2024-04-08-cache-cold").exists()
    assert one.files() == one.fresh(tmp_path / "fresh", monkeypatch)


def test_a_link_to_what_came_since_leads_there_at_once(serve: Callable[..., Serve]) -> None:
    one = serve()
    one.saved("postmortems/2024-05-09-new.md", postmortem("New one", "2024-05-09"))
    one.settle()
    for words in ("grew", "grew again"):
        text = FILES["2024-01-05-queue-full.md"].replace("grew.", f"{words}, as [that](2024-05-09-new.md) did.")
        one.saved("postmortems/2024-01-05-queue-full.md", text)
        assert f'{words}, as <a href="../2024-05-09-new/" ' in one.page()


def test_an_error_stands_on_the_page_at_once_and_goes_when_it_is_put_right(serve: Callable[..., Serve]) -> None:
    one = serve()
    right = FILES["2024-01-05-queue-full.md"]
    one.saved("postmortems/2024-01-05-queue-full.md", right.replace("date: 2024-01-05", "date: someday"))
    assert "someday" in one.page()
    assert "The queue of" not in one.page()
    one.settle()
    assert "someday" in one.page()
    one.saved("postmortems/2024-01-05-queue-full.md", right)
    assert "someday" not in one.page()
    assert "The queue of" in one.page()
    one.saved("postmortems/2024-01-05-queue-full.md", right.replace("owner: core, ", "").replace("services: [orders]", ""))
    assert "no owner" in one.page(), "what only warns stands beside the text"


def test_what_the_public_may_not_see_is_not_shown_at_once_either(serve: Callable[..., Serve]) -> None:
    one = serve("audience: public")
    before = one.page()
    hidden = FILES["2024-01-05-queue-full.md"].replace("visibility: public", "visibility: internal").replace("grew", "burst")
    one.saved("postmortems/2024-01-05-queue-full.md", hidden)
    assert one.page() == before
    one.settle()
    assert not (Path(one.server.root) / QUEUE).exists()
    marked = FILES["2024-02-06-disk-full.md"].replace("grew.", "grew.\n\n<!-- internal -->\nSecret.\n<!-- /internal -->\n\nWide.")
    one.saved("postmortems/2024-02-06-disk-full.md", marked)
    page = one.page("incidents/2024-02-06-disk-full/index.html")
    assert "Wide." in page
    assert "Secret" not in page
    assert "queue-full" not in page


def test_where_nothing_is_another_no_page_is_loaded_again(serve: Callable[..., Serve]) -> None:
    one = serve()
    before = one.server._visible_epoch
    one.look()
    assert one.server._visible_epoch == before
    assert one.builds == 0
    one.saved("postmortems/2024-03-07-token-expired.md", FILES["2024-03-07-token-expired.md"].replace("It broke", "It bent"))
    shown = one.server._visible_epoch
    assert shown > before
    one.settle()
    assert one.server._visible_epoch == shown, "these words are on no other page, and this was there already"
    one.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("Queue full", "Queue fuller"))
    shown = one.server._visible_epoch
    one.settle()
    assert one.server._visible_epoch > shown, "its title stands on other pages"


def test_an_image_that_is_replaced_is_loaded_when_it_is_served(serve: Callable[..., Serve]) -> None:
    """And not before: a browser that loads its page at once gets the one that it had, and is told of no other."""
    text = FILES["2024-01-05-queue-full.md"].replace("grew.", "grew: ![how](how.png)")
    one = serve(files={**FILES, "2024-01-05-queue-full.md": text, "how.png": b"before"})
    shown, image = one.server._visible_epoch, "incidents/how.png"
    (one.root / "postmortems/how.png").write_bytes(b"since then")
    one.look()
    assert one.page(image) == "before"
    assert one.server._visible_epoch == shown
    one.settle()
    assert one.page(image) == "since then"
    assert one.server._visible_epoch > shown


def test_who_has_to_load_a_page_again_does_so_though_nothing_came_after_it(serve: Callable[..., Serve]) -> None:
    """The server is told of a change that turns out to be none, while a site is about to be served."""
    one = serve()
    shown = one.server._visible_epoch
    one.server._wanted_epoch += 1
    one.rebuilding._live.reload()
    one.server.builder()
    assert one.server._wanted_epoch > shown
    one.look()
    assert one.server._wanted_epoch == one.server._visible_epoch


def test_a_change_of_anything_else_is_built_in_the_folder_of_the_beginning(serve: Callable[..., Serve]) -> None:
    one = serve()
    one.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("grew.", "grew much."))
    one.saved("docs/guide.md", "# Guide\n\nHow we write.\n")
    assert one.builds == 1
    assert Path(one.server.root) == one.first
    assert "How we write." in one.page("guide/index.html")
    assert "grew much." in one.page()
    one.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("grew.", "grew again."))
    assert "grew again." in one.page()
    assert one.builds == 1


def test_a_build_that_fails_leaves_the_site_as_it_was(serve: Callable[..., Serve], caplog: pytest.LogCaptureFixture) -> None:
    one = serve("audience: internal", "strict: true")
    caplog.set_level(logging.INFO, "mkdocs")
    one.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("date: 2024", "date: May 2024"))
    one.settle()
    assert "could not be built" in caplog.text
    assert Path(one.server.root) == one.first
    assert (one.first / "index.html").is_file()
    one.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("grew.", "grew again."))
    one.settle()
    assert Path(one.server.root) != one.first
    assert "grew again." in one.page()


def test_with_one_process_or_a_hook_for_pages_everything_is_built_here(
    serve: Callable[..., Serve], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = tmp_path / "shout.py"
    hook.write_text("def on_page_markdown(markdown, **_):\n    return markdown.replace('grew', 'GREW')\n")
    one = serve()
    text = (one.root / "mkdocs.yml").read_text()
    (one.root / "mkdocs.yml").write_text(text.replace("archive_site.py]", f"archive_site.py, {hook}]"))
    with closing(Serve(one.root, tmp_path / "other")) as again:
        again.saved("postmortems/2024-01-05-queue-full.md", FILES["2024-01-05-queue-full.md"].replace("grew.", "grew again."))
        assert again.builds == 1
        assert "GREW again." in again.page()
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    with closing(Serve(one.root, tmp_path / "third")) as alone:
        assert alone.server.builder == alone._build


def test_mkdocs_serve_follows_what_is_saved(tmp_path: Path) -> None:
    """The command itself: a saved file's page and, a little later, the data made of it; it ends without a trace."""
    root = make_archive(tmp_path / "archive", dict(FILES))
    address = f"127.0.0.1:{_free_port()}"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "POSTMORTEM_WORKERS": "2", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=environment, stderr=log, stdout=log)
    try:
        page, data = (f"http://{address}/incidents/2024-01-05-queue-full/{name}" for name in ("", "index.md"))
        _wait_for(page, "The queue of")
        path = root / "postmortems/2024-01-05-queue-full.md"
        path.write_text(path.read_text().replace("grew.", "grew again and again."))
        _wait_for(page, "grew again and again.")
        _wait_for(data, "grew again and again.")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    said = (tmp_path / "log").read_text()
    assert process.returncode == 0, said
    assert "Traceback" not in said, said
    assert "incidents/2024-01-05-queue-full/ drawn in" in said
    assert not list(tmp_path.glob("mkdocs_*"))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, words: str) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                if words in answer.read().decode():
                    return
        except (URLError, ConnectionError):
            pass
        time.sleep(0.05)
    pytest.fail(f"{address} does not show '{words}'")
