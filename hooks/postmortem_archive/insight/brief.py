"""What the past says to someone about to change a service or some files: everything in a brief, for one page or comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Ledger, Task
from postmortem_archive.insight.anniversaries import around_this_day
from postmortem_archive.insight.lessons import Lesson, lessons
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.insight.touching import Touching, touching

LESSONS_OF_ONE = 3
"""So many of one incident, so that one long postmortem does not speak for all."""


@dataclass(frozen=True)
class Share:
    """So many of the incidents have this value; `label` is what the taxonomy calls it."""

    label: str
    count: int


@dataclass(frozen=True)
class Brief:
    """What the past says; everything is newest first, but for actions, which have the longest overdue first.

    Of the incidents those are `counted` that are no duplicate. `triggers` and `root_causes` count them, the commonest first;
    `untold` is how many of them name no root cause.
    `anniversaries` were on a day near this one, in an earlier year.
    """

    services: tuple[str, ...]
    patterns: tuple[str, ...]
    incidents: tuple[Touching, ...]
    counted: tuple[Incident, ...]
    triggers: tuple[Share, ...]
    root_causes: tuple[Share, ...]
    untold: int
    lessons: tuple[Lesson, ...]
    actions: tuple[Task, ...]
    chains: tuple[Chain, ...]
    anniversaries: tuple[Incident, ...]

    @property
    def overdue(self) -> int:
        """How many of the open actions are."""
        return sum(action.is_overdue for action in self.actions)


def make_brief(archive: Archive, services: Sequence[str], patterns: Sequence[str], today: date) -> Brief:
    """The brief for these services, as the archive calls them, and these patterns of files."""
    services, patterns = tuple(dict.fromkeys(services)), tuple(dict.fromkeys(patterns))
    found = touching(archive, services, patterns)
    incidents = [one.incident for one in found]
    counted = tuple(one for one in incidents if one.slug not in archive.uncounted)
    return Brief(
        services,
        patterns,
        found,
        counted,
        _shares(archive, counted, "trigger", "triggers"),
        _shares(archive, counted, "root_causes", "root_causes"),
        sum(not _told(incident, "root_causes") for incident in counted),
        tuple(lessons(incidents, LESSONS_OF_ONE)),
        _left_open(archive, incidents, today),
        _chains(archive, incidents),
        tuple(around_this_day(incidents, today)),
    )


def _told(incident: Incident, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in group_values(incident, field) if value != "unknown"))


def _shares(archive: Archive, incidents: Sequence[Incident], field: str, taxonomy: str) -> tuple[Share, ...]:
    counts = Counter(value for incident in incidents for value in _told(incident, field))
    shares = [Share(archive.settings.label(taxonomy, value), count) for value, count in counts.items()]
    return tuple(sorted(shares, key=lambda one: (-one.count, one.label.casefold())))


def _left_open(archive: Archive, incidents: Sequence[Incident], today: date) -> tuple[Task, ...]:
    slugs = {incident.slug for incident in incidents}
    return tuple(task for task in Ledger.of(archive, today).open if task.incident.slug in slugs)


def _chains(archive: Archive, incidents: Sequence[Incident]) -> tuple[Chain, ...]:
    """The chains that these incidents are in, each once, in the archive's order."""
    found = {chain.first.slug: chain for one in incidents if (place := archive.recurrences.find(one.slug)) for chain in place[:1]}
    return tuple(sorted(found.values(), key=archive.recurrences.rank))
