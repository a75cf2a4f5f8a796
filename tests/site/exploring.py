"""What a person does in the explorer over the archive of shelf.py, and sees there."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

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
    """What stands there now, which may be what was asked for before: `lists` waits."""
    return page.locator("[data-pm-results] .pm-entry__title").all_inner_texts()


def lists(page: Page, expected: list[str]) -> None:
    """Results of these titles come to stand there, in this order and no others; the page is at its top then.

    Their number alone does not tell that they are those asked for last: there may have been as many before.
    """
    with suppress(TimeoutError):  # what stands there instead is said below
        page.wait_for_function(
            """expected => {
              scrollTo(0, document.body.scrollHeight);
              const titles = [...document.querySelectorAll("[data-pm-results] .pm-entry__title")].map((one) => one.innerText);
              return JSON.stringify(titles) === JSON.stringify(expected);
            }""",
            arg=expected,
        )
    page.evaluate("scrollTo(0, 0)")
    assert titles(page) == expected


def facet(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label, exact=True)


def check(page: Page, label: str, value: str) -> None:
    """Check a box, which is behind "more" where it is a rare one, and wait until the page shows what that leaves."""
    box = facet(page, label).get_by_role("checkbox", name=re.compile(rf"^{re.escape(value)}\s"))
    if not box.is_visible():
        facet(page, label).get_by_role("button", name=re.compile("more")).click()
    box.check()
    expect(page.locator("[data-pm-chosen]")).to_contain_text(f"{label}: {value}")  # drawn together with every count


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
    return sorted(parse_qsl(urlsplit(page.url).query))


def address_says(page: Page, *expected: tuple[str, str]) -> None:
    """The address comes to say this and no more: it follows what is typed after a moment, and the browser tells of it later still."""
    with suppress(TimeoutError):  # what it says instead is said below
        page.wait_for_url(lambda url: sorted(parse_qsl(urlsplit(url).query)) == sorted(expected))
    assert query_of(page) == sorted(expected)


def pages_asked_for(page: Page) -> list[str]:
    """The addresses of pages, and of nothing that belongs to one, that a window asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    return asked


def with_certificate(archive: Archive) -> list[Incident]:
    return [incident for incident in archive if "certificate" in incident.title]
