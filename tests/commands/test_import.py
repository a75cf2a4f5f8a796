"""`postmortem import`: what it prints, what it writes, how it exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from postmortem_archive import Archive
from postmortem_archive.commands.main import main
from postmortem_archive.importing.formats import FORMATS
from postmortem_archive.importing.records import ready_maps
from postmortem_archive.settings import read_settings

Run = Callable[..., Result]

STORY = """\
    Lift four stands still

    Summary:
    On 3 March 2024 lift four stood still for two hours.

    Timeline:
    - 9:00 AM: The door stayed open.
    - 11:00 AM: The door closed.

    Action items:
    - Oil the door
    """
REPORT = """\
{to}/2024-03-03-lift-four.md: new
  from       {source} (text)
  read       title: Lift four stands still  [line 1: 'Lift four stands still']
             date: 2024-03-03  [line 4: '3 March 2024']
             timeline: 2 entries  [from 9:00 AM to 11:00 AM]
             action items: 1 item  [1 state not said]
             sections: Summary, Timeline, Action items  [by their headings]
  inferred   2 h from the first entry of the timeline (9:00 AM) to the last (11:00 AM): start and end are not stated, and not written down
             the summary states a duration, 'two hours'; it is never stored, but derived from start and end
  a person   no time zone is stated for 2 times (lines 10, 11 of the new file): say it with --timezone

What needs a person:
     1 file   times without a time zone: say the zone once with --timezone, or set 'timezone' in mkdocs.yml
"""
WRITTEN = """\
---
title: Lift four stands still
date: 2024-03-03
---

Summary:
On 3 March 2024 lift four stood still for two hours.

Timeline:
- 9:00 AM: The door stayed open.
- 11:00 AM: The door closed.

Action items:
- Oil the door
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "old" / "lift-four.txt"
    path.parent.mkdir()
    path.write_text(dedent(STORY))
    return path


def test_the_report_and_the_file(story: Path, run: Run, sound: Path) -> None:
    done = run("import", str(story), archive=sound)
    assert done.exit_code == 0
    assert done.stdout == REPORT.format(to=sound / "postmortems", source=story)
    assert done.stderr == "1 new, 0 unchanged; 1 needs a person\n"
    assert (sound / "postmortems" / "2024-03-03-lift-four.md").read_text() == WRITTEN


def test_a_dry_run_says_the_same_and_writes_nothing(story: Path, run: Run, sound: Path) -> None:
    before = sorted(sound.rglob("*"))
    done = run("import", str(story), "--dry-run", archive=sound)
    assert done.stdout == REPORT.format(to=sound / "postmortems", source=story)
    assert done.stderr == "1 new, 0 unchanged; 1 needs a person; nothing was written (--dry-run)\n"
    assert sorted(sound.rglob("*")) == before


def test_what_is_imported_is_sound(story: Path, run: Run, sound: Path) -> None:
    run("import", str(story), "--timezone", "Europe/Berlin", "--organisation", "House", archive=sound)
    archive = Archive.open(sound)
    incident = archive["2024-03-03-lift-four"]
    assert incident.organisation == "House"
    assert [event.at and event.at.isoformat() for event in incident.timeline] == [
        "2024-03-03T09:00:00+01:00",
        "2024-03-03T11:00:00+01:00",
    ]
    assert not [problem for problem in archive.problems if problem.level == "error"]


def test_the_report_as_data(story: Path, run: Run, tmp_path: Path) -> None:
    done = run("import", str(story), "--to", str(tmp_path / "new"), "--report-format", "json")
    (one,) = json.loads(done.stdout)["incidents"]
    assert (one["slug"], one["state"], one["format"]) == ("2024-03-03-lift-four", "new", "text")
    assert {"field": "date", "value": "2024-03-03", "said": "line 4: '3 March 2024'"} in one["read"]
    assert [need["kind"] for need in one["needs"]] == ["no-zone"]


def test_standard_input_without_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["import", "-", "--to", "new", "--timezone", "UTC"], input=dedent(STORY))
    assert (done.exit_code, done.stderr) == (0, "1 new, 0 unchanged\n")
    assert (tmp_path / "new" / "2024-03-03-lift-four-stands-still.md").is_file()
    archive = Archive.open(tmp_path, read_settings({"postmortems": "new"}))
    assert [incident.title for incident in archive] == ["Lift four stands still"]


def test_a_source_that_cannot_be_read_stops_no_other(story: Path, run: Run, tmp_path: Path) -> None:
    (story.parent / "bad.txt").write_bytes(b"\xff\xfd\0")
    done = run("import", str(story.parent), str(tmp_path / "gone"), "--to", str(tmp_path / "new"))
    assert done.exit_code == 1
    assert done.stderr == "1 new, 0 unchanged, 2 not read; 1 needs a person\n"
    assert f"{tmp_path / 'gone'}: not read: there is no such file or folder" in done.stdout
    assert f"{story.parent / 'bad.txt'}: not read: is no text" in done.stdout


def test_a_conflict_is_no_success(story: Path, run: Run, sound: Path) -> None:
    path = sound / "postmortems" / "2024-03-03-lift-four.md"
    path.write_text("mine")
    assert run("import", str(story), archive=sound).exit_code == 1
    assert path.read_text() == "mine"
    assert run("import", str(story), "--force", archive=sound).exit_code == 0
    assert path.read_text() == WRITTEN
    done = run("import", str(story), archive=sound)
    assert (done.exit_code, done.stderr) == (0, "0 new, 1 unchanged; 1 needs a person\n")


def test_an_id_of_the_archive_is_not_given_again(run: Run, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "PM-2023-004 - Door stuck.md").write_text("On 2024-01-02 it was stuck.\n")
    done = run("import", str(tmp_path / "PM-2023-004 - Door stuck.md"), archive=sound)
    assert "the id 'PM-2023-004' is that of 2023-05-12-checkout-down already, so it is left out here" in done.stdout
    assert not [problem for problem in Archive.open(sound).problems if problem.rule == "duplicate-id"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "jekyl"), "--format jekyl: there is no such format: did you mean 'jekyll'?"),
        (("--timezone", "Berlin"), "--timezone: 'Berlin' is not a time zone"),
        (("--map", "@rotly"), "--map @rotly: there is no such map: did you mean 'rootly'?"),
        (("--map", "severty=a.b"), "--map 'severty=a.b': there is no field 'severty': did you mean 'severity'?"),
        (("--map", "severity"), "--map 'severity': write FIELD=PATH, as in --map severity=priority.name"),
        (("--map", "severity=a..b"), "--map 'severity=a..b': 'a..b' is no path"),
        (("--severity", "P0=SEVEN"), "--severity 'P0=SEVEN': there is no severity 'SEVEN'"),
        (("--severity", "P0"), "--severity 'P0': write WORD=SEVERITY"),
        (("--encoding", "utf-99"), "--encoding utf-99: there is no such encoding"),
    ],
)
def test_misuse_is_one_sentence(story: Path, run: Run, sound: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run("import", str(story), *arguments, archive=sound)
    assert done.exit_code == 2
    assert sentence in done.stderr


def test_a_folder_to_write_to_is_a_folder(story: Path, run: Run) -> None:
    done = run("import", str(story), "--to", str(story))
    assert (done.exit_code, done.stderr) == (2, f"Error: --to {story}: is not a folder\n")


def test_what_the_check_will_say_is_in_the_report(run: Run, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "2024-01-02-oven-cold.md").write_text("# Oven cold\n\nAs in [the last one](2023-09-09-oven-hot.md).\n")
    done = run("import", str(tmp_path / "2024-01-02-oven-cold.md"), archive=sound)
    assert "line 6 of the new file: there is no incident '2023-09-09-oven-hot.md'" in done.stdout
    (problem,) = [problem for problem in Archive.open(sound).problems if problem.level == "error"]
    assert (problem.rule, problem.line) == ("unknown-incident", 6)


def test_the_example_of_the_guide_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    monkeypatch.chdir(tmp_path)
    Path("old").mkdir()
    Path("old/kiosk-nap.txt").write_bytes((root / "tests/importing/foreign/kiosk-nap.txt").read_bytes())
    done = CliRunner().invoke(main, ["import", "old/kiosk-nap.txt", "--to", "postmortems"])
    assert done.exit_code == 0
    assert done.stdout + done.stderr in (root / "docs/importing.md").read_text()


def test_every_format_and_map_has_its_place_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs/importing.md").read_text()
    assert not [name for name in FORMATS if f"`{name}`" not in guide]
    assert not [name for name in ready_maps() if f"@{name}`" not in guide]


def test_sources_that_hold_nothing_say_so(run: Run, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("import", str(tmp_path / "empty"), archive=sound)
    assert done.exit_code == 1
    assert "the sources hold no Markdown or text file" in done.stderr


def test_files_of_this_format_come_through_unchanged(run: Run, sound: Path, tmp_path: Path) -> None:
    to = tmp_path / "postmortems"
    done = run("import", str(sound / "postmortems"), "--to", str(to))
    assert (done.exit_code, done.stderr) == (0, "2 new, 0 unchanged\n")
    assert "was '" not in done.stdout
    before, after = Archive.open(sound), Archive.open(tmp_path)
    for old, new in zip(before, after, strict=True):
        assert old == replace(new, path=old.path, sections=old.sections)  # the lines below other front matter have other numbers
        assert [section.markdown for section in old.sections] == [section.markdown for section in new.sections]


def test_a_path_that_no_record_has_is_told(run, archive_at, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.csv").write_text("Ref,Name,Day\nINC-1,Cart empty,2024-05-01\nINC-2,Slow,\n")
    maps = ["--map", "id=Ref", "--map", "title=Nam", "--map", "date=Day"]
    done = run("import", str(tmp_path / "x.csv"), *maps, "--dry-run", archive=archive_at({}))
    assert "--map title=Nam: no record has this path\n" in done.stderr
    assert "id=Ref" not in done.stderr
    assert "date=Day" not in done.stderr


def test_paths_are_those_from_where_one_stands(run, archive_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    archive = archive_at({})
    (archive / "old.txt").write_text(dedent(STORY))
    monkeypatch.chdir(archive)
    report = run("import", "old.txt", "--dry-run").stdout
    assert (
        report.startswith("postmortems/2024-03-03-lift-four.md: new\n")
        or report.splitlines()[0] == "postmortems/2024-03-03-lift-four-stands-still.md: new"
    )
