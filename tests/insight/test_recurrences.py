"""Chains of incidents that came back: who is in them, in what order, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.archive import Archive
from postmortem_archive.incident import INVERSE, RELATION_TYPES, Incident, Relation
from postmortem_archive.insight.recurrences import CHAINING, Chain
from tests.figures.drawn import moment
from tests.insight.made import archive_of, incident

A, B, C, D = "2023-01-01-a", "2023-03-01-b", "2024-03-01-c", "2024-04-01-d"


def slugs(archive: Archive) -> list[list[str]]:
    """Every chain as slugs."""
    return [[one.slug for one in chain.incidents] for chain in archive.recurrences.chains]


def the_chain(*incidents: Incident) -> Chain:
    """The one chain of these."""
    (chain,) = archive_of(*incidents).recurrences.chains
    return chain


@pytest.mark.parametrize("kind", ["recurrence_of", "regression_of_fix", "same_root_cause"])
def test_what_an_author_says_makes_a_chain_in_time_order(kind: str) -> None:
    assert slugs(archive_of(incident(C, (kind, B)), incident(A), incident(B, (kind, A)))) == [[A, B, C]]


@pytest.mark.parametrize("kind", ["caused_by", "follows", "related", "duplicate_of"])
def test_other_relations_make_none(kind: str) -> None:
    assert slugs(archive_of(incident(A), incident(B, (kind, A)))) == []


def test_a_mistaken_relation_breaks_nothing() -> None:
    """To itself, to nobody, of no known type, or in a circle."""
    circle = (incident(A, ("recurrence_of", B)), incident(B, ("recurrence_of", A), ("recurrence_of", B), ("no_type", A)))
    assert slugs(archive_of(*circle, incident(C, ("recurrence_of", "2000-01-01-nobody"), ("same_root_cause", C)))) == [[A, B]]


def test_a_relation_may_name_an_id_or_a_former_slug() -> None:
    first = incident(A, id="PM-1", redirect_from=("old-a",))
    assert slugs(archive_of(first, incident(B, ("recurrence_of", "PM-1")), incident(C, ("recurrence_of", "old-a")))) == [
        [A, B, C]
    ]


def test_a_duplicate_is_counted_as_what_it_duplicates() -> None:
    """It makes no time of its own, and what its author said of others holds."""
    archive = archive_of(
        incident(A), incident(B), incident(C, ("duplicate_of", B), ("recurrence_of", A)), incident(D, ("recurrence_of", C))
    )
    assert slugs(archive) == [[A, B, D]]
    assert archive.recurrences.find(C) is None


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_of_duplicates_in_a_circle_the_earliest_is_the_original(order: tuple[int, ...]) -> None:
    """A mistake that the check reports; the build goes on, and a duplicate of one of them is that one too."""
    days = [f"2023-01-0{number + 1}" for number in order]
    one, other, third, later = (f"{day}-{letter}" for day, letter in zip(days, "abcd", strict=True))
    made = (
        incident(one, ("duplicate_of", other)),
        incident(other, ("duplicate_of", one)),
        incident(third, ("duplicate_of", one), ("recurrence_of", later)),
        incident(later),
    )
    assert slugs(archive_of(*made)) == [sorted([min(one, other), later])]


def test_a_chain_joins_all_of_its_incidents_and_their_duplicates() -> None:
    """However far apart; what was withdrawn is none of it."""
    archive = archive_of(
        incident(A),
        incident(B, ("recurrence_of", A)),
        incident(C, ("regression_of_fix", B)),
        incident(D, ("duplicate_of", C)),
        incident("2024-05-01-e", ("recurrence_of", B), status="withdrawn"),
        incident("2024-06-01-f", ("caused_by", B)),
    )
    assert [sorted(archive.recurrences.joined(slug)) for slug in (A, D)] == [[B, C, D], [A, B, C]]
    assert archive.recurrences.joined("2024-05-01-e") == archive.recurrences.joined("2024-06-01-f") == frozenset()


def test_what_was_withdrawn_is_not_counted() -> None:
    assert slugs(archive_of(incident(A), incident(B, ("recurrence_of", A), status="withdrawn"))) == []


def test_the_longest_chain_comes_first_and_then_the_latest() -> None:
    pairs = [incident("2020-01-01-x"), incident("2025-01-01-y", ("recurrence_of", "2020-01-01-x"))]
    older = [incident("2019-01-01-v"), incident("2024-01-01-w", ("recurrence_of", "2019-01-01-v"))]
    three = [incident(A), incident(B, ("recurrence_of", A)), incident(C, ("recurrence_of", A))]
    archive = archive_of(*older, *pairs, *three)
    assert [group[0] for group in slugs(archive)] == [A, "2020-01-01-x", "2019-01-01-v"]
    assert [archive.recurrences.rank(chain) for chain in archive.recurrences.chains] == [0, 1, 2]


def test_each_incident_says_what_it_is_to_earlier_ones_the_nearest_first() -> None:
    """As its own page says it, whichever side the author wrote."""
    chain = the_chain(
        incident(A, ("same_root_cause", C)), incident(B), incident(C, ("recurrence_of", B), ("regression_of_fix", B))
    )
    ties = [[(tie.incident.slug, tie.type, tie.note) for tie in one.ties] for one in chain.occurrences()]
    assert ties == [
        [],
        [],  # joined by a later one
        [
            (B, "recurrence_of", "as recurrence_of"),
            (B, "regression_of_fix", "as regression_of_fix"),
            (A, "same_root_cause", "as same_root_cause"),
        ],
    ]


def test_what_it_says_of_each() -> None:
    chain = the_chain(incident(A), incident(B, ("recurrence_of", A)), incident(C, ("recurrence_of", B)))
    assert [chain.standing(place) for place in (1, 2, 3)] == [
        "Came back 2 times since, last on 1 March 2024",
        "Second time in 59 days. Came back once since, on 1 March 2024",
        "Third time in 14 months",
    ]
    assert [one.gap for one in chain.occurrences()] == ["", "59 days", "12 months"]
    assert chain.summary == "3 times in 14 months"


def test_several_organisations_are_said() -> None:
    """Nobody takes what broke elsewhere for their own."""
    chain = the_chain(
        incident(A, organisation="One"),
        incident(B, ("same_root_cause", A), organisation="One"),
        incident(C, ("same_root_cause", A), organisation="Two"),
    )
    assert chain.standing(1) == "Came back 2 times since, last on 1 March 2024, across 2 organisations"
    assert chain.standing(2).startswith("Second time in 59 days. ")
    assert chain.standing(3) == "Third time in 14 months, across 2 organisations"


def test_shared_values_are_counted() -> None:
    chain = the_chain(
        incident(A, root_causes=("config", "network")),
        incident(B, ("recurrence_of", A), root_causes=("config",)),
        incident(C, ("recurrence_of", A), root_causes=("network", "config", "config", "other")),
    )
    assert chain.shared("root_causes") == (("config", 3), ("network", 2))


@pytest.mark.parametrize(("place", "window"), [(1, (0, 3)), (2, (0, 3)), (5, (3, 6)), (9, (6, 9))])
def test_the_nearest_of_a_long_chain(place: int, window: tuple[int, int]) -> None:
    days = [f"2023-01-0{number}-x" for number in range(1, 10)]
    chain = the_chain(incident(days[0]), *(incident(day, ("recurrence_of", days[0])) for day in days[1:]))
    assert chain.around(place, 3) == window
    assert chain.around(place, 20) == (0, 9)


def test_hours_are_said_where_both_have_a_clock() -> None:
    morning = incident(A, when=moment("2023-01-01 08:00"))
    assert the_chain(morning, incident(B, ("recurrence_of", A), when=moment("2023-01-01 20:30"))).summary == "twice in 12 h"
    assert the_chain(morning, incident(B, ("recurrence_of", A), when=moment("2023-01-02"))).summary == "twice in 1 day"
    assert the_chain(morning, incident(B, ("recurrence_of", A), when=moment("2023-01-01"))).summary == "twice on the same day"


@pytest.mark.parametrize("kind", ["recurrence_of", "regression_of_fix"])
def test_where_times_do_not_tell_the_order_the_author_does(kind: str) -> None:
    """A day is no midnight."""
    morning = incident("2024-03-01-b", when=moment("2024-03-01 06:10"))
    chain = the_chain(incident("2024-03-01-a", (kind, "2024-03-01-b")), morning, incident("2024-03-02-c", (kind, "2024-03-01-b")))
    assert [one.slug for one in chain.incidents] == ["2024-03-01-b", "2024-03-01-a", "2024-03-02-c"]
    assert [one.gap for one in chain.occurrences()] == ["", "the same day", "1 day"]
    assert chain.standing(2) == "Second time on the same day. Came back once since, on 2 March 2024"


def test_a_circle_on_one_day_stays_before_later_days() -> None:
    one, other = (
        incident("2023-01-01-a", ("recurrence_of", "2023-01-01-b")),
        incident("2023-01-01-b", ("recurrence_of", "2023-01-01-a")),
    )
    chain = the_chain(one, other, incident(C), incident(B, ("same_root_cause", C), ("same_root_cause", "2023-01-01-a")))
    assert [made.slug for made in chain.incidents] == ["2023-01-01-a", "2023-01-01-b", B, C]


def test_a_recurrence_of_a_later_one_is_not_said_to_have_come_back() -> None:
    chain = the_chain(incident(A, ("recurrence_of", B)), incident(B), incident(C, ("recurrence_of", B)))
    assert [one.slug for one in chain.incidents] == [A, B, C]
    said = "3 times in 14 months; their dates and what their authors say do not agree on the order"
    assert [chain.standing(place) for place in (1, 2, 3)] == [said, said, "Third time in 14 months"]


def test_chains_are_made_once() -> None:
    archive = archive_of(incident(A), incident(B, ("recurrence_of", A)))
    assert archive.recurrences is archive.recurrences
    assert archive.recurrences.chains is archive.recurrences.chains


NAMES = [f"2023-0{month}-01-{letter}" for month in (1, 2) for letter in "abcd"]


@st.composite
def incidents(draw: st.DrawFn) -> list[Incident]:
    """Up to eight incidents that say anything of each other, of themselves and of nobody."""
    relation = st.tuples(st.sampled_from([*RELATION_TYPES, "nonsense"]), st.sampled_from([*NAMES, "2000-01-01-nobody"]))
    made = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        said = draw(st.lists(relation, max_size=4))
        made.append(incident(name, *said, status=draw(st.sampled_from(["final", "final", "final", "withdrawn"]))))
    return made


def turned_round(incidents: list[Incident]) -> list[Incident]:
    """The same relations, each said by the other side."""
    by_slug = {one.slug: replace(one, relations=()) for one in incidents}
    for one in incidents:
        for said in one.relations:
            if said.incident in by_slug and said.type in INVERSE:
                other = by_slug[said.incident]
                relation = Relation(one.slug, INVERSE[said.type], said.note)
                by_slug[other.slug] = replace(other, relations=(*other.relations, relation))
    return list(by_slug.values())


@settings(deadline=None)  # how long one example takes depends on what else the machine does
@given(incidents())
def test_whatever_is_said_chains_hold_together(made: list[Incident]) -> None:
    """Each incident is in one chain at most, each chain in time order; no tie leads out of it, or to a later one."""
    archive = archive_of(*made)
    chains = archive.recurrences.chains
    members = [one.slug for chain in chains for one in chain.incidents]
    assert len(members) == len(set(members))
    for chain in chains:
        assert len(chain) > 1
        days = [one.when.day for one in chain.incidents]
        assert days == sorted(days)
        assert all(one.status != "withdrawn" for one in chain.incidents)
        occurrences = chain.occurrences()
        before: set[str] = set()
        for one in occurrences:
            assert archive.recurrences.find(one.incident.slug) == (chain, one.place)
            assert {tie.incident.slug for tie in one.ties} <= before
            assert {tie.type for tie in one.ties} <= set(CHAINING)
            before.add(one.incident.slug)
        assert occurrences[-1].ties, "somebody joined the last one to the others"


@settings(deadline=None)
@given(incidents(), st.randoms())
def test_chains_are_the_same_from_either_side_and_in_any_order(made: list[Incident], chance) -> None:
    expected = slugs(archive_of(*made))
    assert slugs(archive_of(*turned_round(made))) == expected
    chance.shuffle(made)
    assert slugs(archive_of(*made)) == expected
