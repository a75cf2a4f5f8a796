"""The explorer's address: it never grows too long for a server, and what was typed survives whatever else changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from postmortem_archive.archive import Archive
from tests.site.conftest import Served
from tests.site.exploring import ask, query_of, question_of, says

pytestmark = pytest.mark.browser
Explore = Callable[..., Page]
TRACE = "java.net.SocketTimeoutException: certificate expired " + " ".join(
    f"at com.example.checkout.Frame{number}.call(Frame{number}.java:{number}) & so on ü" for number in range(110)
)
SENT = 2100  # characters of an address that a server gets: many take no more than 8,000


def sent(url: str) -> str:
    """What of an address a server gets to see."""
    return url.partition("#")[0]


def test_a_long_question_is_not_sent(explore: Explore, archive: Archive) -> None:
    """It stands behind the `#`: a reload, a copy of the address and Back have it whole."""
    page = explore("?severity=SEV1")
    question_of(page).fill(TRACE)
    page.wait_for_function("location.hash.startsWith('#q=')")
    assert query_of(page) == [("severity", "SEV1")]
    assert len(page.url) > 8000
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    found = page.locator("[data-pm-shown]").inner_text()
    page.reload()
    expect(question_of(page)).to_have_value(TRACE)
    expect(page.locator("[data-pm-shown]")).to_have_text(found)
    page.get_by_role("button", name="Take away Severity: SEV1").click()
    expect(page.locator("[data-pm-chosen] button")).to_have_count(0)
    assert query_of(page) == []
    expect(question_of(page)).to_have_value(TRACE)
    page.go_back()
    expect(page.locator("[data-pm-shown]")).to_have_text(found)
    expect(question_of(page)).to_have_value(TRACE)
    ask(page, "certificate")
    page.wait_for_url("**/incidents/?q=certificate&severity=SEV1")


def test_a_long_question_of_the_box_is_not_sent(shelf: tuple[Served, Archive], visit: Any) -> None:
    """By Enter as by the last of the answers; the explorer asks all of it."""
    asked: list[str] = []
    page = visit(shelf[0].url).goes_to("tags/")
    page.on("request", lambda request: asked.append(request.url))
    box = page.get_by_role("combobox", name="Search past incidents").and_(page.locator(":visible"))
    box.fill(TRACE)
    last = page.get_by_role("option").last
    expect(last).to_have_text("All 120 results")
    assert len(sent(last.get_attribute("href") or "")) < SENT
    page.keyboard.press("Enter")
    expect(question_of(page)).to_have_value(TRACE)
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    assert max(len(sent(url)) for url in asked) < SENT
    assert dict(parse_qsl(urlsplit(page.url).fragment)) == {"q": TRACE}


def test_another_long_question_in_the_address_is_asked(explore: Explore) -> None:
    """Where only what is behind the `#` changes, it is asked all the same."""
    page = explore(f"#q={'disk+' * 500}")
    page.evaluate("location.hash = `#q=${'zebra+'.repeat(500)}`")
    says(page, 0)
    page.go_back()
    expect(page.locator("[data-pm-results] mark").first).to_have_text("disk")
