"""The demonstration archive in a real browser: what a person does with it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import Served, Visitor

SECOND_503 = "incidents/2021-06-30-dfds-503-eks-addons/"
PAGES = {
    "home": "",
    "incidents": "incidents/",
    "incident": SECOND_503,
    "incident over days": "incidents/2022-12-16-circleci-session-theft/",
    "timeline": "timeline/",
    "recurrences": "recurrences/",
    "actions": "actions/",
    "groups": "root-causes/",
    "group": "root-causes/missing-safeguard/",
    "empty groups": "teams/",
    "rules": "reference/rules/",
}

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.browser


def test_from_home_to_what_else_broke_like_this_in_two_clicks(demo: Served, visit: Visit) -> None:
    """Home, an incident, and the incident that is related to it."""
    page = visit(demo.url).goes_to("")
    page.get_by_role("link", name="Polar down after a credential rotation").first.click()
    page.get_by_role("heading", name="Related incidents").wait_for()
    page.locator("#related-incidents + ul a").first.click()
    page.wait_for_url("**/incidents/2017-01-31-gitlab-primary-database-deleted/")
    assert "GitLab" in page.locator("h1").inner_text()


def test_an_incident_leads_to_everything_with_its_root_cause(demo: Served, visit: Visit) -> None:
    """The fact list links to groups."""
    page = visit(demo.url).goes_to(SECOND_503)
    page.locator(".pm-facts").get_by_role("link", name="Unfinished follow-up").click()
    page.wait_for_url("**/root-causes/unfinished-follow-up/")
    assert page.locator(".pm-entry").count() == 2


def test_figure_is_used_by_keyboard(demo: Served, visit: Visit) -> None:
    """Tab reaches a dot, arrows move between dots, Enter jumps to the line of that number."""
    page = visit(demo.url).goes_to(SECOND_503)
    dots = page.locator(".pm-figure svg:visible a[href]")
    dots.first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#event-2"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#event-5"
    page.keyboard.press("Enter")
    page.wait_for_url("**#event-5")
    assert page.locator("#event-5").is_visible()


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_the_first_tab_leads_past_the_navigation(demo: Served, visit: Visit, address: str) -> None:
    """Enter on the first link goes to where the page begins."""
    page = visit(demo.url).goes_to(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    target = page.evaluate("document.activeElement.hash.slice(1)")
    page.keyboard.press("Enter")
    page.wait_for_function("id => location.hash === '#' + id && document.getElementById(id)", arg=target)


def test_times_switch_to_the_readers_zone_and_back(demo: Served, visit: Visit) -> None:
    """One o'clock UTC is another day in Los Angeles, and the page says so; the next page remembers the choice."""
    page = visit(demo.url, timezone_id="America/Los_Angeles").goes_to(SECOND_503)
    first = page.locator("time[data-pm-clock]").first
    assert first.inner_text() == "08:32"
    page.get_by_label("Yours").check()
    assert first.inner_text() == "01:32"
    page.goto(demo.url + "incidents/2026-06-12-polar-terraform-database-drop/")
    assert page.locator("time[data-pm-clock]").first.inner_text() == "06:16:07"
    page.get_by_label("Incident's zone").check()
    assert page.locator("time[data-pm-clock]").first.inner_text() == "13:16:07"


def test_everything_reads_without_javascript(demo: Served, visit: Visit) -> None:
    """No script: the list, the figure, the timeline and the relations are all there."""
    visitor = visit(demo.url, java_script_enabled=False)
    assert visitor.goes_to("incidents/").locator("[data-pm-results] > li").count() == 49
    page = visitor.goes_to(SECOND_503)
    assert page.locator(".pm-figure svg:visible").count() == 1
    assert page.locator("#event-3").is_visible()
    assert page.get_by_role("heading", name="Similar incidents").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_accessible_and_within_the_window(name: str, width: int, scheme: str, demo: Served, visit: Visit) -> None:
    """No violation that axe knows (WCAG 2.2 AA), no scrolling sideways, in both colours, on a phone and a desk."""
    page = visit(demo.url, width=width, scheme=scheme).goes_to(PAGES[name])
    assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if scheme == "dark" else "default")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # main and not all of the page: the theme's header has a label that names two controls
    results = Axe().run(page, context="main", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert results.response["violations"] == [], results.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_of_groups_are_seen_in_both_colours(scheme: str, demo: Served, visit: Visit) -> None:
    """They take the colour of links: a theme's primary colour may be that of the page."""
    page = visit(demo.url, scheme=scheme).goes_to("services/")
    fill = page.evaluate("getComputedStyle(document.querySelector('.pm-meter svg')).fill")
    link = page.evaluate("getComputedStyle(document.querySelector('.pm-groups a')).color")
    channels = [float(part) * 255 for part in re.findall(r"[\d.]+", fill.removeprefix("color(srgb"))[:3]]
    assert channels == pytest.approx([float(part) for part in re.findall(r"\d+", link)[:3]], abs=2), (fill, link)
