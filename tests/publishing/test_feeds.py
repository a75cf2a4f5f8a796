"""Feeds as a reader of feeds reads them, and by the rules of the formats."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from postmortem_archive import Archive
from postmortem_archive.incident import Incident, Phase, Reference, Relation, Section
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.publishing.entries import AT_MOST, Entries, channels
from postmortem_archive.publishing.feeds import feed_files
from postmortem_archive.settings import read_settings

ArchiveAt = Callable[..., Path]
ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
CHECKOUT = """\
    ---
    title: Checkout <down> & out
    started_at: 2023-05-12 10:00
    severity: SEV1
    services: [checkout]
    authors: [Ada, Grace]
    root_causes: [config]
    id: PM-1
    ---

    ## Summary

    The *checkout* was down.

    ## Timeline

    - 10:00 It broke.
    - 13:30 Resolved: it was rolled back.
    """


def plain_quote(incident: Any, markdown: str, root: str) -> str:
    return f"<p>{markdown}</p>"


def feeds(root: Path, site_url: str | None = "https://pm.example.com/archive/") -> dict[str, bytes]:
    """Every feed of the archive by its address."""
    return all_feeds(Archive.open(root, read_settings({"timezone": "UTC"}, site_url)), "What broke")


def all_feeds(archive: Archive, description: str) -> dict[str, bytes]:
    entries = Entries(archive, plain_quote)
    return {
        address: content
        for channel in channels(archive)
        for address, content in feed_files(entries, "Archive", description, channel).items()
    }


def faults_of(document: bytes) -> list[str]:
    """What RFC 4287, and the W3C's validator, would say of an Atom document."""
    root = ElementTree.fromstring(document)
    faults = []
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    if len(set(ids)) != len(ids):
        faults.append("two entries of one id")
    own_author = root.find(f"{ATOM}author/{ATOM}name") is not None
    for element in (root, *root.iter(f"{ATOM}entry")):
        name = element.findtext(f"{ATOM}title")
        for tag in ("id", "title", "updated"):
            found = element.findall(f"{ATOM}{tag}")
            if len(found) != 1 or not (found[0].text or "").strip():
                faults.append(f"{name}: {tag}")
        if not re.match(r"[a-z]+:\S+$", element.findtext(f"{ATOM}id") or ""):
            faults.append(f"{name}: the id is no absolute IRI")
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        if len(set(kinds)) != len(kinds) or not any(rel == "alternate" for rel, _ in kinds):
            faults.append(f"{name}: links {kinds}")
        if not own_author and element.find(f"{ATOM}author") is None:
            faults.append(f"{name}: no author")
        faults += [
            f"{name}: {date.text}"
            for tag in ("updated", "published")
            for date in element.findall(f"{ATOM}{tag}")
            if not DATE.fullmatch(date.text or "")
        ]
    return faults


def test_the_feed_reads_back(archive_at: ArchiveAt) -> None:
    made = feeds(
        archive_at({"2023-05-12-checkout-down.md": CHECKOUT, "2022-01-02-old.md": "---\ntitle: Old\ndate: 2022-01-02\n---\n"})
    )
    assert faults_of(made["feed.xml"]) == []
    feed = feedparser.parse(made["feed.xml"])
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.subtitle) == ("Archive", "What broke")
    newest, old = feed.entries
    assert newest.title == "Checkout <down> & out"
    assert newest.link == "https://pm.example.com/archive/incidents/2023-05-12-checkout-down/"
    assert newest.summary == "<p>The *checkout* was down.</p>"
    assert [author.name for author in newest.authors] == ["Ada", "Grace"]
    assert {tag.term for tag in newest.tags} == {"SEV1", "config", "checkout"}
    assert newest.published == "2023-05-12T10:00:00Z"
    assert old.published == "2022-01-02T00:00:00Z"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == ["https://pm.example.com/archive/feed.xml"]


def test_json_feed_says_the_same(archive_at: ArchiveAt) -> None:
    made = feeds(
        archive_at({"2023-05-12-checkout-down.md": CHECKOUT, "2022-01-02-old.md": "---\ntitle: Old\ndate: 2022-01-02\n---\n"})
    )
    feed = json.loads(made["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://pm.example.com/archive/feed.json"
    assert feed["home_page_url"] == "https://pm.example.com/archive/"
    atom = feedparser.parse(made["feed.xml"])
    for item, entry in zip(feed["items"], atom.entries, strict=True):
        assert (item["id"], item["url"]) == (entry.id, entry.link)
        assert (item["date_published"], item["date_modified"]) == (entry.published, entry.updated)
        assert ("content_html" in item) != ("content_text" in item), "exactly one of the two is required here"
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    assert feed["items"][0]["title"] == "Checkout <down> & out"
    assert feed["items"][1]["content_text"] == "Old"


def test_every_group_has_its_own(archive_at: ArchiveAt) -> None:
    made = feeds(
        archive_at(
            {"2023-05-12-checkout-down.md": CHECKOUT, "2022-01-02-old.md": "---\ntitle: Old\ndate: 2022-01-02\ntags: [x]\n---\n"}
        )
    )
    for address in ("services/checkout", "root-causes/config", "tags/x", "years/2022", "years/2023"):
        assert faults_of(made[f"{address}/feed.xml"]) == []
        assert json.loads(made[f"{address}/feed.json"])["home_page_url"] == f"https://pm.example.com/archive/{address}/"
    assert [one.title for one in feedparser.parse(made["tags/x/feed.xml"]).entries] == ["Old"]
    everywhere = feedparser.parse(made["feed.xml"]).entries
    assert feedparser.parse(made["tags/x/feed.xml"]).entries[0].id == everywhere[1].id
    ids = [feedparser.parse(content).feed.id for name, content in made.items() if name.endswith(".xml")]
    assert len(set(ids)) == len(ids)


def test_without_a_site_url_links_lead_from_where_the_feed_is(archive_at: ArchiveAt) -> None:
    made = feeds(archive_at({"2023-05-12-checkout-down.md": CHECKOUT}), site_url=None)
    root = ElementTree.fromstring(made["services/checkout/feed.xml"])
    links = {(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")}
    assert links == {("self", "feed.xml"), ("alternate", "./")}
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == "../../incidents/2023-05-12-checkout-down/"  # type: ignore[union-attr]
    assert "feed_url" not in json.loads(made["feed.json"])


def first(made: dict[str, bytes]) -> Any:
    return feedparser.parse(made["feed.xml"]).entries[0]


def test_ids_stay_when_the_site_moves_and_when_the_file_is_renamed(archive_at: ArchiveAt, tmp_path: Path) -> None:
    root = archive_at({"2023-05-12-checkout-down.md": CHECKOUT})
    before = first(feeds(root))
    assert first(feeds(root, "https://elsewhere.example.org")).id == before.id
    assert first(feeds(root, None)).id == before.id
    renamed = CHECKOUT.replace("id: PM-1", "redirect_from: [2023-05-12-checkout-down]")
    moved = archive_at({"2023-05-12-checkout-was-down.md": renamed}, root=tmp_path / "renamed")
    assert first(feeds(moved)).id == before.id
    other = archive_at({"2023-05-12-checkout-was-down.md": CHECKOUT}, root=tmp_path / "other")
    assert first(feeds(other)).id != before.id


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("was down", "was down for hours"),
        ("title: Checkout", "title: Basket"),
        ("SEV1", "SEV2"),
        ("13:30", "13:31"),
        ("[Ada, Grace]", "[Ada]"),
    ],
)
def test_updated_changes_with_the_content_and_only_then(archive_at: ArchiveAt, tmp_path: Path, old: str, new: str) -> None:
    root = archive_at({"2023-05-12-checkout-down.md": CHECKOUT})
    before = feeds(root)
    (root / "postmortems/2023-05-12-checkout-down.md").touch()
    again = feeds(root)
    assert again == before
    assert first(feeds(root, "https://elsewhere.example.org")).updated == first(before).updated
    edited = feeds(archive_at({"2023-05-12-checkout-down.md": CHECKOUT.replace(old, new)}, root=tmp_path / "edited"))
    assert first(edited).updated != first(before).updated
    assert feedparser.parse(edited["feed.xml"]).feed.updated != feedparser.parse(before["feed.xml"]).feed.updated


def test_an_edit_that_the_public_may_not_see_changes_nothing_for_it(archive_at: ArchiveAt, tmp_path: Path) -> None:
    def public(words: str, name: str) -> dict[str, bytes]:
        text = CHECKOUT.replace("id: PM-1", "visibility: public").replace(
            "was down.", f"was down. <!-- internal -->{words}<!-- /internal -->"
        )
        root = archive_at(
            {"2023-05-12-x.md": text, "2023-05-13-y.md": CHECKOUT.replace("Ada", words)}, "timezone: UTC", tmp_path / name
        )
        archive = Archive.open(root).for_audience("public", drafts=False)
        return all_feeds(archive, "")

    before = public("one", "a")
    assert len(feedparser.parse(before["feed.xml"]).entries) == 1
    assert public("another", "b") == before


CHANGED: dict[str, Any] = {
    "when": Moment(date(1999, 1, 1), Precision.DAY),
    "phases": (Phase("detected", Moment(date(1999, 1, 1), Precision.DAY)),),
    "relations": (Relation("2020-01-01-x", "related"),),
    "references": (Reference("x", "https://example.com"),),
    "sections": (Section("x", None, 2, "x"),),
    "impact": {"users": 3},
    "extra": {"x": 3},
    "third_party": True,
}
NOT_SAID = {"slug", "path", "visibility", "redirect_from", "timezone", "links", "source"}
"""Where the file stands and what it was read from, who may read it, and what only repeats another field."""


@pytest.mark.parametrize("name", [field.name for field in fields(Incident) if field.name not in NOT_SAID])
def test_every_field_has_a_part_in_the_digest(name: str) -> None:
    plain = Incident("2020-01-02-a", "a.md", "A", Moment(date(2020, 1, 2), Precision.DAY), "A-1")
    other = CHANGED.get(name, ("x",) if isinstance(getattr(plain, name), tuple) else "x")
    assert replace(plain, **{name: other}).digest != plain.digest


def test_updated_lies_within_the_day_behind_what_is_told(archive_at: ArchiveAt) -> None:
    updated = datetime.fromisoformat(first(feeds(archive_at({"2023-05-12-checkout-down.md": CHECKOUT}))).updated)
    told = datetime.fromisoformat("2023-05-12T13:30:00Z")
    assert 0 <= (updated - told).total_seconds() < 24 * 60 * 60


def test_a_feed_does_not_grow_with_the_archive(archive_at: ArchiveAt) -> None:
    files = {
        f"2020-01-{1 + n % 28:02d}-n{n}.md": f"---\ntitle: N{n}\ndate: 2020-01-{1 + n % 28:02d}\n---\n"
        for n in range(AT_MOST + 9)
    }
    made = feeds(archive_at(files))
    assert len(feedparser.parse(made["feed.xml"]).entries) == AT_MOST
    assert len(json.loads(made["feed.json"])["items"]) == AT_MOST


def test_an_empty_archive_has_a_feed(archive_at: ArchiveAt) -> None:
    made = feeds(archive_at({}))
    assert faults_of(made["feed.xml"]) == []
    assert json.loads(made["feed.json"])["items"] == []


def test_characters_that_no_xml_can_hold(archive_at: ArchiveAt) -> None:
    made = feeds(
        archive_at(
            {"2023-05-12-x.md": '---\ntitle: "a\\x07b ]]> \\ufffe"\ndate: 2023-05-12\ntags: ["\\x01"]\n---\n\nText \x0b here.\n'}
        )
    )
    feed = feedparser.parse(made["feed.xml"])
    assert not feed.bozo
    assert feed.entries[0].title.startswith("ab ]]")


def test_a_withdrawn_incident_says_so(archive_at: ArchiveAt) -> None:
    made = feeds(archive_at({"2023-05-12-x.md": "---\ntitle: X\ndate: 2023-05-12\nstatus: withdrawn\n---\n"}))
    assert first(made).title == "Withdrawn: X"
