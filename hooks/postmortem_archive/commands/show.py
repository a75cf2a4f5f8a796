"""`postmortem show`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from postmortem_archive.archive import Archive
from postmortem_archive.commands.completing import complete_incident
from postmortem_archive.commands.locate import archive_option, open_archive, select, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.incident import ActionItem, Event, Incident, Section
from postmortem_archive.publishing.incident_json import incident_detail
from postmortem_archive.reading import Draft
from postmortem_archive.reading.draft import NO_DAY
from postmortem_archive.wording import duration
from postmortem_archive.words import did_you_mean_some

FIELDS = (
    "id", "status", "visibility", "severity", "timezone", "organisation", "services", "teams", "alerts", "authors", "tags",
    "trigger", "root_causes", "contributing_factors", "detected_by", "mitigation", "third_party", "impact", "extra",
    "redirect_from",
)  # fmt: skip
DURATIONS = (("detected", "to detect"), ("mitigated", "to mitigate"), ("resolved", "in all"))


@click.command()
@click.argument("what", metavar="PATH_OR_ID", shell_complete=complete_incident)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show it.")
@archive_option
def show(given: Path | None, what: str, form: str) -> None:
    """Show what was read out of one postmortem.

    PATH_OR_ID is a file, the folder of a postmortem, a slug, an id or a former slug. Shown are its fields, phases, durations,
    timeline, action items and sections, its relations in both directions, and what could not be read.

    Exit code 1 when nothing could be read, 2 when there is no such postmortem.
    """
    archive, draft = find_draft(open_archive(given), what)
    if form == "json":
        click.echo(json.dumps(_as_json(archive, draft), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_as_text(archive, draft)))
    if draft.incident is None:
        raise SystemExit(1)


def find_draft(archive: Archive, what: str) -> tuple[Archive, Draft]:
    """The postmortem that is meant, and the archive as it looks with that one in it, however broken it is."""
    path = Path(what)
    if what and path.exists():  # an empty name would be the folder one is in
        chosen = select(archive, [path])
        if len(chosen.paths) != 1:
            raise Misuse(f"{what}: is {'no postmortem' if not chosen.paths else 'more than one postmortem: name one'}")
        archive = chosen.archive
        draft = next(draft for draft in archive.drafts if draft.path in chosen.paths)
    else:
        draft = _named(archive, what)
    others = tuple(other for other in archive.drafts if other is not draft)
    return replace(archive, drafts=(replace(draft, faults=()), *others)), draft


def _named(archive: Archive, name: str) -> Draft:
    incident = archive.find(name)
    for draft in archive.drafts:
        if draft.incident is incident if incident else draft.slug == name:
            return draft
    hint = did_you_mean_some(name, archive.names)
    raise Misuse(f"{name or 'an empty name'}: there is no such file, slug or id{hint if 'did you mean' in hint else ''}")


def _as_json(archive: Archive, draft: Draft) -> dict[str, Any]:
    """The incident as the API has it, with the file's path and what could not be read; only those where nothing could."""
    faults = [
        {"rule": fault.rule, "line": fault.place.line, "column": fault.place.column, "message": fault.message}
        for fault in draft.faults
    ]
    shared = {"slug": draft.slug, "path": draft.path, "faults": faults}
    if draft.incident is None:
        return shared
    unknown = {"date": None} if draft.incident.when == NO_DAY else {}
    return {**incident_detail(archive, draft.incident), **unknown, **shared}


def _as_text(archive: Archive, draft: Draft) -> Iterator[str]:
    yield f"{draft.slug}  ({shown_path(archive, draft.path)})"
    if draft.incident is not None:
        yield draft.incident.title
        yield from _fields(draft.incident)
        yield from _phases(draft.incident, "missing-date" in {fault.rule for fault in draft.faults})
        yield from _entries("Timeline", [_event(event, draft.incident) for event in draft.incident.timeline])
        yield from _entries("Action items", [_action(item) for item in draft.incident.action_items])
        yield from _entries("Sections", [_section(section) for section in draft.incident.sections])
        yield from _entries("References", [f"{one.title}  {one.url}" for one in draft.incident.references])
        yield from _relations(archive, draft.slug)
    faults = [f"line {one.place.line}, column {one.place.column}: {one.message} [{one.rule}]" for one in draft.faults]
    yield from _entries("Could not be read", faults)


def _entries(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title} ({len(lines)})"
        yield from (f"  {line}" for line in lines)


def _fields(incident: Incident) -> Iterator[str]:
    yield ""
    missing = []
    for name in FIELDS:
        value = getattr(incident, name)
        if value in (None, "", ()) or value == {}:
            missing.append(name)
        else:
            yield f"{name:<21} {_value(value)}"
    if incident.summary:
        yield f"{'summary':<21} {_one_line(incident.summary)}"
    if missing:
        yield f"{'not given':<21} {', '.join(missing)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _phases(incident: Incident, undated: bool) -> Iterator[str]:
    """The moments and durations; where the file states no date, where the day that is shown is from."""
    day = "not known" if incident.when == NO_DAY else f"{incident.when}{'  (by the name of the file)' if undated else ''}"
    known = [f"{phase.name:<12} {phase.at}{'  (inferred)' if phase.inferred else ''}" for phase in incident.phases]
    yield from _entries("When", [f"{'date':<12} {day}", *known])
    measured = []
    for end, title in DURATIONS:
        minutes = incident.minutes("started", end)
        if minutes is not None:
            measured.append(f"{title:<12} {duration(minutes)}{'' if incident.is_exact('started', end) else '  (about)'}")
    yield from _entries("How long", measured)


def _event(event: Event, incident: Incident) -> str:
    span = f"{event.at or 'no time'} to {event.until}" if event.until else str(event.at or "no time")
    marks = [event.phase] if event.phase else []
    if event.day_inferred and event.at is not None and event.at.day != incident.when.day:
        marks.append("day inferred")  # on the day of the incident itself there is nothing to wonder about
    if not event.understood:
        marks.append("not understood")
    return f"{span:<24} {_one_line(event.text)}" + (f"  [{', '.join(marks)}]" if marks else "")


def _action(item: ActionItem) -> str:
    facts = [f"{name}: {value}" for name in ("owner", "due", "kind", "ticket") if (value := getattr(item, name))]
    return f"{item.status or 'not stated':<10} {_one_line(item.title)}" + (f"  ({', '.join(facts)})" if facts else "")


def _section(section: Section) -> str:
    return f"{section.kind or '-':<21} {section.title or '(before the first heading)'}, line {section.place.line}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _relations(archive: Archive, slug: str) -> Iterator[str]:
    related = [f"{one.type:<18} {one.incident.slug}{f'  ({one.note})' if one.note else ''}" for one in archive.related(slug)]
    yield from _entries("Related", related)
    yield from _entries("Mentioned in", [one.slug for one in archive.mentioned_in(slug)])
