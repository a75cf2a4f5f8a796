"""Feeds, twins, the database and llms.txt in a built site."""

from __future__ import annotations

import html as entities
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest

from tests.publishing.test_feeds import faults_of
from tests.site.conftest import HOOKS_FOLDER, Served, Visitor, build_site, make_archive

URL = "https://pm.example.com/archive/"
INCIDENT = """\
---
title: Checkout & cart down
date: 2023-05-12
services: [check out]
---

## Summary

The **checkout** was down, as in [the other](2022-01-02-old.md) and 2022-01-02-old; see [below](#impact). <script>alert(1)</script>
<a href="javascript:alert(2)">x</a>

![graph](graph.png)

## Impact

None.
"""
OLD = "---\ntitle: Old\ndate: 2022-01-02\n---\n\n## Summary\n\nIt broke.\n\n![graph](graph.png)\n"
FILES: dict[str, str | bytes] = {
    "2023-05-12-down.md": INCIDENT,
    "2022-01-02-old/index.md": OLD,
    "2022-01-02-old/graph.png": b"\x89PNG 2",
    "graph.png": b"\x89PNG",
}


@pytest.fixture
def built(site_of: Callable[..., Path]) -> Path:
    """A site with an address of its own."""
    return site_of(FILES, config=f"site_url: {URL}")


def on_site(site: Path, address: str) -> bool:
    """Whether a link into the site leads to a file of it."""
    path = site / address.removeprefix(URL).partition("#")[0]
    return address.startswith(URL) and (path / "index.html" if address.partition("#")[0].endswith("/") else path).is_file()


def test_every_link_of_a_feed_is_absolute_and_leads_somewhere(built: Path) -> None:
    found = sorted(built.rglob("feed.xml"))
    assert {path.relative_to(built).as_posix() for path in found} == {
        "feed.xml",
        "services/check-out/feed.xml",
        "years/2022/feed.xml",
        "years/2023/feed.xml",
    }
    for path in found:
        text = path.read_text()
        assert faults_of(path.read_bytes()) == []
        feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
        links = [link.href for one in (feed.feed, *feed.entries) for link in one.links]
        inside = [
            entities.unescape(link) for entry in feed.entries for link in re.findall(r'(?:href|src)="([^"]*)"', entry.summary)
        ]
        assert len(links) > 2
        assert [link for link in (*links, *inside) if not on_site(built, link)] == []
        assert "script" not in text


def test_the_summary_is_what_the_page_shows(built: Path) -> None:
    feed = json.loads((built / "feed.json").read_text())
    newest = feed["items"][0]["content_html"]
    assert "<strong>checkout</strong>" in newest
    assert f'<a href="{URL}incidents/2022-01-02-old/"' in newest
    assert f'<a href="{URL}incidents/2023-05-12-down/#impact"' in newest
    assert f'src="{URL}incidents/graph.png"' in newest
    assert f'src="{URL}incidents/2022-01-02-old/graph.png"' in feed["items"][1]["content_html"]
    assert newest.count("pm-mention") == 1
    assert "alert" not in newest


def test_without_an_address_links_lead_from_the_feed(site_of: Callable[..., Path]) -> None:
    site = site_of(FILES)
    for path in sorted(site.rglob("feed.json")):
        here = f"http://x/{path.relative_to(site).as_posix()}"
        for item in json.loads(path.read_text())["items"]:
            for link in (item["url"], *re.findall(r'(?:href|src)="([^"]*)"', item["content_html"])):
                assert on_site(site, urljoin(here, link).replace("http://x/", URL)), (path, link)


def test_pages_name_what_else_they_are_there_as(built: Path) -> None:
    def named(page: str) -> list[tuple[str, str]]:
        text = (built / page / "index.html").read_text()
        found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', text)
        for _, address in found:
            assert (built / page / address).is_file(), address
        return [(kind, address) for kind, address in found]

    atom, json_feed, text = "application/atom+xml", "application/feed+json", "text/markdown"
    assert named("") == [(atom, "feed.xml"), (json_feed, "feed.json")]
    assert named("incidents") == [(atom, "../feed.xml"), (json_feed, "../feed.json")]
    assert named("services/check-out") == [(atom, "feed.xml"), (json_feed, "feed.json")]
    assert named("services") == [(atom, "../feed.xml"), (json_feed, "../feed.json")]
    assert named("incidents/2023-05-12-down") == [(text, "index.md")]
    assert named("incidents/2022-01-02-old") == [(text, "index.md")]


def test_people_find_them_too(built: Path) -> None:
    assert 'href="feed.xml">as a feed</a>' in (built / "index.html").read_text()
    assert 'href="feed.xml">as a feed</a>' in (built / "services/check-out/index.html").read_text()
    assert 'href="index.md">As Markdown</a>' in (built / "incidents/2023-05-12-down/index.html").read_text()


def test_twins_stand_beside_their_pages_and_show_their_pictures(built: Path) -> None:
    twin = (built / "incidents/2023-05-12-down/index.md").read_text()
    assert twin.startswith("# Checkout & cart down\n\n- Id: 2023-05-12-down\n- Date: 2023-05-12\n- Services: check out\n")
    for page in sorted((built / "incidents").glob("*/index.md")):
        links = re.findall(r"\]\((?!#)([^)]+)\)", page.read_text())
        assert links
        assert [link for link in links if not (page.parent / link).is_file()] == []


def test_the_database_and_llms_text_are_there(built: Path) -> None:
    connection = sqlite3.connect(built / "archive.db")
    assert connection.execute("SELECT slug, url FROM incidents").fetchall() == [
        ("2023-05-12-down", f"{URL}incidents/2023-05-12-down/"),
        ("2022-01-02-old", f"{URL}incidents/2022-01-02-old/"),
    ]
    connection.close()
    text = (built / "llms.txt").read_text()
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 6
    assert [link for link in links if not on_site(built, link)] == []


def test_what_is_written_by_hand_takes_its_place(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "archive", FILES)
    (root / "docs/llms.txt").write_text("# Mine\n")
    site = build_site(root, tmp_path / "site")
    assert (site / "llms.txt").read_text() == "# Mine\n"
    assert (site / "feed.xml").is_file()


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "archive", FILES)
    sites = []
    for seed in ("1", "2"):
        site = tmp_path / seed
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": HOOKS_FOLDER, "NO_MKDOCS_2_WARNING": "1"}
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(root / "mkdocs.yml"), "-d", str(site)], env=env, check=True
        )
        names = ("feed.xml", "feed.json", "archive.db", "llms.txt", "index.md")
        sites.append({path.relative_to(site): path.read_bytes() for path in sorted(site.rglob("*")) if path.name in names})
    assert sites[0] == sites[1]
    assert len(sites[0]) == 12


@pytest.mark.browser
def test_on_paper_the_report_is_all_there_is(demo: Served, visit: Callable[..., Visitor]) -> None:
    """At the width that A4 leaves, which is 178 mm."""
    visitor = visit(demo.url, width=673)
    page = visitor.goes_to("incidents/2021-06-30-dfds-503-eks-addons/")
    assert page.locator(".pm-drawing.pm-narrow").is_visible(), "as on a screen of this width"
    page.emulate_media(media="print")
    for gone in (".md-header", ".md-footer", ".md-sidebar", ".pm-foot", ".md-search", ".pm-hint", ".headerlink"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    assert page.locator(".pm-drawing.pm-wide").is_visible()
    assert page.locator(".pm-drawing.pm-wide text.pm-zone").is_visible(), "times without their zone say nothing"
    assert not any(one.is_visible() for one in page.locator("fieldset.pm-zone").all())
    assert not page.locator(".pm-drawing.pm-narrow").is_visible()
    assert page.locator(".pm-actions").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    address = page.evaluate("getComputedStyle(document.querySelector('.pm-section a[href^=http]'), '::after').content")
    assert "https://" in address or "attr(href)" in address
    assert page.evaluate("getComputedStyle(document.querySelector('.pm-figure')).breakInside") == "avoid"


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_wide_table_is_not_cut_on_paper(site_of: Callable[..., Path], browser: object, tmp_path: Path, paper: str) -> None:
    head = "| " + " | ".join(f"Column {n}" for n in range(9)) + " |\n|" + "---|" * 9 + "\n"
    rows = "".join("| " + " | ".join(f"cell-{row}-{n}-with-a-long-name" for n in range(9)) + " |\n" for row in range(60))
    text = OLD.replace("![graph](graph.png)", f"{head}{rows}\n\n```\n{'x' * 400}\n```")
    site = site_of({"2022-01-02-old.md": text})
    page = browser.new_page(viewport={"width": 673 if paper == "A4" else 695, "height": 900})  # type: ignore[attr-defined]
    page.goto((site / "incidents/2022-01-02-old/index.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('td, pre')].every(cell => cell.getBoundingClientRect().right <= innerWidth)"
    )
    document = page.pdf(format=paper, path=str(tmp_path / "a.pdf"))
    assert document.startswith(b"%PDF")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    page.close()
