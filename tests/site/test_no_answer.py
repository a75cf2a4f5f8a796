"""What the explorer and the search box say where there is no answer: in words on the page, and to a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from postmortem_archive.archive import Archive
from postmortem_archive.search.nothing import why_nothing

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
