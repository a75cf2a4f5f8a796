"""`postmortem actions`: what was to be done, for people, spreadsheets, calendars and programs."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from pathlib import Path

import pytest
from icalendar import Calendar

from postmortem_archive.publishing.ledger import LedgerEntryToday
from tests.commands.test_completion import completed

NOW = "1709251200"  # 1 March 2024, UTC
ITEMS = """\
    ---
    title: {title}
    date: {day}
    services: [{service}]
    {more}
    ---

    ## Action items

    {items}
    """


def postmortem(day: str, service: str, *items: str, title: str = "Down", more: str = "tags: [x]") -> str:
    return ITEMS.format(day=day, service=service, title=title, more=more, items="\n    ".join(items))


@pytest.fixture
def archive(archive_at, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    return archive_at(
        {
            "2023-05-12-checkout.md": postmortem(
                "2023-05-12", "checkout",
                "- [ ] Replay traffic (kind: prevent, owner: @ana, due: 2023-06-01, ticket: OPS-12)",
                "- [x] Alert on `expiry` (kind: detect, owner: bo, done: 2023-05-22)",
                "- Write it down (kind: process)",
            ),
            "2024-01-05-queue.md": postmortem(
                "2024-01-05", "queue",
                "- [ ] Bound the queue (kind: mitigate, owner: bo, due: 2024-04-01)",
                "- [ ] =1+1 is not two",
                title="Queue full", more="related: [{incident: 2023-05-12-checkout, type: recurrence_of}]",
            ),
        },
        settings="timezone: UTC",
    )  # fmt: skip


def titles(done) -> list[str]:
    assert done.exit_code == 0, done.output
    return [one["title"] for one in json.loads(done.stdout)]


def test_text_says_how_each_stands_and_where(run, archive: Path) -> None:
    done = run("actions", archive=archive)
    first, second, third = done.stdout.split("\n\n")
    assert first == (
        "Replay traffic\n"
        "  overdue by 9 months (due 1 Jun 2023) · owner @ana · prevent · OPS-12\n"
        "  Down, 12 May 2023; it came back once since\n"
        f"  {archive.resolve() / 'postmortems/2023-05-12-checkout.md'}:10"
    )
    assert second.startswith(
        "Bound the queue\n  open for 56 days, due 1 Apr 2024 · owner bo · mitigate\n  Queue full, 5 Jan 2024\n"
    )
    assert third.startswith("=1+1 is not two\n  open for 56 days · no owner\n")
    assert done.stderr == "3 action items: 1 overdue, 1 open without an owner\n"
    assert done.exit_code == 0


def test_drafts_are_asked_and_counted_and_withdrawn_ones_are_not(run, archive: Path) -> None:
    for status in ("draft", "withdrawn"):
        text = postmortem("2024-02-01", "mail", f"- [ ] Do it ({status})", more=f"status: {status}")
        (archive / f"postmortems/2024-02-01-{status}.md").write_text(textwrap.dedent(text))
    done = run("actions", "--service", "mail", "--format", "json", archive=archive)
    assert titles(done) == ["Do it (draft)"]
    said = "; 1 of drafts, which a site shows only where it shows drafts\n"
    assert done.stderr == f"1 action item: 0 overdue, 1 open without an owner{said}"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["Replay traffic", "Bound the queue", "=1+1 is not two"]),
        (["--overdue"], ["Replay traffic"]),
        (["--overdue", "--state", "all"], ["Replay traffic"]),
        (["--owner", "ANA"], ["Replay traffic"]),
        (["--owner", "@bo", "--owner", "ana"], ["Replay traffic", "Bound the queue"]),
        (["--owner", "bo", "--state", "done"], ["Alert on `expiry`"]),
        (["--kind", "Prevent"], ["Replay traffic"]),
        (["--kind", "monitoring", "--state", "all"], ["Alert on `expiry`"]),
        (["--service", "queue"], ["Bound the queue", "=1+1 is not two"]),
        (["--service", "queue", "--owner", "ana"], []),
        (["--state", "unstated"], ["Write it down"]),
        (["--state", "all", "--sort", "age"], ["Replay traffic", "Write it down", "Bound the queue", "=1+1 is not two", "Alert on `expiry`"]),
        (["--sort", "owner"], ["=1+1 is not two", "Replay traffic", "Bound the queue"]),
    ],
)  # fmt: skip
def test_options_narrow_and_sort(run, archive: Path, options: list[str], found: list[str]) -> None:
    assert titles(run("actions", *options, "--format", "json", archive=archive)) == found


def test_every_unknown_value_gets_its_sentence(run, archive: Path) -> None:
    done = run("actions", "--owner", "@anna", "--service", "chekout", "--kind", "detct", archive=archive)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == (
        "Error: no action item has the owner '@anna': did you mean 'ana'?\n"
        "no action item has the kind 'detct': did you mean 'detect'?\n"
        "no incident has the service 'chekout': did you mean 'checkout'?\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--overdue", "--state", "done"], "--overdue is about open items: leave out '--state done', or --overdue"),
        (["--format", "ics", "--state", "unstated"], "--format ics is about open items: leave out '--state unstated', or --format ics"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(run, archive: Path, options: list[str], message: str) -> None:
    done = run("actions", *options, archive=archive)
    assert (done.exit_code, done.stderr) == (2, f"Error: {message}\n")


def test_json_is_what_its_schema_says(run, archive: Path) -> None:
    done = run("actions", "--state", "all", "--format", "json", archive=archive)
    entries = json.loads(done.stdout)
    assert [LedgerEntryToday.model_validate(one, strict=True).model_dump() for one in entries] == entries
    first = entries[0]
    assert (first["age_days"], first["overdue"], first["line"], first["number"]) == (294, True, 10, 1)
    assert (first["came_back"], first["came_back_as"]) == (1, "2024-01-05-queue")
    assert first["url"] == "incidents/2023-05-12-checkout/#action-1"
    alert = next(one for one in entries if one["status"] == "done")
    assert (alert["done"], alert["age_days"]) == ("2023-05-22", 10)
    assert next(one for one in entries if one["title"] == "Write it down")["status"] is None


def test_csv_opens_in_a_spreadsheet_and_computes_nothing(run, archive: Path) -> None:
    done = run("actions", "--state", "all", "--format", "csv", archive=archive)
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbfstate,overdue,due,")
    rows = list(csv.DictReader(io.StringIO(done.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == [
        "Replay traffic",
        "Bound the queue",
        "'=1+1 is not two",
        "Alert on expiry",
        "Write it down",
    ]
    assert [row["state"] for row in rows] == ["open", "open", "open", "done", "state not stated"]
    assert (rows[0]["owner"], rows[0]["overdue"], rows[0]["due"], rows[0]["age_days"]) == ("'@ana", "yes", "2023-06-01", "294")
    assert rows[3]["done"] == "2023-05-22"


def test_ics_has_the_open_items_that_are_due(run, archive: Path) -> None:
    done = run("actions", "--state", "all", "--format", "ics", archive=archive)
    events = Calendar.from_ical(done.stdout_bytes).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Replay traffic (@ana)", "Bound the queue (bo)"]
    assert done.stderr.startswith("3 items left out: a calendar has only open ones with a due day\n2 action items:")


def test_nothing_that_fits_is_said_and_is_no_failure(run, archive: Path) -> None:
    done = run("actions", "--service", "queue", "--owner", "ana", archive=archive)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "none of 5 action items fits: leave an option out, or ask for '--state all'\n"
    done = run("actions", "--service", "queue", "--owner", "ana", "--state", "all", archive=archive)
    assert done.stderr == "none of 5 action items fits: leave an option out\n"


@pytest.mark.parametrize("form", ["text", "json", "csv", "ics"])
def test_an_archive_without_items(run, archive_at, form: str) -> None:
    done = run("actions", "--format", form, archive=archive_at({}))
    assert done.exit_code == 0
    assert done.stderr == "no postmortem has an action item yet\n"
    if form == "json":
        assert json.loads(done.stdout) == []
    elif form == "ics":
        assert Calendar.from_ical(done.stdout).walk("VEVENT") == []


def test_a_day_that_is_none_is_refused(run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    done = run("actions", archive=archive)
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: SOURCE_DATE_EPOCH must be a number of seconds")
    assert completed("postmortem actions --owner ", archive) == []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("postmortem actions --owner ", ["plain,bo", "plain,ana"]),
        ("postmortem actions --owner @a", ["plain,@ana"]),
        ("postmortem actions --kind de", ["plain,detect"]),
        ("postmortem actions --service q", ["plain,queue"]),
        ("postmortem actions --state un", ["plain,unstated"]),
        ("postmortem actions --format i", ["plain,ics"]),
    ],
)
def test_a_shell_completes_its_options(archive: Path, line: str, offered: list[str]) -> None:
    assert completed(line, archive) == offered


@pytest.mark.parametrize(("zone", "overdue"), [("UTC", ["Replay traffic"]), ("America/Los_Angeles", [])])
def test_a_day_is_over_when_it_is_over_in_the_zone_of_the_archive(
    run, archive_at, monkeypatch: pytest.MonkeyPatch, zone: str, overdue: list[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000400")  # 30 November 2026, 01:00 UTC
    item = "- [ ] Replay traffic (owner: @ana, due: 2026-11-29)"
    archive = archive_at({"2026-10-12-a.md": postmortem("2026-10-12", "shop", item)}, settings=f"timezone: {zone}")
    assert titles(run("actions", "--overdue", "--format", "json", archive=archive)) == overdue
    brief = run("brief", "--service", "shop", archive=archive).stdout
    assert ("overdue" in brief) is bool(overdue), brief
