"""What a shell completes, asked as a shell asks: through the environment of a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postmortem_archive.commands.main import COMMANDS
from tests.commands.conftest import HOOKS


def completed(line: str, cwd: Path) -> list[str]:
    """The words that bash is offered for the last one of the line."""
    words = line.split(" ")
    env = {
        **os.environ, "PYTHONPATH": str(HOOKS), "_POSTMORTEM_COMPLETE": "bash_complete",
        "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1),
    }  # fmt: skip
    program = "from postmortem_archive.commands.main import main; main(prog_name='postmortem')"
    done = subprocess.run([sys.executable, "-c", program], cwd=cwd, env=env, text=True, capture_output=True, check=True)
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("postmortem ", [f"plain,{name}" for name in COMMANDS]),
        ("postmortem ne", ["plain,new"]),
        ("postmortem new --sever", ["plain,--severity"]),
        ("postmortem new --severity ", ["plain,P1", "plain,P2"]),
        ("postmortem new --trigger confi", ["plain,config-change"]),
        ("postmortem new --root-cause time", ["plain,time-handling"]),
        ("postmortem new --detected-by a", ["plain,alert"]),
        ("postmortem new --service ", ["plain,checkout", "plain,queue"]),
        ("postmortem new --service CH", ["plain,checkout"]),
        ("postmortem new --template ", ["plain,ours", "plain,full", "plain,short"]),
        ("postmortem new --timezone europe/par", ["plain,Europe/Paris"]),
        ("postmortem show 2024", ["plain,2024-03-02-b", "plain,2024-03-01-a"]),
        ("postmortem serve --open 2024-03-01", ["plain,2024-03-01-a"]),
        ("postmortem show ./", ["file,./"]),
        ("postmortem init --audience p", ["plain,public"]),
        ("postmortem search --service ch", ["plain,checkout"]),
        ("postmortem search --severity ", ["plain,P1", "plain,P2"]),
        ("postmortem search --tag ", ["plain,tls", "plain,dns"]),
        ("postmortem search --team ", ["plain,core"]),
        ("postmortem search --year ", ["plain,2024"]),
        ("postmortem search --from 20", ["plain,2024"]),
        ("postmortem search --organisation ", ["plain,Example Shop"]),
        ("postmortem search --detected-by a", ["plain,alert"]),
        ("postmortem search --open ", ["plain,yes", "plain,no"]),
        ("postmortem search --extra r", ["plain,region="]),
        ("postmortem search --extra region=", ["plain,region=eu", "plain,region=us"]),
        ("postmortem search --extra nothing=", []),
        ("postmortem similar 2024-03-01", ["plain,2024-03-01-a"]),
        ("postmortem check --format s", ["plain,sarif"]),
        ("postmortem completion z", ["plain,zsh"]),
        ("postmortem import --format js", ["plain,json", "plain,jsonl"]),
        ("postmortem import --map @p", ["plain,@pagerduty"]),
        ("postmortem import --map sev", ["plain,severity="]),
        ("postmortem import --timezone europe/par", ["plain,Europe/Paris"]),
    ],
)
def test_what_is_offered(archive_at, line, offered):
    one = "---\ntitle: A\ndate: 2024-03-01\nservices: [checkout, queue]\ntags: [tls]\nteams: [core]\norganisation: Example Shop\nextra: {region: us}\n---\n"
    two = "---\ntitle: B\ndate: 2024-03-02\nextra: {region: eu}\nservices:\n  - checkout\ntags: [dns, tls]\n---\n\nText.\n"
    archive = archive_at(
        {"2024-03-01-a.md": one, "2024-03-02-b.md": two, "broken.md": b"---\nservices: [\n---\n\xff", "postmortems/_templates/ours.md": "x"},
        settings="severities: {P1: Critical, P2: Minor}\nfields: {region: {label: Region, facet: true}}",
    )  # fmt: skip
    assert completed(line, archive) == offered


def test_the_archive_that_is_named_is_asked(archive_at, tmp_path):
    archive = archive_at({"2024-03-01-a.md": "---\ntitle: A\n---\n"})
    assert completed(f"postmortem show --archive {archive} 2024", tmp_path) == ["plain,2024-03-01-a"]


@pytest.mark.parametrize("line", ["postmortem new --service ", "postmortem new --severity "])
def test_outside_of_an_archive_nothing_is_offered_and_nothing_breaks(tmp_path, line):
    assert completed(line, tmp_path) == []


def test_broken_settings_offer_nothing(archive_at):
    assert completed("postmortem new --severity ", archive_at({}, settings="timezone: Mars")) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_this_command(run, shell):
    script = run("completion", shell).stdout
    assert f"_POSTMORTEM_COMPLETE={shell}_complete" in script


def test_bash_completes_after_the_script(run, archive_at):
    """The script in a real bash: its function fills COMPREPLY."""
    bash = shutil.which("bash")
    assert bash
    archive = archive_at({}, settings="severities: {P1: Critical, P2: Minor}")
    script = run("completion", "bash").stdout
    ask = (
        f'{script}\nCOMP_WORDS=(postmortem new --severity ""); COMP_CWORD=3\n'
        f'postmortem() {{ "{sys.executable}" -m postmortem_archive.commands.main "$@"; }}\n'
        '_postmortem_completion postmortem; printf "%s\\n" "${COMPREPLY[@]}"'
    ).replace(
        "$1)", f'"{sys.executable}" -c "from postmortem_archive.commands.main import main; main(prog_name=\'postmortem\')")'
    )
    env = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run([bash, "--norc", "-c", ask], cwd=archive, env=env, text=True, capture_output=True, check=False)
    assert done.stdout.splitlines() == ["P1", "P2"], done.stderr


def test_a_deprecated_word_is_not_offered(archive_at):
    archive = archive_at({}, settings="triggers: {deplot: {label: Old, deprecated: {replaced_by: deploy}}}")
    assert completed("postmortem new --trigger deplo", archive) == ["plain,deploy"]
