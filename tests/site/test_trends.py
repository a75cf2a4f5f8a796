"""/trends/ and the pages of groups on a built site: what they say, where they lead, and what the public does not see there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.site.explorer_address import explorer_address
from tests.site.conftest import Served, Visitor
from tests.site.test_recurrences import read, words

SiteOf = Callable[..., Path]


def incident(title: str, start: str, end: str = "", front: str = "", body: str = "") -> str:
    """The text of a postmortem."""
    resolved = f"resolved_at: {end}\n" if end else ""
    return f"---\ntitle: {title}\nstarted_at: {start}\n{resolved}{front}\n---\n\nText.\n\n{body}\n"


WITHDRAWN = incident("Fourth", "2023-05-01 10:00", "", "services: [{service}]\nstatus: withdrawn\nvisibility: public")
FILES: dict[str, str | bytes] = {
    "2022-03-01-a.md": incident(
        "First", "2022-03-01 10:00", "2022-03-01 11:30",
        "services: [web, db]\nteams: [shop]\nroot_causes: [config]\ntrigger: deploy\nseverity: SEV2\nvisibility: public",
        "## Lessons learned\n\n- Look **twice**\n- Ask\n- Never quoted\n\n## Action items\n\n- [ ] Add an alert (owner: ana, due: 2022-04-01)",
    ),
    "2023-03-01-b.md": incident(
        "Second", "2023-03-01 10:00", "2023-03-01 10:10",
        "services: [web, db]\nroot_causes: [config]\ntrigger: deploy\nrelated: [{incident: 2022-03-01-a, type: recurrence_of}]\nvisibility: public",
    ),
    "2023-04-01-c.md": incident("Third", "2023-04-01", "", "services: [mail]\nroot_causes: [capacity]\nvisibility: internal"),
    "2023-05-01-d.md": WITHDRAWN.format(service="mail"),
}  # fmt: skip


def facts(page: object) -> dict[str, str]:
    return {words(row.dt): words(row.dd) for row in page.find("dl", class_="pm-facts").find_all("div", recursive=False)}


def table(section: object) -> list[list[str]]:
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in section.find("tbody").find_all("tr")]


def test_an_archive_without_incidents_has_a_page_that_says_so(site_of: SiteOf) -> None:
    page = read(site_of({}), "trends/")
    assert "There is no incident to count yet" in words(page)
    assert page.find("svg") is None


def test_the_page_counts_what_is_known_and_says_what_is_not(site_of: SiteOf) -> None:
    page = read(site_of(FILES), "trends/")
    assert "3 incidents, 1 Mar 2022 to 1 Apr 2023" in words(page)
    assert "1 incident withdrawn or a duplicate is not counted" in words(page)
    assert words(page.find(class_="pm-notice")).startswith("These are 3 incidents: too few for a trend")
    years = page.find(id="by-year").find_next("details")
    assert table(years) == [["2023", "2", "0.2", "1", "1"], ["2022", "1", "1.5", "1", "0"]]
    caption = words(page.find(id="by-year").find_next("figcaption"))
    assert "how long it took is known for 2 of them, unknown for 1." in caption
    assert "The longest one alone is 1.5 h of 1.7 h." in caption
    resolve = page.find("section", attrs={"aria-labelledby": "time-to-resolve"})
    assert table(resolve)[0] == ["All", "2", "1", "10 min, 1 h 30 min"]
    assert "n = 2; unknown for 1 of 3 incidents" in words(resolve.figcaption)
    assert resolve.find("rect", class_="pm-half") is None
    assert "Unknown for all 3 incidents" in words(page.find("section", attrs={"aria-labelledby": "time-to-detect"}))
    assert table(page.find("section", attrs={"aria-labelledby": "repeats"})) == [["2023", "2", "1"], ["2022", "1", "0"]]


def test_single_values_lead_to_their_incidents_and_the_rest_to_the_explorer(site_of: SiteOf) -> None:
    page = read(site_of(FILES), "trends/")
    dots = page.find("section", attrs={"aria-labelledby": "time-to-resolve"}).svg.find_all("a", class_="pm-single")
    assert [dot["href"] for dot in dots[:2]] == ["../incidents/2023-03-01-b/", "../incidents/2022-03-01-a/"]
    addresses = {link["href"] for link in page.find_all("a", href=re.compile(r"\?"))}
    assert {
        "../incidents/?year=2023", "../incidents/?from=2023-03&to=2023-03", "../incidents/?severity=SEV2",
        "../incidents/?service=web&root-cause=config",
    } <= addresses  # fmt: skip


def test_every_cell_of_a_map_counts_what_the_explorer_finds_with_its_question(demo: Served) -> None:
    archive = Archive.open(Path(__file__).parents[2])
    page = read(demo.folder, "trends/")
    cells = page.find("svg", class_="pm-heat").find_all("a")
    assert len(cells) > 20
    fields = {"service": "services", "root-cause": "root_causes"}
    for cell in cells:
        asked = [(fields[name], value) for name, value in parse_qsl(urlsplit(cell["href"]).query)]
        found = [one for one in archive if all(value in group_values(one, field) for field, value in asked)]
        assert str(len(found)) == words(cell.find("text")), cell["href"]


def test_a_name_with_signs_of_its_own_stays_one_value() -> None:
    assert explorer_address((("service", "a&b=c/d ü"), ("from", "2023"))) == "incidents/?service=a%26b%3Dc%2Fd+%C3%BC&from=2023"


def test_nothing_on_the_page_has_a_style_of_its_own_or_runs(demo: Served) -> None:
    for address in ("trends/", "services/fluentd-logs/"):
        page = read(demo.folder, address)
        assert page.find(style=True) is None
        assert page.find("script") is None


CATALOGUE = "audience: internal\n    services: {web: {title: Web shop, owner: shop, description: Sells <b>things</b>., link: 'https://wiki/web'}}"


def test_a_service_says_what_broke_it_what_breaks_with_it_and_what_was_learned(site_of: SiteOf) -> None:
    page = read(site_of(FILES, CATALOGUE), "services/web/")
    assert words(page.h1) == "Web shop"
    assert words(page.find(class_="pm-sub")) == "Sells <b>things</b>."
    service = page.find(class_="pm-service")
    assert words(service) == "web Owned by shop https://wiki/web"
    assert [link["href"] for link in service.find_all("a")] == ["../../teams/shop/", "https://wiki/web"]
    assert facts(page) == {
        "Why": "Configuration 2",
        "Set off by": "Deployment 2",
        "Breaks together with": "db in 2 of 2 incidents here, 2 in all: 1.5 times as often as by chance",
        "Came back": "First twice in 12 months",
    }
    assert [words(one) for one in page.find_all("blockquote")] == ["Look twice", "Ask"]
    assert "Add an alert" in words(page.find(id="open").find_next("ul"))
    timeline = page.find("figure", class_="pm-small-timeline")
    assert [link["aria-label"] for link in timeline.svg.find_all("a")] == ["2022: 1 incident", "2023: 1 incident"]
    assert timeline.a["href"] == "../../incidents/?service=web&year=2022"


def test_pages_count_nothing_withdrawn_and_list_it(site_of: SiteOf) -> None:
    site = site_of({**FILES, "2023-06-01-e.md": WITHDRAWN.format(service="cart")})
    mail = read(site, "services/mail/")
    assert "1 incident, 1 Apr 2023; 1 withdrawn or duplicate one is not counted" in words(mail)
    assert [words(one) for one in mail.find_all(class_="pm-entry__title")] == ["Fourth", "Third"]
    assert "2 incidents, 1 Mar 2023 to 1 Apr 2023; 2 withdrawn or duplicate ones are not counted" in words(
        read(site, "years/2023/")
    )
    most = read(site, "").find(id="services").find_next("p")
    assert [words(one) for one in most.find_all("a")] == ["db 2", "web 2", "mail 1"]
    assert "cart 0 incidents" in words(read(site, "services/").find("ul", class_="pm-groups"))


def test_an_incident_says_who_owns_what_broke(site_of: SiteOf) -> None:
    assert facts(read(site_of(FILES, CATALOGUE), "incidents/2022-03-01-a/"))["Owned by"] == "shop"


def test_the_public_sees_neither_hidden_incidents_in_the_numbers_nor_the_catalogue(site_of: SiteOf) -> None:
    site = site_of(FILES, CATALOGUE.replace("internal", "public"))
    page = read(site, "trends/")
    assert "2 incidents, 1 Mar 2022 to 1 Mar 2023" in words(page)
    assert "mail" not in words(page.find("section", attrs={"aria-labelledby": "what-with-what"}))
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert not any(secret in text for text in pages for secret in ("Web shop", "https://wiki/web", "Sells"))


@pytest.mark.parametrize("address", ["trends/", "services/fluentd-logs/"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.browser
def test_no_page_is_wider_than_its_window(demo: Served, browser: object, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(demo.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.pm-drawing:visible").count() >= 1
    page.close()


@pytest.mark.browser
def test_the_names_of_a_map_stay_while_it_is_scrolled(demo: Served, visit: Callable[..., Visitor]) -> None:
    page = visit(demo.url, width=390).goes_to("trends/")
    frame = page.locator(".pm-heat-frame").first
    drawings = frame.locator("svg")
    before = [drawings.nth(number).bounding_box() for number in range(2)]
    frame.evaluate("frame => { frame.scrollLeft = 150; }")
    names, cells = (drawings.nth(number).bounding_box() for number in range(2))
    assert names["x"] == before[0]["x"]
    assert cells["x"] == pytest.approx(before[1]["x"] - 150, abs=1)
    assert names["height"] == pytest.approx(cells["height"], abs=0.5), "one scale, so that names stand beside their rows"
