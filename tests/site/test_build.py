"""What `mkdocs build` makes of an archive: pages, addresses, problems, the API."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from mkdocs.exceptions import Abort

from postmortem_archive.site import events
from postmortem_archive.site.process import Process
from postmortem_archive.site.redirects import ignores_case
from tests.site.conftest import ROOT, Served, build_site, make_archive

SiteOf = Callable[..., Path]

DOWN = """---
title: Checkout down
id: PM-2023-001
started_at: 2023-05-12 10:00
detected_at: 2023-05-12 10:05
resolved_at: 2023-05-12 13:00
services: [checkout]
root_causes: [config]
---

Nobody could pay.

## Timeline

- 10:00 It breaks.
- 10:05 Detected: an alert fires.
- 13:00 Resolved: it is back.

## Root cause

See [the diagram](diagram.png).

![The way of a request](diagram.png)

## Resolution

Rolled back.

## Action items

- [ ] Add a test (kind: prevent, owner: @ana, due: 2023-06-01)
"""
AGAIN = """---
title: Checkout down again
date: 2023-06-01
related: [{incident: 2023-05-12-checkout-down, type: recurrence_of, note: same change}]
redirect_from: [2023-06-01-old-name]
---

It was PM-2023-001 once more, as in `PM-2023-001`; see [the first](2023-05-12-checkout-down.md#timeline).

## Root cause

The same.

## Resolution

The same.
"""
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")


def two() -> dict[str, str | bytes]:
    """Two incidents that know each other, one of them a folder with an image."""
    return {
        "2023-05-12-checkout-down/index.md": DOWN,
        "2023-05-12-checkout-down/diagram.png": PIXEL,
        "2023-05-12-checkout-down/unused.png": PIXEL,
        "2023-06-01-checkout-again.md": AGAIN,
    }


def test_pages_of_the_contract_are_there(site_of: SiteOf) -> None:
    """Every address that other systems link to."""
    site = site_of(two())
    for address in (
        "", "incidents/", "incidents/2023-05-12-checkout-down/", "incidents/2023-06-01-checkout-again/", "timeline/", "recurrences/", "services/",
        "services/checkout/", "teams/", "organisations/", "tags/", "root-causes/", "root-causes/config/", "triggers/", "alerts/",
        "years/", "years/2023/", "incidents/2023-06-01-old-name/",
    ):  # fmt: skip
        assert (site / address / "index.html").is_file(), address


def test_a_link_to_the_summary_leads_to_what_the_page_begins_with(site_of: SiteOf) -> None:
    """Its heading is not shown; the check offers it all the same."""
    site = site_of(
        {
            "2024-03-01-x.md": "---\ntitle: x\ndate: 2024-03-01\n---\n\n## Summary\n\nIt broke.\n\n## Cause\n\nSee [it](#summary).\n"
        }
    )
    page = (site / "incidents/2024-03-01-x/index.html").read_text()
    assert page.count('id="summary"') == 1
    assert '<div class="pm-lead" id="summary">' in page
    assert 'id="summary"' not in (site / "feed.xml").read_text()


def test_relations_and_mentions_lead_both_ways(site_of: SiteOf) -> None:
    """The author wrote one side; ids in text are links, ids in code are not."""
    site = site_of(two())
    first = (site / "incidents/2023-05-12-checkout-down/index.html").read_text()
    again = (site / "incidents/2023-06-01-checkout-again/index.html").read_text()
    assert "Came back as" in first
    assert 'id="mentioned-in"' in first
    assert "Recurrence of" in again
    assert 'href="../2023-05-12-checkout-down/#timeline"' in again
    assert again.count('class="pm-mention"') == 1
    assert "<code>PM-2023-001</code>" in again


def test_only_files_that_the_text_refers_to_are_published(site_of: SiteOf) -> None:
    """An image beside the incident works; one that nobody refers to stays at home."""
    site = site_of(two())
    assert (site / "incidents/2023-05-12-checkout-down/diagram.png").read_bytes() == PIXEL
    assert not (site / "incidents/2023-05-12-checkout-down/unused.png").exists()
    assert 'src="diagram.png"' in (site / "incidents/2023-05-12-checkout-down/index.html").read_text()


@pytest.mark.parametrize(("lines", "shown"), [
    (("2026-01-01 23:50 UTC alarm", "2026-01-02 00:10 UTC rollback", "2026-01-02 09:20 JST well"), ["UTC", "23:50", "00:10", "00:20"]),
    (("2026-01-01 23:50 UTC alarm", "2026-01-02 09:10 JST rollback", "2026-01-02 09:20 JST well"), ["JST", "08:50", "09:10", "09:20"]),
    (("10:00 alarm", "10:20 well"), ["UTC", "10:00", "10:20"]),
])  # fmt: skip
def test_all_times_of_a_page_are_of_one_zone_and_it_says_which(site_of: SiteOf, lines: tuple[str, ...], shown: list[str]) -> None:
    text = "---\ntitle: Night\ndate: 2026-01-01\n---\n\n## Timeline\n\n" + "".join(f"- {line}\n" for line in lines)
    html = (site_of({"2026-01-01-night.md": text}) / "incidents/2026-01-01-night/index.html").read_text()
    assert re.findall(r"Times in ([^<]+)</p>|data-pm-clock[^>]*>([^<]+)</time>", html) == [
        (shown[0], ""), *(("", clock) for clock in shown[1:])
    ]  # fmt: skip
    assert 'title="2 January 2026, 09:20 JST"' in html or "JST" not in text


def test_names_with_spaces_and_umlauts_are_linked_and_published(site_of: SiteOf) -> None:
    """Written as an address has them or between angle brackets, inline and in a definition."""
    linking = "---\ntitle: It spilled again\ndate: 2023-06-01\n---\n\n## Summary\n\n"
    linking += "![a](<a b.png>) ![c][c] [zebra](../2023-05-12-zebra-%C3%BCberlauf.md#x) [space](<../2023-05-13 a space.md>)"
    files = {
        "2023-05-12-zebra-überlauf.md": "---\ntitle: Zebra spilled\ndate: 2023-05-12\n---\n\n## Summary\n\nIt did.\n",
        "2023-05-13 a space.md": "---\ntitle: A space\ndate: 2023-05-13\n---\n\n## Summary\n\nIt did.\n",
        "2023-06-01-again/index.md": f"{linking}\n\n[c]: <c d.png>\n",
        "2023-06-01-again/a b.png": PIXEL,
        "2023-06-01-again/c d.png": PIXEL,
    }
    incidents = site_of(files) / "incidents"
    page = (incidents / "2023-06-01-again/index.html").read_text()
    for name in ("a b.png", "c d.png"):
        assert (incidents / "2023-06-01-again" / name).read_bytes() == PIXEL
        assert f'src="{name}"' in page or f'src="{name.replace(" ", "%20")}"' in page
    assert 'href="../2023-05-12-zebra-%C3%BCberlauf/#x"' in page
    assert 'href="../2023-05-13%20a%20space/"' in page
    twin = (incidents / "2023-06-01-again/index.md").read_text()
    assert "[zebra](../2023-05-12-zebra-%C3%BCberlauf/index.md#x)" in twin
    assert "[space](<../2023-05-13%20a%20space/index.md>)" in twin


def test_old_address_leads_to_the_new_one(site_of: SiteOf) -> None:
    """A redirect page without script."""
    page = (site_of(two()) / "incidents/2023-06-01-old-name/index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../2023-06-01-checkout-again/">' in page


ALERTS = {
    "2023-05-12-carts-lost.md": """\
---
title: Carts lost
date: 2023-05-12
alerts: [CartDown, mail, Mail, a/B, cart down]
---

Text.
"""
}


def test_an_alert_is_also_at_its_name_as_it_is_written(site_of: SiteOf) -> None:
    """As an annotation has it."""
    site = site_of(ALERTS, config="site_url: https://pm.example.com/")
    alerts = site / "alerts"
    assert {one.name for one in alerts.iterdir() if one.is_dir()} == {
        "CartDown", "cartdown", "Mail", "mail", "mail-2", "a-b", "cart-down", "cart down",
    }  # fmt: skip
    page = (alerts / "CartDown/index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../cartdown/">' in page
    assert '<link rel="canonical" href="https://pm.example.com/alerts/cartdown/">' in page
    assert "CartDown/" not in (site / "sitemap.xml").read_text()


def test_where_case_makes_no_difference_to_the_disk_an_alert_is_at_its_address_only(
    site_of: SiteOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the other one would be the page itself."""
    monkeypatch.setattr("postmortem_archive.site.redirects.ignores_case", lambda _: True)
    site = site_of(ALERTS)
    assert (site / "alerts/cartdown/index.html").exists()
    assert not (site / "alerts/CartDown").exists()


def test_a_disk_is_asked_whether_case_makes_a_difference(tmp_path: Path) -> None:
    assert not ignores_case(tmp_path / "site")
    (tmp_path / "SITE").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "SITE")
    assert ignores_case(tmp_path / "site")


def test_editor_links_lead_to_the_repository_host(site_of: SiteOf) -> None:
    """Edit leads to the incident's own file; write to a new file with the template filled in."""
    site = site_of(two(), config="repo_url: https://github.com/example/incidents\nedit_uri: edit/trunk/docs/")
    page = (site / "incidents/2023-05-12-checkout-down/index.html").read_text()
    assert "https://github.com/example/incidents/edit/trunk/postmortems/2023-05-12-checkout-down/index.md" in page
    home = (site / "index.html").read_text()
    address = next(part for part in home.split('"') if part.startswith("https://github.com/example/incidents/new/"))
    url = urlsplit(address.replace("&amp;", "&"))
    assert url.path == "/example/incidents/new/trunk/postmortems"
    assert "## Root cause" in parse_qs(url.query)["value"][0]


def test_without_repository_nothing_leads_to_an_editor(site_of: SiteOf) -> None:
    """Writing leads to the page that says how."""
    site = site_of(two())
    assert "Edit this postmortem" not in (site / "incidents/2023-05-12-checkout-down/index.html").read_text()
    assert 'href="writing/"' in (site / "index.html").read_text()


def test_incident_with_an_error_is_left_out_and_the_build_says_so(site_of: SiteOf, caplog: pytest.LogCaptureFixture) -> None:
    """The rest of the archive is built; nothing on it links to the broken one."""
    caplog.set_level(logging.INFO, "mkdocs")
    site = site_of({**two(), "2023-07-01-broken.md": "---\ntitle: [\n---\n"})
    assert not (site / "incidents/2023-07-01-broken").exists()
    assert (site / "incidents/2023-06-01-checkout-again/index.html").is_file()
    assert "postmortems/2023-07-01-broken.md:" in caplog.text
    assert "'2023-07-01-broken' is left out of the site until its errors are fixed" in caplog.text


def test_strict_build_fails_for_an_error_and_not_for_a_warning(site_of: SiteOf, tmp_path: Path) -> None:
    """Warnings are for the pull request."""
    warned = {"2023-06-01-vague.md": "---\ntitle: Vague\ndate: 2023-06-01\n---\n\n## Root cause\n\nTBD\n"}
    assert (site_of(warned, strict=True) / "incidents/2023-06-01-vague/index.html").is_file()
    broken = make_archive(tmp_path / "other", {"2023-07-01-broken.md": "---\ntitle: Broken\n---\n"})
    with pytest.raises(Abort):
        build_site(broken, tmp_path / "other-site", strict=True)


@pytest.mark.parametrize(
    ("serving", "setting", "shown"),
    [(False, "", False), (True, "", True), (False, "drafts: true", True), (True, "drafts: false", False)],
)
def test_drafts_are_shown_by_serve_only(
    serving: bool, setting: str, shown: bool, site_of: SiteOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Unless the settings say otherwise."""
    draft = {"2023-06-01-draft.md": "---\ntitle: A draft\nstatus: draft\ndate: 2023-06-01\n---\n\nText.\n"}
    root = make_archive(tmp_path / "drafts", draft, setting or "audience: internal")
    # what MkDocs' own `serve` does before its first build
    monkeypatch.setattr(events, "startup", lambda command, dirty=False: setattr(Process, "serving", serving))
    site = build_site(root, tmp_path / "drafts-site")
    monkeypatch.setattr(Process, "serving", False)
    assert (site / "incidents/2023-06-01-draft/index.html").exists() is shown


def test_empty_archive_builds(site_of: SiteOf) -> None:
    """A new archive has no incident, and says what to do."""
    site = site_of({})
    assert "There is no incident here yet." in (site / "incidents/index.html").read_text()
    assert json.loads((site / "api/v1/incidents.json").read_text()) == []


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("postmortem", "mkdocs.yml: extra.archive.postmortems: there is no folder 'postmortem': did you mean 'postmortems'?"),
        ("postmortems", "there is no folder 'postmortems': the archive is empty"),  # a warning: only strict builds fail
    ],
)
def test_a_folder_that_is_not_there_is_no_empty_archive(
    folder: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The site would take the place of the live one, and hold nothing."""
    root = make_archive(tmp_path / "archive", {}, f"postmortems: {folder}")
    if folder != "postmortems":
        (root / "postmortems").mkdir()
    with pytest.raises(Abort):
        build_site(root, tmp_path / "site", strict=True)
    assert said in caplog.text


@pytest.mark.parametrize("feature", ["navigation.instant", "navigation.instant.preview"])
def test_a_feature_that_stops_at_figures_is_refused(feature: str, site_of: SiteOf, caplog: pytest.LogCaptureFixture) -> None:
    """The theme's script fails at links within SVG, and from then on no link leads anywhere."""
    with pytest.raises(Abort):
        site_of({}, config=f"theme: {{name: material, features: [navigation.tabs, {feature}]}}")
    assert f"mkdocs.yml: remove '{feature}' from the theme's features: the theme's script stops at the links" in caplog.text


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("mkdocs", "mkdocs.yml: theme: the archive is drawn on Material for MkDocs: write 'theme: material', not 'mkdocs'"),
        ("{name: material, language: xx}", "mkdocs.yml: theme.language: there is no language 'xx': choose one that Material has"),
        ("{name: material, language: pt_BR}", "mkdocs.yml: theme.language: there is no language 'pt_BR': did you mean 'pt-BR'?"),
    ],
)
def test_a_theme_that_the_archive_is_not_drawn_on_is_refused(
    theme: str, said: str, site_of: SiteOf, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        site_of({}, config=f"theme: {theme}")
    assert said in caplog.text


def test_wrong_setting_is_one_sentence(site_of: SiteOf, caplog: pytest.LogCaptureFixture) -> None:
    """Never a traceback: the setting, and those that there are."""
    with pytest.raises(Abort):
        site_of({}, settings="audiense: public")
    sentence = r"mkdocs\.yml: extra\.archive\.audiense: there is no such setting \(there are: .*audience"
    assert re.search(sentence, caplog.text)


def test_page_written_by_hand_replaces_the_generated_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A team may describe a service itself; the log says so, as it may not have meant to."""
    caplog.set_level(logging.INFO, "mkdocs")
    root = make_archive(tmp_path / "archive", two())
    (root / "docs/services").mkdir()
    (root / "docs/services/index.md").write_text(
        "# Our own words\n\n[The first](../../postmortems/2023-05-12-checkout-down/index.md)\n"
    )
    page = (build_site(root, tmp_path / "site", strict=True) / "services/index.html").read_text()
    assert "Our own words" in page
    assert [record.getMessage() for record in caplog.records if "by hand" in record.getMessage()] == [
        "'services/index.md' is written by hand and takes the place of the archive's page"
    ]
    assert 'href="../incidents/2023-05-12-checkout-down/"' in page


def test_same_archive_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two builds differ in nothing but what MkDocs itself dates."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    root = make_archive(tmp_path / "archive", two())
    one, other = build_site(root, tmp_path / "one"), build_site(root, tmp_path / "other")
    names = sorted(path.relative_to(one).as_posix() for path in one.rglob("*") if path.is_file())
    different = [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()]
    assert len(names) > 40
    assert [name for name in different if not name.endswith(".gz")] == []


CONTRACT = """slug id title url status severity started_at detected_at mitigated_at resolved_at duration_minutes time_to_detect_minutes
organisation services teams alerts tags trigger root_causes timeline action_items related mentioned_in similar""".split()


def test_api_of_the_demonstration_carries_every_field_of_the_contract(demo: Served) -> None:
    """For every incident; newest first; nested records too."""
    entries = json.loads((demo.folder / "api/v1/incidents.json").read_text())
    assert len(entries) == len(list((ROOT / "postmortems").glob("[0-9]*")))
    for entry in entries:
        assert [name for name in CONTRACT if name not in entry] == []
        assert all({"at", "text", "phase"} <= set(event) for event in entry["timeline"])
        assert all({"title", "kind", "owner", "due", "status", "ticket"} <= set(item) for item in entry["action_items"])
        assert all({"slug", "type"} <= set(related) for related in entry["related"])
        assert all({"slug", "score", "reasons"} <= set(similar) for similar in entry["similar"])
    dates = [entry["date"][:10] for entry in entries]
    assert dates == sorted(dates, reverse=True)


def test_api_tells_what_was_derived(site_of: SiteOf) -> None:
    """Minutes where both ends have a clock, null and a plain day where not."""
    again, first = json.loads((site_of(two()) / "api/v1/incidents.json").read_text())
    assert first["started_at"] == "2023-05-12T10:00:00+00:00"
    assert (first["duration_minutes"], first["time_to_detect_minutes"]) == (180, 5)
    assert [event["phase"] for event in first["timeline"]] == ["started", "detected", "resolved"]
    assert first["action_items"] == [
        {"title": "Add a test", "kind": "prevent", "owner": "@ana", "due": "2023-06-01", "status": "open", "ticket": None,
         "done": None}
    ]  # fmt: skip
    assert first["related"] == [{"slug": "2023-06-01-checkout-again", "type": "recurred_as", "note": "same change"}]
    assert first["mentioned_in"] == ["2023-06-01-checkout-again"]
    assert (again["date"], again["started_at"], again["duration_minutes"]) == ("2023-06-01", None, None)


def test_schema_and_openapi_describe_what_is_served(site_of: SiteOf) -> None:
    """The JSON Schema knows the front matter; OpenAPI names every file and every field of an entry."""
    site = site_of(two())
    schema = json.loads((site / "api/v1/schema.json").read_text())
    assert {"title", "started_at", "root_causes", "related"} <= set(schema["properties"])
    openapi = json.loads((site / "api/v1/openapi.json").read_text())
    entry = json.loads((site / "api/v1/incidents.json").read_text())[0]
    assert set(openapi["components"]["schemas"]["IncidentEntry"]["properties"]) == set(entry)
    detail = json.loads((site / "api/v1/incidents/2023-05-12-checkout-down.json").read_text())
    assert set(openapi["components"]["schemas"]["IncidentDetail"]["properties"]) == set(detail)
    assert [section["kind"] for section in detail["sections"]] == [None, "timeline", "root_cause", "resolution", "action_items"]


def test_of_many_services_the_first_four_are_chips(tmp_path: Path) -> None:
    """And a fifth, which takes no more room than its number would."""
    text = "---\ntitle: Down\ndate: 2023-06-01\nservices: [{}]\n---\n\nText.\n"
    files = {f"2023-06-0{many}-down.md": text.format(", ".join(f"s-{number}" for number in range(many))) for many in (5, 7)}
    site = build_site(make_archive(tmp_path / "archive", files), tmp_path / "site")
    for many, chips in ((5, ["s-0", "s-1", "s-2", "s-3", "s-4"]), (7, ["s-0", "s-1", "s-2", "s-3", "+3 services"])):
        page = (site / f"incidents/2023-06-0{many}-down/index.html").read_text()
        assert re.findall(r'class="pm-chip"[^>]*>((?:s-|\+)[^<]*)<', page) == chips


def test_an_error_that_nobody_foresaw_names_the_postmortem(
    site_of: SiteOf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def divide(*_: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr("postmortem_archive.site.incident_page.durations_of", divide)
    with pytest.raises(Abort):
        site_of({"2023-05-12-checkout-down.md": DOWN})
    assert (
        "postmortems/2023-05-12-checkout-down.md: its page cannot be made (ZeroDivisionError: float division by zero, in test_build.py, line "
        in caplog.text
    )
    assert "please report this, and set 'status: draft' till then" in caplog.text
