"""In which order incidents are shown that no question ranks; theme/assets/archive/facets.mjs has the same for the explorer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from postmortem_archive.incident import Incident
from postmortem_archive.search.facets import facets_of
from postmortem_archive.settings import Settings

Sort = Literal["relevance", "date", "severity", "duration"]
SORTS: tuple[Sort, ...] = get_args(Sort)


def arrange(newest_first: Sequence[Incident], sort: Sort, settings: Settings, *, ascending: bool) -> list[Incident]:
    """These incidents by date, severity or duration: the newest, most severe or longest first, or the other way round.

    What has no severity or duration comes last either way, and of equal ones the newest first.
    """
    if sort == "date":
        return list(newest_first[::-1] if ascending else newest_first)
    value = _severity_of(newest_first, settings) if sort == "severity" else minutes_taken
    # the most severe is the first of its words: descending is from the most severe down
    sign = (1 if ascending else -1) * (-1 if sort == "severity" else 1)
    known = [incident for incident in newest_first if value(incident) is not None]
    unknown = [incident for incident in newest_first if value(incident) is None]
    return [*sorted(known, key=lambda incident: sign * (value(incident) or 0)), *unknown]


def minutes_taken(incident: Incident) -> float | int | None:
    """Whole minutes are enough to sort and to show by; below one, the hundredth tells 6 seconds from 50."""
    value = incident.duration_minutes
    if value is None:
        return None
    return round(value) if value >= 1 else round(value, 2)


def _severity_of(incidents: Sequence[Incident], settings: Settings) -> Callable[[Incident], int | None]:
    facet = next(facet for facet in facets_of(settings) if facet.name == "severity")
    places = {word: place for place, word in enumerate(facet.words(incidents))}
    return lambda incident: places[incident.severity] if incident.severity else None
