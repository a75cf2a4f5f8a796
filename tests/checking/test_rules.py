"""Each broken postmortem names its own problems, and sound ones have none."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from operator import attrgetter
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.checking import RULES, check_archive
from postmortem_archive.keeping.store import Store
from postmortem_archive.reading import read_draft
from tests.checking.conftest import BROKEN, HERE, TODAY, check_broken, expectations

ROOT = HERE.parent.parent


@pytest.mark.parametrize("path", BROKEN, ids=attrgetter("stem"))
def test_reports_exactly_what_the_file_expects(path, neighbours):
    assert [str(problem) for problem in check_broken(path, neighbours)] == expectations(path)


def test_sound_postmortems_have_no_problem(neighbours):
    assert check_archive(neighbours, TODAY) == []


def test_the_archive_of_this_repository_has_no_error_and_no_warning():
    problems = check_archive(Archive.open(ROOT), date(2026, 12, 31))
    assert [str(problem) for problem in problems if problem.level != "advice"] == []


def test_every_action_item_of_this_repository_begins_with_a_verb():
    archive = Archive.open(ROOT)
    assert sum(len(incident.action_items) for incident in archive) > 100
    assert [str(problem) for problem in check_archive(archive) if problem.rule == "action-without-verb"] == []


def test_ten_mistakes_in_one_file_are_all_named_in_one_run():
    lines = expectations(HERE / "broken/ten-mistakes.md")
    assert len(lines) == len({line.rpartition("[")[2] for line in lines}) == 10


@pytest.mark.parametrize("rule", RULES.values(), ids=attrgetter("id"))
def test_every_rule_has_a_text_and_a_fixture(rule):
    assert rule.text.endswith(".")
    if rule.id not in ("file-too-large", "unreadable-file"):  # tested below: neither can be kept in the repository
        assert any(line.endswith(f" {rule.level}: {message(line)} [{rule.id}]") for line in all_expectations())


def all_expectations() -> list[str]:
    return [line for path in BROKEN for line in expectations(path)]


def message(line: str) -> str:
    return line.split(": ", 2)[2].rpartition(" [")[0]


def test_messages_are_one_line_that_does_not_end_with_a_full_stop():
    for line in all_expectations():
        assert not message(line).endswith("."), line


def test_reports_a_file_that_is_too_large(check):
    problems = check("x" * 2_100_000)
    assert [problem.rule for problem in problems] == ["file-too-large"]
    assert problems[0].message.startswith("the file has 2.1 MB")


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(archive_at, monkeypatch):
    """Root may read every file, so that taking the right away would show nothing here."""
    root = archive_at(
        {"2024-03-01-a.md": "x", "postmortems/2024-03-02-b/index.md": "---\ntitle: B\ndate: 2024-03-02\n---\n\nText.\n"}
    )

    def denied(path: Path) -> bytes:
        if path.name == "2024-03-01-a.md":
            raise PermissionError(13, "Permission denied", str(path))
        return path.read_bytes()

    monkeypatch.setattr("postmortem_archive.archive.files.read_bytes", denied)
    for store in (None, Store(root / ".cache")):
        archive = Archive.open(root, store=store)
        assert [incident.title for incident in archive] == ["B"]
        assert [str(problem) for problem in archive.problems if problem.level == "error"] == [
            "postmortems/2024-03-01-a.md:1:1: error: the file cannot be read (Permission denied): give yourself the right to read it, "
            "or move it away [unreadable-file]"
        ]


def test_a_hidden_name_that_stays_in_a_text_is_told_so(archive_at):
    """A short number is hidden where a relation names it; in running text nobody can tell what it is."""
    root = archive_at(
        {
            "2024-03-01-a.md": "---\ntitle: A\ndate: 2024-03-01\nid: 1234\n---\n\nText.\n",
            "2024-03-02-b.md": "---\ntitle: B\ndate: 2024-03-02\nvisibility: public\n---\n\nThere were 1234 users.\n",
        }
    )
    (problem,) = [one for one in Archive.open(root).problems if one.rule == "mentions-internal"]
    assert problem.message == (
        "'1234' is internal, but too ordinary a name to be taken out of a text, so a public site shows it: "
        "say this between '<!-- internal -->' marks"
    )


def test_a_value_with_control_characters_is_quoted_on_one_line(check):
    (problem,) = check('---\ntitle: x\ndate: 2024-03-01\nstatus: review\nseverity: "SEV\\n9\\e[31m"\n---\n\nText.\n')
    assert problem.message == "'severity' cannot be 'SEV 9 [31m': choose one of SEV1, SEV2, SEV3, SEV4"


@pytest.mark.parametrize("path", [path for path in BROKEN if path.is_file()], ids=attrgetter("stem"))
def test_everything_that_the_reader_met_is_reported(path, neighbours):
    draft = read_draft(f"postmortems/2024-03-01-{path.stem}.md", path.stem, path.read_bytes(), neighbours.settings)
    assert {fault.rule for fault in draft.faults} <= {problem.rule for problem in check_broken(path, neighbours)}


def test_today_is_no_future(check):
    text = "---\ntitle: x\ndate: {}\nstatus: review\n---\n\nText.\n"
    assert check(text.format("2024-06-01"), name="2024-06-01-x") == []
    assert [problem.rule for problem in check(text.format("2024-06-02"), name="2024-06-02-x")] == ["in-the-future"]


def test_checks_only_the_files_asked_for_but_knows_the_others(archive_at):
    text = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\nid: PM-1\n---\n\nText.\n"
    archive = Archive.open(archive_at({"2024-03-01-a.md": text, "2024-03-01-b.md": text}))
    (problem,) = check_archive(archive, only={Path("postmortems/2024-03-01-b.md")})
    assert problem.path == "postmortems/2024-03-01-b.md"
    assert problem.message == "the id 'PM-1' is also that of 'postmortems/2024-03-01-a.md': give each incident its own"


def test_problems_stand_in_the_order_of_files_lines_and_columns():
    for path in BROKEN:
        if path.is_dir():
            places = [(problem.path, problem.line, problem.column) for problem in check_archive(Archive.open(path), TODAY)]
            assert places == sorted(places)


def test_detect_secrets_is_loaded_only_for_a_suspect():
    script = """
import sys
from pathlib import Path
from postmortem_archive import Archive
from postmortem_archive.checking import check_archive
check_archive(Archive.open(Path(sys.argv[1])))
print({"detect_secrets", "requests"} & set(sys.modules))
"""
    command = [sys.executable, "-c", script, HERE / "broken/relation-cycle"]
    done = subprocess.run(command, check=True, env={"PYTHONPATH": str(ROOT / "hooks")}, capture_output=True, text=True)
    assert done.stdout == "set()\n"


def test_todo_is_the_heading_of_action_items_and_elsewhere_a_gap(check):
    head = "---\ntitle: Checkout down\ndate: 2024-03-01\nstatus: review\n---\n\n"
    body = "## Summary\n\nDown.\n\n{}\n\n- [ ] Raise the limit (kind: prevent, owner: @ana, due: 2024-07-01)\n"
    for heading in ("## TODO", "TODO:", "**TODO**", "## TODO:"):
        assert [p for p in check(head + body.format(heading)) if p.rule == "template-text-left"] == [], heading
    found = check(head + body.format("## TODO") + "- TODO\n\n## TODO: ask sales\n")
    assert [p.line for p in found if p.rule == "template-text-left"] == [14, 16]
