"""`postmortem new`: a file that the archive can read, from options or from answers on a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.checking import check_archive
from tests.commands.conftest import HOOKS

WHEN = ("--started-at", "2024-03-01 10:05", "--timezone", "Europe/Paris")
TITLE = "Checkout down: nobody could pay"
SLUG = "2024-03-01-checkout-down-nobody-could-pay"
PATIENCE = 120.0
"""Seconds after which something does not come at all: no measure of how long it takes."""


def test_a_new_postmortem_has_what_was_answered(run, sound):
    done = run(
        "new", TITLE, *WHEN, "--service", "checkout", "--service", "load-balancer", "--severity", "SEV2", "--trigger", "deploy",
        "--root-cause", "config", "--root-cause", "capacity", "--detected-by", "customer", "--author", "ana", archive=sound,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{sound}/postmortems/{SLUG}.md\n"
    incident = Archive.open(sound)[SLUG]
    assert incident.title == TITLE
    assert str(incident.when) == "2024-03-01 10:05 CET"
    assert (incident.status, incident.visibility, incident.severity, incident.trigger) == ("draft", "internal", "SEV2", "deploy")
    assert incident.services == ("checkout", "load-balancer")
    assert incident.root_causes == ("config", "capacity")
    assert (incident.detected_by, incident.authors, incident.timezone) == ("customer", ("ana",), "Europe/Paris")


def test_nothing_of_the_guidance_is_read_and_check_names_each_section_once(run, sound):
    run("new", TITLE, *WHEN, archive=sound)
    archive = Archive.open(sound)
    incident = archive[SLUG]
    assert incident.summary == ""
    assert [section.markdown for section in incident.sections if section.markdown] == []
    problems = [problem for problem in check_archive(archive) if problem.path.endswith(f"{SLUG}.md")]
    sections = ["Summary", "Impact", "Timeline", "Root cause", "Resolution", "Lessons learned", "Action items"]
    assert [problem.message for problem in problems] == [
        f"the section '{section}' is only a template's guidance: write it below, or remove the heading" for section in sections
    ]
    lines = (sound / f"postmortems/{SLUG}.md").read_text().split("\n")
    assert [lines[problem.line - 1] for problem in problems] == [f"## {section}" for section in sections]


def test_what_is_not_answered_is_a_comment_that_names_the_words(run, archive_at):
    archive = archive_at({}, settings="severities: {P1: Critical, P2: Minor}\ntimezone: UTC")
    done = run("new", "Queue full", "--started-at", "2024-03-01", archive=archive)
    text = Path(done.stdout.strip()).read_text()
    assert "# severity:\n#     P1, P2\n" in text
    assert "\nstarted_at: 2024-03-01\n" in text
    assert "timezone" not in text  # the site has one
    incident = Archive.open(archive)["2024-03-01-queue-full"]
    assert (incident.severity, incident.services, str(incident.when)) == (None, (), "2024-03-01")


def test_the_path_is_relative_where_it_can_be_and_remarks_go_to_standard_error(run_process, sound):
    done = run_process("new", TITLE, *WHEN, "--service", "chekout", cwd=sound)
    assert done.stdout == f"postmortems/{SLUG}.md\n"
    assert "'chekout' is a new service in this archive: did you mean 'checkout'?\n" in done.stderr
    assert f"  postmortem check postmortems/{SLUG}.md\n" in done.stderr


@pytest.mark.parametrize("option", [[], ["--dir-form"]], ids=["file", "folder"])
def test_never_takes_the_place_of_another(run, sound, option):
    run("new", TITLE, *WHEN, archive=sound)
    file = sound / f"postmortems/{SLUG}.md"
    file.write_text("mine")
    done = run("new", TITLE, *WHEN, *option, archive=sound)
    assert done.exit_code == 2
    assert done.stderr.endswith(f"Error: {file}: is there already: go on with it, or choose another title\n")
    assert file.read_text() == "mine"
    assert not (sound / f"postmortems/{SLUG}").exists()


def test_a_folder_for_images(run, sound):
    done = run("new", TITLE, *WHEN, "--dir-form", archive=sound)
    assert done.stdout == f"{sound}/postmortems/{SLUG}/index.md\n"
    assert Archive.open(sound)[SLUG].title == TITLE


def test_prints_instead_of_writing(run, sound):
    done = run("new", TITLE, *WHEN, "--stdout", archive=sound)
    assert done.stdout.startswith("---\ntitle: 'Checkout down: nobody could pay'\nstatus: draft")
    assert not (sound / f"postmortems/{SLUG}.md").exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("../../etc/passwd: who?", "2024-03-01-etc-passwd-who"),
        ("Größe 42 & 注文 'quoted' \"x\" # no comment", "2024-03-01-grösse-42-注文-quoted-x-no-comment"),
        ("{{ title }} - [x]", "2024-03-01-title-x"),
        ("word " * 40, "2024-03-01-" + "-".join(["word"] * 14)),
        ("true", "2024-03-01-true"),
    ],
)
def test_any_title_becomes_a_name_and_comes_back(run, sound, title, slug):
    done = run("new", title, *WHEN, archive=sound)
    assert done.stdout == f"{sound}/postmortems/{slug}.md\n"
    assert Archive.open(sound)[slug].title == " ".join(title.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "there is nobody to ask here: give a TITLE (what broke, in one line) and --started-at ("),
        (["Down"], "there is nobody to ask here: give --started-at (2026-01-31 10:05, 2026-01-31, now, today 10:05 or yesterday 23:50)"),
        (["Down", "--started-at", "2024-03-01 10:00"],
         "--started-at '2024-03-01 10:00' has no time zone: write '2024-03-01 10:00 UTC', or add --timezone"),
        (["Down", "--started-at", "last week"],
         "--started-at: 'last week' is not a date or time: write 2026-01-31 10:05, 2026-01-31, now, today 10:05 or yesterday 23:50"),
        (["Down", "--started-at", "04-12-2022"],
         "--started-at: '04-12-2022' can be two different days: write the year first, as in 2023-05-12"),
        (["...", *WHEN], "the title is empty: say what broke, for whom, and why, in one line"),
        (["Down", *WHEN, "--timezone", "Mars"],
         "--timezone: 'Mars' is not a time zone: write UTC, an offset like +02:00 or a name like America/New_York"),
        (["Down", *WHEN, "--severity", "SEV9", "--trigger", "deplo"],
         "--severity: there is no 'SEV9': choose one of SEV1, SEV2, SEV3, SEV4; --trigger: there is no 'deplo': did you mean 'deploy'?"),
        (["Down", *WHEN, "--root-cause", "confg"], "--root-cause: there is no 'confg': did you mean 'config'?"),
        (["Down", *WHEN, "--template", "ful"], "there is no template 'ful': did you mean 'full'?"),
        (["Down", *WHEN, "--from", "nowhere.txt"], "nowhere.txt: No such file or directory"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)  # fmt: skip
def test_what_is_missing_or_wrong_is_one_sentence(run, sound, arguments, sentence):
    before = sorted((sound / "postmortems").iterdir())
    done = run("new", *arguments, archive=sound)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"Error: {sentence}")
    assert done.stderr.count("\n") == 1
    assert sorted((sound / "postmortems").iterdir()) == before


def test_lists_templates_and_takes_the_archive_s_own(run, archive_at):
    own = """\
        ---
        title: <what>
        # Ours.
        severity: P?
        started_at: YYYY-MM-DD
        services:
          - <service>
          - <another>
        teams: [web]   # always us
        ---

        # {{ title }} on {{ date }}

        Severity {{ severity }}, services {{ services }}, seen by {{detected_by}}, {{ nonsense }}.
        """
    archive = archive_at({"postmortems/_templates/ours.md": own}, settings="timezone: UTC")
    listed = run("new", "--template", "help", archive=archive).stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["ours", "full", "short"]
    done = run(
        "new", "Queue full", "--template", "ours", "--started-at", "2024-03-01 10:00", "--service", "queue", "--severity", "SEV1",
        "--stdout", archive=archive,
    )  # fmt: skip
    assert done.stdout == (
        "---\ntitle: Queue full\n# Ours.\nseverity: SEV1\nstarted_at: 2024-03-01 10:00\nservices: [queue]\n"
        "teams: [web]   # always us\n---\n\n# Queue full on 2024-03-01\n\n"
        "Severity SEV1, services queue, seen by {{detected_by}}, {{ nonsense }}.\n"
    )
    assert "the template's '{{ nonsense }}' means nothing here, and stays as it is" in done.stderr


def test_the_archive_s_default_template_comes_first(run, archive_at):
    archive = archive_at({"postmortems/_templates/default.md": "---\ntitle: x\n---\n\nOur own.\n"}, settings="timezone: UTC")
    done = run("new", "Down", "--started-at", "2024-03-01", "--stdout", archive=archive)
    assert done.stdout == "---\ntitle: Down\nstarted_at: 2024-03-01\n---\n\nOur own.\n"
    assert Archive.open(archive).drafts == ()


def test_a_template_that_cannot_be_used(run, archive_at):
    archive = archive_at({"postmortems/_templates/broken.md": "---\ntitle: [\n---\n", "postmortems/_templates/bytes.md": b"\xff"})
    done = run("new", "Down", *WHEN, "--template", "broken", archive=archive)
    assert done.exit_code == 2
    assert "_templates/broken.md: no postmortem can begin with this template: line " in done.stderr
    done = run("new", "Down", *WHEN, "--template", "bytes", archive=archive)
    assert (done.exit_code, done.stderr) == (2, "Error: the template 'bytes' is not UTF-8: save it as UTF-8\n")


def test_drafts_the_timeline_from_a_chat(run, sound, tmp_path):
    chat = tmp_path / "chat.txt"
    chat.write_text("a header\n[10:05] ana: 5xx rising\n[10:07] bo: rolled back\n")
    done = run("new", TITLE, *WHEN, "--from", str(chat), archive=sound)
    assert "drafted 2 entries of the timeline" in done.stderr
    assert "left out: line 1: it has no time, and no message stands above it: 'a header'" in done.stderr
    timeline = Archive.open(sound)[SLUG].timeline
    assert [(str(event.at), event.text) for event in timeline] == [
        ("2024-03-01 10:05 CET", "ana: 5xx rising"),
        ("2024-03-01 10:07 CET", "bo: rolled back"),
    ]


def test_reads_an_export_from_standard_input(sound):
    alerts = '{"alerts": [{"startsAt": "2024-03-01T09:05:30Z", "labels": {"alertname": "ErrorsHigh"}, "annotations": {"summary": "5xx"}}]}'
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "new", TITLE, *WHEN, "--from", "-", "--stdout"]
    env = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run(command, input=alerts, cwd=sound, env=env, text=True, capture_output=True, check=True)
    assert "\nalerts: [ErrorsHigh]\n" in done.stdout
    assert "\n- 10:05 Alert ErrorsHigh fired: 5xx\n" in done.stdout


class Terminal:
    """`postmortem` on a terminal of its own: types answers, and reads what the screen shows."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.screen = ""
        self.mine, its = pty.openpty()
        env = {**os.environ, "PYTHONPATH": str(HOOKS), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "200"}
        command = [sys.executable, "-m", "postmortem_archive.commands.main", *arguments]
        self.process = subprocess.Popen(command, cwd=cwd, env=env, stdin=its, stdout=subprocess.PIPE, stderr=its)
        os.close(its)

    def sees(self, words: str, within: float = PATIENCE) -> None:
        """Read until these words are there, and forget what came before them."""
        end = time.monotonic() + within
        while words not in self.plain:
            ready, _, _ = select.select([self.mine], [], [], max(0, end - time.monotonic()))
            assert ready, f"'{words}' is not on the screen: {self.screen!r}"
            self.screen += os.read(self.mine, 10_000).decode(errors="replace")
        _, _, self.screen = self.plain.partition(words)

    @property
    def plain(self) -> str:
        """What is on the screen, without colours and movements of the cursor."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.screen)

    def types(self, keys: str) -> None:
        os.write(self.mine, keys.encode())

    def ends(self) -> tuple[int, str]:
        """(exit code, standard output) of the process."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        os.close(self.mine)
        return self.process.returncode, out.decode()


def test_asks_on_a_terminal_with_completion_and_asks_again(sound):
    terminal = Terminal("new", cwd=sound)
    terminal.sees("What broke")
    terminal.types(TITLE + "\r")
    terminal.sees("When did it begin?")
    terminal.types("soon\r")
    terminal.sees("'soon' is not a date or time")
    terminal.sees("When did it begin?")
    terminal.types("\x15" + "2024-03-01 10:05\r")
    terminal.sees("In which time zone?")
    terminal.types("Europe/Paris\r")
    terminal.sees("Which services broke?")
    terminal.types("che")
    terminal.sees("checkout")
    terminal.types("\t\r")
    terminal.sees("How bad was it?")
    terminal.types("SEV9\r")
    terminal.sees("there is no 'SEV9'")
    terminal.sees("How bad was it?")
    terminal.types("\x15" + "SEV1\r")
    terminal.sees("What set it off?")
    terminal.types("\r")
    terminal.sees("Why could that do harm?")
    terminal.types("config, capacity\r")
    terminal.sees("Who or what noticed first?")
    terminal.types("customer\r")
    assert terminal.ends() == (0, f"postmortems/{SLUG}.md\n")
    incident = Archive.open(sound)[SLUG]
    assert (incident.services, incident.severity, incident.trigger) == (("checkout",), "SEV1", None)
    assert (incident.root_causes, incident.detected_by, str(incident.when)) == (
        ("config", "capacity"),
        "customer",
        "2024-03-01 10:05 CET",
    )


def test_the_times_of_an_export_need_a_zone_even_where_only_the_day_is_known(sound):
    (sound / "chat.txt").write_text("[10:05] ana: down\n")
    terminal = Terminal("new", "Down", "--started-at", "2024-03-01", "--from", "chat.txt", cwd=sound)
    terminal.sees("In which time zone?")
    terminal.types("\x03")
    assert terminal.ends() == (1, "")


def test_what_is_in_the_way_is_told_before_the_other_questions(run, sound):
    run("new", TITLE, *WHEN, archive=sound)
    terminal = Terminal("new", TITLE, *WHEN, cwd=sound)
    terminal.sees(f"postmortems/{SLUG}.md is there already: say what is different this time")
    terminal.sees("What broke")
    terminal.types(" again\r")
    terminal.sees("Which services broke?")
    terminal.types("\x03")
    assert terminal.ends() == (1, "")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--from", "empty.txt"], "empty.txt: it is empty"),
        (["--template", "broken"], "no postmortem can begin with this template"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_asked(sound, options, sentence):
    (sound / "empty.txt").write_text("")
    (sound / "postmortems/_templates").mkdir()
    (sound / "postmortems/_templates/broken.md").write_text("---\ntitle: [\n---\n")
    terminal = Terminal("new", *options, cwd=sound)
    terminal.sees(sentence)
    assert terminal.ends() == (2, "")


def test_who_leaves_at_a_question_leaves_nothing_behind(sound):
    before = sorted((sound / "postmortems").iterdir())
    terminal = Terminal("new", "Down", cwd=sound)
    terminal.sees("When did it begin?")
    terminal.types("\x03")
    assert terminal.ends() == (1, "")
    assert sorted((sound / "postmortems").iterdir()) == before


def test_asks_nothing_that_is_answered(sound):
    answered = ["--service", "a", "--severity", "SEV1", "--trigger", "deploy", "--root-cause", "config", "--detected-by", "alert"]
    terminal = Terminal("new", TITLE, *WHEN, *answered, cwd=sound)
    assert terminal.ends() == (0, f"postmortems/{SLUG}.md\n")


SHIPPING = "triggers: {shipping: {label: Shipping, deprecated: {replaced_by: deploy}}}"


def test_a_deprecated_word_is_neither_taken_nor_offered(run, archive_at):
    archive = archive_at({}, settings=SHIPPING)
    done = run("new", "Down", *WHEN, "--trigger", "shipping", archive=archive)
    assert (done.exit_code, done.stderr) == (2, "Error: --trigger: 'shipping' is deprecated: choose 'deploy'\n")
    done = run("new", "Down", *WHEN, "--trigger", "shiping", archive=archive)
    assert "shipping" not in done.stderr
    assert "shipping" not in run("new", "Down", *WHEN, "--stdout", archive=archive).stdout


def test_a_synonym_is_answered_with_the_word(run, sound):
    done = run("new", "Down", *WHEN, "--root-cause", "misconfiguration", "--severity", "sev1", archive=sound)
    assert (
        done.stderr
        == "Error: --severity: there is no 'sev1': write SEV1; --root-cause: there is no 'misconfiguration': write config\n"
    )


@pytest.mark.parametrize("template", ["full", "short"])
@pytest.mark.parametrize("options", [[], ["--severity", "SEV2", "--service", "a", "--root-cause", "config"]])
def test_a_new_file_is_tidy(run, archive_at, template, options):
    archive = archive_at({})
    assert run("new", "Down", *WHEN, "--template", template, *options, archive=archive).exit_code == 0
    done = run("format", "--diff", archive=archive)
    assert done.stdout == ""
