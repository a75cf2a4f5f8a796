"""Archives of a few words: incidents by slug, each with its relations, without a file."""

from __future__ import annotations

from dataclasses import replace

from postmortem_archive.archive import Archive
from postmortem_archive.incident import ActionItem, Incident, Relation, Section
from postmortem_archive.moment import Moment
from postmortem_archive.reading import Draft
from postmortem_archive.settings import read_settings
from tests.figures.drawn import moment

SETTINGS = read_settings()


def incident(slug: str, *relations: tuple[str, str], when: Moment | None = None, **fields: object) -> Incident:
    """An incident of the day its slug begins with; a relation is (type, other slug), with the note "as TYPE"."""
    said = tuple(Relation(other, kind, f"as {kind}") for kind, other in relations)
    made = Incident(slug, f"postmortems/{slug}.md", f"Of {slug}", when or moment(slug[:10]), slug, relations=said)
    return replace(made, **fields)


def with_items(made: Incident, *items: ActionItem) -> Incident:
    """The same incident, with action items."""
    return replace(made, sections=(Section("Action items", "action_items", 2, "", parts=items),))


def archive_of(*incidents: Incident) -> Archive:
    """An archive of them."""
    return Archive(SETTINGS, tuple(Draft(one.path, one.slug, "", SETTINGS, incident=one) for one in incidents))
