"""What a person does in the explorer over the archive of shelf.py, and sees there."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from tests.site.shelf import SIZE

STEP = 20


def question_of(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="What do you see?")


def ask(page: Page, question: str) -> None:
    """Type a question as a person does, key by key."""
    field = question_of(page)
    field.fill("")
    field.press_sequentially(question)


def says(page: Page, count: int) -> None:
    """The page says that many incidents, and shows as many as it shows at once, where somebody goes to their end."""
    text = f"{SIZE} incidents" if count == SIZE else f"{count} of {SIZE} incidents"
    expect(page.locator("[data-pm-shown]")).to_have_text(text)
    if count < SIZE:
        to_the_end(page, min(count, STEP))


def to_the_end(page: Page, count: int) -> None:
    """Scroll to the last result, so that all come, and back to the top."""
    page.wait_for_function(
        "count => (scrollTo(0, document.body.scrollHeight), document.querySelectorAll('[data-pm-results] > li').length === count)",
        arg=count,
    )
    page.evaluate("scrollTo(0, 0)")


def titles(page: Page) -> list[str]:
    return page.locator("[data-pm-results] .pm-entry__title").all_inner_texts()


def facet(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label, exact=True)


def check(page: Page, label: str, value: str) -> None:
    """Check a box, which is behind "more" where it is a rare one."""
    box = facet(page, label).get_by_role("checkbox", name=re.compile(rf"^{re.escape(value)}\s"))
    if not box.is_visible():
        facet(page, label).get_by_role("button", name=re.compile("more")).click()
    box.check()


def shown_counts(page: Page, label: str) -> dict[str, int]:
    """The counts beside the values of a facet, with those behind "more"."""
    more = facet(page, label).get_by_role("button", name=re.compile("more"))
    if more.is_visible():
        more.click()
    lines = (
        facet(page, label)
        .locator("label")
        .evaluate_all(
            "lines => lines.map(line => [line.querySelector('.pm-facet__label').textContent, line.querySelector('.pm-facet__n').textContent])"
        )
    )
    return {value: int(number) for value, number in lines}


def query_of(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def with_certificate(archive: Archive) -> list[Incident]:
    return [incident for incident in archive if "certificate" in incident.title]
