"""The explorer's address: it never grows too long for a server, and what was typed survives whatever else changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from postmortem_archive.archive import Archive
from tests.site.conftest import Served
from tests.site.exploring import STEP, address_says, ask, question_of, says, to_the_end, with_certificate
from tests.site.shelf import SIZE

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
    address_says(page, ("severity", "SEV1"))
    page.wait_for_url(lambda url: len(url) > 8000)
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    found = page.locator("[data-pm-shown]").inner_text()
    page.reload()
    expect(question_of(page)).to_have_value(TRACE)
    expect(page.locator("[data-pm-shown]")).to_have_text(found)
    page.get_by_role("button", name="Take away Severity: SEV1").click()
    expect(page.locator("[data-pm-chosen] button")).to_have_count(0)
    address_says(page)
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


def type_and_soon(page: Page, act: str) -> None:
    """Ask for certificates, and do something before the address follows: the page itself keeps the time, which no slowness changes."""
    page.evaluate(
        """act => {
          const field = document.querySelector("[data-pm-question]");
          field.value = "certificate";
          field.dispatchEvent(new Event("input"));
          setTimeout(new Function(act), 50);
        }""",
        act,
    )


@pytest.mark.parametrize("anchor", ["#archive-title", "#q", "#"])
def test_going_to_an_anchor_keeps_what_was_just_typed(anchor: str, explore: Explore, archive: Archive) -> None:
    """The address follows it a moment later, and Back leads to what stood there before."""
    page = explore("?q=queue")
    type_and_soon(page, f"Object.assign(document.createElement('a'), {{ href: '{anchor}' }}).click()")
    page.wait_for_url("**/incidents/?q=certificate")
    expect(question_of(page)).to_have_value("certificate")
    says(page, len(with_certificate(archive)))
    page.go_back()
    expect(question_of(page)).to_have_value("queue")


def test_going_to_an_anchor_keeps_a_long_question(explore: Explore, archive: Archive) -> None:
    """Also the place behind the `#` that the anchor took; and how many results are shown."""
    page = explore(f"#q={'certificate+' * 300}")
    results = page.locator("[data-pm-results] > li")
    to_the_end(page, STEP)
    page.get_by_role("button", name="Show more").click()
    expect(results).to_have_count(len(with_certificate(archive)))
    page.evaluate("location.hash = 'archive-title'")
    page.wait_for_function("location.hash.startsWith('#q=certificate')")
    page.reload()
    expect(results).to_have_count(len(with_certificate(archive)))
    expect(question_of(page)).to_have_value(("certificate " * 300).strip())


def test_an_anchor_stays_where_nothing_has_to_be_said(explore: Explore) -> None:
    page = explore("?q=certificate")
    page.clock.install()
    page.evaluate(
        """() => new Promise((done) => {
          addEventListener("popstate", done);  // after the explorer was told of it
          location.hash = "archive-title";
        }).then(() => null)"""
    )
    page.clock.run_for(1000)  # and did all that it put off
    assert str(page.evaluate("location.href")).endswith("?q=certificate#archive-title")


def test_back_right_after_typing_leads_back(explore: Explore) -> None:
    """To what stood there, and not to what was typed since."""
    page = explore()
    page.get_by_role("button", name="severity", exact=True).click()
    page.wait_for_url("**/incidents/?sort=severity")
    type_and_soon(page, "history.back()")
    page.wait_for_url("**/incidents/")
    says(page, SIZE)
    expect(question_of(page)).to_have_value("")
