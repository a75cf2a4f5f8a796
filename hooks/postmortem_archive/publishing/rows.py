"""What an incident alone has to say in the tables of the database, kept for the next one: to read every text again for it takes
longer than all the rest of it."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.incident import Incident
from postmortem_archive.keeping.store import digest
from postmortem_archive.publishing.tables import TABLES, Kind, Row, cells

OWN = tuple(table for table in TABLES if table.of_incident is not None)
"""The tables whose rows are those of each incident one behind the other, and follow from it alone."""


class Rows:
    """The rows of an archive's incidents in the tables OWN; `plain` makes of a value what stands in a cell."""

    def __init__(self, archive: Archive, plain: Callable[[Kind, Any], Any]) -> None:
        self._archive, self._plain = archive, plain
        self._base = digest(b"rows", settings_digest(archive.settings))

    def key(self, incident: Incident) -> bytes | None:
        """What they are kept under; None where an incident cannot be told by what it was read from."""
        return digest(self._base, incident.source) if incident.source else None

    def of(self, incident: Incident) -> Sequence[Sequence[Row]]:
        """By table of OWN: the rows, as they are kept or made of the incident."""
        store, key = self._archive.store, self.key(incident)
        record = store.get(key) if store is not None and key is not None else None
        if record is not None:
            return pickle.loads(zlib.decompress(record))  # type: ignore[no-any-return]
        return tuple(tuple(self._made(number, incident)) for number in range(len(OWN)))

    def packed(self, incident: Incident) -> bytes:
        """The same as bytes to keep."""
        return zlib.compress(pickle.dumps(self.of(incident), protocol=5), 1)

    def _made(self, number: int, incident: Incident) -> Iterator[Row]:
        table = OWN[number]
        if table.of_incident is not None:
            for row in table.of_incident(self._archive, incident):
                yield cells(table.columns, row, self._plain)
