"""`postmortem similar`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from postmortem_archive.archive import Archive, Related, read_bytes
from postmortem_archive.commands.completing import complete_incident
from postmortem_archive.commands.locate import archive_option, open_archive, shown_file, shown_path, tell_unread
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.commands.show import find_draft
from postmortem_archive.incident import Incident
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.wording import plain, told_title

FORMS = click.Choice(["text", "json", "markdown"])
OUTSIDE = "./"
"""What the slug of a text begins with that is no postmortem."""
LONGEST = 20_000_000
"""Bytes of standard input that are taken, as of a file."""


@click.command()
@click.argument("what", metavar="PATH_OR_ID", shell_complete=complete_incident)
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="How many incidents at most.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show them.")
@archive_option
def similar(given: Path | None, what: str, limit: int, form: str) -> None:
    """Find the incidents most like one, or like a draft.

    PATH_OR_ID is a file, also one outside of the archive, the folder of a postmortem, a slug or an id. Any text will do, such as
    notes.txt, and - reads it from standard input. Each incident comes with the reasons why it is alike and the action items of
    its own that are still open.

    What is related by hand is not suggested again, but shown as related, below. There may be nothing: no suggestion is better
    than a poor one.
    """
    archive, draft = _find(open_archive(given), what)
    if draft.incident is None:
        faults = "; ".join(f"line {fault.place.line}: {fault.message}" for fault in draft.faults)
        raise Misuse(f"{shown_path(archive, draft.path)}: cannot be read: {faults}")
    from postmortem_archive.reviewing.seen import related_by_hand, related_words, write_seen

    found = archive.similar(draft.slug, limit)
    related = related_by_hand(archive, draft.slug, limit, [one.incident.slug for one in found])
    if not found:
        way = "" if draft.front.present else ": ask for its rarest words with postmortem search"
        click.echo(f"no incident is enough like '{draft.slug.removeprefix(OUTSIDE)}' to suggest it{way}", err=True)
    tell_unread(archive, "compared")
    if form == "json":
        entries = [_as_json(one.incident, one.score, one.reasons) for one in found]
        for one in related:
            score = archive.suggestions.score(draft.slug, one.incident.slug)
            entries.append(_as_json(one.incident, score, [related_words(one)], one))
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(write_seen(archive, draft.slug, limit), nl=False)
    else:
        told = [(one.incident, "; ".join(one.reasons)) for one in found]
        told += [(one.incident, related_words(one)) for one in related]
        click.echo("\n\n".join("\n".join(_as_text(archive, *one)) for one in told), nl=bool(told))


def _find(archive: Archive, what: str) -> tuple[Archive, Draft]:
    """The postmortem or the text that is meant, and the archive with it."""
    path = Path(what)
    if what == "-":
        return _with_text(archive, "standard input", sys.stdin.buffer.read(LONGEST))
    if path.is_file() and path.suffix != ".md":
        return _with_text(archive, shown_file(path), read_bytes(path))
    return find_draft(archive, what)


def _with_text(archive: Archive, name: str, content: bytes) -> tuple[Archive, Draft]:
    """The archive with a text that is no file of it; no slug has a slash, so that none is that of an incident."""
    if not content.strip():
        raise Misuse(f"{name}: is empty: there is nothing to compare")
    draft = read_draft(name, f"{OUTSIDE}{name}", content, archive.settings)
    return replace(archive, drafts=(replace(draft, faults=()), *archive.drafts)), draft


def _as_json(incident: Incident, score: float, reasons: Sequence[str], related: Related | None = None) -> dict[str, Any]:
    return {
        "slug": incident.slug,
        "title": incident.title,
        "status": incident.status,
        "date": incident.when.isoformat(),
        "path": incident.path,
        "score": score,
        "reasons": list(reasons),
        "open_action_items": [
            {
                "title": plain(item.title),
                "kind": item.kind,
                "owner": item.owner,
                "due": item.due.isoformat() if item.due else None,
                "ticket": item.ticket,
                "line": item.place.line,
            }
            for item in incident.open_action_items
        ],
        "related": None if related is None else {"type": related.type, "note": related.note},
    }


def _as_text(archive: Archive, incident: Incident, why: str) -> Iterator[str]:
    from postmortem_archive.insight.actions import action_words

    yield click.style(f"{incident.when.day.isoformat()}  {told_title(incident)}", bold=True)
    yield f"  {shown_path(archive, incident.path)}"
    yield f"  {why}"
    yield from (f"  still open: {action_words(item)}" for item in incident.open_action_items)
