"""What the past says to someone about to change a service or some files: everything in a brief, for one page or comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from postmortem_archive.archive import Archive, group_values
from postmortem_archive.incident import ActionItem, Incident
from postmortem_archive.insight.lessons import lessons_of
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.insight.touching import Touching, touching

LESSONS_OF_ONE = 3
"""So many of one incident, so that one long postmortem does not speak for all."""
AROUND = 3
"""Days before and after today's place in the calendar."""


@dataclass(frozen=True)
class Share:
    """So many of the incidents have this value; `label` is what the taxonomy calls it."""

    label: str
    count: int


@dataclass(frozen=True)
class Lesson:
    """One thing that an incident taught, in plain words."""

    incident: Incident
    text: str


@dataclass(frozen=True)
class LeftOpen:
    """An action item that an incident left, not done yet."""

    incident: Incident
    item: ActionItem
    is_overdue: bool


@dataclass(frozen=True)
class Brief:
    """What the past says; everything is newest first, but for actions, which have the longest overdue first.

    `triggers` and `root_causes` count incidents, the commonest first; `untold` is how many incidents name no root cause.
    `anniversaries` were on a day near this one, in another year.
    """

    services: tuple[str, ...]
    patterns: tuple[str, ...]
    incidents: tuple[Touching, ...]
    triggers: tuple[Share, ...]
    root_causes: tuple[Share, ...]
    untold: int
    lessons: tuple[Lesson, ...]
    actions: tuple[LeftOpen, ...]
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
    return Brief(
        services,
        patterns,
        found,
        _shares(archive, incidents, "trigger", "triggers"),
        _shares(archive, incidents, "root_causes", "root_causes"),
        sum(not _told(incident, "root_causes") for incident in incidents),
        tuple(_lessons(incidents)),
        tuple(_left_open(incidents, today)),
        _chains(archive, incidents),
        tuple(incident for incident in incidents if is_around(incident.when.day, today)),
    )


def is_around(day: date, today: date, days: int = AROUND) -> bool:
    """True for a day of another year that is at most `days` from today's place in the calendar."""
    if day.year == today.year:
        return False
    # 2001 is no leap year: the last of February is one day in all of them
    one, other = (date(2001, when.month, min(when.day, 28) if when.month == 2 else when.day) for when in (day, today))
    gap = abs((one - other).days)
    return min(gap, 365 - gap) <= days


def _told(incident: Incident, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in group_values(incident, field) if value != "unknown"))


def _shares(archive: Archive, incidents: Sequence[Incident], field: str, taxonomy: str) -> tuple[Share, ...]:
    counts = Counter(value for incident in incidents for value in _told(incident, field))
    shares = [Share(archive.settings.label(taxonomy, value), count) for value, count in counts.items()]
    return tuple(sorted(shares, key=lambda one: (-one.count, one.label.casefold())))


def _lessons(incidents: Sequence[Incident]) -> Iterator[Lesson]:
    said: set[str] = set()
    for incident in incidents:
        fresh = [text for text in dict.fromkeys(lessons_of(incident)) if text.casefold() not in said][:LESSONS_OF_ONE]
        said.update(text.casefold() for text in fresh)
        yield from (Lesson(incident, text) for text in fresh)


def _left_open(incidents: Sequence[Incident], today: date) -> list[LeftOpen]:
    actions = [
        LeftOpen(incident, item, item.due is not None and item.due < today)
        for incident in incidents
        for item in incident.open_action_items
    ]
    return sorted(actions, key=lambda action: action.item.due or date.max)


def _chains(archive: Archive, incidents: Sequence[Incident]) -> tuple[Chain, ...]:
    """The chains that these incidents are in, each once, in the archive's order."""
    found = {chain.first.slug: chain for one in incidents if (place := archive.recurrences.find(one.slug)) for chain in place[:1]}
    return tuple(sorted(found.values(), key=archive.recurrences.rank))
