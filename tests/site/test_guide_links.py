"""Every link of the guides and of the reference leads to a page that is there, and to a heading on it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tests.site.conftest import ROOT, Served


def pages(folder: Path) -> dict[str, str]:
    """The HTML of every page by its address."""
    return {file.parent.relative_to(folder).as_posix() + "/": file.read_text() for file in folder.rglob("index.html")}


def test_guides_and_reference_lead_somewhere(demo: Served) -> None:
    there = pages(demo.folder)
    guides = [f"{file.stem}/" for file in (ROOT / "docs").glob("*.md") if file.stem != "index"]
    guides += [address for address in there if address.startswith("reference/")]
    assert len(guides) > 10
    broken, followed = [], 0
    for here in guides:
        article = re.search(r"<article.*?</article>", there[here], re.DOTALL)
        assert article, here
        for link in re.findall(r'<a\b[^>]*\shref="([^"]+)"', article[0]):
            parts = urlsplit(urljoin(f"http://site/{here}", unescape(link)))
            if parts.netloc != "site":
                continue
            address, heading = parts.path.lstrip("/"), unquote(parts.fragment)
            followed += 1
            page = there.get(address or "./")
            if page is None and not (demo.folder / address).is_file():
                broken.append(f"{here}: {link}")
            elif heading and page is not None and f'id="{heading}"' not in page:
                broken.append(f"{here}: {link}: no such heading")
    assert broken == []
    assert followed > 100
