"""What the guides say is so: their examples do what is said of them, their links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from postmortem_archive import Archive
from postmortem_archive.checking import check_archive
from postmortem_archive.commands.main import COMMANDS, main
from postmortem_archive.reviewing.brief import MARKER
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


def complete_examples() -> Iterator[tuple[str, str]]:
    """(page, postmortem) of every one that somebody could copy as a whole."""
    for path in sorted(DOCS.rglob("*.md")):
        for text in re.findall(r"^```\w*\n(---\n.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            if text != examples()[0]:  # the one that is meant to be bad
                yield path.relative_to(DOCS).as_posix(), text


def test_what_can_be_copied_from_the_guide_has_no_problem_in_an_empty_archive(archive_at, tmp_path):
    pages = []
    for number, (page, text) in enumerate(complete_examples()):
        day = re.search(r"^(?:started_at|date): (\S+)", text, re.MULTILINE)[1]
        archive = Archive.open(archive_at({f"{day}-copied.md": text.encode()}, root=tmp_path / str(number)))
        assert list(map(str, check_archive(archive, date(2026, 1, 31)))) == [], page
        pages.append(page)
    assert {"writing.md", "writing-well.md"} <= set(pages)


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


GH = """#!/bin/sh
case "$*" in *--jq*) for last; do :; done; jq -r "$last" comments.json ;; *) echo "$@" >> asked ;; esac
"""


@pytest.mark.parametrize(
    ("comments", "asked"),
    [
        ([], "api repos/o/r/issues/7/comments --field"),
        ([("github-actions[bot]", "Coverage: 90 %")], "api repos/o/r/issues/7/comments --field"),
        ([("mallory", f"{MARKER} not mine")], "api repos/o/r/issues/7/comments --field"),
        (
            [("github-actions[bot]", f"{MARKER}\nOld."), ("github-actions[bot]", "Coverage: 90 %")],
            "api --method PATCH repos/o/r/issues/comments/1 --field",
        ),
    ],
    ids=["none", "another workflow's", "somebody else's", "its own"],
)
@pytest.mark.skipif(not shutil.which("jq") and "CI" not in os.environ, reason="the filter of gh is that of jq, which is not here")
def test_the_workflow_of_the_brief_changes_its_own_comment_only(tmp_path, comments, asked):
    """Other workflows comment in the name of the same bot."""
    (workflow,) = re.findall(r"```yaml\n(.*?)```", (DOCS / "before-you-ship.md").read_text(encoding="utf-8"), re.DOTALL)
    step = yaml.safe_load(workflow)["jobs"]["brief"]["steps"][-1]
    listed = [{"id": number, "user": {"login": who}, "body": body} for number, (who, body) in enumerate(comments, 1)]
    (tmp_path / "comments.json").write_text(json.dumps(listed))
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "o/r", "NUMBER": "7"}
    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "asked").read_text() == f"{asked} body=@brief.md --silent\n"


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


def test_every_picture_is_there_is_light_to_load_and_is_shown():
    pages = [*DOCS.rglob("*.md"), ROOT / "README.md"]
    shown = {
        (page.parent / target).resolve()
        for page in pages
        for words, target in re.findall(
            r"^!\[([^\]]*)\]\(([^)\s]*assets/[^)\s]*)\)$", page.read_text(encoding="utf-8"), re.MULTILINE
        )
        if len(words) > 20
    }
    assert shown == set((DOCS / "assets").rglob("*.*"))
    for picture in shown:
        content = picture.read_bytes()
        assert (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
        assert len(content) <= 60_000


def test_a_new_archive_has_the_guide_without_its_pictures(tmp_path):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "new"), "--no-input"]).exit_code == 0
    for page in DOCS.rglob("*.md"):
        told = (tmp_path / "new/docs" / page.relative_to(DOCS)).read_text(encoding="utf-8")
        assert "assets/guide" not in told
        pictures = [line for line in page.read_text(encoding="utf-8").splitlines() if "assets/guide" in line]
        assert len(told.splitlines()) >= len(page.read_text(encoding="utf-8").splitlines()) - 2 * len(pictures)


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The command itself, or those below it."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from leaves(f"{name} {below}", command.get_command(context, below))
    else:
        yield name, command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_the_reference_or_on_a_page_that_it_points_to(name):
    text = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
    for full, command in leaves(name, main.get_command(click.Context(main), name)):
        said = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        said += [line for line in text.splitlines() if line.startswith(f"| `postmortem {full}")]
        pages = {(DOCS / "reference" / page).resolve() for page in re.findall(r"\]\(([\w./-]+\.md)", "\n".join(said))}
        said += [page.read_text(encoding="utf-8") for page in pages if page.is_file()]
        options = [one for param in command.params for one in (*param.opts, *param.secondary_opts) if one.startswith("--")]
        unsaid = [one for one in options if not re.search(rf"{one}(?![\w-])", "\n".join(said))]
        assert unsaid == (["--archive"] if "--archive" in unsaid else []), full
        assert ("--archive" in options) is (name not in ("init", "completion")), "which is said at the top of the page"
