"""What an overview is made of is told sooner than the overview, and is never the same for two that differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.archive import GROUP_KINDS
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.keeping.canon import canon
from postmortem_archive.site.group_overview import besides_groups, overview_of
from postmortem_archive.site.recurrences_page import chain_pages
from tests.conftest import WriteArchive

TODAY = date(2024, 3, 1)


def postmortem(title: str, day: str, services: str, more: str = "") -> str:
    return (
        f"---\ntitle: {title}\ndate: {day}\nservices: [{services}]\nroot_causes: [config]\ntrigger: deployment\n{more}---\n\n"
        f"## Root cause\n\nA limit of {title}.\n\n## Lessons learned\n\n- Watch {title}.\n\n"
        "## Action items\n\n| Action | Owner | Due | Status |\n| --- | --- | --- | --- |\n"
        f"| Raise the limit of {title} | ana | 2024-06-01 | open |\n"
    )


FILES = {
    "2023-01-01-a.md": postmortem("Alpha", "2023-01-01", "checkout, ledger"),
    "2023-02-01-b.md": postmortem(
        "Beta", "2023-02-01", "checkout, ledger", "related: [{incident: 2023-01-01-a, type: recurrence_of}]\n"
    ),
    "2023-03-01-c.md": postmortem("Gamma", "2023-03-01", "search"),
    "2023-04-01-d.md": postmortem("Delta", "2023-04-01", "mail"),
}
CHANGES: dict[str, dict[str, str]] = {
    "nothing": {},
    "words of one": {"2023-03-01-c.md": FILES["2023-03-01-c.md"] + "\nMore.\n"},
    "a service elsewhere": {"2023-04-01-d.md": postmortem("Delta", "2023-04-01", "mail, ledger")},
    "one more": {"2023-05-01-e.md": postmortem("Epsilon", "2023-05-01", "mail")},
    "a chain outside": {
        "2023-04-01-d.md": postmortem("Delta", "2023-04-01", "mail", "related: [{incident: 2023-02-01-b, type: recurrence_of}]\n")
    },
    "one withdrawn": {"2023-03-01-c.md": postmortem("Gamma", "2023-03-01", "search", "status: withdrawn\n")},
    "a duplicate": {
        "2023-04-01-d.md": postmortem("Delta", "2023-04-01", "mail", "related: [{incident: 2023-02-01-b, type: duplicate_of}]\n")
    },
    "the title of the first of a chain": {"2023-01-01-a.md": postmortem("Omega", "2023-01-01", "checkout, ledger")},
}


def told(archive: Archive, today: date) -> dict[tuple[str, str], tuple[bytes, bytes]]:
    """By group: what its overview is made of, and the overview."""
    pages, ledger = chain_pages(archive), Ledger.of(archive, today)
    besides = canon(besides_groups(archive, pages, today))
    return {
        (kind.field, group.name): (canon(group) + besides, canon(overview_of(archive, group, pages, ledger)))
        for kind in GROUP_KINDS
        for group in archive.groups[kind.field]
    }


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("day", [TODAY, date(2024, 7, 1)])
def test_of_the_same_comes_the_same(archive_at: WriteArchive, tmp_path: Path, change: str, day: date) -> None:
    before = told(Archive.open(archive_at(FILES)), TODAY)
    after = told(Archive.open(archive_at({**FILES, **CHANGES[change]}, root=tmp_path / "after")), day)
    assert before.keys() & after.keys()
    for group in before.keys() & after.keys():
        assert before[group][0] != after[group][0] or before[group][1] == after[group][1], group
    assert (before == after) is (change == "nothing" and day == TODAY)


def test_what_is_not_of_the_group_makes_a_difference(archive_at: WriteArchive, tmp_path: Path) -> None:
    """Else a group would be enough to tell of its overview."""
    before = told(Archive.open(archive_at(FILES)), TODAY)
    for change in ("a service elsewhere", "a chain outside"):
        after = told(Archive.open(archive_at({**FILES, **CHANGES[change]}, root=tmp_path / change.replace(" ", "-"))), TODAY)
        assert before["services", "checkout"][1] != after["services", "checkout"][1], change
