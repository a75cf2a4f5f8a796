"""No page grows with the archive, neither what is sent of it nor what has to be compared in a build that draws it not again."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig

from postmortem_archive.archive import Archive
from postmortem_archive.incident import ActionItem
from postmortem_archive.keeping import canon as told
from postmortem_archive.site import group_pages
from postmortem_archive.site.actions_page import YEAR_AT_MOST
from postmortem_archive.site.pages import pages
from postmortem_archive.site.site import Site
from tests.insight import made
from tests.site.conftest import ROOT, Served, Visitor, build_site, make_archive

Visit = Callable[..., Visitor]
TODAY = date(2026, 6, 28)


def many(count: int) -> Archive:
    """Incidents of sixteen years with items in every state, as services, tags and causes of a house have them."""

    def one(number: int) -> made.Incident:
        day = date(2010, 7, 1) + timedelta(days=number * 5800 // count)
        items = (
            ActionItem("Do it", status="done", owner="ana", done=day + timedelta(days=9)),
            ActionItem("Do that", status="open", owner=f"owner-{number % 7}", due=day + timedelta(days=30)),
            ActionItem("Do more"),
        )
        slug = f"{day}-{number}"
        incident = made.incident(
            slug, services=(f"service-{number % 40}", "web"), tags=(f"tag-{number % 25}",), root_causes=("config",),
            trigger="deploy", source=slug.encode(),
        )  # fmt: skip
        return made.with_items(incident, *items)

    return made.archive_of(*map(one, range(count)))


def site_of_archive(archive: Archive, today: date = TODAY) -> Site:
    return Site(archive, MkDocsConfig(), today)


def kept(site: Site) -> dict[str, object]:
    """By source: what a page that MkDocs does not draw is told by."""
    return {source: page for source, page, in_nav in pages(site) if not in_nav}


def values_told(monkeypatch: pytest.MonkeyPatch, page: object) -> int:
    """How many values are looked at to say whether the page is the same."""
    count = 0
    teller = told._teller

    def counted(kind: type) -> told.Teller:
        nonlocal count
        count += 1
        return teller(kind)

    with monkeypatch.context() as patch:
        patch.setattr(told, "_teller", counted)
        told.canon(page)
    return count


def test_what_a_page_is_told_by_does_not_grow_with_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (
        {source: values_told(monkeypatch, page) for source, page in kept(site_of_archive(many(count))).items()}
        for count in (600, 2400)
    )
    for counts in (small, large):
        ledgers = [count for source, count in counts.items() if source.startswith("actions/")]
        others = [count for source, count in counts.items() if not source.startswith("actions/")]
        assert max(ledgers) < 7 * YEAR_AT_MOST
        assert max(others) < 500
    assert {source.split("/")[0] for source in large} >= {"actions", "incidents", "services", "tags", "root-causes", "years"}
    assert sum(large.values()) / len(large) < 1.3 * sum(small.values()) / len(small) < 130


def test_of_the_day_a_page_knows_only_what_it_shows() -> None:
    """A night in which nothing falls due changes some lists of items, by the words for their age, and no other page."""
    archive = many(600)
    assert not [one for one in archive if any(item.due == TODAY for item in one.action_items)]
    today, tomorrow = (
        {source: told.canon(page) for source, page in kept(site_of_archive(archive, day)).items()}
        for day in (TODAY, TODAY + timedelta(days=1))
    )
    changed = {source for source, page in today.items() if tomorrow[source] != page}
    lists = {source for source in today if source.startswith("actions/")}
    assert {"actions/2026/index.md"} <= changed < lists
    assert len(changed) < len(lists) / 2, "an age of years is another one twice a year"


def test_an_item_that_falls_due_changes_the_pages_that_say_so() -> None:
    archive = many(60)
    newest = archive.incidents[0]
    due = next(item.due for item in newest.action_items if item.due)
    before, after = (
        {source: told.canon(page) for source, page in kept(site_of_archive(archive, due + timedelta(days=days))).items()}
        for days in (0, 1)
    )
    changed = {source for source, page in before.items() if after[source] != page}
    assert f"services/{newest.services[0]}/index.md" in changed


def test_an_item_is_found_in_its_incident() -> None:
    (incident,) = made.archive_of(made.with_items(made.incident("2024-01-01-a"), ActionItem("One"), ActionItem("Two")))
    (_, second) = Site(made.archive_of(incident), MkDocsConfig(), TODAY).ledger.tasks
    assert (second.item.title, second.number, second.anchor) == ("Two", 2, "action-2")
    assert replace(second, number=1).item.title == "One"


def tagged() -> Mapping[str, str]:
    """Incident n of ten has the tags from "tag-n" to "tag-9", and one is called as the folder of the names is."""
    return {
        f"2024-01-{number + 10}-x.md": f"---\ntitle: X\ndate: 2024-01-{number + 10}\n"
        f"tags: [{', '.join(f'tag-{tag}' for tag in range(number, 10))}{', all' if number == 0 else ''}]\n---\n"
        for number in range(10)
    }


@pytest.fixture(scope="module")
def with_tags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("tags")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(group_pages, "GROUPS_AT_MOST", 3)
        patch.setattr(group_pages, "NAMES_AT_MOST", 4)
        yield build_site(make_archive(root / "archive", dict(tagged())), root / "site")


def links(site: Path, address: str, selector: str) -> dict[str, str]:
    """By name the address below the site that each link leads to."""
    page = BeautifulSoup((site / address / "index.html").read_text(), "html.parser")
    found = {}
    for link in page.select(selector):
        target = (site / address / str(link["href"])).resolve()
        assert (target / "index.html").is_file(), link
        found[" ".join(link.get_text().split())] = target.relative_to(site.resolve()).as_posix()
    return found


def test_a_kind_with_many_groups_has_the_commonest_and_a_way_to_all(with_tags: Path) -> None:
    assert list(links(with_tags, "tags", ".pm-groups a")) == ["tag-9", "tag-8", "tag-7"]
    names = links(with_tags, "tags", "[aria-labelledby=by-name] a")
    assert names == {"all – tag-2": "tags/all/1", "tag-3 – tag-6": "tags/all/2", "tag-7 – tag-9": "tags/all/3"}
    found = [name for address in names.values() for name in links(with_tags, address, ".pm-names a")]
    assert found == ["all", *(f"tag-{number}" for number in range(10))]
    assert links(with_tags, "tags/all/2", ".pm-more a") == {"Before": "tags/all/1", "Next": "tags/all/3"}


def test_a_group_that_is_called_as_the_folder_of_names_has_its_page(with_tags: Path) -> None:
    assert links(with_tags, "tags/all/1", ".pm-names a")["all"] == "tags/all"
    assert list(links(with_tags, "tags/all", "#incidents ~ .pm-list a")) == ["X"]


def test_a_kind_with_few_groups_has_them_all(with_tags: Path) -> None:
    assert list(links(with_tags, "years", ".pm-groups a")) == ["2024"]
    assert not (with_tags / "years" / "all").exists()


THEME_OWN = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "assets/fonts/")
"""What is Material's. Its bundle is the same on every page, and kept by the browser."""


def sent(visitor: Visitor, folder: Path, address: str) -> tuple[int, int]:
    """(bytes of ours, bytes of the theme) that a first visit fetches, packed as a web server packs them; heads not counted."""
    paths: set[str] = set()
    visitor.page.on("request", lambda request: paths.add(urlsplit(request.url.removeprefix(visitor.home)).path))
    visitor.goes_to(address)
    ours = theme = 0
    for path in paths:
        file = folder / path / "index.html" if path == "" or path.endswith("/") else folder / path
        size = len(gzip.compress(file.read_bytes(), 6))
        theme, ours = (theme + size, ours) if path.startswith(THEME_OWN) else (theme, ours + size)
    return ours, theme


def longest_incident(folder: Path) -> str:
    pages = sorted(folder.glob("incidents/*/index.html"))
    return f"incidents/{max(pages, key=lambda page: page.stat().st_size).parent.name}/"


@pytest.mark.browser
class TestOverTheWire:
    """The home page and the longest incident of this project's own archive."""

    @pytest.mark.parametrize("name", ["home", "incident"])
    def test_a_page_is_small(self, demo: Served, visit: Visit, name: str) -> None:
        ours, theme = sent(visit(demo.url), demo.folder, "" if name == "home" else longest_incident(demo.folder))
        assert 15_000 < ours < 60_000, "a hundred kilobytes are promised; what is taken of the rest is taken knowingly"
        assert 30_000 < theme < 100_000

    def test_home_is_drawn_without_scripts(self, demo: Served, visit: Visit) -> None:
        page = visit(demo.url, width=390, java_script_enabled=False).goes_to("")
        assert page.locator("[aria-labelledby=latest] .pm-entry:visible").count() == 6
        assert page.locator("[aria-labelledby=todo] .pm-todo:visible").count() > 0
        assert page.locator("[aria-labelledby=causes] a:visible").count() > 5

    def test_an_incident_is_drawn_without_scripts(self, demo: Served, visit: Visit) -> None:
        address = longest_incident(demo.folder)
        incident = Archive.open(ROOT)[address.split("/")[1]]
        page = visit(demo.url, width=390, java_script_enabled=False).goes_to(address)
        assert page.locator("h1:visible").inner_text() == incident.title
        assert page.locator("figure svg:visible").count() > 0
        assert page.locator(".pm-events > li:visible").count() >= len(incident.timeline)
        assert incident.summary[:60] in page.locator(".pm-article").inner_text().replace("\n", " ")
        shown = page.locator(".pm-article").inner_text()
        own = [one.title for one in incident.sections if one.kind in ("root_cause", "resolution", "lessons", None)]
        assert own
        assert [title for title in own if title not in shown] == []


def test_an_archive_without_incidents_says_so_and_offers_nothing_to_browse(site_of: Callable[..., Path]) -> None:
    site = site_of({})
    home, years, tags = (
        " ".join(BeautifulSoup((site / name / "index.html").read_text(), "html.parser").select_one("article").get_text().split())
        for name in ("", "years", "tags")
    )
    assert "There is no incident here yet." in home
    assert "Write a postmortem" in home
    assert "0 incidents" not in home
    assert "front matter" not in years
    assert "front matter" in tags
