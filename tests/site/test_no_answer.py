"""What the explorer and the search box say where there is no answer: in words on the page, and to a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from postmortem_archive.archive import Archive
from postmortem_archive.search.nothing import why_nothing
from tests.site.conftest import Served
from tests.site.exploring import ask, check, facet, pages_asked_for, question_of, says, with_certificate
from tests.site.shelf import SIZE

pytestmark = pytest.mark.browser
Explore = Callable[..., Page]
ASKS_NOTHING = ["the", "the of", "!!!", "\N{FIRE}", "the " * 60]


def status(page: Page) -> Locator:
    """What a screen reader hears of the explorer."""
    return page.locator(".pm-explorer").get_by_role("status")


def in_the_terminal(archive: Archive, question: str) -> str:
    """The sentence of `postmortem search`, as a page writes it."""
    said = why_nothing(archive, question, narrowed=False)
    return re.sub("'([^']*)'", "“\\1”", said[0].upper() + said[1:]) + "."


@pytest.mark.parametrize("question", ASKS_NOTHING)
def test_a_question_that_asks_nothing_is_told_so(question: str, explore: Explore, archive: Archive) -> None:
    """With the words of the terminal, above all incidents; the newest is not opened as if it were the answer."""
    said = in_the_terminal(archive, question)
    page = explore()
    question_of(page).fill(question)
    expect(page.locator("[data-pm-note]")).to_have_text(said)
    expect(status(page)).to_have_text(f"{SIZE} incidents. {said}")
    opened = pages_asked_for(page)
    page.keyboard.press("Enter")
    ask(page, "certificate")
    says(page, len(with_certificate(archive)))
    expect(page.locator("[data-pm-note]")).to_be_hidden()
    expect(status(page)).to_have_text(f"{len(with_certificate(archive))} of {SIZE} incidents")
    assert opened == []


@pytest.mark.parametrize("query", ["", "?severity=SEV1"])
def test_enter_without_a_question_opens_nothing(query: str, explore: Explore) -> None:
    page = explore(query)
    opened = pages_asked_for(page)
    question_of(page).focus()
    page.keyboard.press("Enter")
    ask(page, "zebra")
    expect(page.locator("[data-pm-empty]")).to_be_visible()  # which comes after what Enter does
    expect(status(page)).to_contain_text("No incident has “zebra”.")
    assert opened == []


@pytest.mark.parametrize("question", ["the", "!!!"])
def test_the_box_says_what_the_explorer_will(question: str, shelf: tuple[Served, Archive], visit: Any, archive: Archive) -> None:
    """Enter leads to the same sentence."""
    said = in_the_terminal(archive, question)
    page = visit(shelf[0].url).goes_to("tags/")
    page.keyboard.press("/")
    page.keyboard.type(question)
    expect(page.locator(".md-header .pm-box__state")).to_have_text(said)
    expect(page.locator(".md-header").get_by_role("status")).to_have_text(said)
    page.keyboard.press("Enter")
    expect(page.locator("[data-pm-note]")).to_have_text(said)


def test_nothing_is_won_by_leaving_stop_words_alone(explore: Explore) -> None:
    """A way out leads to an answer, or to all that the filters leave."""
    page = explore("?q=the+zebra")
    expect(page.locator("[data-pm-empty] li button")).to_have_text([f"{SIZE} incidents without the question"])


def test_an_empty_list_is_announced_with_its_ways_out(explore: Explore) -> None:
    """Once they stand there: why there is nothing, and how many there are."""
    none = f"0 of {SIZE} incidents. No incident"
    page = explore("?q=zebra")
    expect(status(page)).to_have_text(f"{none} has “zebra”. Try other words for it. 1 suggestion below.")
    ask(page, "zebra certificate")
    expect(page.locator("[data-pm-shown]")).to_have_text(re.compile(rf"^[1-9]\d* of {SIZE} incidents"))
    check(page, "Severity", "SEV1")
    page.get_by_label("To", exact=True).fill("1999")
    page.keyboard.press("Enter")
    ways = page.locator("[data-pm-empty] li")
    expect(ways).to_have_count(1)
    expect(status(page)).to_have_text(f"{none} has “zebra”. {none[19:]} fits all of this. 1 suggestion below.")


def test_that_nothing_helps_is_announced_too(explore: Explore) -> None:
    page = explore("?severity=zzz&tag=zzz&q=giraffe")
    helpless = "Leaving out one thing alone does not help: try other words, or begin anew."
    expect(page.locator("[data-pm-empty]")).to_contain_text(helpless)
    expect(status(page)).to_have_text(f"0 of {SIZE} incidents. No incident has “giraffe”. Try other words for it. {helpless}")


def test_what_was_left_out_of_an_answer_is_told_though_filters_leave_nothing(explore: Explore) -> None:
    page = explore("?q=certificate+zebra&from=2040")
    expect(page.locator("[data-pm-note]")).to_have_text("No incident has “zebra”.")
    expect(status(page)).to_have_text(
        re.compile(r"^0 of 120 incidents\. No incident has “zebra”\. No incident fits all of this\. ")
    )


def test_values_that_do_not_fit_are_told(explore: Explore) -> None:
    """In the box that filters the values of a facet; a value that is chosen stays there all the same."""
    page = explore()
    tags = facet(page, "Tag")
    tags.get_by_role("button", name=re.compile("more")).click()
    find = tags.get_by_role("searchbox")
    find.fill("zebra")
    expect(tags.get_by_text("None of these has “zebra”.")).to_be_visible()
    expect(tags.get_by_role("checkbox")).to_have_count(0)
    expect(status(page)).to_have_text("None of these has “zebra”.")
    find.fill("15")
    expect(tags.get_by_text("None of these")).to_be_hidden()
    tags.get_by_role("checkbox").check()
    find.fill("zebra")
    expect(tags.get_by_text("None of these has “zebra”.")).to_be_visible()
    expect(tags.get_by_role("checkbox")).to_have_count(1)
    tags.get_by_role("button", name=re.compile("fewer")).click()
    expect(tags.get_by_text("None of these")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("?from=2021-13", []),
        ("?from=2021-13&to=2022", ["Date: until 2022 ✕"]),
        ("?from=2021&to=soon", ["Date: from 2021 ✕"]),
        ("?from=soon&severity=SEV1", ["Severity: SEV1 ✕"]),
    ],
)
def test_what_is_no_date_is_not_shown_as_chosen(query: str, chips: list[str], explore: Explore) -> None:
    """It narrows nothing; the field says what to write."""
    page = explore(query)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[data-pm-chosen] button")).to_have_text(chips)
    expect(page.locator("[data-pm-filters]")).to_have_text(f"({len(chips)})" if chips else "")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=2021-13", "“2021-13” is no date, and narrows nothing."),
        ("?from=soon&to=late", "“soon” and “late” are no dates, and narrow nothing."),
    ],
)
def test_what_is_no_date_is_told_with_the_number(query: str, told: str, explore: Explore) -> None:
    """Above the results, and to a screen reader, which hears of no range where there is none."""
    page = explore(query)
    expect(page.locator("[data-pm-note]")).to_have_text(told)
    expect(status(page)).to_have_text(f"{SIZE} incidents. {told}")
    for label in ("From", "To"):
        page.get_by_label(label, exact=True).fill("")
        page.keyboard.press("Enter")
    expect(status(page)).to_have_text(f"{SIZE} incidents")
    expect(page.locator("#pm-range-note")).to_be_empty()
    expect(page.get_by_label("From", exact=True)).to_have_accessible_description("")


@pytest.mark.parametrize("question", ['"full disk" certifikat', '"zebra giraffe"'])
def test_quotes_are_told_before_a_word_that_nothing_has(
    question: str, explore: Explore, archive: Archive, shelf: tuple[Served, Archive], visit: Any
) -> None:
    """As the terminal says it: to try another word would not help."""
    said = in_the_terminal(archive, question)
    assert "without the quotes" in said
    page = explore()
    ask(page, question)
    expect(page.locator("[data-pm-empty] p").first).to_have_text(said)
    expect(status(page)).to_contain_text(f"0 of {SIZE} incidents. {said}")
    page = visit(shelf[0].url).goes_to("tags/")
    page.keyboard.press("/")
    page.keyboard.type(question)
    expect(page.locator(".md-header .pm-box__state")).to_have_text(said)
