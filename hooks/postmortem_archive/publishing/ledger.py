"""Action items as data: `/api/v1/actions.json`, and what `postmortem actions` prints for programs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from postmortem_archive.insight.actions import Task
from postmortem_archive.publishing.addresses import address_of
from postmortem_archive.settings import Settings


class LedgerEntry(BaseModel):
    """One action item and the incident that it came out of. Nothing in it depends on the day it is read."""

    model_config = ConfigDict(frozen=True)

    incident: str = Field(description="Slug of the incident.")
    incident_title: str
    incident_date: str = Field(description="The day of the incident, YYYY-MM-DD.")
    organisation: str | None
    services: list[str] = Field(description="The services of the incident.")
    teams: list[str] = Field(description="The teams of the incident.")
    number: int = Field(description="Its place among the action items of the incident, from 1.")
    url: str = Field(description="Its line on the incident's page; relative to the site's root where the site has no `site_url`.")
    title: str = Field(description="Markdown.")
    kind: str | None
    owner: str | None
    due: str | None = Field(description="YYYY-MM-DD.")
    done: str | None = Field(description="The day it was done, YYYY-MM-DD; null where it is not, or nobody wrote the day down.")
    status: str | None = Field(description="open, done, or null where it is not stated.")
    ticket: str | None
    came_back: int = Field(description="How many times the incident came back since.")
    came_back_as: str | None = Field(description="Slug of the incident by which it first came back.")


class LedgerEntryToday(LedgerEntry):
    """The same as it stands on the day of the answer, with its place in the files."""

    age_days: int | None = Field(
        description="From the incident to today, or to the day it was done; null where that is not known."
    )
    overdue: bool
    path: str
    line: int


def item_address(task: Task) -> str:
    """Where the item stands below the site's root."""
    return f"incidents/{task.incident.slug}/#{task.anchor}"


def ledger_entry(task: Task, settings: Settings) -> dict[str, Any]:
    """What `actions.json` says of one item."""
    return LedgerEntry(**_fields(task, settings)).model_dump()


def ledger_entry_today(task: Task, settings: Settings, path: str) -> dict[str, Any]:
    """What `postmortem actions --format json` says of one item; `path` is that of its file, as the reader can open it."""
    return LedgerEntryToday(
        **_fields(task, settings), age_days=task.age_days, overdue=task.is_overdue, path=path, line=task.item.place.line
    ).model_dump()


def _fields(task: Task, settings: Settings) -> dict[str, Any]:
    incident, item = task.incident, task.item
    return {
        "incident": incident.slug,
        "incident_title": incident.title,
        "incident_date": incident.when.day.isoformat(),
        "organisation": incident.organisation,
        "services": list(incident.services),
        "teams": list(incident.teams),
        "number": task.number,
        "url": address_of(settings, item_address(task)),
        "title": item.title,
        "kind": item.kind,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "done": item.done.isoformat() if item.done else None,
        "status": item.status,
        "ticket": item.ticket,
        "came_back": task.back.count if task.back else 0,
        "came_back_as": task.back.incident.slug if task.back else None,
    }
