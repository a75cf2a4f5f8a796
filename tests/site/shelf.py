"""An archive of 120 incidents in which every facet has values, some have none, and the questions to ask are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.facets import facets_of

SIZE = 120
SETTINGS = (
    "audience: internal\n    checks: {nothing-preventive: off}\n"
    "    fields:\n      region: {label: Region, facet: true}\n      paged: {type: boolean, label: Paged, facet: true}\n"
    "      cost: {type: integer, label: Cost}"
)
SERVICES = (
    "checkout",
    "search",
    "billing",
    "login",
    "catalog",
    "mail",
    "ledger",
    "media",
    "orders",
    "risk",
    "events",
    "pricing",
    "auth",
)
HAPPENED = ("certificate expired", "disk full", "queue stuck", "cache cold", "lock held", "quota reached")
CAUSES = ("config", "capacity", "dependency", "code-defect")
HOSTILE = "<img src=x onerror=alert(1)>"


def shelf_files() -> dict[str, str]:
    """By name the text of each postmortem; the oldest is of 1 January 2019."""
    chance = Random(4)
    return dict(_incident(number, chance) for number in range(SIZE))


def _incident(number: int, chance: Random) -> tuple[str, str]:
    day = date(2019, 1, 1) + timedelta(days=17 * number)
    services = dict.fromkeys(chance.choices(SERVICES, weights=range(14, 1, -1), k=chance.choice((1, 1, 2))))
    tags = dict.fromkeys(f"tag-{int(chance.triangular(0, 17, 0))}" for _ in range(2))
    happened = chance.choice(HAPPENED)
    severity, cause, hours = chance.choice((1, 2, 3, 4, None)), chance.choice((*CAUSES, None)), chance.choice((1, 3, 5, None))
    title = f"{next(iter(services)).capitalize()} {happened}, {number}{f' {HOSTILE}' if number == 117 else ''}"
    lines = [
        f"title: '{title}'",
        f"started_at: {day} 10:00",
        *([f"resolved_at: {day} {10 + hours}:{number % 60:02}"] if hours else []),
        *([f"severity: SEV{severity}"] if severity else []),
        f"services: [{', '.join(services)}]",
        f"teams: [team-{chance.randrange(3)}]",
        f"tags: [{', '.join(tags)}]",
        *([f"root_causes: [{cause}]"] if cause else []),
        f"organisation: {chance.choice(('North', 'South'))}",
        f"trigger: {chance.choice(('deploy', 'load'))}",
        f"detected_by: {chance.choice(('customer', 'alert'))}",
        f"extra: {{region: zone-{chance.randrange(3)}, paged: {chance.choice(('true', 'false'))}}}",
    ]
    what, how = happened.split()
    text = f"It was not there.\n\n## Root cause\n\nThe {what} of it was {how}.\n\n## Resolution\n\nIt came back.\n"
    item = f"- [{chance.choice('x ')}] Watch it (owner: team-1, due: 2030-01-01)\n"
    return f"{day}-shelf-{number:03}.md", "---\n" + "\n".join(lines) + f"\n---\n\n{text}\n## Action items\n\n{item}"


def values_of(archive: Archive, name: str, incident: Incident) -> list[str]:
    """The words that an incident has in a facet."""
    facet = next(facet for facet in facets_of(archive.settings) if facet.name == name)
    return list(facet.values(incident))


def fitting(archive: Archive, chosen: Mapping[str, list[str]], among: list[Incident] | None = None) -> list[Incident]:
    """The incidents that have in every facet one of the words chosen, newest first, or in the order of `among`."""
    return [
        incident
        for incident in (archive.incidents if among is None else among)
        if all(set(words) & set(values_of(archive, name, incident)) for name, words in chosen.items())
    ]


def counted(archive: Archive, name: str, chosen: Mapping[str, list[str]], among: list[Incident] | None = None) -> dict[str, int]:
    """By label how many incidents there would be with each value of a facet, whatever is chosen in that facet itself."""
    facet = next(facet for facet in facets_of(archive.settings) if facet.name == name)
    others = {other: words for other, words in chosen.items() if other != name}
    counts: dict[str, int] = {}
    for incident in fitting(archive, others, among):
        for word in set(facet.values(incident)):
            counts[facet.labels(word)] = counts.get(facet.labels(word), 0) + 1
    return counts
