"""What a comment says of earlier incidents: why each is like this one, and what it left to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from postmortem_archive.archive import Archive, Related
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import action_words
from postmortem_archive.reviewing.environment import environment
from postmortem_archive.wording import plain, short_day, told_title

NOTHING = "No incident in the archive is enough like this one to suggest it."
IN_CHAIN = "in_the_same_chain"
"""What is said of an incident that only others join to this one, in place of the type of a relation."""


@dataclass(frozen=True)
class Seen:
    """An earlier incident as it is listed: `reasons` and `actions` in words; `more` open actions are only counted."""

    title: str
    day: str
    reasons: tuple[str, ...]
    actions: tuple[str, ...]
    more: int = 0
    url: str = ""
    path: str = ""

    @classmethod
    def of(cls, incident: Incident, reasons: Sequence[str], *, url: str = "", path: str = "", most: int | None = None) -> Seen:
        """The incident with at most so many of its open action items; without a number, with all."""
        items = incident.open_action_items
        shown = items if most is None else items[:most]
        actions = tuple(action_words(item) for item in shown)
        day = short_day(incident.when.day)
        return cls(told_title(incident), day, tuple(reasons), actions, len(items) - len(shown), url, path)


def related_words(related: Related) -> str:
    """What its author said of a related incident: "related by hand, recurrence of: same limit"; of others in the chain, that."""
    if related.type == IN_CHAIN:
        return "in the same chain of recurrences"
    said = "" if related.type == "related" else f", {related.type.replace('_', ' ')}"
    return f"related by hand{said}" + (f": {plain(related.note)}" if related.note else "")


def related_by_hand(archive: Archive, slug: str, most: int, suggested: Collection[str] = ()) -> list[Related]:
    """What authors said of others and this one, each once; then the latest of what is in its chain besides, `most` at most and
    none of those `suggested`, by slug."""
    found: dict[str, Related] = {}
    for one in archive.related(slug):
        found.setdefault(one.incident.slug, one)
    chain = archive.recurrences.joined(slug) - found.keys() - set(suggested)
    others = [Related(incident, IN_CHAIN) for incident in archive if incident.slug in chain]  # the newest come first
    return [*found.values(), *others[:most]]


def write_seen(archive: Archive, slug: str, limit: int) -> str:
    """A whole comment on one postmortem: what is like it, and what it is related to by hand. No word is read as markup."""
    similar = archive.similar(slug, limit)
    entries = [Seen.of(one.incident, one.reasons, path=one.incident.path) for one in similar]
    related = related_by_hand(archive, slug, limit, [one.incident.slug for one in similar])
    entries += [Seen.of(one.incident, [related_words(one)], path=one.incident.path) for one in related]
    macro = getattr(environment().get_template("seen.md").module, "seen_before")  # noqa: B009 - named by the template
    return "**Have we seen this before?**\n\n" + (str(macro(entries)) or f"{NOTHING}\n")
