"""`postmortem actions`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postmortem_archive.commands.completing import complete_owner, complete_service, words_of
from postmortem_archive.commands.locate import archive_option, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.wording import days_long, plain, plural, short_day, times

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive
    from postmortem_archive.insight.actions import Task

FORMS = click.Choice(["text", "json", "csv", "ics"])
STATES = click.Choice(["open", "done", "unstated", "all"])
ORDERS = click.Choice(["due", "age", "owner"])
COLUMNS = (
    "state", "overdue", "due", "age_days", "title", "kind", "owner", "ticket", "done", "services", "incident_date",
    "incident_title", "incident", "url", "path", "line",
)  # fmt: skip
STATE_WORDS = {"open": "open", "done": "done", "unstated": "state not stated"}


@click.command()
@click.option("--overdue", is_flag=True, help="Only open items whose due day is past.")
@click.option("--owner", "owners", multiple=True, shell_complete=complete_owner, help="Only items of this owner.")
@click.option("--kind", "kinds", multiple=True, shell_complete=words_of("action_kinds"), help="Only items of this kind.")
@click.option("--service", "services", multiple=True, shell_complete=complete_service, help="Only of incidents of this service.")
@click.option("--state", type=STATES, default="open", show_default=True, help="Only items in this state.")
@click.option("--sort", "order", type=ORDERS, default="due", show_default=True, help="What comes first.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show them.")
@archive_option
def actions(
    given: Path | None,
    overdue: bool,
    owners: tuple[str, ...],
    kinds: tuple[str, ...],
    services: tuple[str, ...],
    state: str,
    order: str,
    form: str,
) -> None:
    """List what was to be done after incidents.

    An item is open or done as its author says; where nothing is said it is unstated, and never counted as open.

    --owner, --kind and --service may be given several times: an item then has one of the values. Of different options it has
    every one.

    `due` sorts by due day, what has none last; `age` the oldest first; `owner` by name, what has none first.

    `csv` is for spreadsheets, `ics` has the due day of each open item for a calendar. Every incident in the archive is
    asked, drafts and internal ones too. The exit code is 0 also when there is nothing.
    """
    if state in ("done", "unstated") and (overdue or form == "ics"):
        what = "--overdue" if overdue else "--format ics"
        raise Misuse(f"{what} is about open items: leave out '--state {state}', or {what}")
    from postmortem_archive.insight.actions import Ledger
    from postmortem_archive.insight.choosing import Choice, UnknownChoice
    from postmortem_archive.insight.today import today

    archive = open_archive(given)
    ledger = Ledger.of(archive, today(archive.settings.timezone))
    choice = Choice(owners, kinds, services, None if state == "all" else state, overdue)
    try:
        chosen = choice.of(archive, ledger)
    except UnknownChoice as error:
        raise Misuse(str(error)) from error
    tasks = sorted(chosen, key=_ORDER[order])
    if form == "ics":
        tasks = [task for task in tasks if task.state == "open" and task.item.due]
    wider = "leave an option out" + ("" if state == "all" else ", or ask for '--state all'")
    _remark(tasks, len(ledger), len(chosen) - len(tasks), wider)
    if form == "text":
        click.echo("\n\n".join("\n".join(_as_text(archive, task)) for task in tasks), nl=bool(tasks))
    elif form == "json":
        from postmortem_archive.publishing.ledger import ledger_entry_today

        found = [ledger_entry_today(task, archive.settings, shown_path(archive, task.incident.path)) for task in tasks]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        from postmortem_archive.publishing.calendar import entries_of, write_calendar

        click.echo(_as_csv(archive, tasks) if form == "csv" else write_calendar(entries_of(tasks, archive.settings)), nl=False)


def _by_due(task: Task) -> tuple[object, ...]:
    return task.item.due is None, task.item.due, not task.is_ownerless


_ORDER = {
    "due": _by_due,
    "age": lambda task: (task.age_days is None, -(task.age_days or 0)),
    "owner": lambda task: (bool(task.owners), [name.casefold().removeprefix("@") for name in task.owners], *_by_due(task)),
}


def _remark(tasks: Sequence[Task], count: int, undated: int, wider: str) -> None:
    """How many there are, to standard error; and why there is nothing, and what to ask for instead."""
    if not count:
        click.echo("no postmortem has an action item yet", err=True)
        return
    if undated:
        click.echo(f"{plural(undated, 'item')} left out: a calendar has only open ones with a due day", err=True)
    if not tasks:
        if not undated:
            click.echo(f"none of {plural(count, 'action item')} fits: {wider}", err=True)
        return
    from postmortem_archive.archive import UNFINISHED

    late, ownerless = sum(task.is_overdue for task in tasks), sum(task.is_ownerless for task in tasks)
    drafts = sum(task.incident.status in UNFINISHED for task in tasks)
    unseen = f"; {drafts:,} of drafts, which a site shows only where it shows drafts" if drafts else ""
    click.echo(f"{plural(len(tasks), 'action item')}: {late:,} overdue, {ownerless:,} open without an owner{unseen}", err=True)


def _as_text(archive: Archive, task: Task) -> Iterator[str]:
    from postmortem_archive.insight.actions import title_words

    incident, item = task.incident, task.item
    facts = [_standing(task)]
    if task.owners:
        facts.append(f"owner {plain(item.owner or '')}")
    elif task.is_ownerless:
        facts.append("no owner")
    facts += [archive.settings.label("action_kinds", item.kind).lower()] if item.kind else []
    facts += [item.ticket] if item.ticket else []
    back = f"; it came back {times(task.back.count)} since" if task.back else ""
    yield click.style(title_words(item), bold=True)
    yield f"  {' · '.join(facts)}"
    yield f"  {incident.title}, {short_day(incident.when.day)}{back}"
    yield f"  {shown_path(archive, incident.path)}:{item.place.line}"


def _standing(task: Task) -> str:
    """Overdue by 2½ years (due 1 Jun 2023); open for 14 months; done on 3 Jun 2023; state not stated"""
    item = task.item
    if task.is_overdue and item.due:
        return click.style(f"overdue by {days_long(task.days_overdue)} (due {short_day(item.due)})", fg="red")
    due = f", due {short_day(item.due)}" if item.due else ""
    if task.state == "open":
        return f"open for {days_long(task.age_days or 0)}{due}"
    if task.state == "done":
        return f"done on {short_day(item.done)}" if item.done else "done, day not stated"
    return f"state not stated{due}"


def _as_csv(archive: Archive, tasks: Sequence[Task]) -> bytes:
    from postmortem_archive.publishing.addresses import address_of
    from postmortem_archive.publishing.ledger import item_address
    from postmortem_archive.publishing.spreadsheet import as_csv

    def row(task: Task) -> list[str | int | None]:
        incident, item = task.incident, task.item
        return [
            STATE_WORDS[task.state],
            "yes" if task.is_overdue else "no",
            item.due.isoformat() if item.due else None,
            task.age_days,
            plain(item.title),
            item.kind,
            item.owner,
            item.ticket,
            item.done.isoformat() if item.done else None,
            ", ".join(incident.services),
            incident.when.day.isoformat(),
            incident.title,
            incident.slug,
            address_of(archive.settings, item_address(task)),
            shown_path(archive, incident.path),
            item.place.line,
        ]

    return as_csv(COLUMNS, map(row, tasks))
