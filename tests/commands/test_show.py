"""`postmortem show`: everything that was read out of one file."""

from __future__ import annotations

import json

import pytest

SHOWN = """\
2023-05-12-checkout-down  ({path})
Checkout down for three hours after a load-balancer change

id                    PM-2023-004
status                final
visibility            internal
timezone              UTC
services              checkout
trigger               config-change
root_causes           config
summary               The checkout was down for three hours, because a new configuration of the load balancer was never tried with real traffic.
not given             severity, organisation, teams, alerts, authors, tags, contributing_factors, detected_by, mitigation, third_party, impact, extra, redirect_from

When (4)
  date         2023-05-12 10:00 UTC
  started      2023-05-12 10:00 UTC
  detected     2023-05-12 10:12 UTC
  resolved     2023-05-12 13:00 UTC  (inferred)

How long (2)
  to detect    12 min
  in all       3 h  (about)

Timeline (3)
  2023-05-12 10:00 UTC     The new configuration was rolled out.  [started]
  2023-05-12 10:12 UTC     Detected: the alert fired.  [detected]
  2023-05-12 13:00 UTC     Resolved: the configuration was rolled back.  [resolved]

Action items (1)
  open       Replay a day of traffic before a listener changes  (owner: network, due: 2023-06-01, kind: prevent, ticket: OPS-12)

Sections (5)
  summary               Summary, line 14
  timeline              Timeline, line 18
  root_cause            Root cause, line 24
  resolution            Resolution, line 28
  action_items          Action items, line 32

Related (1)
  recurrence_of      2022-11-02-lb-limits  (same limit)
"""


@pytest.mark.parametrize("name", ["PM-2023-004", "2023-05-12-checkout-down", "{archive}/postmortems/2023-05-12-checkout-down.md"])
def test_everything_that_was_read(run, sound, name):
    done = run("show", name.format(archive=sound), archive=sound)
    assert done.exit_code == 0, done.stderr
    path = sound / "postmortems/2023-05-12-checkout-down.md"
    assert done.stdout.replace(str(path), "{path}") == SHOWN
    assert done.stderr == ""


def test_the_other_side_of_a_relation(run, sound):
    assert (
        "\nRelated (1)\n  recurred_as        2023-05-12-checkout-down  (same limit)\n"
        in run("show", "2022-11-02-lb-limits", archive=sound).stdout
    )


def test_json_is_the_entry_of_the_api(run_process, sound):
    done = run_process("show", "postmortems/2023-05-12-checkout-down.md", "--format", "json", cwd=sound)
    entry = json.loads(done.stdout)
    assert done.stderr == ""
    assert entry["path"] == "postmortems/2023-05-12-checkout-down.md"
    assert (entry["duration_minutes"], entry["time_to_detect_minutes"], entry["inferred"]) == (180, 12, ["resolved_at"])
    assert entry["related"] == [{"slug": "2022-11-02-lb-limits", "type": "recurrence_of", "note": "same limit"}]
    assert entry["faults"] == []


def test_a_broken_file_is_shown_as_far_as_it_was_read(run, archive_at):
    archive = archive_at({"2023-01-05-x.md": "---\ntitel: Nothing works\ndate: 2023-01-05\nservices: [mail]\n---\n"})
    done = run("show", "2023-01-05-x", archive=archive)
    assert done.exit_code == 0
    assert "services              mail\n" in done.stdout
    assert (
        "Could not be read (2)\n  line 2, column 1: there is no field 'titel': did you mean 'title'? [unknown-field]\n"
        in done.stdout
    )
    entry = json.loads(run("show", "2023-01-05-x", "--format", "json", archive=archive).stdout)
    assert [fault["rule"] for fault in entry["faults"]] == ["unknown-field", "missing-title"]


def test_a_day_that_nothing_tells_is_not_known(run, archive_at):
    archive = archive_at({"x.md": "---\ntitle: X\n---\n\nWords.\n", "2023-01-05-y.md": "---\ntitle: Y\n---\n\nWords.\n"})
    assert "\n  date         not known\n" in run("show", "x", archive=archive).stdout
    assert json.loads(run("show", "x", "--format", "json", archive=archive).stdout)["date"] is None
    assert "\n  date         2023-01-05  (by the name of the file)\n" in run("show", "2023-01-05-y", archive=archive).stdout


def test_a_text_as_it_is_gets_a_way_out_and_can_be_imported_from_where_it_is(run, archive_at):
    archive = archive_at({"slots.md": "Slots filled the disk\n\nSummary: it broke on 21 May 2025.\n\nRoot cause: time drift.\n"})
    (title, _) = json.loads(run("show", "slots", "--format", "json", archive=archive).stdout)["faults"]
    assert title["message"].endswith("; 'postmortem import FILE' reads a text that has no front matter")
    done = run("import", str(archive / "postmortems/slots.md"), archive=archive)
    assert done.exit_code == 0, done.stderr
    text = (archive / "postmortems/2025-05-21-slots-filled-the-disk.md").read_text()
    assert text.startswith("---\ntitle: Slots filled the disk\ndate: 2025-05-21\n")
    again = run("import", str(archive / "postmortems/2025-05-21-slots-filled-the-disk.md"), archive=archive)
    assert "0 new, 0 unchanged" in again.stderr


def test_a_file_of_which_nothing_could_be_read(run, archive_at):
    archive = archive_at({"2023-01-05-x.md": b"\xff\xfe"})
    done = run("show", "2023-01-05-x", "--format", "json", archive=archive)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["faults"][0]["rule"] == "not-utf-8"


def test_a_file_from_elsewhere_meets_the_archive(run, sound, tmp_path):
    file = tmp_path / "2024-01-01-again.md"
    file.write_text("---\ntitle: Again\ndate: 2024-01-01\nrelated: [{incident: PM-2023-004, type: recurrence_of}]\n---\n")
    done = run("show", str(file), archive=sound)
    assert done.exit_code == 0
    assert "  recurrence_of      2023-05-12-checkout-down\n" in done.stdout


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("PM-2023-005", "PM-2023-005: there is no such file, slug or id: did you mean 'PM-2023-004'?"),
        ("nothing", "nothing: there is no such file, slug or id"),
        ("Checkout", "Checkout: there is no such file, slug or id: did you mean '2023-05-12-checkout-down'?"),
        ("", "an empty name: there is no such file, slug or id"),
        ("{archive}/postmortems", "{archive}/postmortems: is more than one postmortem: name one"),
        ("{archive}/mkdocs.yml", "{archive}/mkdocs.yml: is not a Markdown file"),
    ],
)
def test_what_is_not_there(run, sound, name, sentence):
    done = run("show", name.format(archive=sound), archive=sound)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == f"Error: {sentence.format(archive=sound)}\n"
