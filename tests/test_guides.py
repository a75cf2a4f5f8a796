"""What the guides say is so: their examples do what is said of them, their links lead somewhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from postmortem_archive import Archive
from postmortem_archive.checking import check_archive
from postmortem_archive.commands.main import COMMANDS, main
from postmortem_archive.settings import read_settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GUIDES = ["writing-well.md", "blameless.md", "causes.md", "reviewing.md", "running.md", "assistants.md", "before-you-ship.md"]


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    section = (DOCS / page).read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def found(archive_at, text: str, name: str = "2024-03-03-labels-empty") -> list[tuple[str, str]]:
    archive = Archive.open(archive_at({f"{name}.md": text.encode()}))
    return [(problem.level, problem.rule) for problem in check_archive(archive, date(2024, 3, 10))]


def examples() -> list[str]:
    text = (DOCS / "writing-well.md").read_text(encoding="utf-8")
    return re.findall(r"```markdown\n(---\n.*?)```", text, re.DOTALL)


def test_the_good_example_is_sound_and_the_bad_one_is_not(archive_at):
    bad, good = examples()
    assert found(archive_at, good) == []
    assert {rule for _, rule in found(archive_at, bad)} == {"blaming-language", "action-without-owner", "action-without-due"}


def test_the_good_example_is_read_as_it_is_meant(archive_at):
    archive = Archive.open(archive_at({"2024-03-03-labels-empty.md": examples()[1].encode()}))
    (incident,) = archive
    assert [event.at.clock.strftime("%H:%M") for event in incident.timeline if event.at and event.at.clock] == [
        "14:10",
        "14:52",
        "15:05",
        "15:20",
        "15:40",
    ]
    assert [item.owner for item in incident.action_items] == ["warehouse", "addresses", "warehouse"]


@pytest.mark.parametrize(("blaming", "better"), rows("blameless.md", "Better words"))
def test_what_is_better_is_what_the_check_accepts(archive_at, tmp_path, blaming, better):
    text = "---\ntitle: x\ndate: 2024-03-03\nstatus: review\n---\n\n{}\n"
    assert ("warning", "blaming-language") in found(archive_at, text.format(blaming))
    assert found(archive_at, text.format(better)) == []


def test_the_words_that_the_guide_to_causes_names_are_in_the_taxonomy():
    settings = read_settings()
    triggers = (DOCS / "causes.md").read_text(encoding="utf-8").split("## Which trigger?\n")[1].split("\n## ")[0]
    assert set(re.findall(r"`([\w-]+)`", triggers)) == set(settings.triggers)
    causes = {word for row in rows("causes.md", "Which root causes?") for cell in row for word in re.findall(r"`([\w-]+)`", cell)}
    assert causes <= set(settings.root_causes)


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_is_read_in_five_minutes_and_stands_in_the_navigation(page):
    words = re.findall(r"\w+", (DOCS / page).read_text(encoding="utf-8"))
    assert len(words) < 1_150  # 230 a minute
    assert f": {page}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_brief_in_the_guide_is_what_the_command_prints(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # a first of January: near no day of these incidents
    shown = (DOCS / "before-you-ship.md").read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    done = CliRunner().invoke(main, ["brief", "--service", "kafka-exporter"])
    assert done.stdout == shown


def test_the_reference_names_every_command_and_every_variable():
    text = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
    named = {line.split("`")[1].split()[1] for line in text.splitlines() if line.startswith("| `postmortem ")}
    assert named == set(COMMANDS)
    read = {
        name
        for path in (ROOT / "hooks").rglob("*.py")
        for name in re.findall(
            r'"(SOURCE_DATE_EPOCH|ARCHIVE_AUDIENCE|NO_COLOR|POSTMORTEM_[A-Z_]+)"', path.read_text(encoding="utf-8")
        )
    }
    told = set(re.findall(r"`([A-Z_]{6,})`", text.split("## Environment variables")[1]))
    assert read - {"POSTMORTEM_SHOW_DRAFTS", "POSTMORTEM_TOKEN"} == told - {"SITE_URL"}
