"""What is still to do, on a built site: the page, those of the years, the calendar, the API, and where items are named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from postmortem_archive.site import actions_page
from tests.site.conftest import Served, Visitor, build_site, make_archive, serve

SiteOf = Callable[..., Path]
Visit = Callable[..., Visitor]
NOW = "1709251200"  # 1 March 2024, UTC

CHECKOUT = """---
title: Checkout <b>down</b>
date: 2023-05-12
services: [checkout, cart]
---

## Action items

- [ ] Replay `traffic` (kind: prevent, owner: @ana, due: 2023-06-01, ticket: https://example.com/browse/OPS-12)
- [x] Alert on it (kind: detect, owner: bo, done: 2023-05-22)
- Write it down (kind: process)
"""
QUEUE = """---
title: Queue full
date: 2024-01-05
services: [queue]
related: [{incident: 2023-05-12-checkout, type: recurrence_of}]
---

## Action items

- [ ] Bound the queue (kind: mitigate, owner: @ana, bo, due: 2024-04-01)
- [ ] <b onclick=alert(1)>think</b> (ticket: javascript:alert(1))
"""


def two() -> dict[str, str | bytes]:
    return {"2023-05-12-checkout.md": CHECKOUT, "2024-01-05-queue.md": QUEUE}


def many(count: int, year: int) -> dict[str, str | bytes]:
    """An incident with this many open items."""
    items = "\n".join(f"- [ ] Item {number} of {year} (owner: bo)" for number in range(count))
    return {f"{year}-02-01-many.md": f"---\ntitle: Many\ndate: {year}-02-01\n---\n\n## Action items\n\n{items}\n"}


@pytest.fixture(autouse=True)
def _in_march_2024(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)


def read(site: Path, address: str) -> BeautifulSoup:
    """A page's main part."""
    main = BeautifulSoup((site / address / "index.html").read_text(), "html.parser").find("article", class_="md-content__inner")
    assert main is not None
    return main


def words(element) -> str:
    """The text that a person reads, in one line."""
    return " ".join(element.get_text(" ").split())


def rows(page: BeautifulSoup) -> list[str]:
    return [words(row.find("a")) for row in page.select(".pm-ledger__table tbody tr")]


def test_overdue_and_ownerless_items_come_first_and_lead_to_their_lines(site_of: SiteOf) -> None:
    site = site_of(two())
    page = read(site, "actions")
    assert rows(page) == ["Replay traffic", "think", "Bound the queue", "Write it down", "Alert on it"]
    assert words(page.select_one(".pm-ledger__sum")) == (
        "3 open items , 1 overdue , 1 without an owner. 1 done; of 1 no postmortem says whether they are, and they count as neither."
    )
    for link in page.select(".pm-ledger__what > a"):
        address, anchor = link["href"].split("#")
        target = BeautifulSoup((site / "actions" / address / "index.html").read_text(), "html.parser")
        line = target.find(id=anchor)
        assert line is not None
        assert words(link) in words(line)


def test_an_incident_counts_its_items_and_those_that_do_not_say_how_they_stand(site_of: SiteOf) -> None:
    front = "---\ntitle: Slots\ndate: 2023-05-12\n---\n\n## Action items\n\n"
    site = site_of(
        {
            "2023-05-12-some.md": f"{front}1. drop unused slots (done)\n2. max_slot_wal_keep_size = 20GB\n3. disk alert - Mehmet\n",
            "2023-05-12-all.md": f"{front}- [x] a\n- [ ] b\n",
        }
    )
    assert words(read(site, "incidents/2023-05-12-some").select_one(".pm-progress")) == "1 of 3 done, 2 not stated"
    assert words(read(site, "incidents/2023-05-12-all").select_one(".pm-progress")) == "1 of 2 done"


def test_a_row_says_all_that_is_known_of_an_item(site_of: SiteOf) -> None:
    first, second, third, fourth, fifth = (
        words(row) for row in read(site_of(two()), "actions").select(".pm-ledger__table tbody tr")
    )
    assert first == (
        "Replay traffic Checkout <b>down</b>, 12 May 2023 · ticket · came back once since Prevent @ana 1 Jun 2023 (overdue) open 10 months"
    )
    assert second == "think Queue full, 5 Jan 2024 · javascript:alert(1) – nobody – open 56 days"
    assert third == "Bound the queue Queue full, 5 Jan 2024 Mitigate @ana, bo 1 Apr 2024 open 56 days"
    assert fourth.endswith("Process – – not stated 10 months")
    assert fifth.endswith("Detect bo – done 22 May 2023 10 days")


def test_hostile_words_stay_words(site_of: SiteOf) -> None:
    page = read(site_of(two()), "actions")
    assert page.find("b") is None
    assert not [link for link in page.find_all("a") if link["href"].startswith("javascript")]


def test_how_much_gets_done_has_its_n(site_of: SiteOf) -> None:
    page = read(site_of(two()), "actions")
    kind, owner, service = page.select(".pm-tally")
    assert [words(row) for row in kind.select("tbody tr")] == [
        "Mitigate 1 56 days n=1 0 of 1 –", "Prevent 1 10 months n=1 0 of 1 –", "Detect 0 – 1 of 1 –", "Process 0 – – 1", "No kind stated 1 56 days n=1 0 of 1 –",
    ]  # fmt: skip
    assert [words(row) for row in owner.select("tbody tr")] == [
        "@ana 2 6 months n=2 0 of 2 –", "bo 1 56 days n=1 1 of 2 –", "No owner 1 56 days n=1 0 of 1 1",
    ]  # fmt: skip
    assert {words(row.find("th")) for row in service.select("tbody tr")} == {"checkout", "cart", "queue"}


def test_what_came_back_with_something_still_to_do(site_of: SiteOf) -> None:
    page = read(site_of(two()), "actions")
    (item,) = page.select("section[aria-labelledby=came-back] .pm-todo")
    assert "came back once, first on 5 Jan 2024" in words(item)


def test_without_items_the_page_says_how_to_write_one(site_of: SiteOf) -> None:
    site = site_of({})
    page = read(site, "actions")
    assert "No postmortem says yet what is to be done." in words(page)
    assert page.find("table") is None
    assert Calendar.from_ical((site / "actions.ics").read_bytes()).walk("VEVENT") == []
    assert json.loads((site / "api/v1/actions.json").read_text()) == []


def test_the_calendar_is_that_of_the_command(site_of: SiteOf, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from postmortem_archive.commands.main import main

    site = site_of(two(), config="site_url: https://example.com/pm/")
    text = (site / "actions.ics").read_bytes()
    events = Calendar.from_ical(text).walk("VEVENT")
    assert [str(event["url"]) for event in events] == [
        "https://example.com/pm/incidents/2023-05-12-checkout/#action-1", "https://example.com/pm/incidents/2024-01-05-queue/#action-1",
    ]  # fmt: skip
    done = CliRunner().invoke(main, ["actions", "--format", "ics", "--archive", str(tmp_path / "archive")])
    assert done.stdout_bytes == text


def test_the_api_has_every_item_and_says_nothing_of_the_day(site_of: SiteOf) -> None:
    site = site_of(two())
    entries = json.loads((site / "api/v1/actions.json").read_text())
    assert [one["title"] for one in entries][2:] == ["Replay `traffic`", "Alert on it", "Write it down"]
    assert [one["status"] for one in entries] == ["open", "open", "open", "done", None]
    assert (entries[2]["came_back"], entries[2]["came_back_as"], entries[2]["number"]) == (1, "2024-01-05-queue", 1)
    openapi = json.loads((site / "api/v1/openapi.json").read_text())
    assert set(openapi["components"]["schemas"]["LedgerEntry"]["properties"]) == set(entries[0])
    assert "/api/v1/actions.json" in openapi["paths"]
    assert not {"overdue", "age_days"} & set(entries[0])


def test_home_shows_what_is_overdue(site_of: SiteOf) -> None:
    page = read(site_of(two()), "")
    todo = page.select_one("section[aria-labelledby=todo]")
    assert "3 open action items, 1 overdue" in words(todo).replace(" ,", ",")
    assert [words(item.select_one(".pm-todo__title")) for item in todo.select(".pm-todo")] == ["Replay traffic"]
    links = [link["href"] for link in todo.find_all("a")]
    assert links == ["incidents/2023-05-12-checkout/#action-1", "actions/"]


def test_a_service_shows_its_open_items_the_overdue_first(site_of: SiteOf) -> None:
    page = read(site_of(two()), "services/checkout")
    (item,) = page.select(".pm-todo")
    assert item.find("a", href="../../incidents/2023-05-12-checkout/#action-1")
    assert "overdue since 1 Jun 2023" in words(item)


def test_the_public_sees_no_item_of_an_internal_incident(site_of: SiteOf) -> None:
    public = CHECKOUT.replace("services", "visibility: public\nservices")
    site = site_of({"2023-05-12-checkout.md": public, "2024-01-05-queue.md": QUEUE}, "audience: public")
    for path in (site / "actions/index.html", site / "actions.ics", site / "api/v1/actions.json", site / "index.html"):
        text = path.read_text()
        assert "Bound the queue" not in text, path
        assert "2024-01-05-queue" not in text, path
    assert "came back" not in words(read(site, "actions"))
    assert rows(read(site, "actions")) == ["Replay traffic", "Write it down", "Alert on it"]


def test_the_page_does_not_grow_and_the_years_hold_the_rest(site_of: SiteOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_page, "FIRST_AT_MOST", 10)
    monkeypatch.setattr(actions_page, "YEAR_AT_MOST", 20)
    site = site_of({**two(), **many(25, 2021), **many(5, 2022)})
    page = read(site, "actions")
    assert rows(page)[:2] == ["Replay traffic", "think"]
    assert len(rows(page)) == 10
    assert "Here stand the 10 most urgent of 35" in words(page)
    links = {link["href"]: words(link) for link in page.select("section[aria-labelledby=by-year] a")}
    assert links == {
        "2024/": "2024 2 open of 2",
        "2023/": "2023 1 open of 3",
        "2022/": "2022 5 open of 5",
        "2021/": "2021 25 open of 25",
    }
    parts = [rows(read(site, f"actions/{name}")) for name in ("2021", "2021-2")]
    assert [len(part) for part in parts] == [13, 12]
    assert {*parts[0], *parts[1]} == {f"Item {number} of 2021" for number in range(25)}
    assert [link["href"] for link in read(site, "actions/2021-2").select(".pm-crumbs a")] == ["../", "../2021/"]
    assert rows(read(site, "actions/2023")) == ["Replay traffic", "Write it down", "Alert on it"]


def test_the_first_thirty_stand_open_and_the_others_are_a_step_away(site_of: SiteOf) -> None:
    page = read(site_of({**two(), **many(40, 2021)}), "actions")
    first, rest = page.select(".pm-ledger__table")
    assert [len(table.select("tbody tr")) for table in (first, rest)] == [30, 15]
    assert [words(row.find("a")) for row in first.select("tbody tr")][:2] == ["Replay traffic", "think"]
    assert words(page.select_one("details > summary")) == "The other 15 items"
    assert [words(head) for head in first.select("th")] == [words(head) for head in rest.select("th")]


def test_the_same_archive_makes_the_same_bytes(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "archive", two())
    first, second = (build_site(root, tmp_path / name) for name in ("one", "two"))
    for name in ("actions/index.html", "actions.ics", "api/v1/actions.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_day_is_over_when_it_is_over_in_the_zone_of_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the build before was made in another zone."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000400")  # 30 November 2026, 01:00 UTC
    text = "---\ntitle: One\ndate: 2026-10-12\n---\n\n## Action items\n\n- [ ] Replay traffic (owner: ana, due: 2026-11-29)\n"
    root = make_archive(tmp_path / "archive", {"2026-10-12-one.md": text})
    pages = ("index.html", "actions/index.html", "incidents/2026-10-12-one/index.html")
    first = build_site(root, tmp_path / "first")
    assert all('class="pm-overdue"' in (first / page).read_text() for page in pages)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("timezone: UTC", "timezone: America/Los_Angeles"))
    second = build_site(root, tmp_path / "second")
    assert not any('class="pm-overdue"' in (second / page).read_text() for page in pages)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small site with items in every state."""
    root = tmp_path_factory.mktemp("ledger")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        folder = build_site(make_archive(root / "archive", two()), root / "site")
    server, url = serve(folder)
    yield Served(folder, url)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def long_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with more items than stand open at first."""
    root = tmp_path_factory.mktemp("long")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        folder = build_site(make_archive(root / "archive", {**two(), **many(40, 2021)}), root / "site")
    server, url = serve(folder)
    yield Served(folder, url)
    server.shutdown()
    server.server_close()


def shown(page: Page) -> list[str]:
    """The items that can be seen, in their order."""
    return page.locator(".pm-ledger__what > a:visible").all_inner_texts()


def choice(page: Page, label: str) -> Locator:
    """The list to choose from that is called so."""
    return page.get_by_role("combobox", name=label, exact=True)


def filters(page: Page) -> Locator:
    """What the table is narrowed with: they come with the script, and with them what the address asks for."""
    return page.locator("[data-pm-ledger-filters]")


def at_the_table(visitor: Visitor, address: str) -> Page:
    """The page of action items, once its script has begun."""
    page = visitor.goes_to(address)
    expect(filters(page)).to_be_visible()
    return page


@pytest.mark.browser
class TestInBrowser:
    """What a person does with the table."""

    @pytest.mark.parametrize("width", [390, 1440])
    def test_it_begins_with_what_is_open_and_filters(self, ledger: Served, visit: Visit, width: int) -> None:
        page = at_the_table(visit(ledger.url, width=width), "actions/")
        assert shown(page) == ["Replay traffic", "think", "Bound the queue"]
        assert page.locator("[data-pm-ledger-shown]").inner_text() == "3 of 5 items"
        choice(page, "Owner").select_option("bo")
        assert shown(page) == ["Bound the queue"]
        choice(page, "State").select_option(label="All")
        assert shown(page) == ["Bound the queue", "Alert on it"]
        choice(page, "Service").select_option("cart")
        assert shown(page) == ["Alert on it"]
        page.reload()
        expect(filters(page)).to_be_visible()
        assert shown(page) == ["Alert on it"]
        assert choice(page, "Owner").input_value() == "bo"
        page.get_by_role("button", name="Show all").click()
        assert len(shown(page)) == 5
        page.reload()
        expect(filters(page)).to_be_visible()
        assert len(shown(page)) == 5

    def test_an_address_names_an_owner_however_written(self, ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(ledger.url), "actions/?owner=Ana")
        assert shown(page) == ["Replay traffic", "Bound the queue"]
        assert choice(page, "Owner").locator("option").all_inner_texts() == ["All", "@ana (2)", "bo (2)"]

    def test_states_are_told_apart(self, ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(ledger.url), "actions/")
        options = choice(page, "State").locator("option").all_inner_texts()
        assert options == [
            "All",
            "Open (3)",
            "Overdue (1)",
            "Without an owner (1)",
            "Came back since (3)",
            "Not stated (1)",
            "Done (1)",
        ]
        for label, found in (
            ("Overdue (1)", ["Replay traffic"]),
            ("Without an owner (1)", ["think"]),
            ("Not stated (1)", ["Write it down"]),
        ):
            choice(page, "State").select_option(label=label)
            assert shown(page) == found

    def test_nothing_that_fits_is_said(self, ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(ledger.url), "actions/?owner=bo&service=checkout")
        assert shown(page) == []
        assert page.get_by_text("No item fits all of this.").is_visible()

    def test_columns_sort_and_a_third_click_brings_the_first_order_back(self, ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(ledger.url), "actions/?state=all")
        before = shown(page)
        due = page.get_by_role("button", name="Due")
        due.click()
        assert shown(page)[:2] == ["Replay traffic", "Bound the queue"]
        assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Due")
        due.click()
        assert shown(page)[:2] == ["Bound the queue", "Replay traffic"]
        page.reload()
        expect(filters(page)).to_be_visible()
        assert shown(page)[:2] == ["Bound the queue", "Replay traffic"]
        page.get_by_role("button", name="Due").click()
        assert shown(page) == before
        page.get_by_role("button", name="Age").click()
        assert shown(page)[-1] == "Alert on it"  # ten days: the others are older
        page.get_by_role("button", name="Owner").click()
        assert shown(page)[-2:] == ["think", "Write it down"]  # nobody comes last

    def test_without_script_every_item_is_there(self, ledger: Served, visit: Visit) -> None:
        page = visit(ledger.url, java_script_enabled=False).goes_to("actions/")
        assert shown(page) == ["Replay traffic", "think", "Bound the queue", "Write it down", "Alert on it"]
        assert not choice(page, "State").is_visible()

    def test_many_items_are_shown_when_asked_for_and_filtered_all_together(self, long_ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(long_ledger.url, width=390), "actions/")
        assert len(shown(page)) == 30
        assert page.locator("table.pm-ledger__table").count() == 1
        assert page.locator("[data-pm-ledger-shown]").inner_text() == "43 of 45 items"
        choice(page, "Owner").select_option("ana")
        assert shown(page) == ["Replay traffic", "Bound the queue"]
        assert not page.locator("[data-pm-ledger-more]").is_visible()
        choice(page, "Owner").select_option("")
        page.get_by_role("button", name="Show the other 13").click()
        assert len(shown(page)) == 43
        assert page.evaluate(
            "document.activeElement === document.querySelectorAll('.pm-ledger__table tbody tr:not([hidden])')[30].querySelector('a')"
        )
        assert not page.locator("[data-pm-ledger-more]").is_visible()

    def test_without_script_the_others_open(self, long_ledger: Served, visit: Visit) -> None:
        page = visit(long_ledger.url, java_script_enabled=False).goes_to("actions/")
        assert len(shown(page)) == 30
        page.get_by_text("The other 15 items").click()
        assert len(shown(page)) == 45

    def test_an_item_leads_to_its_line(self, ledger: Served, visit: Visit) -> None:
        page = at_the_table(visit(ledger.url), "actions/")
        page.get_by_role("link", name="Bound the queue").first.click()
        page.wait_for_url("**/incidents/2024-01-05-queue/#action-1")
        assert "Bound the queue" in page.locator("#action-1:target").inner_text()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [390, 1440])
    def test_accessible_and_within_the_window(self, ledger: Served, visit: Visit, width: int, scheme: str) -> None:
        page = at_the_table(visit(ledger.url, width=width, scheme=scheme), "actions/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        results = Axe().run(page, context="main", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert results.response["violations"] == [], results.generate_report()

    def test_works_under_a_strict_content_security_policy(self, ledger: Served, visit: Visit) -> None:
        """Nothing of ours is inline: no style, no script, no handler."""
        page = at_the_table(visit(ledger.url), "actions/")
        ours = page.locator(".pm-ledgerpage")
        assert ours.locator("script, style, [style], [onclick], [onchange]").count() == 0
