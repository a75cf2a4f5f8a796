"""The one comment on a pull request, written where the job of a repository host says that it runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
_PAGES = 100
_SECONDS = 30


class NotInJob(Exception):
    """A variable that the host sets for its jobs is missing: the text names it and says what to do."""


class NotWritten(Exception):
    """The host did not take the comment: the text says why and what to do."""


@dataclass(frozen=True)
class Thread:
    """The comments of one pull request.

    `comments` is the address to list them and to add one, `change` is the method and `one` the address, without its id, to
    change one. `headers` carry the token. `source` is the address of the repository's files at the change.
    """

    api: str
    comments: str
    one: str
    change: str
    headers: Mapping[str, str]
    source: str
    hint: str


def github_thread(env: Mapping[str, str]) -> Thread:
    """The pull request that a job of GitHub Actions runs for. Raises NotInJob."""
    token = _needed(env, "GITHUB_TOKEN", "pass the token of the job, as 'env: {GITHUB_TOKEN: ${{ github.token }}}'")
    repository = _needed(env, "GITHUB_REPOSITORY", "GitHub sets it in every job")
    api = env.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
    pull = _github_event(env).get("pull_request") or {}
    number = pull.get("number") or _number_in(env.get("GITHUB_REF", ""))
    if not number:
        raise NotInJob("this job does not run for a pull request, so there is nothing to comment on: run it 'on: pull_request'")
    head = pull.get("head") or {}
    home = (head.get("repo") or {}).get("html_url") or f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
    issues = f"{api}/repos/{quote(repository)}/issues"
    return Thread(
        api=api,
        comments=f"{issues}/{int(number)}/comments",
        one=f"{issues}/comments",
        change="PATCH",
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
        source=f"{home}/blob/{head.get('sha') or env.get('GITHUB_SHA', '')}",
        hint="the job needs 'permissions: {pull-requests: write}', which a pull request from a fork never gets",
    )


def _github_event(env: Mapping[str, str]) -> dict[str, Any]:
    """What GitHub says of the event that started the job."""
    try:
        event = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    except (KeyError, OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}


def _number_in(ref: str) -> str | None:
    found = re.match(r"refs/pull/(\d+)/", ref)
    return found[1] if found else None


def gitlab_thread(env: Mapping[str, str]) -> Thread:
    """The merge request that a GitLab job runs for. Raises NotInJob."""
    token = _needed(
        env, "POSTMORTEM_TOKEN", "make a project access token with the scope api and add it as a masked variable of that name"
    )
    api = _needed(env, "CI_API_V4_URL", "GitLab sets it in every job").rstrip("/")
    number = _needed(env, "CI_MERGE_REQUEST_IID", "the job needs 'rules: [if: $CI_PIPELINE_SOURCE == \"merge_request_event\"]'")
    # the pipeline of a fork runs in the fork; the merge request is in the project that it goes to
    project = env.get("CI_MERGE_REQUEST_PROJECT_ID") or _needed(env, "CI_PROJECT_ID", "GitLab sets it in every job")
    notes = f"{api}/projects/{quote(project, safe='')}/merge_requests/{quote(number, safe='')}/notes"
    commit = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or env.get("CI_COMMIT_SHA", "")
    return Thread(
        api=api,
        comments=notes,
        one=notes,
        change="PUT",
        headers={"PRIVATE-TOKEN": token},
        source=f"{env.get('CI_PROJECT_URL', '')}/-/blob/{commit}",
        hint="POSTMORTEM_TOKEN needs the scope api and the role Reporter or higher, and must not be expired",
    )


def _needed(env: Mapping[str, str], name: str, how: str) -> str:
    if not env.get(name):
        raise NotInJob(f"the variable {name} is not set: {how}")
    return env[name]


THREADS = {"github": github_thread, "gitlab": gitlab_thread}
"""By host, how to find the pull request that a job runs for."""


def put_comment(thread: Thread, text: str, marker: str, *, only_change: bool = False) -> str:
    """Change the comment that begins with `marker`, or add one; `only_change`: where there is none, add none.

    Returns what was done in words. Raises NotWritten.
    """
    found = next((one for one in _comments(thread) if str(one.get("body", "")).lstrip().startswith(marker)), None)
    if found is not None:
        _call(thread, thread.change, f"{thread.one}/{int(found['id'])}", {"body": text})
        return "the comment was brought up to date"
    if only_change:
        return "there is nothing to comment on"
    _call(thread, "POST", thread.comments, {"body": text})
    return "a comment was added"


def _comments(thread: Thread) -> Iterator[dict[str, Any]]:
    """Every comment of the pull request, page after page; none that the host wrote itself."""
    address = f"{thread.comments}?per_page=100"
    for _ in range(_PAGES):
        answer, links = _call(thread, "GET", address)
        yield from (one for one in answer if isinstance(one, dict) and not one.get("system"))
        following = _NEXT.search(links)
        if following is None:
            return
        address = following[1]


def _call(thread: Thread, method: str, address: str, body: Mapping[str, str] | None = None) -> tuple[Any, str]:
    """The answer as data, and its header Link. Raises NotWritten."""
    if not address.startswith(f"{thread.api}/") or not address.startswith(("https://", "http://")):
        raise NotWritten(f"'{address}' was not asked: it is no address of the API")  # the token is for the API alone
    headers = {**thread.headers, "User-Agent": "postmortem-archive", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        request = Request(address, data=data, headers=headers, method=method)
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            return json.loads(answer.read() or b"null"), answer.headers.get("Link") or ""
    except HTTPError as error:
        error.close()
        hint = thread.hint if error.code in (401, 403, 404) else "run the job again"
        raise NotWritten(f"{method} {address} was answered with {error.code} {error.reason}: {hint}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise NotWritten(f"{method} {address} had no usable answer ({error}): run the job again") from None


class _NoRedirect(HTTPRedirectHandler):
    """A redirect is an answer like any other: following it would hand the token to another address."""

    def redirect_request(self, *_: Any) -> None:
        """Nothing to follow."""
