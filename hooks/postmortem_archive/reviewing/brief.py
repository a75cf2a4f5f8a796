"""A brief as words: for a terminal, and as the comment on a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Task
from postmortem_archive.insight.brief import Brief, Share
from postmortem_archive.insight.lessons import Lesson
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.insight.touching import Touching
from postmortem_archive.reviewing.environment import environment
from postmortem_archive.reviewing.escape import code, literal
from postmortem_archive.wording import plural, short_day

MARKER = "<!-- postmortem-brief -->"
"""The first line of the comment, by which the one of an earlier run is found."""

ASKED_AT_MOST = 4
"""Services and patterns that the headline names; a change of a hundred files is not read out."""

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Shown:
    """A brief as it is shown: at most so many incidents, lessons and actions; what is left out is counted."""

    brief: Brief
    archive: Archive
    most: int

    def about(self, quote: Callable[[object], str]) -> str:
        """What the brief is about, quoted: `checkout`, `terraform/ingress/**`."""
        asked = [quote(one) for one in (*self.brief.services, *self.brief.patterns)]
        more = len(asked) - ASKED_AT_MOST
        return ", ".join(asked[:ASKED_AT_MOST]) + (f" and {more} more" if more > 0 else "")

    @property
    def count(self) -> str:
        """6 incidents from 2 Nov 2022 to 12 May 2023, and 1 duplicate"""
        counted = self.brief.counted
        dated = counted or [one.incident for one in self.brief.incidents]
        first, last = short_day(dated[-1].when.day), short_day(dated[0].when.day)
        copies = len(self.brief.incidents) - len(counted)
        more = f", and {plural(copies, 'duplicate')}" if copies else ""
        return f"{plural(len(counted), 'incident')} " + (f"from {first} to {last}" if first != last else f"on {last}") + more

    @property
    def causes(self) -> str:
        """What set them off and what was behind it, each with how many; empty where nothing is told."""
        said = [f"Set off by: {_shares(self.brief.triggers)}."] if self.brief.triggers else []
        if self.brief.root_causes:
            untold = f"; {self.brief.untold} {'names' if self.brief.untold == 1 else 'name'} none" if self.brief.untold else ""
            said.append(f"Root causes: {_shares(self.brief.root_causes)}{untold}.")
        return " ".join(said)

    @property
    def incidents(self) -> Sequence[Touching]:
        """The newest."""
        return self.brief.incidents[: self.most]

    @property
    def lessons(self) -> Sequence[Lesson]:
        """Those of the newest incidents."""
        return self.brief.lessons[: self.most]

    @property
    def actions(self) -> Sequence[Task]:
        """The longest overdue first."""
        return self.brief.actions[: self.most]

    @property
    def chains(self) -> Sequence[Chain]:
        """The longest first."""
        return self.brief.chains[: self.most]

    @property
    def anniversaries(self) -> Sequence[Incident]:
        """The newest."""
        return self.brief.anniversaries[: self.most]

    def url(self, incident: Incident) -> str:
        """The incident's page; empty where the site has no address."""
        site = (self.archive.settings.site_url or "").rstrip("/")
        return f"{site}/incidents/{incident.slug}/" if site else ""

    def link(self, incident: Incident) -> str:
        """The title, leading to the incident's page where the site has an address, and the file otherwise."""
        title, url = literal(incident.title, 120), self.url(incident)
        return f"[{title}]({url})" if url else f"{title} ({code(incident.path)})"


def write_brief(shown: Shown) -> str:
    """A whole comment for a pull request: no word of it is read as a mention, a reference or markup."""
    return environment().get_template("brief.md").render(shown=shown, brief=shown.brief, marker=MARKER, day=short_day, code=code)


def brief_lines(shown: Shown, path: Callable[[Incident], str]) -> Iterator[str]:
    """The brief for a terminal; `path` is an incident's file as the terminal can open it."""
    brief = shown.brief
    yield f"{shown.about(str)}: {shown.count}"
    if shown.causes:
        yield shown.causes
    yield from _block(
        "On these days in other years", [f"{_day(one)}  {one.title}" for one in shown.anniversaries], len(brief.anniversaries)
    )
    yield from _block("Still to do", [f"{one.words}: {one.incident.title}" for one in shown.actions], len(brief.actions))
    yield from _block("Lessons", [f"{one.words} ({_day(one.incident)})" for one in shown.lessons], len(brief.lessons))
    chains = [f"{chain.first.title}: {chain.summary}, last on {short_day(chain.last.when.day)}" for chain in shown.chains]
    yield from _block("Came back", chains, len(brief.chains))
    entries = [
        f"{_day(one.incident)}  {' '.join(filter(None, [one.incident.severity, one.incident.title]))}\n"
        f"    {path(one.incident)}\n    {'; '.join(one.because)}"
        for one in shown.incidents
    ]
    yield from _block("Incidents", entries, len(brief.incidents))


def _block(title: str, lines: Sequence[str], total: int) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title} ({total})"
        yield from (f"  {line}" for line in lines)
        if total > len(lines):
            yield f"  and {total - len(lines)} more"


def _day(incident: Incident) -> str:
    return incident.when.day.isoformat()


def _shares(shares: Sequence[Share], most: int = 4) -> str:
    said = [f"{one.label} ({one.count})" for one in islice(shares, most)]
    return ", ".join(said) + (f" and {len(shares) - most} more" if len(shares) > most else "")
