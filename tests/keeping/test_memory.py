"""What an archive has many thousands of takes little memory, and says the same."""

from __future__ import annotations

import copy
import os
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from postmortem_archive import Archive
from postmortem_archive.checking.keeping import check_through
from postmortem_archive.checking.problem import Problem
from postmortem_archive.checking.survey import Survey
from postmortem_archive.incident import ActionItem, Phase, Place
from postmortem_archive.keeping.store import Store
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.reading import Draft
from tests.conftest import WriteArchive

MOMENT = Moment(datetime(2024, 3, 1, 10, 5, tzinfo=UTC), Precision.MINUTE, approximate=True)
ITEM = ActionItem(
    "Alert on the queue of payments", "detect", "@ana", date(2024, 4, 1), "OPS-1", "open", Place(31, 3), date(2024, 3, 9)
)
RECORDS = [Place(3, 7), MOMENT, Phase("detected", MOMENT, inferred=True, place=Place(12, 1)), ITEM]
TEXT = """\
---
title: Checkout down
started_at: 2024-03-{day:02} 10:00
timezone: UTC
severity: SEV1
services: [checkout, load-balancer]
authors: [ana]
---

## Root cause

{cause}

## Action items

- [ ] Alert on certificates a week before they expire (owner: @ana)
"""
CAUSES = (
    "The certificate of the load balancer expired, and nobody was told of it before customers called.",
    "A migration held a lock on the orders table, so that every writer waited.",
    "The disk of the log shipper filled up overnight after a rotation was left out.",
    "Retries without a pause multiplied the requests and the cache was cold.",
    "A feature flag was turned on for everybody, and the parser met empty baskets.",
    "Two masters were elected after the network between the zones was cut.",
)


@pytest.mark.parametrize("record", RECORDS)
def test_a_compact_record_travels_as_it_is(record: Any) -> None:
    for made in (pickle.loads(pickle.dumps(record, protocol=5)), copy.deepcopy(record)):
        assert made == record
        assert type(made) is type(record)
        assert [getattr(made, name) for name in record.__slots__] == [getattr(record, name) for name in record.__slots__]
        assert not hasattr(made, "__dict__")


def test_places_and_short_texts_that_records_have_in_common_are_held_once() -> None:
    one, other = (pickle.loads(pickle.dumps(ITEM, protocol=5)) for _ in range(2))
    assert one.place is other.place
    assert one.owner is other.owner
    assert one.title is not other.title


@pytest.fixture
def root(archive_at: WriteArchive) -> Path:
    texts = (TEXT.format(day=day, cause=CAUSES[day % len(CAUSES)]) for day in range(1, 13))
    return archive_at({f"2024-03-{day:02}-checkout-{day}.md": text for day, text in enumerate(texts, 1)})


def test_what_incidents_have_in_common_is_held_once(root: Path) -> None:
    archive = Archive.open(root, store=Store(root / ".cache"))
    first, *others = archive.incidents
    assert first.services == ("checkout", "load-balancer")
    assert {id(one.services) for one in others} == {id(first.services)}
    assert {id(one.authors) for one in others} == {id(first.authors)}


def test_what_is_similar_is_held_as_bytes_and_told_as_it_was_found(root: Path) -> None:
    archive, plain = Archive.open(root, store=Store(root / ".cache")), Archive.open(root)
    archive.find_all_similar()
    for incident in plain:
        found = archive.similar(incident.slug)
        assert [(one.incident.slug, one.score, one.reasons) for one in found] == [
            (one.incident.slug, one.score, one.reasons) for one in plain.similar(incident.slug)
        ]
        assert all(one.incident is archive[one.incident.slug] for one in found)
    assert any(archive.similar(incident.slug) for incident in archive)


def test_the_first_file_is_checked_here_and_the_others_by_other_processes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What rules ask of the whole archive is worked out for the first, and so once for all."""
    monkeypatch.setattr("postmortem_archive.keeping.workers.LEAST", 2)
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    store = Store(root / ".cache")
    archive = Archive.open(root, store=store)

    def check(draft: Draft, asked: Survey) -> list[Problem]:
        assert asked.paths_of(draft.slug) == (draft.path,)
        return [Problem(draft.path, 1, 1, "advice", "title", str(os.getpid()))]

    survey = Survey(archive, date(2024, 6, 1))
    found = [problem.message for (problem,) in check_through(store, survey, archive.drafts, check)]
    assert found[0] == str(os.getpid())
    assert str(os.getpid()) not in found[1:]
    assert "by_slug" in survey.__dict__
