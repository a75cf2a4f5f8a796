"""A new postmortem without the command line: links into each host's editor, and the page that leads there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from postmortem_archive.site import editor
from postmortem_archive.site.editor import HOSTS, LONGEST_URL, NEW_NAME, EditorLinks, new_postmortem_text
from tests.site.conftest import build_site, make_archive, serve

SiteOf = Callable[..., Path]
WRITING = "# Write\n\n<!-- archive: new postmortem -->\n\nAnd so on, with `<!-- archive: new postmortem -->`.\n"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com/shop/pm", "github"),
        ("https://github.example.org/shop/pm/", "github"),
        ("https://gitlab.com/shop/ops/pm", "gitlab"),
        ("https://git.example.org/shop/github-pm", None),
        ("https://codeberg.org/shop/pm", "forgejo"),
        ("https://gitea.example.org/shop/pm", "gitea"),
        ("https://bitbucket.org/shop/pm", None),
    ],
)
def test_a_host_is_known_by_its_name(url: str, host: str | None) -> None:
    links = EditorLinks.of(url, None, "postmortems")
    assert links.host == host
    assert (links.new is None) == (host is None)
    assert links.edit("x.md") is None or "//" not in str(links.edit("x.md")).removeprefix("https://")


@pytest.mark.parametrize(
    ("host", "uri", "edit", "new", "name"),
    [
        ("github", "edit/trunk/docs/", "/edit/trunk/postmortems/a%20b.md", "/new/trunk/postmortems", NEW_NAME),
        ("gitlab", "-/edit/trunk/docs/", "/-/edit/trunk/postmortems/a%20b.md", "/-/new/trunk", f"postmortems/{NEW_NAME}"),
        ("gitea", "_edit/trunk/docs/", "/_edit/trunk/postmortems/a%20b.md", "/_new/trunk/postmortems", NEW_NAME),
        ("forgejo", "src/branch/trunk/docs/", "/_edit/trunk/postmortems/a%20b.md", "/_new/trunk/postmortems", NEW_NAME),
        (
            "github",
            "edit/trunk/sites/ops/docs/",
            "/edit/trunk/sites/ops/postmortems/a%20b.md",
            "/new/trunk/sites/ops/postmortems",
            NEW_NAME,
        ),
        (
            "gitlab",
            "edit/trunk/ops/docs/",
            "/-/edit/trunk/ops/postmortems/a%20b.md",
            "/-/new/trunk",
            f"ops/postmortems/{NEW_NAME}",
        ),
        ("github", "", "/edit/main/postmortems/a%20b.md", "/new/main/postmortems", NEW_NAME),
    ],
)
def test_addresses_of_each_host(host: str, uri: str, edit: str, new: str, name: str) -> None:
    repository = "https://git.example.org/shop/pm"
    links = EditorLinks.of(f"{repository}/", uri, "postmortems", host)
    assert links.edit("postmortems/a b.md") == repository + edit
    assert links.new is not None
    split = urlsplit(links.new)
    assert links.new.split("?")[0] == repository + new == links.new_address
    assert parse_qs(split.query) == {HOSTS[host].name: [name], HOSTS[host].text: [new_postmortem_text()]}
    assert len(links.new) <= LONGEST_URL


def test_a_template_that_is_too_long_for_an_address_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "new_postmortem_text", lambda: "ä" * 2000)
    links = EditorLinks.of("https://github.com/shop/pm", None, "postmortems")
    assert links.new == f"https://github.com/shop/pm/new/main/postmortems?filename={NEW_NAME}"


def test_the_setting_says_which_host_it_is(site_of: SiteOf) -> None:
    config = "repo_url: https://git.example.org/ops/pm\nedit_uri: _edit/main/docs/"
    site = site_of(
        {"2023-05-12-x.md": "---\ntitle: x\ndate: 2023-05-12\n---\n"},
        settings="audience: internal\n    host: forgejo",
        config=config,
    )
    page = (site / "incidents/2023-05-12-x/index.html").read_text()
    assert 'href="https://git.example.org/ops/pm/_edit/main/postmortems/2023-05-12-x.md"' in page
    assert "https://git.example.org/ops/pm/_new/main/postmortems?filename=" in (site / "index.html").read_text()


def write_page(tmp_path: Path, config: str = "", settings: str = "audience: internal") -> Path:
    root = make_archive(tmp_path / "archive", {}, settings, config)
    (root / "docs/writing.md").write_text(WRITING)
    return build_site(root, tmp_path / "site")


def test_the_page_leads_to_the_editor_without_javascript(tmp_path: Path) -> None:
    page = (write_page(tmp_path, "repo_url: https://codeberg.org/shop/pm\n") / "writing/index.html").read_text()
    block = page[page.index('<div class="pm-write"') :]
    link = re.search(r'data-pm-open href="([^"]+)">Write it on Forgejo<', block)
    assert link
    query = parse_qs(urlsplit(html.unescape(link[1])).query)
    assert query == {"filename": [NEW_NAME], "value": [new_postmortem_text()]}
    assert '<div class="pm-write__ask" hidden>' in block, "what needs JavaScript is hidden without it"
    assert page.count("pm-write__template") == 1, "the mark in code stays code"


def test_without_a_host_the_page_has_the_template_to_copy(tmp_path: Path) -> None:
    page = (write_page(tmp_path) / "writing/index.html").read_text()
    assert "Write it on" not in page
    assert '<details class="pm-write__template" open>' in page
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert text
    assert html.unescape(text[1]) == new_postmortem_text()


@pytest.fixture
def opened(tmp_path, visit):
    """The page in a browser: `opened("repo_url: ...")`."""
    servers = []

    def open_page(config: str = "", **options):
        server, url = serve(write_page(tmp_path, config))
        servers.append(server)
        return visit(url, **options).goes_to("writing/")

    yield open_page
    for server in servers:
        server.shutdown()
        server.server_close()


def target(page: Page) -> tuple[str, dict[str, list[str]]]:
    address = str(page.locator("[data-pm-open]").get_attribute("href"))
    return address.split("?")[0], parse_qs(urlsplit(address).query)


@pytest.mark.browser
def test_today_and_the_title_go_into_the_name_and_the_template(opened) -> None:
    page = opened("repo_url: https://gitlab.example.org/shop/pm\nedit_uri: -/edit/main/docs/\n")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    address, query = target(page)
    assert address == "https://gitlab.example.org/shop/pm/-/new/main"
    assert query["file_name"] == [f"postmortems/{today}-what-broke.md"]
    page.get_by_label("What broke").fill("  Größe: \"checkout\" down & 'slow' $& #1 ")
    page.get_by_label("The day it began").fill("2026-02-03")
    _, query = target(page)
    assert query["file_name"] == ["postmortems/2026-02-03-grösse-checkout-down-slow-1.md"]
    front = yaml.safe_load(query["content"][0].split("---")[1])
    assert front["title"] == "Größe: \"checkout\" down & 'slow' $& #1"
    assert front["started_at"] == "2026-02-03 HH:MM"
    expect(page.locator("[data-pm-name]")).to_have_text("2026-02-03-grösse-checkout-down-slow-1.md")
    page.get_by_label("The day it began").fill("")
    page.get_by_label("What broke").fill("")
    _, query = target(page)
    assert query == {"file_name": [f"postmortems/{NEW_NAME}"], "content": [new_postmortem_text()]}


@pytest.mark.browser
def test_a_long_title_makes_a_name_that_the_check_accepts(opened) -> None:
    from postmortem_archive.words import slugify

    page = opened("repo_url: https://github.com/shop/pm\n")
    page.get_by_label("What broke").fill("Word " * 30)
    _, query = target(page)
    words = query["filename"][0].removesuffix(".md")[11:]
    assert words == slugify(words)
    assert 50 < len(words) <= 60


@pytest.mark.browser
def test_the_template_is_copied(opened) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("What broke").fill("Disk full")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".pm-write").get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-pm-text]").input_value()
    assert 'title: "Disk full"' in page.locator("[data-pm-text]").input_value()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_phone(opened, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened("repo_url: https://github.com/shop/pm\n", width=390, scheme=scheme)
    page.locator(".pm-write summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page, ".pm-write").response["violations"]
    assert [one["id"] for one in found] == []
