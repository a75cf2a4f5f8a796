"""The comment is there once, whatever was said before it; and the token goes to the API alone."""

from __future__ import annotations

import json

import pytest

from postmortem_archive.reviewing.hosts import THREADS, NotInJob, NotWritten, github_thread, gitlab_thread, put_comment
from tests.reviewing.api import github_api, gitlab_api

MARKER = "<!-- postmortem-review -->"
TEXT = f"{MARKER}\n**All is well.**\n"
OTHERS = [{"id": number, "body": f"Looks good to me, {number}"} for number in range(75)]


def github_env(api, **more):
    return {
        "GITHUB_API_URL": api.address,
        "GITHUB_REPOSITORY": "shop/postmortems",
        "GITHUB_TOKEN": "s3cret",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_SHA": "abc",
        **more,
    }


def gitlab_env(api, **more):
    return {
        "CI_API_V4_URL": f"{api.address}/api/v4",
        "CI_PROJECT_ID": "42",
        "CI_MERGE_REQUEST_IID": "7",
        "POSTMORTEM_TOKEN": "s3cret",
        "CI_PROJECT_URL": "https://gitlab.example.org/shop/pm",
        "CI_COMMIT_SHA": "abc",
        **more,
    }


@pytest.fixture(params=["github", "gitlab"])
def host(request, serve):
    """An API and the thread that a job of that host finds."""

    def start(**options):
        api = {"github": github_api, "gitlab": gitlab_api}[request.param](**options)
        serve(api)
        env = {"github": github_env, "gitlab": gitlab_env}[request.param](api)
        return api, THREADS[request.param](env)

    return start


def test_the_first_time_it_is_added(host):
    api, thread = host(comments=list(OTHERS))
    assert put_comment(thread, TEXT, MARKER) == "a comment was added"
    assert len(api.comments) == 76
    assert api.comments[-1]["body"] == TEXT


def test_then_it_is_changed_on_whatever_page_it_stands(host):
    api, thread = host(comments=[*map(dict, OTHERS), {"id": 500, "body": f"{MARKER}\nold"}, {"id": 501, "body": "thanks"}])
    assert put_comment(thread, TEXT, MARKER) == "the comment was brought up to date"
    assert [one["body"] for one in api.comments if one["body"].startswith(MARKER)] == [TEXT]
    assert len(api.comments) == 77


def test_a_quotation_of_it_is_not_it(host):
    api, thread = host(
        comments=[{"id": 1, "body": f"> {MARKER}\n> old\n\nI disagree"}, {"id": 2, "body": f"{MARKER} old", "system": True}]
    )
    assert put_comment(thread, TEXT, MARKER) == "a comment was added"
    assert len(api.comments) == 3


def test_where_there_is_nothing_to_say_only_an_old_one_is_changed(host):
    api, thread = host()
    assert put_comment(thread, TEXT, MARKER, only_change=True) == "there is nothing to comment on"
    assert api.comments == []
    api.comments.append({"id": 3, "body": f"{MARKER}\nold"})
    put_comment(thread, TEXT, MARKER, only_change=True)
    assert api.comments[0]["body"] == TEXT


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_may_not_write(host, status):
    api, thread = host(refuses={"POST": status})
    with pytest.raises(NotWritten, match=rf"was answered with {status} .*: .*(pull-requests: write|the scope api)"):
        put_comment(thread, TEXT, MARKER)
    assert api.comments == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_host_in_trouble(host, status):
    _, thread = host(refuses={"GET": status})
    with pytest.raises(NotWritten, match=f"{status} .*: run the job again"):
        put_comment(thread, TEXT, MARKER)


@pytest.mark.parametrize("status", [301, 302, 307])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_does_not_get_the_token(host, status, method):
    api, thread = host(refuses={method: status})
    with pytest.raises(NotWritten, match=f"was answered with {status}"):
        put_comment(thread, TEXT, MARKER)
    assert api.requests[-1][0] == method


def test_another_host_does_not_get_it_either(host):
    _, thread = host(comments=list(OTHERS), next_link="http://127.0.0.1:1/comments?page=2")
    with pytest.raises(NotWritten, match=r"'http://127\.0\.0\.1:1/comments\?page=2' was not asked"):
        put_comment(thread, TEXT, MARKER)


def test_a_host_that_is_not_there():
    thread = github_thread(
        {
            "GITHUB_API_URL": "http://127.0.0.1:1",
            "GITHUB_REPOSITORY": "a/b",
            "GITHUB_TOKEN": "x",
            "GITHUB_REF": "refs/pull/1/merge",
        }
    )
    with pytest.raises(NotWritten, match="had no usable answer"):
        put_comment(thread, TEXT, MARKER)


def test_the_event_says_which_pull_request_and_where_its_files_are(tmp_path):
    event = tmp_path / "event.json"
    head = {"sha": "f00", "repo": {"html_url": "https://github.com/ana/fork"}}
    event.write_text(json.dumps({"pull_request": {"number": 9, "head": head}}))
    env = {"GITHUB_REPOSITORY": "shop/pm", "GITHUB_TOKEN": "x", "GITHUB_EVENT_PATH": str(event)}
    thread = github_thread(env)
    assert thread.comments == "https://api.github.com/repos/shop/pm/issues/9/comments"
    assert thread.source == "https://github.com/ana/fork/blob/f00"
    event.write_text("[]")
    thread = github_thread({**env, "GITHUB_REF": "refs/pull/3/merge", "GITHUB_SHA": "bar"})
    assert (thread.comments[-17:], thread.source) == ("issues/3/comments", "https://github.com/shop/pm/blob/bar")


def test_a_fork_on_gitlab_comments_where_the_merge_request_is():
    env = {
        "CI_API_V4_URL": "https://x.example/api/v4",
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_PROJECT_ID": "2",
        "CI_MERGE_REQUEST_IID": "3",
        "POSTMORTEM_TOKEN": "t",
        "CI_PROJECT_URL": "https://x.example/a/b",
        "CI_COMMIT_SHA": "merged",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "ours",
    }
    thread = gitlab_thread(env)
    assert thread.comments == "https://x.example/api/v4/projects/2/merge_requests/3/notes"
    assert thread.source == "https://x.example/a/b/-/blob/ours"


@pytest.mark.parametrize(
    ("host", "without"),
    [
        ("github", "GITHUB_TOKEN"),
        ("github", "GITHUB_REPOSITORY"),
        ("gitlab", "POSTMORTEM_TOKEN"),
        ("gitlab", "CI_API_V4_URL"),
        ("gitlab", "CI_MERGE_REQUEST_IID"),
        ("gitlab", "CI_PROJECT_ID"),
    ],
)
def test_outside_a_job(host, without):
    api = github_api(address="http://127.0.0.1:1")
    env = {**github_env(api), **gitlab_env(api)}
    del env[without]
    with pytest.raises(NotInJob, match=f"the variable {without} is not set: "):
        THREADS[host](env)


def test_a_job_that_runs_for_no_pull_request():
    env = github_env(github_api(address="http://127.0.0.1:1"), GITHUB_REF="refs/heads/main")
    with pytest.raises(NotInJob, match="does not run for a pull request"):
        github_thread(env)
