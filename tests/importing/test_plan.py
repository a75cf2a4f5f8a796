"""Names, links, copies and conflicts are decided before a byte is written, and writing twice changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.importing import carry_out
from postmortem_archive.importing.naming import slug_for, take_id, title_from_name, without_date, without_label
from postmortem_archive.settings import read_settings
from tests.importing.conftest import FOREIGN, MakePlan, Write


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_twice_is_once(plan: MakePlan, tmp_path: Path) -> None:
    carry_out(plan(FOREIGN))
    before = contents(tmp_path / "postmortems")
    again = plan(FOREIGN)
    assert {one.state for one in again.planned} == {"unchanged"}
    carry_out(again)
    assert contents(tmp_path / "postmortems") == before
    assert len(before) == len(again.planned) > 15


def test_nothing_is_overwritten_without_force(plan: MakePlan, tmp_path: Path) -> None:
    carry_out(plan("kiosk-nap.txt"))
    (path,) = (tmp_path / "postmortems").iterdir()
    path.write_text("mine")
    made = plan("kiosk-nap.txt")
    assert [one.state for one in made.planned] == ["conflict"]
    assert made.failed
    carry_out(made)
    assert path.read_text() == "mine"
    forced = plan("kiosk-nap.txt", force=True)
    assert [one.state for one in forced.planned] == ["replaced"]
    carry_out(forced)
    assert path.read_text().startswith("---\ntitle: Postmortem of the sleepy ticket kiosk\n")


def test_a_folder_in_the_place_of_a_file_is_a_conflict(plan: MakePlan, tmp_path: Path) -> None:
    (tmp_path / "postmortems" / "2022-03-09-kiosk-nap").mkdir(parents=True)
    (tmp_path / "postmortems" / "2022-03-09-kiosk-nap" / "index.md").write_text("mine")
    assert [one.state for one in plan("kiosk-nap.txt", force=True).planned] == ["conflict"]


def test_a_link_on_disk_is_never_written_through(plan: MakePlan, tmp_path: Path) -> None:
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "postmortems" / "2022-03-09-kiosk-nap.md").symlink_to(tmp_path / "precious")
    made = plan("kiosk-nap.txt", force=True)
    assert [one.state for one in made.planned] == ["conflict"]
    carry_out(made)
    assert (tmp_path / "precious").read_text() == "precious"


def test_images_make_a_folder_and_links_lead_on(plan: MakePlan, write: Write, tmp_path: Path) -> None:
    root = write(
        {
            "a/one.md": "# Lift 1 stuck\n\nOn 2024-01-01. ![a](img/p%20q.png) ![b](../b/img/p%20q.png 'b') [two](../b/two.md#why)\n\n"
            "`![no](img/p%20q.png)`\n\n[ref]: <../b/two.md>\n",
            "a/img/p q.png": b"1",
            "b/img/p q.png": b"2",
            "b/two.md": "# Lift 2 stuck\n\nOn 2024-01-02. [one](../a/one.md) [gone](gone.md)\n",
        }
    )
    made = plan(root)
    carry_out(made)
    written = contents(tmp_path / "postmortems")
    assert {name: content for name, content in written.items() if name.endswith(".png")} == {
        "2024-01-01-lift-1-stuck/p-q.png": b"1",
        "2024-01-01-lift-1-stuck/img-p-q.png": b"2",
    }
    one = written["2024-01-01-lift-1-stuck/index.md"].decode()
    assert "![a](p-q.png) ![b](img-p-q.png 'b') [two](../2024-01-02-lift-2-stuck.md#why)" in one
    assert "`![no](img/p%20q.png)`" in one
    assert "[ref]: <../2024-01-02-lift-2-stuck.md>" in one
    assert "[one](2024-01-01-lift-1-stuck/index.md) [gone](gone.md)" in written["2024-01-02-lift-2-stuck.md"].decode()
    assert [need.text.split("'")[1] for need in made.planned[1].needs] == ["gone.md"]
    assert {one.state for one in plan(root).planned} == {"unchanged"}
    archive = Archive.open(tmp_path, read_settings())
    assert [other.slug for other in archive.mentioned_in("2024-01-01-lift-1-stuck")] == ["2024-01-02-lift-2-stuck"]


def test_the_same_name_gets_a_number_and_the_same_id_is_kept_once(plan: MakePlan, write: Write) -> None:
    story = "---\ntitle: Lift stuck\nid: INC-7\ndate: 2024-01-01\n---\n\nStuck.\n"
    made = plan(write({"a/lift-stuck.md": story, "b/lift-stuck.md": story}))
    assert [(one.slug, one.foreign.values.get("id")) for one in made.planned] == [
        ("2024-01-01-lift-stuck", "INC-7"),
        ("2024-01-01-lift-stuck-2", None),
    ]
    assert {need.kind for need in made.planned[1].needs} == {"same-name", "same-id"}


def test_a_source_that_comes_later_takes_no_name_away(plan: MakePlan, write: Write, tmp_path: Path) -> None:
    head = "Disk full\nDate: 2024-05-14\n\n"
    root = write({"m.md": f"# {head}Database one. ![a](a.png)\n", "a.png": b"1", "z.md": "# Reboot\n\n2024-05-15: [why](m.md)\n"})
    carry_out(plan(root))
    write({"a.md": f"# {head}Mail host.\n"})
    made = plan(root)
    assert [(one.foreign.piece.path, one.slug, one.state) for one in made.planned] == [
        ("a.md", "2024-05-14-disk-full-2", "new"),
        ("m.md", "2024-05-14-disk-full", "unchanged"),
        ("z.md", "2024-05-15-reboot", "unchanged"),
    ]
    assert [need.text for one in made.planned for need in one.needs if need.kind == "same-name"] == [
        f"'2024-05-14-disk-full' is taken by {root}/m.md, so this is '2024-05-14-disk-full-2': the same incident twice?"
    ]
    carry_out(made)
    write({"b.md": f"# {head}Mirror.\n"})
    made = plan(root)
    assert {one.foreign.piece.path: one.slug for one in made.planned if one.state == "new"} == {"b.md": "2024-05-14-disk-full-3"}
    assert {one.state for one in made.planned} == {"new", "unchanged"}
    alone = plan(root / "a.md")
    assert [(one.slug, one.state) for one in alone.planned] == [("2024-05-14-disk-full-2", "unchanged")]
    edited = tmp_path / "postmortems" / "2024-05-14-disk-full" / "index.md"  # after that it is a conflict, and its own
    edited.write_text(edited.read_text().replace("Date: 2024-05-14", "Date: Tuesday"))
    assert [(one.foreign.piece.path, one.slug) for one in plan(root).planned if one.state == "conflict"] == [
        ("m.md", "2024-05-14-disk-full")
    ]


def test_relations_name_the_new_slugs(plan: MakePlan, write: Write) -> None:
    made = plan(
        write(
            {
                "INC-7 - Lift stuck.md": "---\ndate: 2024-01-01\n---\n\nStuck.\n",
                "INC-8 - Lift stuck again.md": "---\ndate: 2024-01-02\nrelated:\n  - {incident: INC-7, type: recurrence_of}\n  - INC-1\n---\n\nStuck.\n",
            }
        )
    )
    again = made.planned[1]
    assert again.foreign.values["related"] == [{"incident": "2024-01-01-lift-stuck", "type": "recurrence_of"}]
    assert [need.text for need in again.needs] == [
        "the source relates this to 'INC-1', which is not among what is imported: left out"
    ]


def test_a_contradiction_is_shown_and_the_agreed_day_taken(plan: MakePlan, write: Write) -> None:
    text = "# 2021-06-03 - Lift stuck\n\n## Timeline\n\nAll times in UTC.\n\n- 2021-06-07 10:00 It stuck.\n"
    (one,) = plan(write({"20210607-lift.md": text})).planned
    assert one.foreign.values["date"] == "2021-06-07"
    assert [need.text for need in one.needs] == [
        "the day is 2021-06-07 (file name '20210607-lift'), but title '2021-06-03 - Lift stuck'"
    ]


@pytest.mark.parametrize(
    ("events", "values"),
    [
        ("- First detected: 2023-07-21 08:15\n- Incident declared: 2023-07-21 09:31", {"date": "2023-07-21"}),
        ("- Incident declared: 2023-07-21 09:31", {"date": "2023-07-21"}),
        ("- First detected: 2023-07-20 23:50", {"date": "2023-07-20"}),
        ("- Fault occurs 2023-07-21 07:15\n- Fault detected 2023-07-21 10:45", {"date": "2023-07-21"}),
        ("- **Outage began** 2023-07-20 23:15", {"date": "2023-07-20"}),
        ("- Incident declared: 2023-07-21 10:31\n- Resolved 2022-07-21 10:30", {"started_at": "2023-07-21 09:31"}),
        ("- 2023-07-21 09:15 The roll-out of the new door began.", {"started_at": "2023-07-21 09:31"}),
        ("- Fault occurs 2023-07-21 09:31", {"started_at": "2023-07-21 09:31"}),
        ("- First detected: 2023-07-21 09:31", {"started_at": "2023-07-21 09:31"}),
        ("- First detected: 2023-07-21 09:40\n- Incident declared: 2023-07-21 09:45", {"started_at": "2023-07-21 09:31"}),
    ],
)
def test_a_start_is_not_behind_the_detection_and_a_declaration_is_none(
    events: str, values: dict[str, str], plan: MakePlan, write: Write
) -> None:
    text = f"# Incident on 2023-07-21 09:31 - Lift stuck\n\n## Timeline\n\n{events}\n- 2023-07-21 12:42 Resolved.\n"
    (one,) = plan(write({"lift.md": text}), timezone="UTC").planned
    assert {name: one.foreign.values[name] for name in ("date", "started_at") if name in one.foreign.values} == values
    asked = [need.text for need in one.needs if "so only its day is taken over" in need.text]
    assert len(asked) == ("date" in values)


def test_a_line_that_says_the_start_goes_before_what_the_timeline_tells(plan: MakePlan, write: Write) -> None:
    text = "# Lift stuck\n\nStart: 2023-07-21 09:31\n\n## Timeline\n\n- 2023-07-21 09:15 Fault occurred.\n"
    (one,) = plan(write({"lift.md": text}), timezone="UTC").planned
    assert one.foreign.values["started_at"] == "2023-07-21 09:31"


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("2017-09-27, Hub 403", "Hub 403"),
        ("2018-02-22 NGINX crash", "NGINX crash"),
        ("Incident on 2023-08-04 10:09 - Dropped logging", "Dropped logging"),
        ("Incident report May 12 2025 - Hub slow", "Hub slow"),
        ("Plan committed - 2025-12-02", "Plan committed"),
        ("Orders lost (2025-12-02)", "Orders lost"),
        ("March 26th, 2019 Boskos Outage", "March 26th, 2019 Boskos Outage"),
        ("Attack on November 24th, 2025", "Attack on November 24th, 2025"),
        ("Incident on 2020-02-12", "Incident on 2020-02-12"),
        ("October 29-30, 2025 - CPU-bound", "CPU-bound"),
        ("Database outage 2024-02-29", "Database outage"),
        ("DNS outage on 2023-01-25", "DNS outage on 2023-01-25"),
        ("Slow from 2024-02-28 to 2024-02-29", "Slow from 2024-02-28 to 2024-02-29"),
    ],
)
def test_a_title_goes_without_its_date(title: str, without: str) -> None:
    assert without_date(title) == without


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Postmortem: Search was down", "Search was down"),
        ("post-mortem – search was down", "search was down"),
        ("[PM] Search was down", "Search was down"),
        ("(Postmortem): Search was down", "Search was down"),
        ("Incident report: Search was down", "Search was down"),
        ("RCA - Search was down", "Search was down"),
        ("Postmortem of the sleepy kiosk", "Postmortem of the sleepy kiosk"),
        ("Postmortem: incident", "Postmortem: incident"),
        ("Postmortem: 2024-02-29", "Postmortem: 2024-02-29"),
        ("Postmortem:", "Postmortem:"),
        ("PM: he said so", "PM: he said so"),
        ("Incident: Search was down", "Incident: Search was down"),
        ("RCA-7 broke", "RCA-7 broke"),
    ],
)
def test_a_title_goes_without_what_says_only_that_it_is_a_postmortem(title: str, without: str) -> None:
    assert without_label(title) == without


@pytest.mark.parametrize(
    ("heading", "title", "slug"),
    [
        ("Postmortem: Search was down", "Search was down", "2024-02-29-search-was-down"),
        ("[PM] Search was down (2024-02-29)", "Search was down", "2024-02-29-search-was-down"),
        ("2024-02-29 Postmortem: Search was down", "Search was down", "2024-02-29-search-was-down"),
        ("Postmortem: 2024-02-29 Search was down", "Search was down", "2024-02-29-search-was-down"),
        ("Postmortem: INC-12 Search was down", "Search was down", "2024-02-29-search-was-down"),
        ("Search was down 2024-02-29", "Search was down", "2024-02-29-search-was-down"),
        ("Postmortem of the search", "Postmortem of the search", "2024-02-29-the-search"),
        ("DNS outage on 2024-02-29", "DNS outage on 2024-02-29", "2024-02-29-dns-outage"),
        ("Incident on 2024-02-29", "Incident on 2024-02-29", "2024-02-29-incident-on-2024-02-29"),
    ],
)
def test_titles_and_slugs_tell_what_broke(plan: MakePlan, write: Write, heading: str, title: str, slug: str) -> None:
    (one,) = plan(write({"text.md": f"# {heading}\n\n**Date**: 2024-02-29\n\nText.\n"}) / "text.md").planned
    assert (one.foreign.values["title"], one.slug) == (title, slug)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("PM2021-005 - Title", ("PM2021-005", "Title")),
        ("PM-0001: Guests", ("PM-0001", "Guests")),
        ("[INC-12] Lift", ("INC-12", "Lift")),
        ("INC-12", ("INC-12", "")),
        ("ALB 502 errors", (None, "ALB 502 errors")),
        ("HTTP-502 everywhere", (None, "HTTP-502 everywhere")),
        ("EC2 went away", (None, "EC2 went away")),
        ("2021-05-01 x", (None, "2021-05-01 x")),
    ],
)
def test_an_id_is_taken_from_the_beginning(text: str, taken: tuple[str | None, str]) -> None:
    assert take_id(text) == taken


def test_names_of_files_become_words() -> None:
    assert title_from_name("2021-05-01-lift_is-stuck") == "Lift is stuck"
    assert title_from_name("postmortem-of-search-being-down") == "Search being down"
    assert title_from_name("2021-05-01-postmortem-search") == "Postmortem search"
    assert title_from_name("PM2021-005 - Lift-2 stuck") == "Lift-2 stuck"
    assert slug_for(None, "000_6c45ac6bff5cfef7", "Lift stuck", True) == "undated-lift-stuck"
    assert slug_for(date(2024, 2, 29), "db-outage-2024-02-29", "x", True) == "2024-02-29-db-outage"
    assert slug_for(date(2024, 3, 1), "db-outage-2024-02-29", "x", True) == "2024-03-01-db-outage-2024-02-29"
    assert slug_for(None, "report", "Lift: " + "very " * 30 + "stuck", True) == "undated-lift-" + "-".join(["very"] * 11)
