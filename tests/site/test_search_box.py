"""The search box of every page, in a real browser; and what the site brings along for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import Served, Visitor, serve

Visit = Callable[..., Visitor]
SiteOf = Callable[..., Path]
ONE = {"2023-06-01-one.md": "---\ntitle: One\ndate: 2023-06-01\n---\n\nThe certificate expired.\n"}
PALETTE = (
    "site_url: https://archive.test/postmortems/\n"
    "theme:\n  name: material\n  font: false\n  palette:\n"
    "    - {scheme: default, toggle: {icon: material/weather-night, name: Dark}}\n"
    "    - {scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}"
)


def box_of(page: Page):
    return page.get_by_role("combobox", name="Search past incidents").and_(page.locator(":visible"))


@pytest.mark.browser
@pytest.mark.parametrize("key", ["/", "s"])
@pytest.mark.parametrize("address", ["", "services/", "incidents/2021-06-30-dfds-503-eks-addons/", "writing/"])
def test_a_key_leads_into_the_box_of_any_page(address: str, key: str, demo: Served, visit: Visit) -> None:
    """On every page there is one box to see; the key itself is not typed, and nothing is loaded before it."""
    visitor = visit(demo.url)
    loaded: list[str] = []
    visitor.page.on("request", lambda request: loaded.append(request.url))
    page = visitor.goes_to(address)
    assert not [url for url in loaded if "/search/" in url or "search.mjs" in url]
    page.keyboard.press(key)
    box = box_of(page)
    expect(box).to_have_count(1)
    expect(box).to_be_focused()
    assert box.input_value() == ""
    page.keyboard.type("s/")
    assert box.input_value() == "s/"


@pytest.mark.browser
def test_the_best_few_are_there_while_typing(demo: Served, visit: Visit) -> None:
    """Five at most, each with its day, title and the words marked; then the way to all of them."""
    page = visit(demo.url).goes_to("services/")
    page.keyboard.press("/")
    page.keyboard.type("database")
    options = page.get_by_role("listbox", name="Best answers").get_by_role("option")
    expect(options).to_have_count(6)
    first = options.first
    assert re.search(r"\d{1,2} [A-Z][a-z]{2} \d{4}", first.inner_text())
    expect(first.locator("mark").first).to_have_text(re.compile("database", re.IGNORECASE))
    expect(options.last).to_have_text(re.compile(r"All \d+ results"))
    page.keyboard.type(" zzz")
    expect(options.last).to_have_attribute("href", re.compile(r"q=database\+zzz$"))
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/?q=database+zzz")
    expect(page.get_by_role("searchbox", name="What do you see?")).to_have_value("database zzz")


@pytest.mark.browser
def test_arrows_choose_and_enter_opens(demo: Served, visit: Visit) -> None:
    """The field keeps the focus and names the active option; Enter without one leads to the explorer."""
    page = visit(demo.url).goes_to("timeline/")
    page.keyboard.press("/")
    page.keyboard.type("expired certificate")
    options = page.get_by_role("option")
    expect(options.last).to_have_attribute("href", re.compile("q=expired.certificate$"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box_of(page)).to_be_focused()
    assert box_of(page).get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    target = options.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/incidents/20"))
    assert page.url == target
    page.go_back()
    expect(page.locator("h1")).to_have_text("Timeline")
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type("certificate")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/?q=certificate")


@pytest.mark.browser
def test_escape_closes_the_answers_then_leaves_the_box(demo: Served, visit: Visit) -> None:
    """What was typed stays; so does a click elsewhere close them."""
    page = visit(demo.url).goes_to("tags/")
    page.keyboard.press("/")
    page.keyboard.type("certificate")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box_of(page)).to_have_value("certificate")
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("s")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    box_of(page).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box_of(page)).not_to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_box_and_answers_are_accessible(scheme: str, demo: Served, visit: Visit) -> None:
    """No violation that axe knows (WCAG 2.2 AA), with an answer chosen."""
    page = visit(demo.url, scheme=scheme).goes_to("services/")
    page.keyboard.press("/")
    page.keyboard.type("expired certificate")
    expect(page.get_by_role("option").last).to_have_attribute("href", re.compile("q=expired.certificate$"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    results = Axe().run(page, context=".pm-box", options=options)
    assert results.response["violations"] == [], results.generate_report()


@pytest.mark.browser
def test_names_the_words_that_no_incident_has(demo: Served, visit: Visit) -> None:
    """Below the box, and in the explorer; nothing of a question that every incident answers in some word."""
    page = visit(demo.url).goes_to("tags/")
    page.keyboard.press("/")
    page.keyboard.type("expired xyzzyplugh certificate")
    state = page.locator(".md-header .pm-box__state")
    expect(state).to_contain_text("found. No incident has “xyzzyplugh”.")
    expect(state).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("expired certificate")
    expect(state).to_be_hidden()
    page.goto(f"{demo.url}incidents/?q=expired+xyzzyplugh+certificate")
    expect(page.locator("[data-pm-note]")).to_have_text("No incident has “xyzzyplugh”.")
    page.goto(f"{demo.url}incidents/?q=xyzzyplugh+qwertzuiop")
    expect(page.locator("[data-pm-empty]")).to_contain_text(
        "No incident has “xyzzyplugh” or “qwertzuiop”. Try other words for it."
    )


@pytest.mark.browser
def test_says_that_nothing_was_found(demo: Served, visit: Visit) -> None:
    """In words, and to a screen reader."""
    page = visit(demo.url).goes_to("tags/")
    page.keyboard.press("/")
    page.keyboard.type("xyzzyplugh")
    expect(page.locator(".md-header").get_by_role("status")).to_have_text("No incident has “xyzzyplugh”. Try other words for it.")
    assert page.get_by_role("option").count() == 0
    expect(page.locator(".md-header .pm-box__state")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("database")
    expect(page.locator(".md-header").get_by_role("status")).to_have_text(re.compile(r"^\d+ found$"))
    expect(page.locator(".md-header .pm-box__state")).to_be_hidden()  # the options say it


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_box_opens_over_the_bar(scheme: str, demo: Served, visit: Visit) -> None:
    """Only the glass is seen at first; a tap makes it as wide as the window, and the answers too."""
    page = visit(demo.url, width=390, scheme=scheme).goes_to("services/")
    box = page.locator(".md-header .pm-box__field")
    assert box.bounding_box()["width"] < 60
    box.click()
    assert box.bounding_box()["width"] > 350
    page.keyboard.type("database")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    panel = page.locator(".md-header .pm-box__panel").bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 390


@pytest.fixture
def strict(site_of: SiteOf) -> Iterator[str]:
    """A site served under a policy that allows nothing but its own files, with two colours to choose from."""
    server, url = serve(site_of(ONE, config=PALETTE), strict=True)
    yield url
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_everything_works_under_a_strict_policy(strict: str, browser: Browser) -> None:
    """Box, explorer and the choice of colours; what the policy stops are pictures in the theme's styles, and nothing else."""
    context = browser.new_context()
    page = context.new_page()
    stopped: list[str] = []
    page.expose_function("noteStopped", lambda one: stopped.append(one))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', one => noteStopped(`${one.effectiveDirective} ${one.blockedURI}`))"
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(strict)
    page.keyboard.press("/")
    page.keyboard.type("certificate")
    expect(page.get_by_role("option").first).to_be_visible()
    page.goto(f"{strict}incidents/?q=certificate")
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    page.locator("label[title=Dark]").click()
    page.reload()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.get_by_role("link", name="One").click()
    page.wait_for_url("**/2023-06-01-one/**")
    context.close()
    assert errors == []
    assert {one for one in stopped if one != "img-src data"} == set()


@pytest.mark.parametrize("plugins", ["plugins:", "plugins: [search]", "plugins:\n  - material/search: {lang: en}"])
def test_the_search_of_the_theme_is_put_away(plugins: str, site_of: SiteOf) -> None:
    """An archive may name it, or no plugins at all, which means it: there is one box all the same, and no index of its own."""
    site = site_of(ONE, config=plugins)
    page = (site / "incidents/2023-06-01-one/index.html").read_text()
    assert page.count("data-pm-box") == 1
    assert 'data-md-component="search"' not in page
    assert not (site / "search/search_index.json").exists()


def test_browsers_can_add_the_archive(site_of: SiteOf) -> None:
    """With an address of the site, every page links the description, which leads to the explorer."""
    site = site_of(ONE, config="site_url: https://archive.test/a&b/")
    links = re.findall(r'<link rel="search"[^>]*>', (site / "incidents/2023-06-01-one/index.html").read_text())
    assert links == [
        '<link rel="search" type="application/opensearchdescription+xml" title="Test archive" href="../../search/opensearch.xml">'
    ]
    root = ElementTree.parse(site / "search/opensearch.xml").getroot()
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{name}OpenSearchDescription"
    assert root.findtext(f"{name}ShortName") == "Test archive"
    assert [url.get("template") for url in root.findall(f"{name}Url")] == [
        "https://archive.test/a&b/incidents/?q={searchTerms}",
        "https://archive.test/a&b/search/opensearch.xml",
    ]


def test_without_an_address_there_is_no_description(site_of: SiteOf) -> None:
    """A browser needs the whole address."""
    site = site_of(ONE)
    assert not (site / "search/opensearch.xml").exists()
    assert 'rel="search"' not in (site / "index.html").read_text()
