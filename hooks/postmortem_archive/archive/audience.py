"""Which incidents an audience may know of, and how each of them reads when nothing tells of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from postmortem_archive.archive.keeping import Reader, copied, packed, settings_digest
from postmortem_archive.archive.veil import Veil
from postmortem_archive.incident import Place
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.workers import spread
from postmortem_archive.reading import Draft, Fault
from postmortem_archive.reading.draft import FATAL, read_from
from postmortem_archive.reading.frontmatter import FrontMatter
from postmortem_archive.settings import Settings

UNFINISHED = frozenset({"draft", "review"})


def show_to(
    everything: Iterable[Draft],
    faulty: Iterable[str],
    settings: Settings,
    *,
    public: bool,
    drafts: bool,
    store: Store | None = None,
) -> tuple[tuple[Draft, ...], Veil]:
    """The files that may be seen, read anew from what is left of them, and what hid the rest. `faulty` holds the paths of files
    with an error."""
    everything = tuple(everything)
    left_out = frozenset(faulty)
    shown = [one for one in everything if one.path not in left_out and _may_be_seen(one, public=public, drafts=drafts)]
    while True:
        veil = _veil(everything, shown, settings, public=public)
        seen = _seen_through(veil, shown, settings, store)
        usable = [draft for draft, again in zip(shown, seen, strict=True) if again.usable]
        if len(usable) == len(shown):
            return tuple(seen), veil
        shown = usable  # an internal field was all that made it an incident: now the others must not tell of it either


def settings_for_public(settings: Settings) -> Settings:
    """The settings without the fields and names that the public never sees."""
    fields = {name: kind for name, kind in settings.fields.items() if not kind.internal}
    return settings.model_copy(update={"fields": fields, "people": (), "internal_fields": (), "services": {}, "catalogue": None})


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
                (ordinary if is_ordinary(name, draft.slug) else hidden).add(name)
    own = (f"extra.{name}" for name, kind in settings.fields.items() if kind.internal)
    return Veil(public, (*settings.internal_fields, *own), frozenset(hidden), frozenset(seen), frozenset(ordinary))


def is_ordinary(name: str, slug: str) -> bool:
    """True for a short number, and for a file called by an everyday word: taken out of running text, they would ruin it."""
    return re.fullmatch(r"\d{1,5}", name) is not None or (name == slug and not re.search(r"\d", name))


def _seen_through(veil: Veil, shown: Sequence[Draft], settings: Settings, store: Store | None) -> list[Draft]:
    """The drafts as the veil lets them be seen."""
    names = bool(veil.hidden or veil.ordinary)
    if not veil.internal:
        touched = (names and (veil.names_hidden(draft.text) or veil.hides_entry(draft.front.values)) for draft in shown)
        return [_veiled(veil, draft, settings) if yes else draft for draft, yes in zip(shown, touched, strict=True)]
    public = settings_for_public(settings)
    seen = _without_internal(replace(veil, hidden=frozenset(), ordinary=frozenset()), shown, public, store)
    if names:
        for number, draft in enumerate(seen):
            if veil.touches(draft.front.values, draft.front.body):
                seen[number] = _veiled(veil, shown[number], public)
    return seen


def _without_internal(veil: Veil, shown: Sequence[Draft], public: Settings, store: Store | None) -> list[Draft]:
    """The drafts without internal passages and fields: that depends on each one alone, and is kept."""
    if store is None:
        return [_veiled(veil, draft, public) for draft in shown]
    reader = Reader(store, public)
    base = digest(b"public", settings_digest(public), repr(veil.fields))
    keys = [digest(base, draft.source) for draft in shown]
    records = [store.get(key) for key in keys]
    missing = [number for number, record in enumerate(records) if record is None]

    def see(number: int) -> bytes:
        """Nothing where all of it may be seen, as is the rule."""
        draft = shown[number]
        values, body = veil.values(draft.front.values), veil.text(draft.front.body)
        return b"" if _is_all(draft, values, body) else packed(_read_again(draft, values, body, public))

    for number, record in zip(missing, spread(see, missing), strict=True):
        records[number] = record
        store.put(keys[number], record)
    return [
        reader.unpacked(key, record, None if key in store else record) if record else _bare(draft, public)
        for draft, key, record in zip(shown, keys, records, strict=True)
    ]


def _veiled(veil: Veil, draft: Draft, settings: Settings) -> Draft:
    return _read_again(draft, veil.values(draft.front.values), veil.text(draft.front.body), settings)


def _read_again(draft: Draft, values: dict[str, Any], body: str, settings: Settings) -> Draft:
    """The draft as if these values and this body were all of its file."""
    if _is_all(draft, values, body):
        return _bare(draft, settings)
    return replace(read_from(draft, values, body), settings=settings)


def _is_all(draft: Draft, values: dict[str, Any], body: str) -> bool:
    return draft.incident is not None and values == draft.front.values and body == draft.front.body


def _bare(draft: Draft, settings: Settings) -> Draft:
    """The draft without what it says of its front matter's places and faults; what was read of it is not read twice."""

    def front() -> FrontMatter:
        whole = draft.front
        return FrontMatter(whole.values, body=whole.body, body_line=whole.body_line, present=whole.present)

    faults = tuple(Fault(fault.rule, Place(), "") for fault in draft.faults if fault.rule in FATAL)
    return copied(draft, text=lambda: draft.front.body, front=front, settings=settings, faults=faults)


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
