"""`/llms.txt`: what a program that reads for a person finds here, and where (https://llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator

from postmortem_archive import wording
from postmortem_archive.archive import GROUP_KINDS, Archive
from postmortem_archive.incident import Incident
from postmortem_archive.publishing.twin import twin_address

NAME = "llms.txt"
NEWEST = 50
"""Incidents that are listed one by one. The file has to fit into what such a program can hold; the rest is a link away."""


def llms_text(archive: Archive, name: str, description: str) -> str:
    """The file's text. Its links are absolute where the site has an address, and else lead from the site's root."""
    settings = archive.settings
    root = f"{settings.site_url.rstrip('/')}/" if settings.site_url else ""
    lines = [f"# {_words(name)}", "", f"> {_words(description) or 'Postmortems of incidents.'}", "", *_about(archive)]
    lines += ["", "## Data", ""]
    lines += [f"- [{title}]({root}{address}): {what}" for title, address, what in DATA]
    if len(archive):
        lines += ["", "## Newest incidents", ""]
        lines += [_entry(incident, root) for incident in archive.incidents[:NEWEST]]
        lines += ["", "## Years", ""]
        for group in archive.groups["year"]:
            lines.append(f"- [{group.name}]({root}years/{group.slug}/): {wording.plural(group.count, 'incident')}")
        lines += ["", "## Optional", ""]
        for kind in GROUP_KINDS:
            if kind.field != "year" and archive.groups[kind.field]:
                lines.append(f"- [{kind.title}]({root}{kind.address}/): incidents by {kind.noun}")
    return "\n".join(lines) + "\n"


DATA = (
    (
        "All incidents",
        "api/v1/incidents.json",
        "a JSON list, newest first, with times, causes, timeline, action items and relations",
    ),
    ("Action items", "api/v1/actions.json", "what was to be done after the incidents, and whether it is"),
    ("The API", "api/v1/openapi.json", "OpenAPI: what each field means, and the address of each incident with its whole text"),
    ("The archive as a database", "archive.db", "SQLite, with a full-text index"),
    ("Feed", "feed.json", "JSON Feed of the newest incidents"),
)
"""(title, address below the site's root, what it is)"""


def _about(archive: Archive) -> Iterator[str]:
    yield f"{wording.plural(len(archive), 'incident')}: what happened, why, and what was done about it."
    if len(archive):
        oldest, newest = archive.incidents[-1].when.day, archive.incidents[0].when.day
        yield f"The oldest is of {oldest.isoformat()}, the newest of {newest.isoformat()}."
    yield "Every incident's page at `incidents/<slug>/` has its text as Markdown at `incidents/<slug>/index.md`."


def _entry(incident: Incident, root: str) -> str:
    facts = [incident.when.day.isoformat(), incident.severity or "", ", ".join(incident.services)]
    told = "; ".join(fact for fact in facts if fact)
    summary = wording.excerpt(incident.summary, 160)
    title = _words(wording.told_title(incident))
    return f"- [{title}]({root}{twin_address(incident.slug)}): {told}{f'. {summary}' if summary else ''}"


def _words(text: str) -> str:
    """One line that cannot end the link it stands in."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())
