"""Which incidents are like this one, and why in words."""

from __future__ import annotations

from dataclasses import dataclass

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.likeness import Likeness
from postmortem_archive.search.reasons import NEARLY_THE_SAME, Reasons

__all__ = ["FLOOR", "NEARLY_THE_SAME", "Similar", "Suggestions", "similar_incidents"]

FLOOR = 0.3
SINGLE = 50
"""So many incidents are looked at one by one; then all are compared at once."""


@dataclass(frozen=True)
class Similar:
    """A suggestion: the other incident, how like it is (0 to 1) and the reasons in words, the weightiest first."""

    incident: Incident
    score: float
    reasons: tuple[str, ...]


class Suggestions:
    """The suggestions for the incidents of an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.likeness = Likeness(archive)
        self._reasons = Reasons(self.likeness)
        self._found: dict[tuple[str, int], tuple[Similar, ...]] = {}

    def of(self, incident: Incident, limit: int = 5) -> tuple[Similar, ...]:
        """The incidents most like this one, best first; none that is related by hand, below FLOOR or without a reason."""
        key = incident.slug, limit
        if len(self._found) == SINGLE:
            self.compare_all()  # whoever asked so often asks for all
        if key not in self._found:
            self._found[key] = tuple(self._of(incident, limit))
        return self._found[key]

    def compare_all(self) -> None:
        """Compare every incident with every other at once: much faster than one by one, for who asks for all of them."""
        self.likeness.nearest  # noqa: B018 - made here, and kept

    def _of(self, incident: Incident, limit: int) -> list[Similar]:
        known = {related.incident.slug for related in self.archive.related(incident.slug)}
        row = self.likeness.row[incident.slug]
        found: list[Similar] = []
        for other, score in self.likeness.like(incident.slug, FLOOR, 2 * limit + len(known)):
            one = self.archive.incidents[other]
            if one.slug not in known and (reasons := self._reasons.between(row, other)):
                found.append(Similar(one, round(score, 3), reasons))
            if len(found) == limit:
                break
        return found


def similar_incidents(archive: Archive, incident: Incident, limit: int = 5) -> tuple[Similar, ...]:
    """The incidents most like this one, best first; none that is related by hand."""
    return archive.suggestions.of(incident, limit)
