"""What a page looks like on paper, with the keyboard alone, and where the colours are those of the system."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import Served, Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.browser
DARK_ON_WHITE = 0.2
"""A text's luminance at most that can be read on paper: 4.2 to 1."""
LUMINANCE = """colour => {
  const drawn = document.createElement("canvas").getContext("2d");
  drawn.fillStyle = "#fff";
  drawn.fillRect(0, 0, 1, 1);
  drawn.fillStyle = colour;
  drawn.fillRect(0, 0, 1, 1);
  const linear = (value) => ((value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4);
  const [red, green, blue] = [...drawn.getImageData(0, 0, 1, 1).data].map(linear);
  return .2126 * red + .7152 * green + .0722 * blue;
}"""


def colour_of(page: Page, selector: str) -> str:
    """Of a text with that class, put into the page where there is none."""
    return page.evaluate(
        """selector => {
          let place = document.querySelector(selector);
          if (!place) {
            place = document.createElement("p");
            place.className = selector.slice(1).replaceAll(".", " ");
            document.querySelector("main .md-typeset").append(place);
          }
          return getComputedStyle(place).color;
        }""",
        selector,
    )


@pytest.mark.parametrize(
    "selector", [".pm-lead", ".pm-phase.pm-phase-resolved", ".pm-overdue", ".pm-state-done", ".pm-entry__open", ".pm-quiet"]
)
def test_what_is_printed_from_the_dark_is_dark_on_white(selector: str, demo: Served, visit: Visit) -> None:
    page = visit(demo.url, scheme="dark").goes_to("incidents/2021-06-30-dfds-503-eks-addons/")
    on_screen = page.evaluate(LUMINANCE, colour_of(page, selector))
    page.emulate_media(media="print")
    on_paper = page.evaluate(LUMINANCE, colour_of(page, selector))
    assert on_paper < DARK_ON_WHITE < on_screen


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("incidents/", ".pm-facet input"),
        ("incidents/", "[data-pm-from]"),
        ("incidents/", "[data-pm-to]"),
        ("incidents/", "[data-pm-question]"),
        ("incidents/2021-06-30-dfds-503-eks-addons/", ".pm-zone input"),
        ("actions/", ".pm-ledger__table th button"),
    ],
)
def test_who_goes_by_keys_sees_where_they_are(address: str, selector: str, demo: Served, visit: Visit) -> None:
    page = visit(demo.url, timezone_id="America/Los_Angeles").goes_to(address)
    page.keyboard.press("Tab")  # from here on the browser takes somebody to be going by keys
    place = page.locator(selector).locator("visible=true").first
    expect(place).to_be_visible()
    place.focus()
    assert place.evaluate(
        "one => { const { outlineStyle, outlineWidth } = getComputedStyle(one); return [outlineStyle, outlineWidth]; }"
    ) == [
        "solid",
        "2px",
    ]


def test_what_has_the_focus_is_not_behind_the_bar(demo: Served, visit: Visit) -> None:
    """And a table that fits into the page is no stop on the way."""
    page = visit(demo.url).goes_to("actions/")
    expect(page.locator(".pm-scroll").first).not_to_have_attribute("tabindex", "0")
    head = page.locator(".pm-ledger__table th button").first
    bar = page.locator(".md-header").bounding_box()
    page.evaluate("top => scrollTo(0, top)", head.bounding_box()["y"] - bar["height"] / 2)
    page.wait_for_function(
        "([head, bottom]) => head.getBoundingClientRect().top < bottom", arg=[head.element_handle(), bar["height"]]
    )
    page.locator(".pm-ledger__table td a").first.focus()
    page.keyboard.press("Shift+Tab")
    last = page.locator(".pm-ledger__table th button").last
    expect(last).to_be_focused()
    page.wait_for_function(
        "([one, bottom]) => one.getBoundingClientRect().top >= bottom", arg=[last.element_handle(), bar["height"]]
    )


def test_a_table_that_scrolls_can_be_scrolled_by_keys(demo: Served, visit: Visit) -> None:
    page = visit(demo.url, width=390).goes_to("trends/")
    wide = page.locator(".pm-scroll").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.tabIndex)"
    )
    assert wide
    assert set(wide) == {0}


def test_the_chosen_answer_is_seen_in_the_colours_of_the_system(demo: Served, browser: Browser) -> None:
    page = browser.new_page(forced_colors="active")
    page.goto(f"{demo.url}services/")
    page.keyboard.press("/")
    page.keyboard.type("database")
    expect(page.get_by_role("option").last).to_have_attribute("href", re.compile("q=database$"))  # no answer comes after this
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    widths = page.get_by_role("option").evaluate_all("all => all.map(one => getComputedStyle(one).outlineStyle)")
    page.close()
    assert widths == ["solid", *["none"] * (len(widths) - 1)]


def test_on_a_phone_nothing_is_written_across_the_button_that_opens_the_search(demo: Served, browser: Browser) -> None:
    """Also in the colours of the system, which show what is transparent."""
    page = browser.new_page(forced_colors="active", viewport={"width": 390, "height": 800})
    page.goto(f"{demo.url}services/")
    field = page.locator(".md-header .pm-box__field")
    indent, width = field.evaluate("field => [parseFloat(getComputedStyle(field).textIndent), field.clientWidth]")
    assert indent > width
    field.focus()
    expect(field).to_have_css("text-indent", "0px")
    page.close()


def test_printed_results_are_as_wide_as_the_paper(demo: Served, visit: Visit) -> None:
    """The facets, which stand beside them on a screen, are not printed."""
    page = visit(demo.url).goes_to("incidents/?q=certificate")
    expect(page.locator("[data-pm-facets]")).to_be_visible()
    page.emulate_media(media="print")
    widths = [page.locator(place).evaluate("one => one.clientWidth") for place in ("[data-pm-results]", "[data-pm-explorer]")]
    page.emulate_media(media="screen")
    assert widths[0] == widths[1]


@pytest.mark.parametrize(
    "address", ["writing/", "finding/", "reference/search/", "incidents/2021-06-30-dfds-503-eks-addons/", "recurrences/"]
)
def test_a_link_among_words_is_underlined(address: str, demo: Served, visit: Visit) -> None:
    """Not told by its colour alone. Links that stand for themselves need no line: titles, chips, crumbs."""
    page = visit(demo.url).goes_to(address)
    bare = page.locator("main article a:not([class]):visible").evaluate_all(
        """all => all.filter((one) => {
          const words = one.closest("p, li, td");
          const others = words && !words.matches(".pm-entry__title") ? words.textContent.trim().length - one.textContent.trim().length : 0;
          return others > 20 && getComputedStyle(one).textDecorationLine === "none";
        }).map((one) => one.textContent)"""
    )
    assert bare == []


def test_the_tab_one_is_in_is_told(demo: Served, visit: Visit) -> None:
    page = visit(demo.url).goes_to("actions/")
    expect(page.locator(".md-tabs [aria-current]")).to_have_text("Actions")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_code_can_be_read(scheme: str, demo: Served, visit: Visit) -> None:
    page = visit(demo.url, scheme=scheme).goes_to("writing/")
    back = page.evaluate(LUMINANCE, page.evaluate("getComputedStyle(document.querySelector('pre > code')).backgroundColor"))
    for kind in ("c1", "nb", "k", "mi", "s", "o", "p", "nf", "nt", "nv", "se", "gp"):
        colour = page.evaluate(
            """kind => {
              const word = document.createElement("span");
              word.className = kind;
              document.querySelector(".highlight pre > code").append(word);
              return getComputedStyle(word).color;
            }""",
            kind,
        )
        lighter, darker = sorted((back, page.evaluate(LUMINANCE, colour)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, kind
