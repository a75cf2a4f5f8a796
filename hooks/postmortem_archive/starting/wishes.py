"""What somebody who begins an archive may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from postmortem_archive import __version__
from postmortem_archive.settings import Audience
from postmortem_archive.starting.requirement import NAME

Host = Literal["github", "gitlab", "both", "none"]
HOSTS: tuple[Host, ...] = get_args(Host)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
PACKAGE = f"{NAME}~={__version__}"


@dataclass(frozen=True)
class Wishes:
    """`package` is the requirement by which pip finds this package; `repository` the address of the archive's own."""

    name: str = "Postmortems"
    audience: Audience = "internal"
    repository: str = ""
    timezone: str = "UTC"
    host: Host = "github"
    package: str = PACKAGE

    def on(self, host: Host) -> bool:
        """True when the archive is to have the files of that host."""
        return self.host in (host, "both")

    @property
    def edit_uri(self) -> str:
        """What MkDocs appends to the repository's address to edit a page."""
        return "-/edit/main/docs/" if "gitlab" in self.repository or self.host == "gitlab" else "edit/main/docs/"
