"""A site as a web server of today sends it: compressed, over connections that stay open, asked whether a copy still holds."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PACKED = frozenset((".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".ics", ".md"))


@functools.lru_cache(maxsize=4096)
def packed(path: str, changed: int) -> bytes:  # noqa: ARG001  (a file that changed is another question to the cache)
    """The file as it is sent; packed once for as long as it is the same."""
    return gzip.compress(Path(path).read_bytes(), 6, mtime=0)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together, not as two packets that wait for each other

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: its lines would hide the figures."""

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """As the standard library's own, but packed where the browser can unpack it."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not accepted or path.suffix not in PACKED or not path.is_file() or "If-Modified-Since" in self.headers:
            return super().send_head()
        stat = path.stat()
        content = packed(str(path), stat.st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(int(stat.st_mtime)))
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages
        self.end_headers()
        return io.BytesIO(content)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served while this is open."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
