"""What came back, on a built site: the page of all chains, the pages of their incidents, and the API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from postmortem_archive.site import recurrences_page
from tests.insight import made
from tests.site.conftest import Served, Visitor, build_site, make_archive

SiteOf = Callable[..., Path]
A, B, C = "2023-01-05-logs-gone", "2023-01-13-logs-gone-again", "2024-03-02-logs-once-more"


def incident(title: str, day: str, front: str = "", body: str = "") -> str:
    """The text of a postmortem."""
    return f"---\ntitle: {title}\nstarted_at: {day}\n{front}\n---\n\nText.\n\n{body}\n"


TO_DO = """## Action items

- [ ] Add an **alert** (owner: @ana, due: 2023-02-01)
- [x] Write it down (done: 2023-01-20)
- [x] Rehearse (done: 2023-01-06)
- [x] Clean up
- Think about it
"""


def three(visibility: str = "") -> dict[str, str | bytes]:
    """One failure, three times."""
    return {
        f"{A}.md": incident("Logs gone", "2023-01-05", "services: [logs]\nvisibility: public", TO_DO),
        f"{B}.md": incident(
            "Logs gone again", "2023-01-13", f"services: [logs]\nrelated: [{{incident: {A}, type: recurrence_of, note: <b>it</b>}}]"
            f"\n{visibility}",
        ),
        f"{C}.md": incident(
            "Logs once more", "2024-03-02",
            f"services: [logs]\nvisibility: public\nrelated: [{{incident: {B}, type: recurrence_of}}, {{incident: {A}, type: same_root_cause}}]",
        ),
    }  # fmt: skip


def read(site: Path, address: str) -> BeautifulSoup:
    """A page's main part."""
    main = BeautifulSoup((site / address / "index.html").read_text(), "html.parser").find("article", class_="md-content__inner")
    assert main is not None
    return main


def words(element: BeautifulSoup) -> str:
    """The text that a person reads, in one line."""
    return re.sub(r"\s+([,:.])", r"\1", " ".join(element.get_text(" ").split()))


def test_the_page_tells_a_chain_from_first_to_last(site_of: SiteOf) -> None:
    """How often, how long between, by what they are joined, and what they have in common."""
    chain = read(site_of(three()), "recurrences/").find("section", class_="pm-chain")
    assert chain.h2["id"] == f"chain-{A}"
    assert words(chain.find(class_="pm-chain__sum")) == "3 times in 14 months: 5 Jan 2023 to 2 Mar 2024"
    assert words(chain.find(class_="pm-quiet")) == "In common: logs"
    entries = chain.find("ol").find_all("li", recursive=False)
    assert [entry.find(class_="pm-entry__title").a["href"] for entry in entries] == [
        f"../incidents/{slug}/" for slug in (A, B, C)
    ]
    assert [words(entry.find(class_="pm-chain__gap")) for entry in entries[1:]] == ["8 days later", "14 months later"]
    assert [[words(tie) for tie in entry.find_all(class_="pm-entry__text")] for entry in entries] == [
        [],
        ["Recurrence of number 1: <b>it</b>"],
        ["Recurrence of number 2", "Same root cause as number 1"],
    ]
    assert [text.get_text() for text in chain.find("svg").find_all("text", class_="pm-tick")] == ["8 days", "14 months"]


def test_the_page_tells_what_was_left_undone_and_no_more(site_of: SiteOf) -> None:
    """Open, or done later than it came back; what nobody wrote down is behind a fold and claims nothing."""
    entry = read(site_of(three()), "recurrences/").find("ol").find_all("li", recursive=False)[1]
    visible, folded = entry.find_all("ul")
    assert [words(item) for item in visible.find_all("li")] == [
        "Add an alert overdue since 1 Feb 2023 @ana still open",
        "Write it down done 20 Jan 2023, after it came back",
    ]
    assert visible.find("a")["href"] == f"../incidents/{A}/#action-1"
    assert visible.strong.get_text() == "alert"
    assert words(entry.summary) == "2 more: 1 done since, day unknown; 1 state not stated"
    assert [words(item) for item in folded.find_all("li")] == [
        "Clean up done since, day unknown",
        "Think about it state not stated",
    ]
    assert "Rehearse" not in words(entry)


def test_the_page_tells_what_those_left_that_an_author_names(site_of: SiteOf) -> None:
    """However many came between; of many the nearest, and how many more."""
    days = [f"2023-01-{day:02}" for day in range(1, 7)]
    all_before = {
        day: ", ".join(f"{{incident: {one}-x, type: same_root_cause}}" for one in days[:number])
        for number, day in enumerate(days)
    }
    site = site_of({f"{day}-x.md": incident("X", day, f"related: [{all_before[day]}]", TO_DO) for day in days})
    *_, entry = read(site, "recurrences/").find("ol").find_all("li", recursive=False)
    assert [words(said) for said in entry.find_all(class_="pm-chain__todo")] == [
        f"Action items of {day} Jan 2023 not done when it came back" for day in (5, 4, 3)
    ]
    assert words(entry).endswith("and what 2 earlier ones left to do, on their pages")


def test_each_incident_says_where_it_stands(site_of: SiteOf) -> None:
    """With the others linked, and the way to the chain."""
    site = site_of(three())
    said = {slug: read(site, f"incidents/{slug}/").find(class_="pm-standing") for slug in (A, B, C)}
    assert {slug: words(part.p) for slug, part in said.items()} == {
        A: "Came back 2 times since, last on 2 March 2024",
        B: "Second time in 8 days. Came back once since, on 2 March 2024",
        C: "Third time in 14 months",
    }
    assert [words(item) for item in said[B].find_all("li")] == [
        "5 Jan 2023 Logs gone", "13 Jan 2023 this one", "2 Mar 2024 Logs once more",
    ]  # fmt: skip
    assert [link["href"] for link in said[B].find_all("a")] == [f"../{A}/", f"../{C}/", f"../../recurrences/#chain-{A}"]


def test_an_incident_that_never_came_back_says_nothing(site_of: SiteOf) -> None:
    site = site_of({f"{A}.md": incident("Logs gone", "2023-01-05")})
    assert read(site, f"incidents/{A}/").find(class_="pm-standing") is None


def test_an_archive_without_recurrences_says_what_makes_one(site_of: SiteOf) -> None:
    page = read(site_of({f"{A}.md": incident("Logs gone", "2023-01-05")}), "recurrences/")
    assert "No postmortem says yet that an incident came back" in words(page)
    assert "type: recurrence_of" in words(page.pre)


def test_the_public_counts_only_what_it_may_see(site_of: SiteOf) -> None:
    """The second time is internal: no count, no gap and no name of it."""
    site = site_of(three("visibility: internal"), settings="audience: public")
    chain = read(site, "recurrences/").find("section", class_="pm-chain")
    assert words(chain.find(class_="pm-chain__sum")).startswith("Twice in 14 months")
    assert words(read(site, f"incidents/{C}/").find(class_="pm-standing").p) == "Second time in 14 months"
    assert all("again" not in path.read_text() for path in site.glob("recurrences/**/*.html"))
    assert json.loads((site / f"api/v1/incidents/{C}.json").read_text())["recurrence"] == {"chain": [A, C], "place": 2, "of": 2}


def test_the_api_tells_the_chain(site_of: SiteOf) -> None:
    """And null where there is none."""
    files = three() | {"2023-01-01-other.md": incident("Other", "2023-01-01")}
    entries = {entry["slug"]: entry for entry in json.loads((site_of(files) / "api/v1/incidents.json").read_text())}
    assert entries["2023-01-01-other"]["recurrence"] is None
    assert [entries[slug]["recurrence"]["place"] for slug in (A, B, C)] == [1, 2, 3]
    assert entries[B]["recurrence"] == {"chain": [A, B, C], "place": 2, "of": 3}
    assert [item["done"] for item in entries[A]["action_items"]] == [None, "2023-01-20", "2023-01-06", None, None]


def test_of_many_chains_the_longest_are_in_full_and_the_others_by_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page grows without end, and every chain has an address that its incidents lead to."""
    monkeypatch.setattr(recurrences_page, "IN_FULL", 1)
    files = three()
    for number, year in enumerate((2020, 2021, 2021)):
        first, second = f"{year}-02-0{number + 1}-disk-{number}", f"{year}-05-0{number + 1}-disk-{number}"
        files[f"{first}.md"] = incident(f"Disk {number} full", first[:10])
        files[f"{second}.md"] = incident(
            f"Disk {number} full again", second[:10], f"related: [{{incident: {first}, type: recurrence_of}}]"
        )
    site = build_site(make_archive(tmp_path / "archive", files), tmp_path / "site")
    page = read(site, "recurrences/")
    assert [section.h2.get_text() for section in page.find_all("section", class_="pm-chain")] == ["Logs gone"]
    assert [(words(link), link["href"]) for link in page.find_all("a", class_="pm-count")] == [
        ("2021 2", "2021/"),
        ("2020 1", "2020/"),
    ]
    entry = read(site, "recurrences/2021/").find("li", id="chain-2021-02-02-disk-1")
    assert words(entry) == "Disk 1 full twice in 89 days 2 Feb 2021, 2 May 2021"
    there = read(site, "incidents/2021-05-02-disk-1/").find(class_="pm-standing").find_all("a")[-1]
    assert there["href"] == "../../recurrences/2021/#chain-2021-02-02-disk-1"
    assert words(there) == "The chain, among those that came less often"  # where nothing of what was to do is told


def test_long_chains_leave_less_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is bounded in incidents, not in chains alone."""
    pairs = [
        (made.incident(f"20{n}-01-01-x"), made.incident(f"20{n}-02-01-y", ("recurrence_of", f"20{n}-01-01-x")))
        for n in range(10, 15)
    ]
    archive = made.archive_of(*(one for pair in pairs for one in pair))
    assert recurrences_page.count_in_full(archive) == 5
    monkeypatch.setattr(recurrences_page, "ROWS_AT_MOST", 7)
    assert recurrences_page.count_in_full(archive) == 3
    assert recurrences_page.chain_pages(archive) == {
        "2011-01-01-x": "recurrences/2011/", "2010-01-01-x": "recurrences/2010/",
    }  # fmt: skip


def test_a_year_of_many_chains_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part says which it is."""
    pairs = [
        (made.incident(f"2020-01-0{n}-x"), made.incident(f"2020-02-0{n}-y", ("recurrence_of", f"2020-01-0{n}-x")))
        for n in range(1, 7)
    ]
    archive = made.archive_of(*(one for pair in pairs for one in pair))
    monkeypatch.setattr(recurrences_page, "IN_FULL", 1)
    monkeypatch.setattr(recurrences_page, "LINES_AT_MOST", 3)
    found = [(shelf.address, shelf.label, len(shelf.chains)) for shelf in recurrences_page.shelves(archive)]
    assert found == [("recurrences/2020/", "2020, 1 of 2", 3), ("recurrences/2020-2/", "2020, 2 of 2", 2)]
    pages = [source for source, *_ in recurrences_page.recurrence_pages(archive)]
    assert pages == ["recurrences/index.md", "recurrences/2020/index.md", "recurrences/2020-2/index.md"]


def test_of_a_long_chain_the_latest_are_shown(site_of: SiteOf) -> None:
    """A page of the others would say nothing new; each leads to its neighbours."""
    days = [f"2023-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 15)]
    files: dict[str, str | bytes] = {f"{days[0]}-x.md": incident("X", days[0])}
    for before, day in pairwise(days):
        files[f"{day}-x.md"] = incident("X", day, f"related: [{{incident: {before}-x, type: recurrence_of}}]")
    site = site_of(files)
    chain = read(site, "recurrences/").find("section", class_="pm-chain")
    assert (chain.ol["start"], len(chain.ol.find_all("li", recursive=False))) == ("9", 20)
    assert "The latest 20; 8 earlier ones, from 1 Jan 2023 on" in words(chain)
    standing = read(site, "incidents/2023-01-05-x/").find(class_="pm-standing")
    assert standing.ol["start"] == "2"
    assert [words(item).split(" 2023")[0] for item in standing.find_all("li")] == [f"{day} Jan" for day in range(2, 8)]
    assert words(standing).endswith("The latest 20 of 28, with what was still to do each time")


def test_lookalikes_are_offered_and_not_counted(site_of: SiteOf) -> None:
    """With the reason, on the page of recurrences and beside the suggestion on the incident's own."""
    rare = "services: [checkout]\nroot_causes: [expired-credential]\ntrigger: time\ntags: [tls, certificates, pki]"
    files: dict[str, str | bytes] = {
        f"2020-01-{day:02}-other.md": incident(f"Other {day}", f"2020-01-{day:02}", f"tags: [t{day}]") for day in range(1, 21)
    }
    files["2021-01-01-first.md"] = incident("The certificate of the shop expired", "2021-01-01", rare)
    files["2022-01-01-second.md"] = incident("The certificate of the shop expired again", "2022-01-01", rare)
    site = site_of(files)
    page = read(site, "recurrences/")
    assert page.find("section", class_="pm-chain") is None
    suggested = page.find("h2", id="suggested").find_next("ul")
    assert [link["href"] for link in suggested.find_all("a")] == [
        "../incidents/2021-01-01-first/",
        "../incidents/2022-01-01-second/",
    ]
    assert "checkout" in words(suggested.find(class_="pm-related__note"))
    second = read(site, "incidents/2022-01-01-second/")
    assert second.find(class_="pm-standing") is None
    assert "Looks like the same failure, nobody has said so." in words(second.find("h2", id="similar-incidents").find_next("ul"))


@pytest.mark.browser
def test_from_an_incident_to_its_chain_and_on_to_the_first(demo: Served, visit: Callable[..., Visitor]) -> None:
    """The third 503 in ten days: two clicks to the first one, on a phone, without script."""
    page = visit(demo.url, width=390, java_script_enabled=False).goes_to("incidents/2021-07-02-dfds-503-terraform-provider/")
    assert page.locator(".pm-standing strong").inner_text() == "Third time in 10 days"
    page.get_by_role("link", name="The chain").click()
    page.wait_for_url("**/recurrences/#chain-2021-06-22-dfds-503-vpc-cni")
    assert page.locator("#chain-2021-06-22-dfds-503-vpc-cni").is_visible()
    chain = page.locator("section", has=page.locator("#chain-2021-06-22-dfds-503-vpc-cni"))
    chain.locator("svg:visible a").first.click()
    page.wait_for_url("**/incidents/2021-06-22-dfds-503-vpc-cni/")
    assert page.locator(".pm-standing strong").inner_text() == "Came back 2 times since, last on 2 July 2021"
