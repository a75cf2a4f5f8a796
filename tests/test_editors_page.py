"""What docs/editors.md tells people to paste is well-formed, and fits what the commands print."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/editors.md").read_text(encoding="utf-8")


def pasted(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> Path:
    """An archive with an error, warnings and advice."""
    root = tmp_path_factory.mktemp("archive")
    (root / "mkdocs.yml").write_text("site_name: x\n")
    (root / "postmortems").mkdir()
    (root / "postmortems/2024-03-01-a.md").write_text("---\ntitle: [\n---\n")
    (root / "postmortems/2024-03-02-b.md").write_text(
        "---\ntitle: B\ndate: 2024-03-02\nseverity: SEV9\n---\n\n## Action items\n\n- [ ] Replay the traffic\n"
    )
    return root


def check(root: Path, *options: str) -> str:
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "check", *options]
    env = {"PYTHONPATH": str(ROOT / "hooks")}
    return subprocess.run(command, cwd=root, env=env, text=True, capture_output=True, check=False).stdout


def test_the_task_of_vs_code_reads_every_line(broken):
    (task,) = json.loads(pasted("json")[0])["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    lines = check(broken).splitlines()
    problems = json.loads(check(broken, "--format", "json"))
    assert {problem["level"] for problem in problems} == {"error", "warning", "advice"}
    named = {"file": "path", "line": "line", "column": "column", "severity": "level", "message": "message", "code": "rule"}
    for line, problem in zip(lines, problems, strict=True):
        match = re.fullmatch(pattern["regexp"], line)
        assert match, line
        assert {name: match[pattern[name]] for name in named} == {name: str(problem[field]) for name, field in named.items()}


def test_the_fields_of_the_json_are_those_that_the_page_names(broken):
    (problem, *_) = json.loads(check(broken, "--format", "json"))
    assert set(re.findall(r"one\.(\w+)", PAGE)) == {"line", "column", "message", "rule", "level"} == set(problem) - {"path"}


def test_what_is_pasted_is_well_formed():
    assert [type(yaml.safe_load(text)) for text in pasted("yaml")] == [dict]
    (helix,) = (tomllib.loads(text) for text in pasted("toml"))
    assert helix["language-server"]["postmortem"]["config"]["yaml"]["validate"] is False
    assert "validate = false" in pasted("lua")[0]
