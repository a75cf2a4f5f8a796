"""A page stays open while the site is published anew: it answers out of what is published, also where files are gone or changed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import build_site, make_archive, serve
from tests.site.exploring import question_of, titles

pytestmark = pytest.mark.browser
PARTS = ("pump", "valve", "boiler", "fan", "belt", "gauge")


def postmortem(day: int, part: str, service: str = "heating") -> tuple[str, str]:
    """Its file, and a text that names the part."""
    text = f"---\ntitle: The {part} broke\ndate: 2023-06-{day:02}\nservices: [{service}]\nseverity: SEV{day % 3 + 1}\n---\n\nA {part}.\n"
    return f"2023-06-{day:02}-{part}.md", text


BEFORE = dict(postmortem(day, part) for day, part in enumerate(PARTS, 10))
EARLIER = dict([postmortem(1, "chimney", "smoke")])
"""An incident before all others, so that each has another number from then on."""


@dataclass
class Publication:
    """An archive whose site is served, and published anew in its place."""

    root: Path
    site: Path
    url: str

    def becomes(self, files: dict[str, str]) -> None:
        """Publish the archive of these postmortems, and no others."""
        shutil.rmtree(self.root / "postmortems")
        for name, text in files.items():
            path = self.root / "postmortems" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        time.sleep(1.1)  # what a server says of when a file was changed is told to the second
        build_site(self.root, self.site)


@pytest.fixture
def publication(tmp_path: Path) -> Iterator[Publication]:
    root = make_archive(tmp_path / "archive", dict(BEFORE))
    server, url = serve(build_site(root, tmp_path / "site"))
    yield Publication(root, tmp_path / "site", url)
    server.shutdown()
    server.server_close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def shown(page: Page) -> Callable[[str], None]:
    """Expects what stands where the number of results stands."""
    return expect(page.locator("[data-pm-shown]")).to_have_text


@pytest.mark.parametrize("idle", [True, False], ids=["a while later", "at once"])
def test_an_open_explorer_answers_out_of_what_is_published(publication: Publication, window: Page, idle: bool) -> None:
    """Not with the shards of the new index under the numbers of the old one."""
    page = window
    if idle:
        page.clock.install()
    page.goto(f"{publication.url}incidents/?q=valve")
    shown(page)("1 of 6 incidents")
    publication.becomes({**EARLIER, **BEFORE})
    if idle:
        page.clock.fast_forward(6000)
    question_of(page).fill("boiler")
    shown(page)("1 of 7 incidents")
    assert titles(page) == ["The boiler broke"]
    expect(page.get_by_role("group", name="Service").locator("label")).to_have_text(["heating1"])
    question_of(page).fill("chimney")
    expect(page.locator("[data-pm-results] a")).to_have_text("The chimney broke")
    question_of(page).fill("")
    shown(page)("7 incidents")
    expect(page.locator("[data-pm-results] > li")).to_have_count(7)


def test_a_box_that_is_checked_keeps_the_focus_over_a_new_edition(publication: Publication, window: Page) -> None:
    page = window
    page.clock.install()
    page.goto(f"{publication.url}incidents/")
    shown(page)("6 incidents")
    publication.becomes({**EARLIER, **BEFORE})
    page.clock.fast_forward(6000)
    box = page.get_by_role("group", name="Severity").get_by_role("checkbox").nth(1)
    box.focus()
    page.keyboard.press("Space")
    shown(page)("3 of 7 incidents")
    expect(page.locator("input:focus")).to_have_value("SEV2")
    assert page.locator("input:focus").is_checked()


def test_files_that_are_gone_are_no_failure(publication: Publication, window: Page) -> None:
    """Of fewer incidents there are fewer files: the page finds out by itself, and so does the button of one that had no connection."""
    page = window
    page.goto(f"{publication.url}incidents/?q=valve")
    shown(page)("1 of 6 incidents")
    left = dict(list(BEFORE.items())[:2])
    publication.becomes(left)
    question_of(page).fill("gauge")
    shown(page)("0 of 2 incidents")
    page.route("**/search/**", lambda route: route.abort())
    question_of(page).fill("pump")
    expect(page.locator("[data-pm-shown]")).to_contain_text("Check the connection.")
    publication.becomes({**EARLIER, **left})
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    shown(page)("1 of 3 incidents")
    assert titles(page) == ["The pump broke"]


def test_an_open_search_box_answers_out_of_what_is_published(publication: Publication, window: Page) -> None:
    page = window
    page.goto(f"{publication.url}services/")
    page.keyboard.press("/")
    page.keyboard.type("valve")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("The valve broke")
    publication.becomes({**EARLIER, **dict(list(BEFORE.items())[:3])})
    page.keyboard.press("Control+a")
    page.keyboard.type("boiler")
    expect(first).to_contain_text("The boiler broke")
    page.keyboard.press("Control+a")
    page.keyboard.type("gauge")
    expect(page.locator(".md-header .pm-box__state")).to_contain_text("No incident has “gauge”.")


def test_without_a_connection_what_is_there_answers(publication: Publication, window: Page) -> None:
    """A question that needs no file is not held up because nobody can say whether the site was published anew."""
    page = window
    page.clock.install()
    page.goto(f"{publication.url}incidents/")
    shown(page)("6 incidents")
    question_of(page).fill("valve")
    shown(page)("1 of 6 incidents")
    page.clock.fast_forward(6000)
    page.route("**/search/**", lambda route: route.abort())
    question_of(page).fill("")
    shown(page)("6 incidents")
    question_of(page).fill("valve")
    shown(page)("1 of 6 incidents")
    assert titles(page) == ["The valve broke"]


def test_a_page_older_than_the_index_says_what_helps(publication: Publication, window: Page) -> None:
    """Scripts of the version before cannot read an index of another format."""
    page = window
    manifest = publication.site / "search/manifest.json"
    manifest.write_text(manifest.read_text().replace('"format":3', '"format":4'))
    page.goto(f"{publication.url}incidents/")
    expect(page.locator("[data-pm-shown]")).to_have_text(
        "The search could not be loaded: below are the newest incidents. Load the page again."
    )
