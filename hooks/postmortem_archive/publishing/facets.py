"""`search/facets.json`: what the explorer narrows by, as compact columns over all incidents; `search/durations.json`: how long
each took, for those who sort by it.

Incidents are numbered from the oldest, and stand in every column in that order. The column of a facet is a string with one sign
for each incident, that of its value, or a space where it has none; where `several` is true, the signs of an incident stand
together, and a space between two incidents. Over the wire that is a fifth smaller than lists of numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.facets import Facet, facets_of
from postmortem_archive.search.ordering import minutes_taken
from postmortem_archive.search.shards import edition


def facets_file(archive: Archive) -> str:
    """The text of the file, the same for the same archive.

    `days` are those from the incident before; the first counts from `first_day`. `exact` has a 1 for each incident whose duration
    is not approximate. `edition` is that of the manifest of the same archive.
    """
    incidents = archive.incidents[::-1]
    days = [incident.when.day for incident in incidents]
    content = {
        "edition": edition(incident.source.hex() for incident in archive),
        "incidents": len(incidents),
        "first_day": days[0].isoformat() if days else None,
        "days": [0, *((later - earlier).days for earlier, later in pairwise(days))] if days else [],
        "exact": "".join("1" if incident.is_exact("started", "resolved") else "0" for incident in incidents),
        "facets": [_column(facet, incidents) for facet in facets_of(archive.settings)],
    }
    return _compact(content)


def durations_file(archive: Archive) -> str:
    """The minutes that each incident took, null where they are unknown: numbers of which no two need be alike, so that they would
    make a seventh of the columns that everybody fetches."""
    return _compact([minutes_taken(incident) for incident in archive.incidents[::-1]])


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _column(facet: Facet, incidents: Sequence[Incident]) -> dict[str, Any]:
    values = [tuple(dict.fromkeys(facet.values(incident))) for incident in incidents]
    words = facet.words(incidents)
    signs = {word: sign(place) for place, word in enumerate(words)}
    several = any(len(row) > 1 for row in values)
    entries = ["".join(signs[word] for word in row) for row in values]
    return {
        "name": facet.name,
        "label": facet.label,
        "order": facet.order,
        "words": words,
        "labels": [facet.labels(word) for word in words],
        "several": several,
        "column": " ".join(entries) if several else "".join(entry or " " for entry in entries),
    }


def sign(place: int) -> str:
    """The character that stands for the word at `place`: one that JSON writes as it is, from `#` on."""
    code = place + 0x23
    code += 1 if code >= 0x5C else 0  # the backslash
    code += 0x22 if code >= 0x7F else 0  # controls and the no-break space
    code += 0x800 if code >= 0xD800 else 0  # surrogates
    return chr(code)
