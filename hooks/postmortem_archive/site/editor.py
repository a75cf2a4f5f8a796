"""Links into the repository host's web editor: change this postmortem, or write a new one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from postmortem_archive.writing.templates import built_in

NEW_NAME = "YYYY-MM-DD-what-broke.md"


@cache
def new_postmortem_text() -> str:
    """What a new postmortem begins with: every section, and guidance in comments that never show on the page."""
    return built_in("full").text


@dataclass(frozen=True)
class EditorLinks:
    """`host` is github, gitlab or None where it is neither: then there are no links."""

    repository: str = ""
    branch: str = "main"
    folder: str = "postmortems"
    host: str | None = None

    @classmethod
    def of(cls, repo_url: str | None, edit_uri: str | None, folder: str) -> EditorLinks:
        """The links of the repository that mkdocs.yml names; its branch is the one in `edit_uri`."""
        if not repo_url:
            return cls()
        host = next((name for name in ("github", "gitlab") if name in repo_url), None)
        branch = re.match(r"(?:-/)?(?:edit|blob|tree)/([^/]+)/", edit_uri or "")
        # MkDocs' own default is master, for a site that does not set edit_uri
        return cls(repo_url.rstrip("/"), branch[1] if branch else "main", folder, host)

    def edit(self, path: str) -> str | None:
        """Where to edit a file of the repository; `path` is relative to its root."""
        if self.host == "github":
            return f"{self.repository}/edit/{self.branch}/{quote(path)}"
        return f"{self.repository}/-/edit/{self.branch}/{quote(path)}" if self.host == "gitlab" else None

    @property
    def new(self) -> str | None:
        """Where to write a new postmortem: with the template filled in where the host can do that."""
        if self.host == "github":
            query = urlencode({"filename": NEW_NAME, "value": new_postmortem_text()}, quote_via=quote)
            return f"{self.repository}/new/{self.branch}/{quote(self.folder)}?{query}"
        if self.host == "gitlab":
            query = urlencode({"file_name": f"{self.folder}/{NEW_NAME}", "file": new_postmortem_text()}, quote_via=quote)
            return f"{self.repository}/-/new/{self.branch}?{query}"
        return None
