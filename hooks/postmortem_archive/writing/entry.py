"""One thing that an export says happened, and what of an export became no entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from postmortem_archive.reading.stamps import Stamp


@dataclass(frozen=True)
class Entry:
    """Something that was said or that fired. `at` is aware, or a stamp as written; one without a clock begins a day.

    `where` names the line or object; `slack` when the text is in Slack's own markup.
    """

    at: datetime | Stamp
    text: str = ""
    who: str = ""
    alert: str = ""
    where: str = ""
    slack: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A piece of the export that is not in the timeline, and why."""

    where: str
    text: str
    why: str

    def __str__(self) -> str:
        shown = " ".join(self.text.split())
        return f"{self.where}: {self.why}: '{shown[:70]}{'…' if len(shown) > 70 else ''}'"
