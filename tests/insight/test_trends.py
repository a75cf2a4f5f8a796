"""What the numbers say: periods, spreads with their quartiles, and fields against each other."""

from __future__ import annotations

import pytest

from postmortem_archive.incident import Incident, Phase
from postmortem_archive.insight.crossing import OTHERS, cross
from postmortem_archive.insight.spread import SPANS, Spread
from postmortem_archive.insight.trends import Trends
from tests.figures.drawn import moment
from tests.insight import made

DETECT, MITIGATE, RESOLVE = SPANS


def lasting(slug: str, minutes: int | None, *relations: tuple[str, str], inferred: bool = False, **fields: object) -> Incident:
    """An incident that began at midnight and was resolved so many minutes later; None: only its day is known."""
    day = slug[:10]
    if minutes is None:
        phases = (Phase("started", moment(day)), Phase("resolved", moment(day)))
    else:
        end = f"{day} {minutes // 60:02}:{minutes % 60:02}"
        phases = (Phase("started", moment(f"{day} 00:00")), Phase("resolved", moment(end), inferred))
    return made.incident(slug, *relations, phases=phases, **fields)


def trends(*incidents: Incident) -> Trends:
    return Trends(made.archive_of(*incidents))


def test_a_year_has_its_incidents_and_the_hours_that_are_known():
    found = trends(
        lasting("2021-03-01-a", 60), lasting("2021-05-01-b", None), lasting("2023-01-02-c", 30), lasting("2023-12-02-d", 90)
    ).years
    assert [(one.label, one.count, one.timed, one.untimed, one.minutes, one.longest) for one in found] == [
        ("2023", 2, 2, 0, 120, 90),
        ("2022", 0, 0, 0, 0, 0),
        ("2021", 2, 1, 1, 60, 60),
    ]
    assert found[0].query == (("year", "2023"),)


def test_years_that_do_not_fit_are_one_row_of_all_up_to_a_year():
    found = trends(*(lasting(f"{year}-03-01-a", 60) for year in range(1990, 2025))).years
    assert len(found) == 20
    assert (found[-1].label, found[-1].query, found[-1].count, found[-1].minutes) == ("to 2005", (("to", "2005"),), 16, 960)
    assert sum(one.count for one in found) == 35


def test_months_end_with_the_newest_incident_and_are_24_at_most():
    found = trends(lasting("2021-03-01-a", 60), lasting("2023-12-31-b", 60), lasting("2024-02-01-c", 45)).months
    assert [one.label for one in found][:3] == ["Feb 2024", "Jan 2024", "Dec 2023"]
    assert (len(found), found[-1].label) == (24, "Mar 2022")
    assert [one.count for one in found][:3] == [1, 0, 1]
    assert found[0].query == (("from", "2024-02"), ("to", "2024-02"))
    assert len(trends(lasting("2021-03-01-a", 60), lasting("2021-02-01-a", 60)).months) == 2


def test_withdrawn_ones_and_duplicates_are_not_counted():
    found = trends(
        lasting("2021-03-01-a", 60),
        lasting("2021-03-02-copy", 60, ("duplicate_of", "2021-03-01-a")),
        lasting("2021-03-03-none", 60, status="withdrawn"),
        lasting("2021-03-04-left", 60, ("duplicate_of", "2021-03-03-none")),
    )
    assert [one.slug for one in found.incidents] == ["2021-03-04-left", "2021-03-01-a"]
    assert found.left_out == 2


def test_a_duplicate_that_began_before_its_original_is_the_one_that_is_not_counted():
    found = trends(lasting("2021-03-01-report", 1, ("duplicate_of", "2021-03-02-main")), lasting("2021-03-02-main", 60))
    assert [one.slug for one in found.incidents] == ["2021-03-02-main"]


def test_of_two_that_are_each_others_duplicate_one_is_counted():
    found = trends(
        lasting("2021-03-01-a", 1, ("duplicate_of", "2021-03-02-b")), lasting("2021-03-02-b", 1, ("duplicate_of", "2021-03-01-a"))
    )
    assert [one.slug for one in found.incidents] == ["2021-03-01-a"]


def test_a_repeat_is_what_came_after_the_first_of_its_chain():
    found = trends(
        lasting("2021-03-01-a", 60),
        lasting("2021-03-05-b", 60, ("recurrence_of", "2021-03-01-a")),
        lasting("2022-03-05-c", 60, ("recurrence_of", "2021-03-05-b")),
        lasting("2022-04-05-d", 60),
    )
    assert [(one.label, one.repeats, one.count) for one in found.years] == [("2022", 1, 2), ("2021", 1, 2)]


def days(count: int) -> list[str]:
    return [f"2021-01-{day:02}-x" for day in range(1, count + 1)]


def test_quartiles_are_those_of_linear_interpolation_with_both_ends():
    spread = Spread.of([lasting(slug, 10 * number) for number, slug in enumerate(days(11), 1)], RESOLVE)
    assert (spread.n, spread.unknown) == (11, 0)
    assert spread.quartiles == (35.0, 60.0, 85.0)
    assert spread.median == 60.0
    assert spread.ninetieth is None


def test_one_enormous_incident_does_not_move_the_median():
    calm = [lasting(slug, 10 * number) for number, slug in enumerate(days(11), 1)]
    assert Spread.of([*calm[:-1], lasting("2021-02-01-x", 1439)], RESOLVE).median == Spread.of(calm, RESOLVE).median


@pytest.mark.parametrize(
    ("count", "has_quartiles", "has_ninetieth"), [(0, 0, 0), (1, 0, 0), (9, 0, 0), (10, 1, 0), (19, 1, 0), (20, 1, 1)]
)
def test_few_values_have_no_quartiles_and_fewer_than_twenty_no_ninetieth(count, has_quartiles, has_ninetieth):
    spread = Spread.of([lasting(slug, number) for number, slug in enumerate(days(count), 1)], RESOLVE)
    assert (spread.quartiles is not None, spread.median is not None) == (has_quartiles, has_quartiles)
    assert (spread.ninetieth is not None) == has_ninetieth
    assert [minutes for minutes, _ in spread.values] == list(range(1, count + 1))


def test_what_is_not_known_to_the_minute_or_out_of_order_is_unknown_and_what_is_inferred_is_inexact():
    backwards = made.incident(
        "2021-01-05-b", phases=(Phase("started", moment("2021-01-05 10:00")), Phase("resolved", moment("2021-01-05 09:00")))
    )
    some = [lasting("2021-01-01-a", 10), lasting("2021-01-02-b", 5, inferred=True), lasting("2021-01-03-c", None), backwards]
    spread = Spread.of(some, RESOLVE)
    assert (spread.n, spread.unknown, spread.inexact) == (2, 2, 1)
    assert spread.values == ((5, "2021-01-02-b"), (10, "2021-01-01-a"))
    assert Spread.of(some, MITIGATE).unknown == 4


def test_a_time_is_told_for_all_by_severity_and_by_year():
    resolve = trends(
        lasting("2021-01-01-a", 10, severity="SEV2"), lasting("2021-01-02-b", 20, severity="SEV1"),
        lasting("2019-01-02-c", 30, severity="odd"), lasting("2019-01-03-d", None),
    ).spreads[2]  # fmt: skip
    assert (resolve.whole.spread.n, resolve.whole.spread.unknown) == (3, 1)
    assert [(row.label, row.query, row.spread.n) for row in resolve.by_severity] == [
        ("SEV1", (("severity", "SEV1"),), 1),
        ("SEV2", (("severity", "SEV2"),), 1),
    ]
    assert [(row.label, row.spread.n, row.spread.unknown) for row in resolve.by_year] == [("2021", 2, 0), ("2019", 1, 1)]


def test_two_fields_are_counted_where_both_are_stated():
    found = cross(
        [
            made.incident("2021-01-01-a", services=("web", "db"), root_causes=("config",)),
            made.incident("2021-01-02-b", services=("web",), root_causes=("config", "capacity")),
            made.incident("2021-01-03-c", services=("web",)),
            made.incident("2021-01-04-d", root_causes=("config",)),
        ],
        "services",
        "root_causes",
    )
    assert (found.rows, found.columns) == (("web", "db"), ("config", "capacity"))
    assert found.counts == ((2, 1), (1, 0))
    assert (found.stated, found.unstated, found.highest) == (2, 2, 2)


def test_the_rarer_values_are_the_others_and_an_incident_counts_once_there():
    some = [made.incident(f"2021-01-{n:02}-a", services=(f"s{n:02}",), trigger="deploy") for n in range(1, 13) for _ in range(2)]
    some.append(made.incident("2021-02-01-b", services=("x", "y", "s01"), trigger="deploy"))
    found = cross(some, "services", "trigger")
    assert found.rows == (*(f"s{n:02}" for n in range(1, 13)), OTHERS)
    assert found.more_rows == 2
    assert found.counts[0] == (3,)
    assert found.counts[-1] == (1,)
    assert found.columns == ("deploy",)


def test_an_empty_archive_has_no_numbers():
    found = trends()
    assert (found.years, found.months, found.total.count) == ((), (), 0)
    assert all(not one.whole.spread.n for one in found.spreads)
    assert all(not one.stated for one in found.crossings)
