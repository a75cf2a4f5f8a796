"""Relations: what an incident says of others."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from postmortem_archive.archive import UNFINISHED
from postmortem_archive.archive.audience import is_ordinary
from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import Incident, Link, Place, Relation
from postmortem_archive.internal import cut_internal
from postmortem_archive.reading.text import links_in


@rule("unknown-incident", "error")
def unknown_incident(case: Case) -> Iterator[Finding]:
    """Every incident that a relation names or a link leads to is in the archive."""
    own = (case.incident.slug, case.incident.id, *case.incident.redirect_from)
    for relation in case.incident.relations:
        name = relation.incident
        if case.archive.find(name) is None and not case.survey.is_unread(name):
            yield _place(case, relation), f"there is no incident '{name}'{case.survey.hint(name, *own) or _WRITE}"
    for link, target in case.links:
        if target is None and link.kind != "mention" and not _is_unread(case, link):
            name = link.target
            yield link.place, f"there is no incident '{name}'{case.survey.hint(_bare(name), *own) or _WRITE}"


@rule("unknown-mention", "advice")
def unknown_mention(case: Case) -> Iterator[Finding]:
    """What looks in the text like an id of this archive is one, or a ticket of an action item: where ids come from a tracker,
    its other tickets look the same."""
    tickets = " ".join(item.ticket for item in case.incident.action_items if item.ticket)
    told: set[str] = set()
    for link, target in case.links:
        name = link.target
        if target is not None or link.kind != "mention" or name in told or name in tickets:
            continue
        if not _is_unread(case, link) and not _is_text_of_link(case, link):
            told.add(name)
            yield link.place, f"'{name}' looks like the id of an incident, and there is none{case.survey.hint(name) or _LEAVE}"


_WRITE = ": write the slug or id of one that is there"
_LEAVE = ": leave it where it names something else, or link it to what it names"


def _bare(target: str) -> str:
    """The slug inside a link."""
    path = unquote(target.split("#")[0].split("?")[0]).rstrip("/").removesuffix("/index.md").removesuffix(".md")
    return path.rsplit("/", 1)[-1]


def _is_unread(case: Case, link: Link) -> bool:
    """True when the file is there and broken."""
    return case.survey.is_unread(_bare(link.target)) or case.survey.is_unread(link.target)


def _is_text_of_link(case: Case, link: Link) -> bool:
    """True when a mentioned name is the text of a link, which says where it leads."""
    line = case.draft.lines[link.place.line - case.draft.lines[0].number]
    links = [other for other in links_in(line) if other.kind == "link"]
    return any(line.text[: other.place.column - 1].rstrip("( <").endswith(f"{link.target}]") for other in links)


def _place(case: Case, relation: Relation) -> Place:
    """Where the name of the other incident stands."""
    entries = case.draft.front.values.get("related")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get("incident") if isinstance(entry, dict) else None
        if isinstance(name, str) and name.strip() == relation.incident:
            return case.draft.front.place(("related", index, "incident"))
    return relation.place


@rule("relation-to-itself", "error")
def relation_to_itself(case: Case) -> Iterator[Finding]:
    """An incident is related to other incidents, not to itself."""
    for relation in case.incident.relations:
        other = case.archive.find(relation.incident)
        if other is not None and other.slug == case.incident.slug:
            yield (
                _place(case, relation),
                f"'{relation.incident}' is this incident itself: name another one, or remove the relation",
            )


@rule("relation-cycle", "error")
def relation_cycle(case: Case) -> Iterator[Finding]:
    """`recurrence_of`, `caused_by`, `follows`, `duplicate_of` and `regression_of_fix` lead to what was there before, so they
    never lead back to the incident they began with."""
    circle = case.survey.circle(case.incident.slug)
    if circle:
        chain, relation = circle
        yield _place(case, relation), f"'{relation.type}' runs in a circle ({' -> '.join(chain)}): remove one of these relations"


@rule("relation-to-later", "warning")
def relation_to_later(case: Case) -> Iterator[Finding]:
    """An incident that is a `recurrence_of`, `regression_of_fix` or `follows` another one did not begin before that one."""
    for relation in case.incident.relations:
        other = case.archive.find(relation.incident)
        if other is not None and relation.type in _AFTER and case.incident.when.is_before(other.when):
            later = f"'{relation.type}' names a later incident, '{relation.incident}' ({other.when})"
            yield (
                _place(case, relation),
                f"{later}, and this one began {case.incident.when}: say it there, or put the dates right",
            )


_AFTER = ("recurrence_of", "regression_of_fix", "follows")


@rule("mentions-internal", "warning")
def mentions_internal(case: Case) -> Iterator[Finding]:
    """A public incident relates to, links to and mentions public incidents only, except in passages between internal marks:
    a public site blanks out the others."""
    if case.incident.visibility != "public":
        return
    for relation in case.incident.relations:
        other = case.archive.find(relation.incident)
        if other is not None and (why := _not_public(other)):
            yield (
                _place(case, relation),
                f"'{relation.incident}' {why}, so a public site hides this relation: make that one public, or remove it",
            )
    seen: set[str] = set()
    for link, other in case.links:
        if other is not None and link.target not in seen and (why := _not_public(other)) and not _is_cut(case, link):
            seen.add(link.target)
            so = "so a public site hides it here: make that one public, or say this"
            if is_ordinary(link.target, other.slug):
                so = "but too ordinary a name to be taken out of a text, so a public site shows it: say this"
            yield link.place, f"'{link.target}' {why}, {so} between '<!-- internal -->' marks"


def _not_public(incident: Incident) -> str:
    if incident.visibility != "public":
        return "is internal"
    return f"is a {incident.status}" if incident.status in UNFINISHED else ""


def _is_cut(case: Case, link: Link) -> bool:
    """True when the public never sees this link: it stands between internal marks."""
    lines = case.draft.text.split("\n")
    before = "\n".join([*lines[: link.place.line - 1], lines[link.place.line - 1][: link.place.column - 1]])
    return not cut_internal(f"{before}\0").endswith("\0")
