"""Links into the repository host's web editor: change this postmortem, or write a new one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode, urlsplit

from postmortem_archive.writing.templates import built_in

NEW_NAME = "YYYY-MM-DD-what-broke.md"

LONGEST_URL = 8000
"""Characters of an address that every host takes; a longer one is answered with an error."""


@cache
def new_postmortem_text() -> str:
    """What a new postmortem begins with: every section, and guidance in comments that never show on the page."""
    return built_in("full").text


@dataclass(frozen=True)
class Host:
    """How a host's addresses are made. `name` and `text` are the parameters that fill in the new file.

    `whole` says that the name holds the folder too; otherwise the folder is part of the address.
    """

    title: str
    edit: str
    new: str
    name: str = "filename"
    text: str = "value"
    whole: bool = False


HOSTS = {
    "github": Host("GitHub", "/edit/{branch}/{path}", "/new/{branch}/{folder}"),
    # app/views/projects/blob/_editor.html.haml of GitLab reads file_name and content
    "gitlab": Host("GitLab", "/-/edit/{branch}/{path}", "/-/new/{branch}", "file_name", "content", whole=True),
    # docs.gitea.com, "Pre-Fill New File name and contents"; Forgejo has it from there
    "gitea": Host("Gitea", "/_edit/{branch}/{path}", "/_new/{branch}/{folder}"),
    "forgejo": Host("Forgejo", "/_edit/{branch}/{path}", "/_new/{branch}/{folder}"),
}
_BY_NAME = {**{name: name for name in HOSTS}, "codeberg": "forgejo"}
"""What stands in the host name of an address, and the host that it tells of."""


@dataclass(frozen=True)
class EditorLinks:
    """`host` is one of HOSTS, or None where it is none of them: then there are no links.

    `root` is the archive's folder in the repository, empty or ending with a slash.
    """

    repository: str = ""
    branch: str = "main"
    folder: str = "postmortems"
    host: str | None = None
    root: str = ""

    @classmethod
    def of(
        cls, repo_url: str | None, edit_uri: str | None, folder: str, host: str | None = None, docs: str = "docs"
    ) -> EditorLinks:
        """The links of the repository that mkdocs.yml names; its branch is the one in `edit_uri`, which ends with the
        folder `docs`. Without `host` the address of the repository tells which it is."""
        if not repo_url:
            return cls()
        name = (urlsplit(repo_url).hostname or "").lower()
        host = host or next((host for part, host in _BY_NAME.items() if part in name), None)
        # MkDocs' own default is master, for a site that does not set edit_uri
        found = re.match(r"/?(?:-/)?(?:_?edit|blob|tree|src/branch)/(?P<branch>[^/]+)/(?P<path>.*)", edit_uri or "")
        path = (found["path"].rstrip("/") + "/") if found else ""
        root = path.removesuffix(f"{docs}/") if path.endswith(f"{docs}/") else ""
        return cls(repo_url.rstrip("/"), found["branch"] if found else "main", folder, host, root)

    @property
    def title(self) -> str:
        """What people call the host."""
        return HOSTS[self.host].title if self.host else ""

    def edit(self, path: str) -> str | None:
        """Where to edit a file of the archive; `path` is relative to its root."""
        return self._address(HOSTS[self.host].edit, path) if self.host else None

    @property
    def new_address(self) -> str:
        """Where to write a new file, with nothing filled in."""
        return self._address(HOSTS[self.host].new) if self.host else ""

    def _address(self, form: str, path: str = "") -> str:
        folder, file = quote(self.root + self.folder), quote(self.root + path)
        return self.repository + form.format(branch=quote(self.branch), path=file, folder=folder)

    @property
    def parameters(self) -> tuple[str, str]:
        """The names of the parameters for the new file's name and its text."""
        return (HOSTS[self.host].name, HOSTS[self.host].text) if self.host else ("", "")

    @property
    def before_name(self) -> str:
        """What stands before the new file's name in its parameter."""
        return f"{self.root}{self.folder}/" if self.host and HOSTS[self.host].whole else ""

    @property
    def new(self) -> str | None:
        """Where to write a new postmortem, the name proposed and the template filled in unless that is too long."""
        if self.host is None:
            return None
        name, text = self.parameters
        given = {name: self.before_name + NEW_NAME, text: new_postmortem_text()}
        address = f"{self.new_address}?{urlencode(given, quote_via=quote)}"
        if len(address) <= LONGEST_URL:
            return address
        return f"{self.new_address}?{urlencode({name: given[name]}, quote_via=quote)}"
