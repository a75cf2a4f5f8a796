"""What a group's incidents have in common."""

from __future__ import annotations

import pytest

from postmortem_archive.incident import Incident, Section
from postmortem_archive.insight.group_story import chains_in, commonest, companions, lessons, points
from tests.insight import made


def broke(slug: str, *services: str, **fields: object) -> Incident:
    return made.incident(slug, services=services, **fields)


def taught(slug: str, text: str, **fields: object) -> Incident:
    return made.incident(slug, sections=(Section("Lessons", "lessons", 2, text),), **fields)


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


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("- One\n- Two\n", ["One", "Two"]),
        ("* One\n  goes on\n\n  and on\n* Two", ["One\ngoes on\n\nand on", "Two"]),
        ("1. One\n2. Two", ["One", "Two"]),
        ("- One\n  - of it\n- Two", ["One\n- of it", "Two"]),
        ("### What went well\n\n- One\n\n### What did not\n\n- Two\n", ["One", "Two"]),
        ("Text before.\n\n- One\n\nText after.\n", ["One"]),
        ("- One\n\n  ```\n  - no bullet\n  ```\n- Two", ["One\n\n```\n- no bullet\n```", "Two"]),
        ("Only a paragraph\nof two lines.\n\nAnother.", ["Only a paragraph\nof two lines."]),
        ("### Heading\n\nA paragraph.", ["A paragraph."]),
        ("| a | b |\n| - | - |", []),
        ("", []),
    ],
)
def test_the_points_of_a_section_are_its_outermost_bullets(markdown, found):
    assert points(markdown) == found


def test_lessons_are_the_newest_few_each_said_once():
    some = [
        taught("2021-03-03-c", "- A\n- B\n- C"), taught("2021-03-02-none", "- X", status="withdrawn"),
        taught("2021-03-02-b", "- A\n- D"), made.incident("2021-03-01-silent"), taught("2021-02-01-a", "- E"),
    ]  # fmt: skip
    found = [(one.text, one.incident.slug[8:]) for one in lessons(some, 4, 2)]
    assert found == [("A", "03-c"), ("B", "03-c"), ("D", "02-b"), ("E", "01-a")]
    assert len(lessons(some, 2, 2)) == 2


def test_a_failure_that_came_back_in_the_group_touches_it_at_least_twice():
    archive = made.archive_of(
        broke("2021-01-01-a", "web"), broke("2021-01-02-b", "web", "db"), broke("2021-01-03-c", "web"),
        made.incident("2021-02-01-d", ("recurrence_of", "2021-01-01-a"), services=("web", "db")),
        made.incident("2021-02-02-e", ("recurrence_of", "2021-01-03-c"), services=("mail",)),
    )  # fmt: skip
    assert [(chain.first.slug, n) for chain, n in chains_in(archive, archive.group("services", "web"))] == [("2021-01-01-a", 2)]
    assert chains_in(archive, archive.group("services", "db")) == ()
