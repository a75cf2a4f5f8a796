"""The GitHub Action: its steps as they stand in action.yml, run in a repository as a runner would."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reviewing.api import github_api
from tests.reviewing.jobs import EXPRESSION, evaluate, run_script
from tests.reviewing.test_review import DOWN, edit

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
DRAFT = "---\ntitle: Disk full\ndate: 2024-01-02\nstatus: draft\n---\n\n## Summary\n\nThe disk was full.\n"


class Job:
    """A run of the action. `outputs` are those of its steps, `logs` what each of them said."""

    def __init__(self, folder: Path, temp: Path, base: str, api: str, **inputs: str) -> None:
        self.folder, self.temp, self.api = folder, temp, api
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()} | {
            name.replace("_", "-"): value for name, value in inputs.items()
        }
        self.context: dict[str, Any] = {
            **{f"inputs.{name}": value for name, value in given.items()},
            "inputs.token": inputs.get("token", "s3cret"),
            "github.event.pull_request.base.sha": base,
            "github.event.pull_request.head.sha": "f00",
            "github.event_name": "pull_request",
            "github.server_url": "https://github.example.org",
            "github.repository": "shop/postmortems",
            "github.action_path": str(ROOT),
            "github.sha": "abc",
            "runner.temp": str(temp),
            "steps.preview.outputs.built": "",
            "steps.preview.outputs.folder": "",
            "steps.artifact.outputs.artifact-url": "",
        }
        self.logs: dict[str, str] = {}
        self.summary = temp / "summary"
        self.event = temp / "event.json"
        self.event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "f00"}}}))

    def run(self) -> int:
        """The exit code of the first step that fails, or 0."""
        for step in STEPS:
            if "if" in step and evaluate(step["if"], self.context) != "true":
                continue
            if "uses" in step:
                if step.get("id") == "artifact":
                    assert Path(evaluate(step["with"]["path"], self.context)).is_dir()
                    self.context["steps.artifact.outputs.artifact-url"] = "https://github.example.org/artifact/1"
                continue
            if step["name"] == "Install":
                continue  # test_it_installs_what_it_came_with
            code = self.step(step)
            if code:
                return code
        return 0

    def step(self, step: dict[str, Any]) -> int:
        output = self.temp / "output"
        output.write_text("")
        env = {name: evaluate(value, self.context) for name, value in step.get("env", {}).items()}
        job = {
            "GITHUB_API_URL": self.api,
            "GITHUB_REPOSITORY": "shop/postmortems",
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        done = run_script(step["run"], {**job, **env}, self.folder)
        self.logs[step["name"]] = done.stdout + done.stderr
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode


@pytest.fixture
def job(branch, git, serve, tmp_path):
    """A job in the branch, against an API that takes comments: `job(api, preview="false")`."""
    (branch / "docs").mkdir()
    (branch / "docs/index.md").write_text("# Home\n")
    hook = (ROOT / "hooks/archive_site.py").read_text()
    (branch / "hooks").mkdir()
    (branch / "hooks/archive_site.py").write_text(hook)
    config = "site_name: Shop\ntheme: {name: material, font: false}\nhooks: [hooks/archive_site.py]\nextra: {archive: {audience: internal}}\n"
    (branch / "mkdocs.yml").write_text(config)
    git(branch, "add", "--all")
    git(branch, "commit", "--quiet", "--message", "a site")

    def start(api=None, base=None, **inputs):
        temp = tmp_path / "temp"
        temp.mkdir(exist_ok=True)
        address = serve(api or github_api())
        return Job(branch, temp, git(branch, "rev-parse", "HEAD") if base is None else base, address, **inputs)

    return start


def test_a_change_with_a_problem(job, branch):
    api = github_api()
    run = job(api, preview="false")
    edit(branch / DOWN, "SEV1", "SEV9")
    assert run.run() == 1
    assert run.logs.keys() == {"Fetch what the change is compared with", "Review", "Comment", "Verdict"}
    assert f"::warning file={DOWN},line=4,col=11,title=unknown-value::" in run.logs["Review"]
    assert run.context["steps.review.outputs.status"] == "1"
    (comment,) = api.comments
    assert comment["body"] == run.summary.read_text()
    assert f"https://github.example.org/shop/postmortems/blob/f00/{DOWN}?plain=1#L4" in comment["body"]
    edit(branch / DOWN, "SEV9", "SEV2")
    again = job(api, preview="false")
    assert again.run() == 0
    assert len(api.comments) == 1
    assert "no new problems" in api.comments[0]["body"]


def test_the_preview_shows_the_draft_and_is_linked(job, branch):
    api = github_api()
    run = job(api, preview_url="https://preview.example.org/7")
    (branch / "postmortems/2024-01-02-disk-full.md").write_text(DRAFT)
    assert run.run() == 0, run.logs
    assert (run.temp / "postmortem-preview/incidents/2024-01-02-disk-full/index.html").is_file()
    body = api.comments[0]["body"]
    assert "### [Disk full](https://preview.example.org/7/incidents/2024-01-02-disk-full/index.html)" in body
    assert "[Preview of the site](https://github.example.org/artifact/1)" in body
    assert run.context["steps.preview.outputs.folder"] == str(run.temp / "postmortem-preview")


def test_a_site_that_cannot_be_built_fails_after_the_comment(job, branch):
    api = github_api()
    run = job(api)
    edit(branch / "mkdocs.yml", "theme:", "plugins: [there-is-none]\ntheme:")
    edit(branch / DOWN, "SEV1", "SEV2")
    assert run.run() == 1
    assert len(api.comments) == 1
    assert "::error::the site cannot be built from this change" in run.logs["Verdict"]


def test_a_pull_request_from_a_fork(job, branch):
    api = github_api(refuses={"POST": 403})
    run = job(api, preview="false")
    edit(branch / DOWN, "SEV1", "SEV2")
    assert run.run() == 0
    assert "the comment was not written: POST " in run.logs["Comment"]
    assert run.summary.read_text().startswith("<!-- postmortem-review -->\n**1 postmortem changed: no new problems.**")


@pytest.mark.parametrize(("comment", "event"), [("false", "pull_request"), ("true", "push")])
def test_without_a_comment_the_summary_is_still_there(job, branch, comment, event):
    api = github_api()
    run = job(api, preview="false", comment=comment)
    run.context["github.event_name"] = event
    edit(branch / DOWN, "SEV1", "SEV2")
    assert run.run() == 0
    assert api.requests == []
    assert "1 postmortem changed" in run.summary.read_text()


def test_without_a_pull_request_it_says_what_it_needs(job):
    run = job(base="", preview="false")
    assert run.run() == 2
    assert run.logs["Fetch what the change is compared with"].startswith("::error::this is no pull request")


@pytest.mark.parametrize("base", ["where the branch began", "where main is now"])
def test_a_checkout_of_one_commit_gets_its_history(job, branch, commit, git, tmp_path, base):
    began = git(branch, "rev-parse", "HEAD")
    edit(branch / DOWN, "SEV1", "SEV9")
    commit(branch)
    git(branch, "switch", "--quiet", "main")
    edit(branch / DOWN, "10:12 Detected", "10:13 Detected")
    moved = commit(branch)
    shallow = tmp_path / "shallow"
    git(branch, "clone", "--quiet", "--depth=1", "--branch=change", f"file://{branch}", str(shallow))
    assert git(shallow, "rev-parse", "--is-shallow-repository") == "true"
    run = job(base=began if base == "where the branch began" else moved, preview="false")
    run.folder = shallow
    assert run.run() == 1, run.logs
    assert "**1 postmortem changed: 1 warning.**" in run.summary.read_text()
    assert f"::warning file={DOWN},line=4" in run.logs["Review"]


def test_an_archive_in_a_folder_with_a_space(job, branch, git, commit):
    (branch / "the site").mkdir()
    for name in ("mkdocs.yml", "postmortems", "docs", "hooks"):
        git(branch, "mv", name, "the site/")
    base = commit(branch)
    run = job(base=base, archive="the site", preview="false")
    edit(branch / "the site" / DOWN, "SEV1", "SEV9")
    assert run.run() == 1
    assert f"::warning file=the site/{DOWN},line=4" in run.logs["Review"]


def test_it_installs_what_it_came_with(tmp_path):
    """The step itself, with a python that writes down what it is asked for."""
    step = next(step for step in STEPS if step.get("name") == "Install")
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nprintf "%s|" "$@" >> "$ASKED"\necho >> "$ASKED"\n')
    python.chmod(0o755)
    context = {"github.action_path": str(ROOT), "inputs.requirements": "docs/req uirements.txt"}
    env = {name: evaluate(value, context) for name, value in step["env"].items()}
    done = run_script(step["run"], {**env, "PATH": f"{python.parent}:/usr/bin:/bin", "ASKED": str(tmp_path / "asked")}, tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = [line.split("|")[:-1] for line in (tmp_path / "asked").read_text().splitlines()]
    assert first[:3] == second[:3] == ["-m", "pip", "install"]
    assert first[-3:] == ["--constraint", str(ROOT / "constraints.txt"), str(ROOT)]
    assert second[-2:] == ["--requirement", "docs/req uirements.txt"]
    assert (ROOT / "constraints.txt").is_file()


def test_no_words_of_an_event_reach_a_script():
    """Expressions stand in `env`, where bash takes them for words and not for code."""
    for step in STEPS:
        assert not EXPRESSION.search(step.get("run", ""))
        assert "run" not in step or step["shell"] == "bash"
    used = {name for step in STEPS for value in step.get("env", {}).values() for name in EXPRESSION.findall(value)}
    assert not any(re.search(r"event\.(?!pull_request\.(?:base|head)\.sha)", name) for name in used)


def test_the_token_is_given_to_the_comment_alone():
    assert [step["name"] for step in STEPS if "inputs.token" in str(step)] == ["Comment"]


def test_every_input_is_used_and_described():
    text = str(STEPS)
    for name, spec in ACTION["inputs"].items():
        assert f"inputs.{name}" in text
        assert spec["description"].endswith(".")
    steps = {step.get("id") for step in STEPS}
    for spec in ACTION["outputs"].values():
        assert EXPRESSION.findall(spec["value"])[0].split(".")[1] in steps


def test_this_repository_reviews_its_own_with_it():
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text())
    job = workflow["jobs"]["postmortems"]
    assert [step["uses"].split("@")[0] for step in job["steps"]] == ["actions/checkout", "./"]
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "pull_request_target" not in workflow[True], "YAML reads `on` as true"


def test_the_scripts_are_sound():
    for step in STEPS:
        if "run" in step:
            done = subprocess.run(["bash", "-n"], input=step["run"], text=True, capture_output=True, check=False)
            assert (done.returncode, done.stderr) == (0, "")


def test_the_page_documents_every_input_and_its_example_is_sound():
    page = (ROOT / "docs/reviewing-pull-requests.md").read_text()
    rows = dict(re.findall(r"(?m)^\| `([\w-]+)` \| .+ \| (.+) \|$", page))
    assert rows.keys() == ACTION["inputs"].keys()
    stated = {name: default.strip("`") for name, default in rows.items() if default.startswith("`")}
    assert stated == {name: str(ACTION["inputs"][name]["default"]) for name in stated}
    workflow, gitlab, *_ = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert workflow["jobs"]["review"]["steps"][0]["with"] == {"fetch-depth": 0}
    assert (ROOT / gitlab["include"][0]["file"]).is_file()
