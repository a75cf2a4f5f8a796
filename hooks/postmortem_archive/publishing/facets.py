"""`search/facets.json`: what the explorer narrows by, as compact columns over all incidents; `search/durations.json`: how long
each took, for those who sort by it.

Incidents are numbered from the oldest, and stand in every column in that order. The column of a facet is a string with one sign
for each incident, that of its value, or a space where it has none; where `several` is true, the signs of an incident stand
together, and a space between two incidents. Over the wire that is a fifth smaller than lists of numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import Incident
from postmortem_archive.settings import FieldType, Settings

Order = Literal["given", "frequent", "latest"]


@dataclass(frozen=True)
class Facet:
    """One way to narrow the archive. `name` is that of the parameter in the explorer's address.

    `order` says how its values are shown: as given, the most frequent first, or from the last to the first.
    """

    name: str
    label: str
    values: Callable[[Incident], Sequence[str]]
    labels: Callable[[str], str] = str
    order: Order = "frequent"
    known: tuple[str, ...] = ()


def facets_of(settings: Settings) -> Iterator[Facet]:
    """Every facet there may be, in the order shown; the names are those of the options of `postmortem search`."""

    def field(name: str, label: str, attribute: str, taxonomy: str = "", order: Order = "frequent") -> Facet:
        labels = partial(settings.label, taxonomy) if taxonomy else str
        known = tuple(getattr(settings, taxonomy)) if order == "given" else ()
        return Facet(name, label, lambda incident: group_values(incident, attribute), labels, order, known)

    yield field("severity", "Severity", "severity", "severities", "given")
    yield field("root-cause", "Root cause", "root_causes", "root_causes")
    yield field("service", "Service", "services")
    yield field("trigger", "Trigger", "trigger", "triggers")
    yield field("detected-by", "Detected by", "detected_by", "detected_by")
    yield Facet("open", "Open actions", _open, {"yes": "Some", "no": "None"}.__getitem__, "given", ("yes", "no"))
    yield field("team", "Team", "teams")
    yield field("organisation", "Organisation", "organisation")
    yield field("tag", "Tag", "tags")
    yield field("year", "Year", "year", order="latest")
    for name, kind in settings.fields.items():
        if kind.facet:
            labels = {"yes": "Yes", "no": "No"}.__getitem__ if kind.type == "boolean" else str
            yield Facet(f"extra.{name}", kind.label, partial(_extra, name, kind), labels)


def facets_file(archive: Archive) -> str:
    """The text of the file, the same for the same archive.

    `days` are those from the incident before; the first counts from `first_day`. `exact` has a 1 for each incident whose duration
    is not approximate.
    """
    incidents = archive.incidents[::-1]
    days = [incident.when.day for incident in incidents]
    content = {
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
    return _compact([_minutes(incident.duration_minutes) for incident in archive.incidents[::-1]])


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _column(facet: Facet, incidents: Sequence[Incident]) -> dict[str, Any]:
    values = [tuple(dict.fromkeys(facet.values(incident))) for incident in incidents]
    met = {value for row in values for value in row}
    words = [word for word in facet.known if word in met]
    words += sorted(met.difference(words), key=lambda word: (facet.labels(word).casefold(), word))
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


def _open(incident: Incident) -> tuple[str]:
    return ("yes" if incident.open_action_items else "no",)


def _extra(name: str, kind: FieldType, incident: Incident) -> tuple[str, ...]:
    value = incident.extra.get(name)
    if value is None:
        return ()
    if kind.type == "boolean":
        return ("yes" if str(value).lower() in ("true", "yes") else "no",)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else (str(value),)


def _minutes(value: float | None) -> float | int | None:
    """Whole minutes are enough to sort and to show by; below one, the tenth tells 6 seconds from 50."""
    if value is None:
        return None
    return round(value) if value >= 1 else round(value, 2)
