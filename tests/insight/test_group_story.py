"""What a group's incidents have in common."""

from __future__ import annotations

import pytest

from postmortem_archive.incident import Incident
from postmortem_archive.insight.group_story import chains_in, commonest, companions
from tests.insight import made


def broke(slug: str, *services: str, **fields: object) -> Incident:
    return made.incident(slug, services=services, **fields)


ARCHIVE = made.archive_of(
    broke("2021-01-01-a", "web", "db", "dns"), broke("2021-01-02-b", "web", "db"), broke("2021-01-03-c", "web", "mail"),
    broke("2021-01-04-d", "mail"), broke("2021-01-05-e", "mail"), broke("2021-01-06-f", "mail", "web"),
)  # fmt: skip


def test_what_breaks_together_shares_two_incidents_and_more_than_chance_has_it():
    (db,) = companions(ARCHIVE, ARCHIVE.group("services", "web"), "services", 5)
    assert (db.name, db.shared, db.own) == ("db", 2, 2)
    assert db.lift == pytest.approx(2 * 6 / (4 * 2))  # mail shares two as well, but is in four of six: 2·6 / (4·4) < 1


def test_of_what_breaks_together_the_group_itself_is_none():
    names = [one.name for one in companions(ARCHIVE, ARCHIVE.group("services", "db"), "services", 5)]
    assert names == ["web"]


def test_the_commonest_values_come_first_and_then_by_name():
    assert commonest(ARCHIVE.group("services", "web"), "services", 3) == (("web", 4), ("db", 2), ("mail", 2))


def test_a_failure_that_came_back_in_the_group_touches_it_at_least_twice():
    archive = made.archive_of(
        broke("2021-01-01-a", "web"), broke("2021-01-02-b", "web", "db"), broke("2021-01-03-c", "web"),
        made.incident("2021-02-01-d", ("recurrence_of", "2021-01-01-a"), services=("web", "db")),
        made.incident("2021-02-02-e", ("recurrence_of", "2021-01-03-c"), services=("mail",)),
    )  # fmt: skip
    assert [(chain.first.slug, n) for chain, n in chains_in(archive, archive.group("services", "web"))] == [("2021-01-01-a", 2)]
    assert chains_in(archive, archive.group("services", "db")) == ()


def test_numbers_count_no_duplicate_and_none_that_was_withdrawn():
    archive = made.archive_of(
        broke("2021-01-01-a", "web", "mail", root_causes=("capacity",)), broke("2021-01-02-e", "dns"),
        made.incident("2021-01-01-b", ("duplicate_of", "2021-01-01-a"), services=("web", "mail"), root_causes=("capacity",)),
        broke("2021-01-03-c", "web", "cart", root_causes=("config",), status="withdrawn"),
        broke("2021-01-04-d", "web", "cart", root_causes=("config",), status="withdrawn"),
    )  # fmt: skip
    web = archive.group("services", "web")
    assert ([one.slug for one in web.counted], web.count, len(web.incidents)) == (["2021-01-01-a"], 1, 4)
    assert commonest(web, "root_causes", 5) == (("capacity", 1),)
    assert companions(archive, web, "services", 5) == ()
    assert [(group.name, group.count) for group in archive.groups["services"]] == [
        ("dns", 1), ("mail", 1), ("web", 1), ("cart", 0),
    ]  # fmt: skip
    assert archive.groups["year"][0].count == 2
