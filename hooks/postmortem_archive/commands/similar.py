"""`postmortem similar`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postmortem_archive.commands.completing import complete_incident
from postmortem_archive.commands.locate import archive_option, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.commands.show import find_draft
from postmortem_archive.incident import ActionItem
from postmortem_archive.wording import plain, short_day

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive
    from postmortem_archive.search.similar import Similar

FORMS = click.Choice(["text", "json", "markdown"])


@click.command()
@click.argument("what", metavar="PATH_OR_ID", shell_complete=complete_incident)
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="How many incidents at most.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show them.")
@archive_option
def similar(given: Path | None, what: str, limit: int, form: str) -> None:
    """Find the incidents most like one, or like a draft.

    PATH_OR_ID is a file, also one outside of the archive, the folder of a postmortem, a slug or an id. Each incident comes with
    the reasons why it is alike and the action items of its own that are still open.

    What the postmortem names under `related:` is not suggested again. There may be nothing: none is better than a poor one.
    """
    archive, draft = find_draft(open_archive(given), what)
    if draft.incident is None:
        faults = "; ".join(f"line {fault.place.line}: {fault.message}" for fault in draft.faults)
        raise Misuse(f"{shown_path(archive, draft.path)}: cannot be read: {faults}")
    found = archive.similar(draft.slug, limit)
    if not found:
        click.echo(f"no incident is enough like '{draft.slug}' to suggest it", err=True)
    if form == "json":
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo("\n".join(_as_markdown(found)))
    elif found:
        click.echo("\n\n".join("\n".join(_as_text(archive, one)) for one in found))


def _as_json(one: Similar) -> dict[str, Any]:
    return {
        "slug": one.incident.slug,
        "title": one.incident.title,
        "date": one.incident.when.isoformat(),
        "path": one.incident.path,
        "score": one.score,
        "reasons": list(one.reasons),
        "open_action_items": [
            {
                "title": plain(item.title),
                "kind": item.kind,
                "owner": item.owner,
                "due": item.due.isoformat() if item.due else None,
                "ticket": item.ticket,
                "line": item.place.line,
            }
            for item in one.incident.open_action_items
        ],
    }


def _as_text(archive: Archive, one: Similar) -> Iterator[str]:
    yield click.style(f"{one.incident.when.day.isoformat()}  {one.incident.title}", bold=True)
    yield f"  {shown_path(archive, one.incident.path)}"
    yield f"  {'; '.join(one.reasons)}"
    yield from (f"  still open: {_action(item)}" for item in one.incident.open_action_items)


def _as_markdown(found: Sequence[Similar]) -> Iterator[str]:
    """A comment for a pull request: no word of it is read as a mention, a reference or markup."""
    from postmortem_archive.reviewing.escape import code, literal

    yield "**Have we seen this before?**"
    yield ""
    if not found:
        yield "No incident in the archive is enough like this one to suggest it."
    for one in found:
        reasons = "; ".join(literal(reason) for reason in one.reasons)
        yield f"- {literal(one.incident.title)}, {short_day(one.incident.when.day)} ({code(one.incident.path)}): {reasons}"
        yield from (f"  - still open: {literal(_action(item))}" for item in one.incident.open_action_items)


def _action(item: ActionItem) -> str:
    facts = [f"owner {item.owner}"] if item.owner else []
    facts += [f"due {short_day(item.due)}"] if item.due else []
    facts += [item.ticket] if item.ticket else []
    return plain(item.title) + (f" ({', '.join(facts)})" if facts else "")
