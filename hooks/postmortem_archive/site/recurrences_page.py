"""`/recurrences/`: what came back. However many chains there are, no page holds more than a reader can take in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from postmortem_archive.archive import Archive, Group
from postmortem_archive.figures.archive_timeline import tone_of
from postmortem_archive.figures.recurrence_strip import RecurrenceFigure, draw_recurrence
from postmortem_archive.incident import Incident
from postmortem_archive.insight.recurrences import Chain, LeftUndone, Occurrence, Tie
from postmortem_archive.insight.unfinished import Unfinished
from postmortem_archive.site.archive_page import Derived

IN_FULL = 15
ROWS_AT_MOST = 60
"""Chains with figure and list, as far as they have no more incidents together; the others stand as lines on the pages of
the year in which they were last seen."""
INCIDENTS_AT_MOST = 20
"""Incidents of a chain that are shown, the latest."""
LINES_AT_MOST = 250
"""Chains on a page of a year, before it is split."""
NEIGHBOURS_AT_MOST = 6
"""Incidents of a chain on the page of one of them, the nearest."""
TIES_AT_MOST = 3
ITEMS_AT_MOST = 5
LOOKALIKES_AT_MOST = 30
IN_COMMON = ("root_causes", "services")
"""Fields whose values a chain's incidents are said to share."""


@dataclass(frozen=True)
class Common:
    """A group that several incidents of a chain are in; `count` of them."""

    group: Group
    count: int


@dataclass(frozen=True)
class Undone:
    """What an earlier incident left: `left` was certainly not done, `unsure` may have been."""

    incident: Incident
    left: tuple[Unfinished, ...]
    unsure: tuple[Unfinished, ...]


@dataclass(frozen=True)
class OccurrenceRow:
    """One incident of a chain as drawn: the tone of its severity, the ties that there is room for, and what was left undone by
    the nearest of those that left anything.

    With each tie comes its incident's place in the chain.
    """

    occurrence: Occurrence
    tone: str
    ties: tuple[tuple[Tie, int], ...]
    more_ties: int
    undone: tuple[Undone, ...]
    more_undone: int


@dataclass(frozen=True)
class ChainView:
    """A chain as drawn in full; `hidden` earlier incidents are not shown."""

    chain: Chain
    anchor: str
    rows: tuple[OccurrenceRow, ...]
    hidden: int
    figure: RecurrenceFigure
    common: tuple[Common, ...]


@dataclass(frozen=True)
class Standing:
    """What an incident's page says of the chain it is in; `promise` is what stands at the address."""

    said: str
    address: str
    neighbours: tuple[tuple[int, Incident], ...]
    promise: str


@dataclass(frozen=True)
class Shelf:
    """A page of chains that are lines only: those last seen in a year, or a part of them where they are many."""

    address: str
    label: str
    chains: tuple[Chain, ...]


def shelves(archive: Archive) -> tuple[Shelf, ...]:
    """The pages of all chains that are not drawn in full, the newest year first."""
    by_year: dict[int, list[Chain]] = {}
    for chain in archive.recurrences.chains[count_in_full(archive) :]:
        by_year.setdefault(chain.last.when.day.year, []).append(chain)
    found = []
    for year, chains in sorted(by_year.items(), reverse=True):
        parts = [tuple(chains[start : start + LINES_AT_MOST]) for start in range(0, len(chains), LINES_AT_MOST)]
        for number, part in enumerate(parts, 1):
            address = f"recurrences/{year}/" if number == 1 else f"recurrences/{year}-{number}/"
            label = f"{year}, {number} of {len(parts)}" if len(parts) > 1 else str(year)
            found.append(Shelf(address, label, part))
    return tuple(found)


def chain_pages(archive: Archive) -> dict[str, str]:
    """By the slug of its first incident: the page that a chain which is not drawn in full stands on."""
    return {chain.first.slug: shelf.address for shelf in shelves(archive) for chain in shelf.chains}


def recurrence_pages(archive: Archive) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """(source, title, template, context) of the page and of those of the years, newest first."""
    in_full, by_year = count_in_full(archive), shelves(archive)
    yield "recurrences/index.md", "Recurrences", "recurrences.html", Derived(lambda: _context(archive, in_full, by_year))
    for shelf in by_year:
        lines = [(chain, chain_anchor(chain), chain.incidents[-NEIGHBOURS_AT_MOST:]) for chain in shelf.chains]
        title = f"Recurrences last seen in {shelf.label}"
        yield f"{shelf.address}index.md", title, "recurrences-of-year.html", {"chains": lines, "in_full": in_full}


def _context(archive: Archive, in_full: int, by_year: tuple[Shelf, ...]) -> dict[str, Any]:
    recurrences = archive.recurrences
    return {
        "views": [_view(archive, chain) for chain in recurrences.chains[:in_full]],
        "chains": recurrences.chains,
        "incidents": sum(len(chain) for chain in recurrences.chains),
        "shelves": by_year,
        "neighbours_at_most": NEIGHBOURS_AT_MOST,
        "lookalikes": recurrences.lookalikes[:LOOKALIKES_AT_MOST],
        "more_lookalikes": max(0, len(recurrences.lookalikes) - LOOKALIKES_AT_MOST),
    }


def standing_of(archive: Archive, incident: Incident, pages: Mapping[str, str]) -> Standing | None:
    """What the incident's page says of its chain; None where it is in none. `pages` are the `chain_pages`."""
    found = archive.recurrences.find(incident.slug)
    if found is None:
        return None
    chain, place = found
    start, end = chain.around(place, NEIGHBOURS_AT_MOST)
    neighbours = tuple(enumerate(chain.incidents[start:end], start + 1))
    page = pages.get(chain.first.slug)
    address = f"{page or 'recurrences/'}#{chain_anchor(chain)}"
    return Standing(chain.standing(place), address, neighbours, _promise(len(chain), is_in_full=page is None))


def _promise(count: int, *, is_in_full: bool) -> str:
    """What is told of a chain of so many incidents where it stands."""
    if not is_in_full:
        return "The chain, among those that came less often"
    shown = "The chain" if count <= NEIGHBOURS_AT_MOST else f"All {count}"
    if count > INCIDENTS_AT_MOST:
        shown = f"The latest {INCIDENTS_AT_MOST} of {count}"
    return f"{shown}, with what was still to do each time"


def count_in_full(archive: Archive) -> int:
    """How many chains are drawn in full: the first ones, and at least one."""
    rows = accumulate(min(len(chain), INCIDENTS_AT_MOST) for chain in archive.recurrences.chains[:IN_FULL])
    return max(1, sum(total <= ROWS_AT_MOST for total in rows))


def chain_anchor(chain: Chain) -> str:
    """Where a chain stands on its page."""
    return f"chain-{chain.first.slug}"


def _view(archive: Archive, chain: Chain) -> ChainView:
    start = max(0, len(chain) - INCIDENTS_AT_MOST)
    occurrences = chain.occurrences(start)
    rows = tuple(_row(archive, occurrence) for occurrence in occurrences)
    common = tuple(
        Common(group, count)
        for field in IN_COMMON
        for value, count in chain.shared(field)[:4]
        if (group := archive.group(field, value)) is not None
    )
    return ChainView(chain, chain_anchor(chain), rows, start, draw_recurrence(occurrences, archive.settings), common)


def _row(archive: Archive, occurrence: Occurrence) -> OccurrenceRow:
    shown = occurrence.ties[:TIES_AT_MOST]
    places = [found[1] if (found := archive.recurrences.find(tie.incident.slug)) else 0 for tie in shown]
    undone = tuple(_undone(one) for one in occurrence.unfinished[:TIES_AT_MOST])
    return OccurrenceRow(
        occurrence,
        tone_of(occurrence.incident, archive.settings),
        tuple(zip(shown, places, strict=True)),
        len(occurrence.ties) - len(shown),
        undone,
        len(occurrence.unfinished) - len(undone),
    )


def _undone(one: LeftUndone) -> Undone:
    left = tuple(item for item in one.items if item.state in ("open", "done later"))
    return Undone(one.incident, left, tuple(item for item in one.items if item not in left))


def unsure_words(unsure: tuple[Unfinished, ...]) -> str:
    """What is not known of these: "done since, day unknown", or of several states "6 done since, day unknown; 2 state not
    stated"."""
    counts = Counter[str](one.state for one in unsure)
    words = {"done, day unknown": "done since, day unknown", "not stated": "state not stated"}
    if len(counts) == 1:
        return words[unsure[0].state]
    return "; ".join(f"{counts[state]:,} {said}" for state, said in words.items())
