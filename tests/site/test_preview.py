"""While somebody writes, the problems of a postmortem stand on its page; a build never has them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import expect

from postmortem_archive.search import likeness
from postmortem_archive.site import events
from postmortem_archive.site.process import Process
from tests.site.conftest import ROOT, Served, Visitor, build_site, make_archive, serve
from tests.site.serving import Serving

DRAFT = """\
---
title: Queue full
started_at: 2024-03-01 10:00
timezone: UTC
status: draft
severity: SEV9
---

## Summary

The queue was full for an hour.

## Timeline

- 10:00 It began.
- somebody noticed

## Action items

- [ ] Alert on a full queue
"""
BROKEN = "---\ntitle: [\n---\n\nText.\n"
ERROR = "---\ntitle: Wrong <b>type</b>\ndate: soon\n---\n\nText.\n"
FILES: dict[str, str | bytes] = {"2024-03-01-queue-full.md": DRAFT, "2024-03-02-broken.md": BROKEN, "2024-03-03-error.md": ERROR}


@pytest.fixture
def preview_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Builds what `serve` shows of these postmortems, and returns the folder of the site."""

    def make(files: dict[str, str | bytes], settings: str = "audience: internal") -> Path:
        root = make_archive(tmp_path / "archive", files, settings)
        monkeypatch.setattr(Process, "serving", False)  # put back at the end, whatever on_startup says
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "preview"))
        config.plugins.on_startup(command="serve", dirty=False)
        build(config)
        return tmp_path / "preview"

    return make


def test_after_an_edit_the_other_pages_are_not_drawn_again(preview_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `serve` shows of problems is no reason to draw every page with every save."""
    monkeypatch.setattr(likeness, "LEAST", 1.0)  # each would name the other, of two that are nearly the same
    other = DRAFT.replace("Queue full", "Disk full").replace("The queue was", "The disk was")
    site = preview_of({"2024-03-01-queue-full.md": DRAFT, "2024-03-04-disk-full.md": other})
    text = tmp_path / "archive" / "postmortems" / "2024-03-01-queue-full.md"
    text.write_text(DRAFT.replace("SEV9", "SEV1"))
    drawn = []
    render = events.render_incident
    monkeypatch.setattr(
        events, "render_incident", lambda site, page, one, html: drawn.append(one.slug) or render(site, page, one, html)
    )
    build(load_config(str(tmp_path / "archive" / "mkdocs.yml"), site_dir=str(site)))
    assert drawn == ["2024-03-01-queue-full"]
    assert "SEV9" not in (site / "incidents/2024-03-01-queue-full/index.html").read_text()
    assert "SEV9" in (site / "incidents/2024-03-04-disk-full/index.html").read_text()


def problems(page: str) -> list[tuple[str, str, str]]:
    """(level, message, where) of every problem on a page."""
    found = re.findall(r'__level">(.*?)</span>.*?__text">(.*?)</span>.*?__where">(.*?)</span>', page, re.DOTALL)
    return [(level, text, " ".join(re.sub(r"<[^>]*>", "", where).split())) for level, text, where in found]


def test_problems_stand_on_the_page_with_their_lines(preview_of) -> None:
    page = (preview_of(FILES) / "incidents/2024-03-01-queue-full/index.html").read_text()
    found = problems(page)
    path = "postmortems/2024-03-01-queue-full.md"
    assert found[0] == (
        "warning",
        "&#39;severity&#39; cannot be &#39;SEV9&#39;: choose one of SEV1, SEV2, SEV3, SEV4",
        f"line 6 · {path}:6:11 · unknown-value",
    )
    assert ("line 16" in found[1][2], found[1][0]) == (True, "warning")
    assert '<a href="#event-2">line 16</a>' in page
    assert 'id="event-2"' in page
    assert '<a href="#action-1">line 20</a>' in page
    assert 'href="../../reference/rules/#unknown-value"' in page
    assert page.index("pm-problems") < page.index('class="pm-lead"')


def test_a_file_that_cannot_be_read_has_a_page_with_its_problems(preview_of) -> None:
    site = preview_of(FILES)
    page = (site / "incidents/2024-03-02-broken/index.html").read_text()
    assert '<h1 id="archive-title">2024-03-02-broken</h1>' in page
    ((level, message, where),) = problems(page)
    assert (level, where.split(" · ")[0]) == ("error", "line 3")
    assert message.startswith("the front matter is not valid YAML")
    page = (site / "incidents/2024-03-03-error/index.html").read_text()
    assert '<h1 id="archive-title">Wrong &lt;b&gt;type&lt;/b&gt;</h1>' in page
    assert "error" in [level for level, _, _ in problems(page)]
    listed = (site / "incidents/index.html").read_text()
    assert "2024-03-01-queue-full" in listed
    assert "2024-03-02-broken" not in listed
    assert "2024-03-02-broken" not in (site / "api/v1/incidents.json").read_text()
    assert '<a href="incidents/2024-03-02-broken/">2024-03-02-broken</a>' in (site / "index.html").read_text()


def test_two_files_of_one_slug_share_the_page(preview_of) -> None:
    text = "---\ntitle: Twice\ndate: 2024-03-01\n---\n\nText.\n"
    site = preview_of({"2024-03-01-twice.md": text, "2024-03-01-twice/index.md": text})
    page = (site / "incidents/2024-03-01-twice/index.html").read_text()
    assert "postmortems/2024-03-01-twice/index.md, postmortems/2024-03-01-twice.md" in page
    assert len([problem for problem in problems(page) if problem[0] == "error"]) == 2


def test_a_build_has_none_of_it(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "archive", FILES, "audience: internal\n    drafts: true")
    site = build_site(root, tmp_path / "site")
    assert (site / "incidents/2024-03-01-queue-full/index.html").is_file()
    assert not (site / "incidents/2024-03-02-broken").exists()
    assert not (site / "incidents/2024-03-03-error").exists()
    assert "2024-03-02-broken" not in (site / "index.html").read_text()
    pages = [
        path for path in site.rglob("*.html") if "pm-problem" in path.read_text() or "SEV9&#39; cannot be" in path.read_text()
    ]
    assert pages == []


def test_a_preview_for_the_public_has_none_of_it(preview_of) -> None:
    public = DRAFT.replace("status: draft", "status: final\nvisibility: public")
    site = preview_of({**FILES, "2024-03-01-queue-full.md": public}, "audience: public")
    assert "pm-problem" not in (site / "incidents/2024-03-01-queue-full/index.html").read_text()
    assert not (site / "incidents/2024-03-02-broken").exists()


def test_without_a_problem_there_is_no_box(preview_of) -> None:
    sound = DRAFT.replace("SEV9", "SEV1").replace("- somebody noticed", "- 10:05 Detected: an alert.")
    sound = sound.replace(
        "- [ ] Alert on a full queue", "- [ ] Alert on a full queue (owner: ana, due: 2024-04-01, kind: prevent)"
    )
    page = (preview_of({"2024-03-01-queue-full.md": sound}) / "incidents/2024-03-01-queue-full/index.html").read_text()
    assert "pm-problem" not in page


def test_serve_opens_the_draft_once_and_follows_it(tmp_path: Path, serving: list[Serving]) -> None:
    root = make_archive(tmp_path / "archive", FILES, "audience: !ENV [ARCHIVE_AUDIENCE, public]")
    file = root / "postmortems/2024-03-01-queue-full.md"
    serving.append(Serving(root, "--open", "postmortems/2024-03-01-queue-full.md"))
    address = "incidents/2024-03-01-queue-full/"
    serving[0].wait_for(address, "cannot be &#39;SEV9&#39;")
    file.write_text(DRAFT.replace("SEV9", "SEV1"))
    serving[0].wait_for(address, "SEV9", gone=True)
    file.write_text(BROKEN)
    serving[0].wait_for(address, "the front matter is not valid YAML")
    file.write_text(DRAFT.replace("SEV9", "SEV2"))
    serving[0].wait_for(address, "The queue was full")
    assert serving[0].opened.read_text() == serving[0].home + address + "\n"
    assert f"Serving on {serving[0].home}{address} and opening it in a browser" in serving[0].stop()


@pytest.mark.parametrize(
    ("what", "settings", "sentence"),
    [
        ("nowhere", "audience: internal", "nowhere: there is no such file, slug or id"),
        ("2024-03-01-queue-full", "audience: public", "2024-03-01-queue-full: is not shown to the public, and mkdocs.yml sets 'audience: public': "),
        ("2024-03-01-queue-full", "drafts: false", "2024-03-01-queue-full: is a draft, and mkdocs.yml sets 'drafts: false': take that out"),
        ("../elsewhere.md", "audience: internal", "../elsewhere.md: is not among the postmortems of "),
    ],
)  # fmt: skip
def test_what_has_no_page_is_said_before_anything_is_built(tmp_path: Path, what: str, settings: str, sentence: str) -> None:
    root = make_archive(tmp_path / "archive", FILES, settings)
    (tmp_path / "elsewhere.md").write_text(DRAFT)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "serve", "--open", what]
    done = subprocess.run(command, cwd=root, env=env, text=True, capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {sentence}")
    assert done.stderr.count("\n") == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_problems_in_a_browser(preview_of, visit, width: int, scheme: str) -> None:
    """The box is readable at any width, its line leads to the entry, and nothing of it is hidden from a screen reader."""
    from axe_playwright_python.sync_playwright import Axe

    server, url = serve(preview_of(FILES))
    try:
        page = visit(Served(Path(), url).url, width=width, scheme=scheme).goes_to("incidents/2024-03-01-queue-full/")
        box = page.get_by_role("complementary", name="problem")
        assert box.locator("li").count() >= 3
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        box.get_by_role("link", name="line 16").click()
        expect(page).to_have_url(re.compile("#event-2$"))
        violations = Axe().run(page, context=".pm-problems").response["violations"]
        assert [violation["id"] for violation in violations] == []
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.browser
def test_explorer_and_box_follow_what_is_written(tmp_path: Path, serving: list[Serving], visit: Callable[..., Visitor]) -> None:
    """A new file is narrowed by and found as soon as the site is built again, drafts too."""
    first = "---\ntitle: First\ndate: 2024-04-01\n---\n\nText.\n"
    root = make_archive(tmp_path / "archive", {"2024-04-01-first.md": first})
    serving.append(Serving(root))
    serving[0].wait_for("search/facets.json", "2024")
    text = "---\ntitle: Printer on fire\ndate: 2024-05-01\nstatus: draft\nservices: [printer]\n---\n\nThe fuser overheated.\n"
    (root / "postmortems/2024-05-01-printer.md").write_text(text)
    serving[0].wait_for("search/facets.json", "printer")
    page = visit(serving[0].home).page
    page.goto(f"{serving[0].home}incidents/?service=printer")
    expect(page.locator("[data-pm-shown]")).to_have_text(re.compile(r"^1 of 2 incidents$"))
    page.goto(serving[0].home)
    page.keyboard.press("/")
    page.keyboard.type("fuser")
    expect(page.get_by_role("option").first).to_contain_text("Printer on fire")
