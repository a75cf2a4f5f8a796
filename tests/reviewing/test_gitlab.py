"""The GitLab job: its lines as they stand in the file that projects include, run as a runner would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.reviewing.api import gitlab_api
from tests.reviewing.jobs import run_script
from tests.reviewing.test_action import DRAFT, job  # noqa: F401 - a site to build
from tests.reviewing.test_review import DOWN, edit

FILE = Path(__file__).parents[2] / "gitlab/postmortem-review.gitlab-ci.yml"
JOB = yaml.safe_load(FILE.read_text())["postmortem-review"]


@pytest.fixture
def run(job, branch, git, serve, monkeypatch):  # noqa: F811
    """Runs the job's script in the branch: `run(api, POSTMORTEM_TOKEN="...")`."""

    def call(api, **variables):
        known = {
            "CI_PROJECT_DIR": str(branch),
            "CI_API_V4_URL": serve(api) + "/api/v4",
            "CI_PROJECT_ID": "42",
            "CI_PROJECT_URL": "https://gitlab.example.org/shop/pm",
            "CI_COMMIT_SHA": "abc",
            "CI_JOB_URL": "https://gitlab.example.org/shop/pm/-/jobs/9",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(branch, "rev-parse", "HEAD"),
            **variables,
        }
        own = {name: re.sub(r"\$(\w+)", lambda match: known[match[1]], value) for name, value in JOB["variables"].items()}
        return run_script("\n".join(JOB["script"]), {**own, **known}, branch)

    return call


def test_a_change_with_a_problem(run, branch):
    api = gitlab_api()
    (branch / "postmortems/2024-01-02-disk-full.md").write_text(DRAFT)
    edit(branch / DOWN, "SEV1", "SEV9")
    done = run(api, POSTMORTEM_TOKEN="s3cret")
    assert done.returncode == 1
    assert f"{DOWN}:4:11: warning: 'severity' cannot be 'SEV9'" in done.stdout
    (issue,) = json.loads((branch / JOB["artifacts"]["reports"]["codequality"]).read_text())
    assert issue["location"] == {"path": DOWN, "lines": {"begin": 4}}
    page = "incidents/2024-01-02-disk-full/index.html"
    assert (branch / JOB["artifacts"]["paths"][0] / page).is_file()
    (note,) = api.comments
    assert (
        f"### [Disk full](https://gitlab.example.org/shop/pm/-/jobs/9/artifacts/file/postmortem-preview/{page})" in note["body"]
    )
    assert f"(https://gitlab.example.org/shop/pm/-/blob/abc/{DOWN}?plain=1#L4)" in note["body"]
    edit(branch / DOWN, "SEV9", "SEV2")
    assert run(api, POSTMORTEM_TOKEN="s3cret").returncode == 0
    assert len(api.comments) == 1
    assert "no new problems" in api.comments[0]["body"]


def test_without_a_token_there_is_no_note(run, branch):
    api = gitlab_api()
    edit(branch / DOWN, "SEV1", "SEV2")
    done = run(api)
    assert done.returncode == 0, done.stderr
    assert "No comment: the variable POSTMORTEM_TOKEN is not set." in done.stdout
    assert api.requests == []


def test_a_token_that_may_not_write_is_no_failure(run, branch):
    edit(branch / DOWN, "SEV1", "SEV2")
    done = run(gitlab_api(), POSTMORTEM_TOKEN="expired")
    assert done.returncode == 0
    assert "answered with 401" in done.stderr
    assert "must not be expired" in done.stderr


def test_a_site_that_cannot_be_built(run, branch):
    api = gitlab_api()
    edit(branch / "mkdocs.yml", "theme:", "plugins: [there-is-none]\ntheme:")
    edit(branch / DOWN, "SEV1", "SEV2")
    done = run(api, POSTMORTEM_TOKEN="s3cret")
    assert done.returncode == 1
    assert "The site cannot be built from this change." in done.stdout
    assert len(api.comments) == 1


def test_a_base_that_is_not_there(run, branch):
    done = run(gitlab_api(), CI_MERGE_REQUEST_DIFF_BASE_SHA="0" * 40)
    assert done.returncode == 1
    assert "there is no revision '000" in done.stderr


def test_it_has_the_history_and_keeps_what_it_made():
    assert JOB["variables"]["GIT_DEPTH"] == "0"
    assert JOB["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["before_script"] == ["python -m pip install --quiet --disable-pip-version-check $POSTMORTEM_PACKAGE"]
