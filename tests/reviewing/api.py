"""A repository host as far as comments go: lists them by pages, adds and changes them, and may refuse."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Api:
    """`comments` are those of the one pull request; `refuses` maps a method to the status it is answered with."""

    path: str
    one: str
    change: str
    token: tuple[str, str]
    comments: list[dict[str, Any]] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    page: int = 30
    requests: list[tuple[str, str]] = field(default_factory=list)
    next_link: str = ""
    address: str = ""


def github_api(**options: Any) -> Api:
    return Api(
        "/repos/shop/postmortems/issues/7/comments",
        "/repos/shop/postmortems/issues/comments",
        "PATCH",
        ("Authorization", "Bearer s3cret"),
        **options,
    )


def gitlab_api(**options: Any) -> Api:
    notes = "/api/v4/projects/42/merge_requests/7/notes"
    return Api(notes, notes, "PUT", ("PRIVATE-TOKEN", "s3cret"), **options)


def handler_of(api: Api) -> type[BaseHTTPRequestHandler]:
    """A handler that answers for `api`."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def answer(self, status: int, data: Any, **headers: str) -> None:
            content = json.dumps(data).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def refused(self) -> bool:
            api.requests.append((self.command, self.path))
            if self.headers.get(api.token[0]) != api.token[1]:
                self.answer(401, {"message": "Bad credentials"})
                return True
            if status := api.refuses.get(self.command):
                self.answer(status, {"message": "no"}, **({"Location": "http://127.0.0.1:1/"} if status // 100 == 3 else {}))
                return True
            return False

        def body(self) -> str:
            return json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]

        def do_GET(self) -> None:
            if self.refused():
                return
            split = urlsplit(self.path)
            if split.path != api.path:
                self.answer(404, {})
                return
            query = parse_qs(split.query)
            page = int(query.get("page", ["1"])[0])
            shown = api.comments[(page - 1) * api.page : page * api.page]
            link = api.next_link or f"{api.address}{api.path}?per_page=100&page={page + 1}"
            more = (
                {"Link": f'<{link}>; rel="next", <{api.address}{api.path}>; rel="first"'}
                if page * api.page < len(api.comments)
                else {}
            )
            self.answer(200, shown, **more)

        def do_POST(self) -> None:
            if not self.refused():
                api.comments.append({"id": 1000 + len(api.comments), "body": self.body()})
                self.answer(201, api.comments[-1])

        def do_change(self) -> None:
            if self.refused():
                return
            match = re.fullmatch(re.escape(api.one) + r"/(\d+)", self.path)
            found = [one for one in api.comments if match and one["id"] == int(match[1])]
            if self.command != api.change or not found:
                self.answer(404, {})
                return
            found[0]["body"] = self.body()
            self.answer(200, found[0])

        do_PATCH = do_PUT = do_change  # noqa: N815 - http.server calls them by these names

    return Handler
