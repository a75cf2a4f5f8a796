"""What each tool finds in an archive. Whatever cannot be answered is a Refusal: one sentence with the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from postmortem_archive.answering.answers import (
    ActionsAnswer,
    Alike,
    Found,
    Named,
    OpenItem,
    ReadAnswer,
    SearchAnswer,
    SimilarAnswer,
)
from postmortem_archive.answering.pages import offset_of, page
from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Ledger, Task, action_words
from postmortem_archive.insight.tallies import fold_owner
from postmortem_archive.publishing.incident_json import incident_facts
from postmortem_archive.reading import Draft, read_draft
from postmortem_archive.reviewing.seen import related_words
from postmortem_archive.search.asking import Request, ask
from postmortem_archive.search.narrowing import Narrowing, UnknownValue
from postmortem_archive.wording import plain
from postmortem_archive.words import did_you_mean

LONGEST_QUESTION = 500
"""Characters of a question to the search; more is a text, and texts are for `similar`."""
LONGEST_TEXT = 20_000
"""Characters of a text that incidents may be like."""
_MANY, _LONG = 30, 500
"""Entries of a list and characters of a value that are facts; more is in the text."""


class Refusal(ValueError):
    """What was asked cannot be answered; the text is a sentence for whoever asked."""


def find(archive: Archive, name: str) -> Incident:
    """The incident of that slug, id, former slug or address. Raises Refusal with the nearest right name."""
    asked = name.strip().removeprefix("postmortem://").rstrip("/").rpartition("/")[2].removesuffix(".md")
    incident = archive.find(name.strip()) or archive.find(asked)
    if incident is None:
        hint = did_you_mean(asked[:200], archive.names)
        near = hint if "did you mean" in hint else ": look for it with the tool 'search'"
        raise Refusal(f"there is no incident with the slug or id '{_short(name)}'{near}")
    return incident


def search(archive: Archive, request: Request, limit: int) -> SearchAnswer:
    """The incidents that answer a question, or the newest ones that fit where nothing is asked."""
    if len(request.question) > LONGEST_QUESTION:
        raise Refusal(
            f"the question has {len(request.question):,} characters, more than {LONGEST_QUESTION}: ask for a few words, "
            "or hand the text to the tool 'similar'"
        )
    if not request.question.strip() and not request.is_list:
        raise Refusal("hand over 'query', or what narrows the archive, such as 'service' or 'from_date'")
    try:
        hits, note = ask(archive, request, limit)
    except UnknownValue as error:
        raise Refusal("; ".join(str(error).splitlines())) from error
    texts = _texts(archive)
    found = [
        Found(
            **_named(archive, hit.incident),
            score=round(hit.score, 3),
            section=hit.section.title,
            excerpt=hit.excerpt,
            line=hit.section.line,
            offset=offset_of(texts[hit.incident.slug], hit.section.line),
        )
        for hit in hits
    ]
    return SearchAnswer(hits=found, note=note or None)


def read(archive: Archive, name: str, offset: int = 0) -> ReadAnswer:
    """One postmortem from `offset` on, with its facts where it is read from the top."""
    incident = find(archive, name)
    text = _texts(archive)[incident.slug].front.body
    if offset and offset >= len(text):
        raise Refusal(f"'{incident.slug}' has {len(text):,} characters, so there is nothing from offset {offset:,} on")
    part, following = page(text, offset)
    return ReadAnswer(
        incident=Named(**_named(archive, incident)),
        facts=None if offset else _facts(archive, incident),
        markdown=part,
        offset=offset,
        next_offset=following,
        total_characters=len(text),
    )


def similar(archive: Archive, name: str | None, text: str | None, limit: int) -> SimilarAnswer:
    """The incidents like one of the archive, or like a text."""
    if (name is None) == (text is None):
        raise Refusal("hand over either 'incident', a slug or an id, or 'text', and not both")
    if name is not None:
        incident = find(archive, name)
        return _like(archive, incident, limit)
    text = (text or "").strip()
    if not text:
        raise Refusal("the text is empty: describe what was seen, or hand over a draft")
    if len(text) > LONGEST_TEXT:
        raise Refusal(f"the text has {len(text):,} characters, more than {LONGEST_TEXT:,}: hand over what matters of it")
    return _like_text(archive, text, limit)


def open_actions(
    archive: Archive, service: str | None, owner: str | None, overdue: bool, limit: int, today: date
) -> ActionsAnswer:
    """What is still to do."""
    try:
        among = Narrowing({"service": [service]} if service is not None else {}).of(archive)
    except UnknownValue as error:
        raise Refusal(str(error)) from error
    everything = [task for task in Ledger.of(archive, today).open if task.incident.slug in among]
    if owner is not None:
        everything = _owned(everything, owner)
    late = [task for task in everything if task.is_overdue]
    chosen = late if overdue else everything
    items = [_open_item(archive, task) for task in chosen[:limit]]
    note = None if items else f"no action item {'is overdue' if overdue else 'is marked as open'} there"
    return ActionsAnswer(items=items, total=len(chosen), overdue=len(late), today=today.isoformat(), note=note)


def _named(archive: Archive, incident: Incident) -> dict[str, Any]:
    site = (archive.settings.site_url or "").rstrip("/")
    return {
        "slug": incident.slug,
        "title": incident.title,
        "status": incident.status,
        "date": incident.when.isoformat(),
        "severity": incident.severity,
        "services": list(incident.services[:_MANY]),
        "path": incident.path,
        "url": f"{site}/incidents/{incident.slug}/" if site else None,
    }


def _texts(archive: Archive) -> dict[str, Draft]:
    return {draft.slug: draft for draft in reversed(archive.drafts) if draft.usable}


def _facts(archive: Archive, incident: Incident) -> dict[str, Any]:
    entry = incident_facts(archive, incident)
    facts = {key: _bounded(value) for key, value in entry.items() if value not in (None, "", [], {})}
    came_back = archive.recurrences.find(incident.slug)
    if came_back is not None:
        chain, place = came_back
        facts["recurrence"] = {**facts["recurrence"], "in_words": chain.standing(place)}
    return facts


def _bounded(value: Any) -> Any:
    """The value without what is too much of it."""
    if isinstance(value, dict):
        return {_bounded(key): _bounded(inner) for key, inner in list(value.items())[:_MANY]}
    if isinstance(value, list | tuple):
        return [_bounded(inner) for inner in value[:_MANY]]
    return f"{value[: _LONG - 1]}…" if isinstance(value, str) and len(value) > _LONG else value


def _like(archive: Archive, incident: Incident, limit: int) -> SimilarAnswer:
    found = [_alike(archive, one.incident, one.reasons, one.score) for one in archive.similar(incident.slug, limit)]
    related = [_alike(archive, one.incident, [related_words(one)]) for one in archive.related(incident.slug)[:_MANY]]
    note = None if found else f"no incident is enough like '{incident.slug}' to suggest it"
    return SimilarAnswer(similar=found, related=related, note=note)


def _like_text(archive: Archive, text: str, limit: int) -> SimilarAnswer:
    """What is like a draft, by all that makes two incidents alike; for words without front matter, and where that is not
    enough, what the search has for them."""
    found: list[Alike] = []
    name = "text handed over"  # no slug has spaces that way
    draft = read_draft(f"{name}.md", name, text.encode("utf-8", "replace"), archive.settings)
    if draft.front.present and draft.incident is not None:
        wider = replace(archive, drafts=(*archive.drafts, replace(draft, faults=())))
        found = [_alike(archive, one.incident, one.reasons, one.score) for one in wider.similar(name, limit)]
    words = plain(f"{draft.incident.title} {draft.front.body}" if draft.incident else text).replace('"', " ")
    for hit in archive.search(words, limit):
        if len(found) < limit and hit.incident.slug not in {one.slug for one in found}:
            place = f"{hit.section.title}: " if hit.section.title else ""
            found.append(_alike(archive, hit.incident, [f"{place}{hit.excerpt}"]))
    note = None if found else "no incident is enough like that text to suggest it: try the tool 'search' with its rarest words"
    return SimilarAnswer(similar=found, related=[], note=note)


def _alike(archive: Archive, incident: Incident, reasons: Sequence[str], score: float | None = None) -> Alike:
    actions = [action_words(item) for item in incident.open_action_items[:_MANY]]
    return Alike(**_named(archive, incident), reasons=list(reasons), score=score, open_actions=actions)


def _owned(everything: Sequence[Task], owner: str) -> list[Task]:
    """The items of an owner, whatever its case and with or without an @. Raises Refusal where nobody is called that."""
    known = sorted({name for task in everything for name in task.owners})
    wanted = fold_owner(owner)
    if wanted not in map(fold_owner, known):
        raise Refusal(f"no open action item there is owned by '{_short(owner)}'{did_you_mean(owner[:200], known)}")
    return [task for task in everything if wanted in map(fold_owner, task.owners)]


def _open_item(archive: Archive, task: Task) -> OpenItem:
    item = task.item
    return OpenItem(
        title=plain(item.title),
        kind=item.kind,
        owner=item.owner,
        due=item.due.isoformat() if item.due else None,
        overdue=task.is_overdue,
        ticket=item.ticket,
        incident=Named(**_named(archive, task.incident)),
        line=item.place.line,
    )


def _short(text: str) -> str:
    """A name as a message can quote it."""
    words = " ".join(text.split())
    return words if len(words) <= 100 else f"{words[:99]}…"
