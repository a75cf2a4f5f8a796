"""The pages of a group: its newest incidents with what is still to do and what was learned, and the older ones page by page.

Older pages are counted from the oldest incident, so that a new one changes the first page only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from postmortem_archive import wording
from postmortem_archive.archive import Archive, Group, GroupKind
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.site.archive_page import ArchivePage
from postmortem_archive.site.group_overview import overview_of
from postmortem_archive.site.site import group_address

AT_ONCE = 50
"""Incidents on an older page. The first page has as many or up to twice as many."""


@dataclass(frozen=True)
class Sheet:
    """What one page of a group shows. `older` and `newer` are the addresses of the pages beside it, or empty."""

    kind: GroupKind
    address: str
    label: str
    incidents: tuple[Incident, ...]
    older: str = ""
    newer: str = ""


def group_pages(
    archive: Archive, group: Group, chain_pages: Mapping[str, str], ledger: Ledger
) -> Iterator[tuple[str, ArchivePage]]:
    """(source, page) of every page of a group, the first one first. `chain_pages` as in recurrences_page."""
    address, incidents = group_address(group), group.incidents
    whole = len(incidents) // AT_ONCE - 1
    older = max(whole, 0) if len(incidents) >= 2 * AT_ONCE else 0
    shown = incidents[: len(incidents) - older * AT_ONCE]
    sheet = Sheet(group.kind, address, group.label, shown, older=_older(address, older))
    count = wording.plural(len(incidents), "incident")
    title = f"{group.label} ({group.kind.noun})"
    context = {"sheet": sheet, "overview": overview_of(archive, group, chain_pages, ledger)}
    yield f"{address}index.md", ArchivePage(title, "group.html", context, f"{count}: {group.description}".strip(": "))
    for number in range(older, 0, -1):
        end = len(incidents) - (number - 1) * AT_ONCE
        newer = _older(address, number + 1) if number < older else address
        part = Sheet(group.kind, address, group.label, incidents[end - AT_ONCE : end], _older(address, number - 1), newer)
        page = ArchivePage(f"{title}, older incidents {number}", "group-older.html", {"sheet": part, "number": number})
        yield f"{_older(address, number)}index.md", page


def _older(address: str, number: int) -> str:
    return f"{address}older/{number}/" if number else ""
