"""`postmortem review`: formats, exit codes, and where the report goes."""

from __future__ import annotations

import json

import pytest

from tests.reviewing.api import github_api
from tests.reviewing.test_review import DOWN, LIMIT, edit


def test_a_change_without_problems(run, branch):
    edit(branch / DOWN, "SEV1", "SEV2")
    done = run("review", "--base", "main", archive=branch)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "1 postmortem changed: no new problems.\n")


def test_a_change_with_problems(run_process, branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    (branch / LIMIT).unlink()
    done = run_process("review", "--base", "main", cwd=branch)
    assert done.returncode == 1
    first, second, third = done.stdout.splitlines()
    assert first.startswith(f"{DOWN}:4:11: warning: 'severity' cannot be 'SEV9'")
    assert second.startswith(f"{DOWN}:13:16: error: there is no incident '2022-11-02-lb-limits'")
    assert third == "'2022-11-02-lb-limits' leads nowhere now: keep the file with 'status: withdrawn', or redirect it"
    assert done.stderr == "2 postmortems changed: 1 error, 1 warning.\n"


def test_what_was_there_before_is_no_failure(run, branch, commit, git):
    edit(branch / DOWN, "SEV1", "SEV9")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    edit(branch / DOWN, "[checkout]", "[checkout, cart]")
    done = run("review", "--base", "main", archive=branch)
    assert done.exit_code == 0
    assert done.stdout.endswith("[unknown-value] (was there before)\n")


def test_annotations_stand_on_lines_of_the_change(run, branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    edit(branch / DOWN, "## Resolution\n\nThe former value was restored.\n", "")
    edit(branch / LIMIT, "title: Listener", "title: The listener")
    (branch / "postmortems/2021-03-04-queue-full.md").unlink()
    edit(branch / LIMIT, "Connections were", "[Queue](2021-03-04-queue-full.md). Connections were")
    done = run("review", "--base", "main", "--format", "github", archive=branch)
    annotations = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert [line.split("::")[1].split(",col")[0] for line in annotations] == [
        f"error file={LIMIT},line=15",
        f"warning file={DOWN},line=4",
    ]
    assert f"{DOWN}:1:1: warning: " in done.stdout, "what stands on no line of the change is in the log"


def test_a_broken_neighbour_is_annotated_where_it_breaks(run, branch):
    (branch / LIMIT).unlink()
    done = run("review", "--base", "main", "--format", "github", archive=branch)
    assert f"::error file={DOWN},line=13,col=16,title=unknown-incident::there is no incident" in done.stdout


@pytest.mark.parametrize("form", ["github", "text"])
def test_a_name_with_line_breaks_is_no_command_to_the_runner(run, branch, form):
    (branch / "postmortems/2024-01-02-x\n::add-mask::checkout.md").write_text("---\ntitle: x\ndate: 2024-01-02\n---\n")
    (branch / DOWN).write_text((branch / DOWN).read_text().replace("\n---\n", "\nredirect_from: ['a\\n::x::y']\n---\n", 1))
    done = run("review", "--base", "main", "--format", form, archive=branch)
    assert "2024-01-02-x?::add-mask::checkout.md" in done.stdout or "2024-01-02-x%0A%3A%3Aadd-mask" in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith("::") and " file=" not in line]


def test_code_quality_for_gitlab(run, branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    done = run("review", "--base", "main", "--format", "gitlab", archive=branch)
    (issue,) = json.loads(done.stdout)
    assert (issue["check_name"], issue["severity"]) == ("unknown-value", "minor")
    assert issue["location"] == {"path": DOWN, "lines": {"begin": 4}}
    assert issue["description"].startswith("'severity' cannot be 'SEV9'")


def test_paths_for_machines_begin_at_the_repository(run, archive_at, git, commit, tmp_path):
    archive = archive_at({}, root=tmp_path / "repository/sites/archive")
    git(tmp_path / "repository", "init", "--quiet", "--initial-branch=main")
    commit(tmp_path / "repository")
    (archive / "postmortems/2024-01-02-x.md").write_text("---\ntitle: x\n---\n")
    for form, expected in [
        ("github", "file=sites/archive/postmortems/2024-01-02-x.md,"),
        ("gitlab", '"path": "sites/archive/postmortems/2024-01-02-x.md"'),
        ("json", '"path": "sites/archive/postmortems/2024-01-02-x.md"'),
        ("markdown", "(https://h.example/r/sites/archive/postmortems/2024-01-02-x.md?plain=1#L1)"),
    ]:
        done = run("review", "--base", "main", "--format", form, "--source-url", "https://h.example/r", archive=archive)
        assert expected in done.stdout


def test_everything_as_data(run, branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    (branch / LIMIT).rename(branch / "postmortems/2022-11-02-limit.md")
    done = run("review", "--base", "main", "--format", "json", archive=branch)
    data = json.loads(done.stdout)
    assert [(one["status"], one["slug"]) for one in data["changes"]] == [
        ("deleted", None),
        ("added", "2022-11-02-limit"),
        ("modified", "2023-05-12-checkout-down"),
    ]
    assert [(one["rule"], one["state"], one["on_changed_line"]) for one in data["problems"]] == [
        ("unknown-value", "introduced", True),
        ("unknown-incident", "introduced", False),
    ]
    assert data["gone"] == [{"name": "2022-11-02-lb-limits", "title": "Listener limit reached", "now": ""}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base", "nowhere"], "there is no revision 'nowhere' here"),
        ([], "Missing option '--base'"),
        (["--base", "main", "--publish", "github"], "--publish github: the variable GITHUB_"),
        (["--base", "main", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_misuse(run, branch, monkeypatch, options, said):
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    done = run("review", *options, archive=branch)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_the_comment_is_written_besides_the_report(run, branch, serve, monkeypatch):
    api = github_api()
    for name, value in {
        "GITHUB_API_URL": serve(api),
        "GITHUB_REPOSITORY": "shop/postmortems",
        "GITHUB_TOKEN": "s3cret",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_SHA": "abc",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    done = run("review", "--base", "main", "--publish", "github", archive=branch)
    assert api.comments == []
    assert "there is nothing to comment on" in done.stderr
    edit(branch / DOWN, "SEV1", "SEV9")
    done = run("review", "--base", "main", "--format", "json", "--publish", "github", archive=branch)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["problems"]
    assert done.stderr.endswith("a comment was added\n")
    assert f"https://github.com/shop/postmortems/blob/abc/{DOWN}?plain=1#L4" in api.comments[0]["body"]
    edit(branch / DOWN, "SEV9", "SEV2")
    api.refuses = {"PATCH": 403}
    done = run("review", "--base", "main", "--publish", "github", archive=branch)
    assert done.exit_code == 0, "a comment that the host refuses is no failure"
    assert "the comment was not written: PATCH " in done.stderr
    assert "a pull request from a fork" in done.stderr
