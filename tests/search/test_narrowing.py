"""Which incidents are left of a narrowed search: the same on the command line and in the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from postmortem_archive import Archive
from postmortem_archive.publishing.facets import facets_file
from postmortem_archive.search.narrowing import Narrowing, UnknownValue
from tests.conftest import WriteArchive
from tests.search.test_in_browser import SCRIPTS, served

SERVICES = {"2024-01-01": "FOO BAR", "2024-01-02": "foo-bar", "2024-01-03": "foo bar", "2024-01-04": "Other"}
PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { Facets, readRange } from "./facets.mjs";
import { readState } from "./state.mjs";
const facets = new Facets(await (await fetch("facets.json")).json());
window.narrow = (search) => {
  const state = readState({ search, hash: "", href: search }, facets);
  const range = readRange(state.from, state.to);
  return Number.isNaN(range.first) || Number.isNaN(range.last) ? null : facets.select(state.chosen, range, null).found;
};
window.ready = true;
</script>"""


@pytest.fixture
def archive(archive_at: WriteArchive) -> Archive:
    front = "---\ntitle: A\ndate: {day}\nservices: [{service}]\n---\n\nText.\n"
    return Archive.open(archive_at({f"{day}-a.md": front.format(day=day, service=name) for day, name in SERVICES.items()}))


@pytest.fixture
def page(archive: Archive, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    site = tmp_path / "site"
    shutil.copytree(SCRIPTS, site)
    (site / "index.html").write_text(PAGE)
    (site / "facets.json").write_text(facets_file(archive), encoding="utf-8")
    with served(site, browser) as page:
        yield page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("service", "days"),
    [
        ("foo-bar", {2}),  # one that is written just so is that one
        ("foo bar", {3}),
        ("FOO BAR", {1}),
        ("Foo_Bar", {1, 2, 3}),
        ("other", {4}),
    ],
)
def test_a_service_as_it_is_written(archive: Archive, page: Page, service: str, days: set[int]) -> None:
    found = Narrowing({"service": [service]}).of(archive)
    assert {int(slug[8:10]) for slug in found} == days
    assert {number + 1 for number in page.evaluate("search => narrow(search)", f"?service={service}")} == days


@pytest.mark.browser
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2024", "", {1, 2, 3, 4}), ("2024-01-03", "2024-01", {3, 4}), ("", "2024-01-01", {1}), ("0001", "", {1, 2, 3, 4})]
    + [(wrong, "", None) for wrong in ("0000", "0000-01", "2024-13", "2024-00", "2024-02-30", "24")]
    + [("", wrong, None) for wrong in ("0000", "2024-01-00", "2024-02-30")],
)
def test_a_time_and_what_is_no_date(archive: Archive, page: Page, first: str, last: str, days: set[int] | None) -> None:
    found = page.evaluate("search => narrow(search)", f"?from={first}&to={last}")
    if days is None:
        assert found is None
        with pytest.raises(UnknownValue, match="is no date"):
            Narrowing({}, first, last).of(archive)
    else:
        assert {number + 1 for number in found} == days
        assert {int(slug[8:10]) for slug in Narrowing({}, first, last).of(archive)} == days
