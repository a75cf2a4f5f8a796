"""Pairs that look like one failure though nobody has said so."""

from __future__ import annotations

import pytest

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.insight.lookalikes import suggested_from
from postmortem_archive.search.similar import Similar
from tests.insight.made import archive_of, incident

A, B, C, D = "2023-01-01-a", "2023-03-01-b", "2024-03-01-c", "2024-04-01-d"


@pytest.fixture
def alike(monkeypatch: pytest.MonkeyPatch):
    """An archive in which these pairs are alike, whatever ranks them: {(one, other): score}."""

    def made(pairs: dict[tuple[str, str], float], *incidents: Incident) -> Archive:
        archive = archive_of(*incidents)

        def similar(self: Archive, name: str, limit: int = 5) -> tuple[Similar, ...]:
            found = [(score, pair) for pair, score in pairs.items() if name in pair]
            others = [(score, pair[0] if pair[1] == name else pair[1]) for score, pair in sorted(found, reverse=True)]
            return tuple(Similar(self[other], score, ("same service: x",)) for score, other in others)

        monkeypatch.setattr(Archive, "similar", similar)
        return archive

    return made


def found(archive: Archive) -> list[tuple[str, ...]]:
    """The groups, as slugs."""
    return [tuple(one.slug for one in group.incidents) for group in archive.recurrences.lookalikes]


def test_groups_are_in_time_order_the_likest_first(alike) -> None:
    incidents = [incident(slug) for slug in (D, C, B, A)]
    enough = suggested_from(archive_of(*incidents))
    archive = alike({(B, A): enough, (C, D): 0.99, (A, D): enough - 0.001}, *incidents)
    assert found(archive) == [(C, D), (A, B)]
    assert archive.recurrences.lookalikes[0].likest.reasons == ("same service: x",)
    assert archive.recurrences.alike_among(A, "2000-01-01-nobody", B) == (B,)
    assert archive.recurrences.alike_among("2000-01-01-nobody", A, "2000-01-01-nobody") == ()


def test_what_is_alike_one_by_one_is_one_group(alike) -> None:
    """Twenty outages of one service are one suggestion and not a hundred pairs."""
    archive = alike({(A, B): 0.8, (D, C): 0.7, (B, C): 0.9}, *map(incident, (A, B, C, D)))
    assert found(archive) == [(A, B, C, D)]
    likest = archive.recurrences.lookalikes[0].likest
    assert (likest.earlier.slug, likest.later.slug, likest.score) == (B, C, 0.9)


def test_a_suggestion_is_never_counted(alike) -> None:
    archive = alike({(B, A): 1.0}, incident(A), incident(B))
    assert archive.recurrences.chains == ()
    assert archive.recurrences.find(A) is None


def test_nothing_is_suggested_within_a_chain_but_what_may_belong_to_it(alike) -> None:
    chain = (incident(A), incident(B, ("recurrence_of", A)), incident(C, ("recurrence_of", A)))
    assert found(alike({(A, B): 1.0, (B, C): 1.0}, *chain, incident(D))) == []
    assert found(alike({(A, B): 1.0, (A, D): 0.9, (B, D): 0.95}, *chain, incident(D))) == [(A, B, D)]


def test_one_event_written_down_twice_and_what_was_withdrawn_are_not_suggested(alike) -> None:
    cause = incident("2022-12-31-cause")
    one, other = incident(A, ("caused_by", cause.slug)), incident(B, ("caused_by", cause.slug))
    assert found(alike({(A, B): 1.0}, cause, one, other)) == []
    assert found(alike({(A, B): 1.0}, incident(A), incident(B, status="withdrawn"))) == []
    assert found(alike({(A, f"{A}-copy"): 1.0}, incident(A), incident(f"{A}-copy"))) == []
