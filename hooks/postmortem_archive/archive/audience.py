"""Which incidents an audience may know of, and how each of them reads when nothing tells of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from postmortem_archive.archive.veil import Veil
from postmortem_archive.reading import Draft
from postmortem_archive.reading.draft import read_from
from postmortem_archive.settings import Settings

UNFINISHED = frozenset({"draft", "review"})


def show_to(
    everything: Iterable[Draft], faulty: Iterable[str], settings: Settings, *, public: bool, drafts: bool
) -> tuple[Draft, ...]:
    """The files that may be seen, read anew from what is left of them. `faulty` holds the paths of files with an error."""
    everything = tuple(everything)
    left_out = frozenset(faulty)
    shown = [one for one in everything if one.path not in left_out and _may_be_seen(one, public=public, drafts=drafts)]
    while True:
        veil = _veil(everything, shown, settings, public=public)
        seen = [_seen_through(veil, draft, settings) for draft in shown]
        usable = [draft for draft, again in zip(shown, seen, strict=True) if again.usable]
        if len(usable) == len(shown):
            return tuple(seen)
        shown = usable  # an internal field was all that made it an incident: now the others must not tell of it either


def settings_for_public(settings: Settings) -> Settings:
    """The settings without the fields and names that the public never sees."""
    fields = {name: kind for name, kind in settings.fields.items() if not kind.internal}
    return settings.model_copy(update={"fields": fields, "people": (), "internal_fields": ()})


def _veil(everything: Iterable[Draft], shown: Iterable[Draft], settings: Settings, *, public: bool) -> Veil:
    paths = {draft.path for draft in shown}
    unseen = [draft for draft in everything if draft.path not in paths]
    # an incident that was once called what a hidden one is called now does not own that name
    taken = {name for draft in unseen for name in _names_of(draft)}
    former = {name for draft in shown for name in _former_names_of(draft)} - taken
    seen = former.union(*map(_names_of, shown))
    folded = {name.casefold() for name in seen}
    hidden: set[str] = set()
    ordinary: set[str] = set()
    for draft in unseen:
        for name in (*_names_of(draft), *_former_names_of(draft)):
            if name.casefold() not in folded:
                (ordinary if _is_ordinary(name, draft) else hidden).add(name)
    own = (f"extra.{name}" for name, kind in settings.fields.items() if kind.internal)
    return Veil(public, (*settings.internal_fields, *own), frozenset(hidden), frozenset(seen), frozenset(ordinary))


def _is_ordinary(name: str, draft: Draft) -> bool:
    """True for a short number, and for a file called by an everyday word: taken out of running text, they would ruin it."""
    return re.fullmatch(r"\d{1,5}", name) is not None or (name == draft.slug and not re.search(r"\d", name))


def _seen_through(veil: Veil, draft: Draft, settings: Settings) -> Draft:
    if not veil.internal and not veil.names_hidden(draft.text) and not veil.hides_entry(draft.front.values):
        return draft
    seen = read_from(draft, veil.values(draft.front.values), veil.text(draft.front.body))
    return replace(seen, settings=settings_for_public(settings)) if veil.internal else seen


def _may_be_seen(draft: Draft, *, public: bool, drafts: bool) -> bool:
    """True for an incident that this audience may know of at all."""
    incident = draft.incident
    if not draft.usable or incident is None or (incident.status == "draft" and not drafts):
        return False
    unclosed = any(fault.rule == "unclosed-internal" for fault in draft.faults)
    return not public or (incident.visibility == "public" and incident.status not in UNFINISHED and not unclosed)


def _names_of(draft: Draft) -> Iterator[str]:
    """The slug and the id; of a file that cannot be read, what looks like its id."""
    yield draft.slug
    if draft.incident is not None:
        yield draft.incident.id
    elif found := re.search(r"^id:[ \t]*[\"']?([^\s\"'#]+)", draft.text, re.MULTILINE):
        yield found[1]


def _former_names_of(draft: Draft) -> tuple[str, ...]:
    return draft.incident.redirect_from if draft.incident else ()
