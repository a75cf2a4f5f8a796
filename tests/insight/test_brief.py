"""A brief: what is counted, quoted, still open, and when it was."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive import Archive
from postmortem_archive.insight.brief import LESSONS_OF_ONE, make_brief
from postmortem_archive.reviewing.brief import Shown

FIRST = """\
---
title: Cart lost items
date: 2022-03-02
services: [cart]
trigger: deploy
root_causes: [config, testing-gap]
---

## Lessons learned

- Read the limits.
- A.
- B.
- C.

## Action items

- [ ] Watch the limit (owner: cart, due: 2023-01-01)
- [ ] Some day
- [x] Raise the limit
"""
SECOND = """\
---
title: Cart lost items again
date: 2023-06-10
services: [cart, ledger]
trigger: deploy
root_causes: [config]
related: [{incident: 2022-03-02-cart, type: recurrence_of}]
---

## Lessons learned

- Read the limits.
- Canary first.

## Action items

- [ ] Add a canary (owner: cart, due: 2022-12-01)
"""
THIRD = """\
---
title: Cart slow
date: 2024-02-28
services: [cart]
trigger: unknown
---

## Summary

Slow.
"""
OTHER = """\
---
title: Mail stuck
date: 2024-02-28
services: [mail]
root_causes: [dns]
---

## Lessons learned

- Another lesson.

## Action items

- [ ] Something else
"""


@pytest.fixture
def archive(archive_at) -> Archive:
    files = {"2022-03-02-cart.md": FIRST, "2023-06-10-cart.md": SECOND, "2024-02-28-cart.md": THIRD, "2024-02-28-mail.md": OTHER}
    return Archive.open(archive_at({name: text.encode() for name, text in files.items()}))


def test_a_brief_tells_of_one_service_and_no_other(archive: Archive) -> None:
    brief = make_brief(archive, ["cart"], [], date(2025, 3, 1))
    assert [one.incident.slug for one in brief.incidents] == ["2024-02-28-cart", "2023-06-10-cart", "2022-03-02-cart"]
    assert [(one.label, one.count) for one in brief.triggers] == [("Deployment", 2)]
    assert [(one.label, one.count) for one in brief.root_causes] == [("Configuration", 2), ("Testing gap", 1)]
    assert brief.untold == 1
    assert [(one.incident.slug[:4], one.text) for one in brief.lessons] == [
        ("2023", "Read the limits."), ("2023", "Canary first."), ("2022", "A."), ("2022", "B."), ("2022", "C."),
    ]  # fmt: skip
    assert len([one for one in brief.lessons if one.incident.slug.startswith("2022")]) == LESSONS_OF_ONE
    assert [(one.item.title, one.is_overdue) for one in brief.actions] == [
        ("Add a canary", True), ("Watch the limit", True), ("Some day", False),
    ]  # fmt: skip
    assert brief.overdue == 2
    assert [chain.first.slug for chain in brief.chains] == ["2022-03-02-cart"]
    assert [one.slug for one in brief.anniversaries] == ["2024-02-28-cart", "2022-03-02-cart"]


def test_an_action_is_due_through_its_day(archive: Archive) -> None:
    assert make_brief(archive, ["cart"], [], date(2022, 12, 1)).overdue == 0
    assert make_brief(archive, ["cart"], [], date(2022, 12, 2)).overdue == 1


def test_there_may_be_nothing(archive: Archive) -> None:
    brief = make_brief(archive, [], ["nothing/like/this"], date(2025, 3, 1))
    assert brief.incidents == ()
    assert (brief.triggers, brief.lessons, brief.actions, brief.chains, brief.anniversaries) == ((), (), (), (), ())


def test_a_duplicate_is_listed_and_not_counted(archive_at) -> None:
    copy = FIRST.replace("date: 2022-03-02", "date: 2022-03-01\nrelated: [{incident: 2022-03-02-cart, type: duplicate_of}]")
    archive = Archive.open(archive_at({"2022-03-02-cart.md": FIRST, "2022-03-01-report.md": copy}))
    brief = make_brief(archive, ["cart"], [], date(2024, 1, 1))
    assert len(brief.incidents) == 2
    assert [(one.label, one.count) for one in brief.triggers] == [("Deployment", 1)]
    assert Shown(brief, archive, 8).count == "1 incident on 2 Mar 2022, and 1 duplicate"
