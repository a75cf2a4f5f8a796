"""The archive: by slug, id and group, in time order, with its relations both ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.archive import GROUP_KINDS, find_files, keeping, link_name
from postmortem_archive.incident import INVERSE, RELATION_TYPES
from postmortem_archive.keeping.store import Store
from postmortem_archive.settings import SettingsError

ArchiveAt = Callable[..., Path]


def incident(day: str, fields: str = "", body: str = "") -> str:
    """A postmortem of that day."""
    return f"---\ntitle: Of {day}\ndate: {day}\n{fields}\n---\n{body}\n"


@pytest.fixture
def open_archive(archive_at: ArchiveAt) -> Callable[..., Archive]:
    """Writes an archive and opens it."""

    def opened(files: dict[str, str | bytes], settings: str = "") -> Archive:
        return Archive.open(archive_at(files, settings))

    return opened


OpenArchive = Callable[..., Archive]

THREE = {
    "2023-01-01-a.md": incident("2023-01-01", "id: PM-1\nredirect_from: [old-a]"),
    "2023-03-01-c.md": incident("2023-03-01", "id: PM-3"),
    "2023-02-01-b.md": incident("2023-02-01", "id: PM-2"),
}


def test_is_in_time_order_newest_first(open_archive: OpenArchive) -> None:
    archive = open_archive(THREE)
    assert [one.slug for one in archive] == ["2023-03-01-c", "2023-02-01-b", "2023-01-01-a"]
    assert len(archive) == 3


def test_what_is_saved_while_it_is_read_is_not_kept_as_what_stood_there_before(
    archive_at: ArchiveAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And put back as it was, so that the next time the file is the one that was looked at first."""
    name = "2023-01-01-a.md"
    root = archive_at({name: incident("2023-01-01")})
    path = root / "postmortems" / name
    before, since = path.read_bytes(), path.read_bytes().replace(b"title: Of", b"title: Not of")
    looked = iter([before, since])
    monkeypatch.setattr(keeping, "content_of", lambda _: next(looked))
    store = Store(tmp_path / "cache")
    assert Archive.open(root, store=store)["2023-01-01-a"].title == "Not of 2023-01-01"
    store.close()
    monkeypatch.undo()
    assert Archive.open(root, store=Store(tmp_path / "cache"))["2023-01-01-a"].title == "Of 2023-01-01"
    path.write_bytes(since)
    assert Archive.open(root, store=Store(tmp_path / "cache"))["2023-01-01-a"].title == "Not of 2023-01-01"


def test_of_the_same_instant_the_slug_decides(open_archive: OpenArchive) -> None:
    archive = open_archive({f"2023-01-01-{name}.md": incident("2023-01-01") for name in "cab"})
    assert [one.slug for one in archive] == ["2023-01-01-a", "2023-01-01-b", "2023-01-01-c"]


def test_finds_by_slug_id_and_former_slug(open_archive: OpenArchive) -> None:
    archive = open_archive(THREE)
    assert [archive[name].slug for name in ("2023-01-01-a", "PM-1", "old-a")] == ["2023-01-01-a"] * 3
    assert "PM-2" in archive
    assert archive.find("PM-9") is None
    with pytest.raises(KeyError, match="PM-9"):
        archive["PM-9"]


def test_a_former_slug_gives_way_to_an_incident_of_that_name(open_archive: OpenArchive) -> None:
    archive = open_archive({**THREE, "2023-02-01-b.md": incident("2023-02-01", "redirect_from: [2023-01-01-a, older]")})
    assert archive["2023-01-01-a"].title == "Of 2023-01-01"
    assert {old: one.slug for old, one in archive.redirects.items()} == {"old-a": "2023-01-01-a", "older": "2023-02-01-b"}


def test_of_two_incidents_with_one_id_the_newest_is_found(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {"2023-01-01-a.md": incident("2023-01-01", "id: PM-1"), "2023-02-01-b.md": incident("2023-02-01", "id: PM-1")}
    )
    assert archive["PM-1"].slug == "2023-02-01-b"


def test_an_incident_may_be_a_folder_with_images(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {"postmortems/2023-01-01-a/index.md": incident("2023-01-01"), "postmortems/2023-01-01-a/graph.png": b"\x89PNG"}
    )
    assert [(one.slug, one.path) for one in archive] == [("2023-01-01-a", "postmortems/2023-01-01-a/index.md")]


def test_of_two_files_with_one_slug_one_is_the_incident_and_both_are_kept(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {"postmortems/2023-01-01-a/index.md": incident("2023-01-01"), "2023-01-01-a.md": incident("2023-01-01")}
    )
    assert [one.slug for one in archive] == ["2023-01-01-a"]
    assert len(archive.drafts) == 2
    assert archive.mentioned_in("2023-01-01-a") == ()


def test_passes_over_what_is_no_postmortem(archive_at: ArchiveAt) -> None:
    root = archive_at(
        {
            **THREE,
            "_template.md": "x",
            ".hidden.md": "x",
            "README.md": "x",
            "notes.txt": "x",
            "postmortems/folder/other.md": "x",
            "postmortems/_drafts/index.md": "x",
        }
    )
    assert [path.name for path in find_files(root / "postmortems")] == sorted(THREE)
    assert find_files(root / "nowhere") == []


def test_a_broken_postmortem_leaves_the_others_alone(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {
            **THREE,
            "2023-04-01-d.md": "---\ntitle: [\n---\n",
            "2023-05-01-e.md": b"\xff",
            "2023-06-01-f.md": "",
            "2023-07-01-g.md": "no title",
        }
    )
    assert len(archive.drafts) == 7
    assert len(archive) == 3


def test_a_folder_without_anything_is_an_empty_archive(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    assert list(archive) == []
    assert archive.groups["services"] == ()
    assert archive.name_pattern.search("anything") is None
    assert archive.id_pattern.search("PM-1") is None


def test_settings_that_cannot_be_used_stop_everything(archive_at: ArchiveAt) -> None:
    with pytest.raises(SettingsError):
        Archive.open(archive_at({}, "audience: everyone"))


@pytest.mark.parametrize("kind", RELATION_TYPES)
def test_a_relation_is_seen_from_both_sides(open_archive: OpenArchive, kind: str) -> None:
    archive = open_archive(
        {**THREE, "2023-02-01-b.md": incident("2023-02-01", f"related: [{{incident: PM-1, type: {kind}, note: why}}]")}
    )
    assert [(one.incident.slug, one.type, one.note) for one in archive.related("2023-02-01-b")] == [("2023-01-01-a", kind, "why")]
    assert [(one.incident.slug, one.type, one.note) for one in archive.related("PM-1")] == [
        ("2023-02-01-b", INVERSE[kind], "why")
    ]


def test_a_relation_that_both_sides_write_is_there_once_with_each_side_s_words(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {
            "2023-01-01-a.md": incident("2023-01-01", "related: [{incident: 2023-02-01-b, type: same_root_cause, note: disk}]"),
            "2023-02-01-b.md": incident(
                "2023-02-01",
                "related: [{incident: 2023-01-01-a, type: same_root_cause}, {incident: 2023-01-01-a, type: same_root_cause}]",
            ),
        }
    )
    assert [(one.type, one.note) for one in archive.related("2023-01-01-a")] == [("same_root_cause", "disk")]
    assert [(one.type, one.note) for one in archive.related("2023-02-01-b")] == [("same_root_cause", "disk")]


def test_relations_come_strongest_first_then_in_time_order(open_archive: OpenArchive) -> None:
    related = "related: [{incident: PM-3}, {incident: PM-2}, {incident: PM-1}, {incident: PM-3, type: recurrence_of}]"
    archive = open_archive({**THREE, "2023-04-01-d.md": incident("2023-04-01", related)})
    assert [(one.incident.id, one.type) for one in archive.related("2023-04-01-d")] == [
        ("PM-3", "recurrence_of"), ("PM-1", "related"), ("PM-2", "related"), ("PM-3", "related"),
    ]  # fmt: skip


def test_a_relation_to_itself_or_to_nothing_is_none(open_archive: OpenArchive) -> None:
    archive = open_archive({"2023-01-01-a.md": incident("2023-01-01", "id: PM-1\nrelated: [{incident: PM-1}, {incident: PM-9}]")})
    assert archive.related("PM-1") == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("See [it](2023-01-01-a.md).", True),
        ("See [it](../postmortems/2023-01-01-a.md#top).", True),
        ("See [it](../2023-01-01-a/).", True),
        ("See [it](2023-01-01-a/index.md).", True),
        ("See [it][1].\n\n[1]: 2023-01-01-a.md", True),
        ('<a href="2023-01-01-a.md">it</a>', True),
        ("As in PM-1.", True),
        ("As in **PM-1**, again", True),
        ("As in old-a", True),
        ("As in 2023-01-01-a", True),
        ("- 10:00 PM-1 again", True),
        ("_PM-1_ again", True),
        ("As in __PM-1__.", True),
        ("2023-03-01-c/PM-1", True),
        ("old-a/2023-01-01-a/PM-1 and _x_", True),
        ("- An item\n\n    of which PM-1 is", True),
        ("Text\n    that goes on with PM-1", True),
        ("a_PM-1 and PM-1_b and x/PM-1/PM-1 and PM-9/PM-1", False),
        ("Text:\n\n    grep PM-1 log\n    cat PM-1", False),
        ("Text:\n\n    [it](2023-01-01-a.md)", False),
        ("PM-10 and APM-1 and PM-1-x and x/PM-1", False),
        ("`PM-1`", False),
        ("```\nPM-1\n```", False),
        ("<!-- PM-1 -->", False),
        ("https://tracker.test/PM-1", False),
        ("![graph](2023-01-01-a.md)", False),
        ("See [it](https://x.test/2023-01-01-a.md).", False),
        ("See [it](2023-01-01-a.png).", False),
    ],
)
def test_links_and_ids_in_the_text_are_mentions(open_archive: OpenArchive, body: str, found: bool) -> None:
    archive = open_archive({**THREE, "2023-02-01-b.md": incident("2023-02-01", "", body)})
    assert [one.slug for one in archive.mentioned_in("PM-1")] == (["2023-02-01-b"] if found else [])


def test_mentions_are_in_time_order_each_once_and_never_of_itself(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {
            **THREE,
            "2023-03-01-c.md": incident("2023-03-01", "", "PM-1 and PM-1 and [it](2023-01-01-a.md)"),
            "2023-02-01-b.md": incident("2023-02-01", "id: PM-2", "PM-1, PM-2"),
        }
    )
    assert [one.slug for one in archive.mentioned_in("PM-1")] == ["2023-02-01-b", "2023-03-01-c"]
    assert archive.mentioned_in("PM-2") == ()


def test_what_looks_like_an_id_of_the_archive_but_is_none_is_a_link_to_nothing(open_archive: OpenArchive) -> None:
    archive = open_archive({**THREE, "2023-02-01-b.md": incident("2023-02-01", "", "PM-7, XY-1 and [gone](2022-01-01-gone.md)")})
    (draft,) = [draft for draft in archive.drafts if draft.slug == "2023-02-01-b"]
    found = [(link.target, link.kind, target, link.place.line) for link, target in archive.links_of(draft)]
    assert found == [("2022-01-01-gone.md", "link", None, 6), ("PM-7", "mention", None, 6)]


@pytest.mark.parametrize(
    "target", ["2023-01-01-\u00fcber.md", "2023-01-01-u\u0308ber.md", "2023-01-01-%C3%BCber.md", "2023-01-01-u%CC%88ber.md"]
)
@pytest.mark.parametrize("slug", ["2023-01-01-\u00fcber", "2023-01-01-u\u0308ber"])
def test_a_letter_can_be_written_as_one_character_or_two_and_as_an_address_has_it(
    target: str, slug: str, open_archive: OpenArchive
) -> None:
    files = {f"{slug}.md": incident("2023-01-01"), "2023-02-01-b.md": incident("2023-02-01", "", f"[it]({target})")}
    archive = open_archive(files)
    assert [one.slug for one in archive.mentioned_in(slug)] == ["2023-02-01-b"]
    assert not [problem for problem in archive.problems if problem.level == "error"]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("2023-01-01-a.md", "2023-01-01-a"),
        ("./2023-01-01-a.md?x#y", "2023-01-01-a"),
        ("../postmortems/2023-01-01-a/index.md", "2023-01-01-a"),
        ("../../incidents/2023-01-01-a/", "2023-01-01-a"),
        ("2023-01-01%20a%C3%BC%2db.md#x%20y", "2023-01-01 aü-b"),
        ("2023-01-01 a/", "2023-01-01 a"),
        ("2023-01-01-a", None),
        ("2023-01-01.md", None),
        ("notes.md", None),
        ("/incidents/2023-01-01-a/", None),
        ("mailto:a@b.test", None),
        ("#top", None),
        ("2023-01-01-a/graph.png", None),
        ("", None),
    ],
)
def test_knows_which_links_lead_to_incidents(target: str, name: str | None) -> None:
    assert link_name(target, "postmortems") == name


def test_groups_hold_the_incidents_of_one_value(open_archive: OpenArchive) -> None:
    archive = open_archive(
        {
            "2023-01-01-a.md": incident("2023-01-01", "services: [pay, Pay, shop]\ntrigger: deploy\nroot_causes: [config]"),
            "2024-02-01-b.md": incident(
                "2024-02-01", "services: [shop]\norganisation: Ours\nteams: [ops]\nalerts: [Down]\ntags: [x]"
            ),
        }
    )
    shown = {
        field: [(group.name, group.slug, group.label, len(group.incidents)) for group in groups]
        for field, groups in archive.groups.items()
    }
    assert shown["services"] == [("shop", "shop", "shop", 2), ("Pay", "pay", "Pay", 1), ("pay", "pay-2", "pay", 1)]
    assert shown["trigger"] == [("deploy", "deploy", "Deployment", 1)]
    assert shown["year"] == [("2024", "2024", "2024", 1), ("2023", "2023", "2023", 1)]
    assert [len(shown[kind.field]) for kind in GROUP_KINDS] == [3, 1, 1, 1, 1, 1, 1, 2]
    group = archive.group("services", "shop")
    assert group is not None
    assert [one.slug for one in group.incidents] == ["2024-02-01-b", "2023-01-01-a"]
    assert archive.group("services", "none") is None


def test_of_names_with_one_address_the_one_with_the_oldest_incident_has_it(open_archive: OpenArchive) -> None:
    """A later slip of the pen moves no page, nor does a name that looks like one with a number."""
    files = {
        "2023-01-01-a.md": incident("2023-01-01", "services: [cart]\ntags: [C++]"),
        "2024-02-01-b.md": incident("2024-02-01", "services: [Cart]\ntags: [C]"),
        "2024-03-01-c.md": incident("2024-03-01", "services: [cart-2]\ntags: [C]"),
    }
    archive = open_archive(files)
    assert {group.name: group.slug for field in ("services", "tags") for group in archive.groups[field]} == {
        "cart": "cart", "Cart": "cart-3", "cart-2": "cart-2", "C++": "c", "C": "c-2",
    }  # fmt: skip


def test_one_of_ten_thousand_names_is_found(open_archive: OpenArchive) -> None:
    archive = open_archive(THREE)
    names = {
        f"20{year}-01-{day:02}-{word}-{number}": archive["PM-1"]
        for year in range(10, 20)
        for day in range(1, 29)
        for word in ("disk", "dns")
        for number in range(18)
    }
    archive.__dict__["names"] = names
    text = "On 2015-01-03 we saw 2015-01-03-dns-7 again, and 2015-01-03-dns-99. " * 200
    pattern = archive.name_pattern
    assert {match[0] for match in pattern.finditer(text)} == {"2015-01-03-dns-7"}
