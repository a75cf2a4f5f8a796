"""Takes the pictures of the guide and of README anew, as the pages look now: `.venv/bin/python bench/pictures.py [NAME...]`.

They are of this repository's own archive, but for that of the action items: the organisations here name neither owners nor due
days, so it is of a generated one. Chromium makes WebP of them, at the best quality that keeps each below MOST bytes.
"""

from __future__ import annotations

import base64
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from generating import write_archive  # noqa: E402  (the path is set above)

PICTURES = ROOT / "docs/assets/guide"
MOST = 60_000
TODAY = "1767225600"
"""1 January 2026: what is overdue then is overdue in the picture, whenever it is taken."""
WIDTH = 1440
GENERATED = 40
SERVICE = "kafka-exporter"


@dataclass(frozen=True)
class Picture:
    """Part of a page: from the top of `first` to the bottom of `last`, or to `height` from there, as wide as `wide`."""

    name: str
    page: str
    first: str = "h1"
    last: str = ""
    height: int = 0
    wide: str = "article"
    margin: int = 24
    paper: bool = False
    generated: bool = False


TIME = "section[aria-labelledby=time-to-resolve]"
TAKEN = (
    Picture("incident", "incidents/2022-07-07-dfds-kafka-exporter-api-key/", ".pm-head", height=900),
    Picture("explorer", "incidents/?q=database&root-cause=missing-safeguard", ".pm-page, .pm-explorer", height=760),
    Picture("recurrences", "recurrences/", ".pm-chain", ".pm-chain", wide=".pm-chain"),
    Picture("actions", "actions/", height=700, generated=True),
    Picture("trends", "trends/", "#time-to-resolve", f"{TIME} figure", wide=f"{TIME} figure", margin=12),
    Picture("group", "services/fluentd-logs/", ".pm-page", height=800, wide=".pm-facts"),
    Picture("brief", "before-you-ship/", "article p", "article"),
    Picture("paper", "incidents/2022-07-07-dfds-kafka-exporter-api-key/", "article", height=960, margin=24, paper=True),
)


def main() -> None:
    """Take those that are named, or all."""
    named = set(sys.argv[1:])
    if unknown := named - {picture.name for picture in TAKEN}:
        sys.exit(f"there is no picture called {', '.join(sorted(unknown))}: choose of {', '.join(one.name for one in TAKEN)}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    os.environ |= {"SOURCE_DATE_EPOCH": TODAY, "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with (
            served(build(ROOT, Path(scratch) / "own")) as own,
            served(build(made(Path(scratch)), Path(scratch) / "made")) as other,
        ):
            for picture in TAKEN:
                if not named or picture.name in named:
                    content = as_webp(browser, taken(browser, picture, other if picture.generated else own))
                    (PICTURES / f"{picture.name}.webp").write_bytes(content)
                    print(f"{picture.name}.webp: {len(content):,} bytes")
        browser.close()


def made(scratch: Path) -> Path:
    """An archive of GENERATED incidents that name owners and due days."""
    root = scratch / "archive"
    subprocess.run([sys.executable, "-m", "postmortem_archive.commands.main", "init", str(root), "--no-input"],
                   check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")})  # fmt: skip
    for example in (root / "postmortems").glob("*.md"):
        example.unlink()
    write_archive(root / "postmortems", GENERATED)
    shutil.copy(ROOT / "hooks/archive_site.py", root / "hooks/archive_site.py")
    return root


def build(root: Path, site: Path) -> Path:
    """The site of an archive, built without what is kept."""
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(root / "mkdocs.yml"), "-d", str(site)], check=True,
                   env={**os.environ, "POSTMORTEM_CACHE": "off", "PYTHONPATH": str(ROOT / "hooks")})  # fmt: skip
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, on this machine only."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def taken(browser: Browser, picture: Picture, home: str) -> bytes:
    """The part of the page, as PNG."""
    page = browser.new_page(viewport={"width": 1000 if picture.paper else WIDTH, "height": 1200}, color_scheme="light")
    page.goto(home + picture.page)
    page.wait_for_load_state("networkidle")
    if picture.paper:
        page.emulate_media(media="print")
        page.add_style_tag(content=f"article {{ padding: {picture.margin}px !important }}")
    if picture.name == "brief":
        show_comment(page)
    top = page.locator(picture.first).first.bounding_box()
    bottom = page.locator(picture.last).first.bounding_box() if picture.last else None
    if top is None or (picture.last and bottom is None):
        raise LookupError(f"{picture.name}: the page has no {picture.first} or no {picture.last}")
    begin = max(0, top["y"] - picture.margin)
    end = bottom["y"] + bottom["height"] + picture.margin if bottom else begin + picture.height
    left, right = edges(page, picture)
    content = page.screenshot(full_page=True, clip={"x": left, "y": begin, "width": right - left, "height": end - begin})
    page.close()
    return content


def edges(page: Page, picture: Picture) -> tuple[float, float]:
    """The left and right edge of the part, with its margin."""
    box = page.locator(picture.wide).first.bounding_box()
    assert box is not None
    return max(0, box["x"] - picture.margin), box["x"] + box["width"] + picture.margin


def show_comment(page: Page) -> None:
    """In place of the guide, what `postmortem brief` prints for a pull request."""
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "brief", "--service", SERVICE, "--format", "markdown"]
    done = subprocess.run([*command, "--archive", str(ROOT)], check=True, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")})  # fmt: skip
    html = MarkdownIt("commonmark").render(done.stdout).replace("<li>[ ] ", '<li><input type="checkbox" disabled> ')
    page.locator("article").evaluate("(article, html) => { article.innerHTML = html; }", html)


def as_webp(browser: Browser, png: bytes) -> bytes:
    """The picture as WebP."""
    page = browser.new_page()
    draw = """async ([source, quality]) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        canvas.getContext("2d").drawImage(image, 0, 0);
        return canvas.toDataURL("image/webp", quality);
    }"""
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    for quality in (0.92, 0.86, 0.8, 0.74, 0.66, 0.58, 0.5):
        content = base64.b64decode(page.evaluate(draw, [source, quality]).partition(",")[2])
        if len(content) <= MOST:
            break
    page.close()
    return content


if __name__ == "__main__":
    main()
