"""The pages of a group: its newest incidents with what is still to do and what was learned, and the older ones page by page.

Where there are many groups of a kind, the page of the kind has the commonest, and the others stand on pages by their names.
Older pages are counted from the oldest incident, so that a new one changes the first page only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from postmortem_archive import wording
from postmortem_archive.archive import Archive, Group, GroupKind
from postmortem_archive.incident import Incident
from postmortem_archive.site.archive_page import ArchivePage, Derived
from postmortem_archive.site.group_overview import Overview
from postmortem_archive.site.site import group_address

AT_ONCE = 50
"""Incidents on an older page. The first page has as many or up to twice as many."""
GROUPS_AT_MOST = 150
"""Groups on the page of a kind, those with the most incidents."""
NAMES_AT_MOST = 300
"""Groups on a page of names."""


@dataclass(frozen=True)
class Named:
    """A group on a page of names."""

    label: str
    address: str
    count: int


@dataclass(frozen=True)
class Names:
    """A page of the names of a kind's groups, in the order of the alphabet."""

    address: str
    first: str
    last: str
    groups: tuple[Named, ...]


@dataclass(frozen=True)
class Sheet:
    """What one page of a group shows. `older` and `newer` are the addresses of the pages beside it, or empty; `before` is how
    many incidents stand on the older pages of the first one."""

    kind: GroupKind
    address: str
    label: str
    incidents: tuple[Incident, ...]
    older: str = ""
    newer: str = ""
    before: int = 0


def kind_pages(archive: Archive, kind: GroupKind) -> Iterator[tuple[str, ArchivePage]]:
    """(source, page) of the page of all groups of a kind, and of those of their names where not all are on it."""
    groups = archive.groups[kind.field]
    pages = () if len(groups) <= GROUPS_AT_MOST else tuple(_names(groups))
    context = {
        "kind": kind, "groups": groups[:GROUPS_AT_MOST], "count": len(groups),
        "names": tuple((page.address, page.first, page.last) for page in pages),
    }  # fmt: skip
    said = f"{wording.plural(len(archive) - len(archive.uncounted), 'incident')} by {kind.noun}."
    yield f"{kind.address}/index.md", ArchivePage(kind.title, "groups.html", context, said)
    for number, page in enumerate(pages, 1):
        title = f"{kind.title} by name" + (f", {number} of {len(pages)}" if len(pages) > 1 else "")
        newer, older = pages[number - 2].address if number > 1 else "", pages[number].address if number < len(pages) else ""
        given = {"kind": kind, "names": page, "before": newer, "after": older}
        yield f"{page.address}index.md", ArchivePage(title, "groups-by-name.html", given)


def _names(groups: Sequence[Group]) -> Iterator[Names]:
    """Pages as long as each other: no last one of three. `all/` has no page of its own, so that a group may be called so."""
    ordered = sorted(groups, key=lambda group: (group.label.casefold(), group.slug))
    parts = -(-len(ordered) // NAMES_AT_MOST)
    size = -(-len(ordered) // parts)
    for number in range(parts):
        some = ordered[number * size : (number + 1) * size]
        named = tuple(Named(one.label, group_address(one), one.count) for one in some)
        yield Names(f"{some[0].kind.address}/all/{number + 1}/", some[0].label, some[-1].label, named)


def group_pages(
    group: Group, overview: Callable[[], Overview], origin: Callable[[], bytes] | None = None
) -> Iterator[tuple[str, ArchivePage]]:
    """(source, page) of every page of a group, the first one first; `origin` returns a digest of what the overview is made of."""
    address, incidents = group_address(group), group.incidents
    whole = len(incidents) // AT_ONCE - 1
    older = max(whole, 0) if len(incidents) >= 2 * AT_ONCE else 0
    shown = incidents[: len(incidents) - older * AT_ONCE]
    sheet = Sheet(group.kind, address, group.label, shown, older=_older(address, older), before=older * AT_ONCE)
    count = wording.plural(group.count, "incident")
    title = f"{group.label} ({group.kind.noun})"
    context = Derived(lambda: {"sheet": sheet, "overview": overview()}, origin)
    yield f"{address}index.md", ArchivePage(title, "group.html", context, f"{count}: {group.description}".strip(": "))
    for number in range(older, 0, -1):
        end = len(incidents) - (number - 1) * AT_ONCE
        newer = _older(address, number + 1) if number < older else address
        part = Sheet(group.kind, address, group.label, incidents[end - AT_ONCE : end], _older(address, number - 1), newer)
        page = ArchivePage(f"{title}, older incidents {number}", "group-older.html", {"sheet": part, "number": number})
        yield f"{_older(address, number)}index.md", page


def _older(address: str, number: int) -> str:
    return f"{address}older/{number}/" if number else ""
