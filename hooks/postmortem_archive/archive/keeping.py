"""Postmortems that were read before: kept by what they were read from, and in memory only as far as lists and relations need.

Of each incident everything but its text is at hand; text, front matter and sections are fetched when something asks for them,
and forgotten again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive.files import content_of, slug_of
from postmortem_archive.archive.mentions import runs_of
from postmortem_archive.incident import Incident
from postmortem_archive.keeping.code import code_digest
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.workers import spread
from postmortem_archive.reading import Draft, read_draft, source_digest
from postmortem_archive.settings import Settings

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive

REPEATED = (
    "status", "visibility", "severity", "timezone", "organisation", "services", "teams", "alerts", "authors", "tags", "trigger",
    "root_causes", "contributing_factors", "detected_by", "mitigation",
)  # fmt: skip
"""What many incidents have in common: held once for all of them."""
_SIZE = 4
"""Bytes of the length that stands before the first of two parts."""


def settings_digest(settings: Settings) -> bytes:
    """A key of the settings, and of the code that reads with them."""
    return digest(code_digest(), settings.model_dump_json(), repr(settings.site_url), settings.language)


def archive_digest(archive: Archive) -> bytes | None:
    """A key of all that an archive says; None where an incident of it cannot be told by what it was read from."""
    sources = [draft.source for draft in archive.drafts]
    return digest(settings_digest(archive.settings), *sources) if all(sources) else None


@dataclass(frozen=True)
class Reader:
    """Reads postmortems through a store."""

    store: Store
    settings: Settings
    _known: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def read(self, root: Path, paths: Sequence[Path]) -> list[Draft]:
        """The files of an archive in their order, those that are not kept read by several processes."""
        base = settings_digest(self.settings)
        names = [path.relative_to(root).as_posix() for path in paths]
        found: list[Draft | None] = []
        missing: list[int] = []
        for number, path in enumerate(paths):
            found.append(self.kept(source_digest(base, names[number], content_of(path))))
            if found[-1] is None:
                missing.append(number)

        def read(number: int) -> tuple[bytes, bytes]:
            content = content_of(paths[number])  # somebody may have saved it since: the key is that of what is read
            draft = read_draft(names[number], slug_of(paths[number]), content, self.settings)
            return source_digest(base, names[number], content), packed(draft)

        for number, (key, record) in zip(missing, spread(read, missing), strict=True):
            found[number] = self.keep(key, record)
        return [draft for draft in found if draft is not None]

    def kept(self, key: bytes) -> Draft | None:
        """The draft that is kept under this key, or None."""
        record = self.store.get(key)
        return None if record is None else self.unpacked(key, record)

    def keep(self, key: bytes, record: bytes) -> Draft:
        """Keep a draft, packed; where nothing can be kept its text stays in memory."""
        kept = self.store.put(key, record)
        return self.unpacked(key, record, None if kept else record)

    def unpacked(self, key: bytes, record: bytes, held: bytes | None = None) -> Draft:
        """The draft of a record; its text is fetched from the store, or taken from what is `held`."""
        length = int.from_bytes(record[:_SIZE], "little")
        state, incident_state, told = pickle.loads(record[_SIZE : _SIZE + length])
        rest = partial(_rest, self.store, key) if held is None else partial(_loaded, held[_SIZE + length :])
        incident = None
        if incident_state is not None:
            for name in REPEATED:
                incident_state[name] = self._known.setdefault(incident_state[name], incident_state[name])
            incident = _revived(Incident, {**incident_state, "sections": partial(_part, rest, 2), "_told": told})
        parts = {"text": partial(_part, rest, 0), "front": partial(_part, rest, 1)}
        draft: Draft = _revived(Draft, {**state, **parts, "settings": self.settings, "incident": incident})
        return draft


def packed(draft: Draft) -> bytes:
    """A draft as bytes: what is always at hand, and behind it what is fetched when it is asked for."""
    incident = draft.incident
    state = {name: draft.__dict__[name] for name in _names(Draft) - {"text", "front", "settings", "incident"}}
    state["runs"] = " ".join(runs_of(draft))
    slim = None if incident is None else {name: incident.__dict__[name] for name in _names(Incident) - {"sections"}}
    told = None if incident is None else (incident.action_items, incident.lessons, incident.digest, incident.last_told)
    first = pickle.dumps((state, slim, told), protocol=5)
    rest = pickle.dumps((draft.text, draft.front, incident.sections if incident else ()), protocol=5)
    return len(first).to_bytes(_SIZE, "little") + first + rest


def _names(record: type[Draft] | type[Incident]) -> set[str]:
    return {one.name for one in fields(record)}


def copied(draft: Draft, **changes: Any) -> Draft:
    """The draft with other values in some fields, of which nothing is fetched."""
    copy: Draft = _revived(Draft, {**draft.__dict__, **changes})
    return copy


def _revived(record: type[Any], state: dict[str, Any]) -> Any:
    """A frozen record with these fields, as unpickling makes it."""
    made = object.__new__(record)
    made.__dict__.update(state)
    return made


def _part(rest: Callable[[], tuple[Any, ...]], number: int) -> Any:
    return rest()[number]


_loaded = lru_cache(maxsize=16)(pickle.loads)
"""What was packed, loaded once for all who ask for it one after the other."""


@lru_cache(maxsize=16)
def _rest(store: Store, key: bytes) -> tuple[Any, ...]:
    record = store.get(key)
    if record is None:
        raise OSError("a file of the cache was changed while it was read: run this again")
    return pickle.loads(record[_SIZE + int.from_bytes(record[:_SIZE], "little") :])  # type: ignore[no-any-return]
