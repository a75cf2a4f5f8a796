"""The ledger: what is open, overdue, ownerless, how old, and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from postmortem_archive.incident import ActionItem
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.insight.tallies import tallies, tally
from tests.insight.made import archive_of, incident, with_items

TODAY = date(2024, 3, 1)


def item(title: str, status: str | None = "open", **fields: object) -> ActionItem:
    return replace(ActionItem(title, status=status), **fields)


def ledger_of(*items: ActionItem, slug: str = "2024-01-01-a", **fields: object) -> Ledger:
    return Ledger.of(archive_of(with_items(incident(slug, **fields), *items)), TODAY)


def titles(tasks: object) -> list[str]:
    return [task.item.title for task in tasks]


def test_nothing_is_guessed_of_an_item_that_states_no_state() -> None:
    ledger = ledger_of(item("a", None, due=date(2024, 2, 1)), item("b", "open"), item("c", "done"))
    assert titles(ledger.unstated) == ["a"]
    assert titles(ledger.open) == ["b"]
    assert titles(ledger.done) == ["c"]
    assert ledger.overdue == ()


@pytest.mark.parametrize(
    ("due", "status", "overdue"),
    [
        (date(2024, 2, 29), "open", True),
        (date(2024, 3, 1), "open", False),  # it may still be done today
        (date(2024, 2, 29), "done", False),
        (date(2024, 2, 29), None, False),
        (None, "open", False),
    ],
)
def test_overdue_is_an_open_item_whose_due_day_is_past(due: date | None, status: str | None, overdue: bool) -> None:
    (task,) = ledger_of(item("a", status, due=due)).tasks
    assert task.is_overdue is overdue
    assert task.days_overdue == (1 if overdue else 0)


@pytest.mark.parametrize(
    ("status", "done", "age"),
    [
        ("open", None, 60),
        (None, None, 60),
        ("done", date(2024, 1, 11), 10),
        ("done", None, None),  # nobody wrote the day down
        ("done", date(2023, 12, 1), 0),  # done before: it was on its way already
    ],
)
def test_age_is_from_the_incident_to_the_day_it_was_done_or_today(status: str | None, done: date | None, age: int | None) -> None:
    (task,) = ledger_of(item("a", status, done=done)).tasks
    assert task.age_days == age


def test_overdue_and_ownerless_come_first() -> None:
    ledger = ledger_of(
        item("done", "done"), item("unstated", None), item("owned", owner="ana"), item("due later", owner="ana", due=date(2025, 1, 1)),
        item("nobody's"), item("late", owner="ana", due=date(2024, 2, 1)), item("later", due=date(2024, 1, 15)),
    )  # fmt: skip
    assert titles(ledger.by_urgency) == ["later", "late", "nobody's", "due later", "owned", "unstated", "done"]
    assert titles(ledger.overdue) == ["later", "late"]
    assert titles(ledger.ownerless) == ["later", "nobody's"]
    assert titles(ledger.next) == ["later", "late"]


def test_without_anything_overdue_the_first_of_each_incident_is_next() -> None:
    first = with_items(incident("2024-01-01-a"), item("a1"), item("a2", due=date(2024, 4, 1)))
    second = with_items(incident("2024-02-01-b"), item("b1"), item("b2"))
    assert titles(Ledger.of(archive_of(first, second), TODAY).next) == ["a2", "b1"]


def test_numbers_are_the_anchors_of_the_incidents_page() -> None:
    ledger = ledger_of(item("a"), item("b"))
    assert [task.anchor for task in ledger.of_incident("2024-01-01-a")] == ["action-1", "action-2"]
    assert ledger.of_incident("2024-01-01-other") == ()


def test_items_of_incidents_that_came_back() -> None:
    """The later ones of the chain, but not those of another organisation."""
    first = with_items(incident("2024-01-01-a", organisation="X"), item("fix a"))
    other = with_items(incident("2024-01-05-o", ("recurrence_of", "2024-01-01-a"), organisation="Y"), item("fix o"))
    again = with_items(incident("2024-01-10-b", ("recurrence_of", "2024-01-05-o"), organisation="X"), item("fix b"))
    nobody = with_items(incident("2024-01-20-c", ("recurrence_of", "2024-01-10-b")), item("fix c"))
    ledger = Ledger.of(archive_of(first, other, again, nobody), TODAY)
    back = {task.item.title: task.back and (task.back.incident.slug, task.back.count) for task in ledger.tasks}
    assert back == {
        "fix a": ("2024-01-10-b", 2),
        "fix o": ("2024-01-20-c", 1),
        "fix b": ("2024-01-20-c", 1),
        "fix c": None,
    }
    assert titles(ledger.returned) == ["fix a", "fix b", "fix o"]


def test_what_is_done_and_the_median_age_have_their_n() -> None:
    ledger = ledger_of(
        item("a", kind="prevent"), item("b", "done", kind="prevent"), item("c", "done", kind="prevent"),
        item("d", None, kind="prevent"), item("e", None, kind="detect"), item("f"),
    )  # fmt: skip
    prevent, detect, none = sorted(tallies(ledger.tasks, "kind"), key=lambda one: ["prevent", "detect", None].index(one.name))
    assert (prevent.open, prevent.done, prevent.unstated, prevent.stated, prevent.count) == (1, 2, 1, 3, 4)
    assert prevent.closed_words == "2 of 3"
    assert prevent.median_age == 60
    assert (detect.closed_words, detect.median_age) == ("–", None)
    assert (none.name, none.open) == (None, 1)
    assert tallies(ledger.tasks, "kind")[-1].name is None


def test_percentages_are_said_of_ten_and_more() -> None:
    assert tally("x", ledger_of(*[item("a", "done")] * 9, item("b")).tasks).closed_words == "9 of 10 (90%)"
    assert tally("x", ledger_of(*[item("a", "done")] * 9).tasks).closed_words == "9 of 9"


def test_owners_are_counted_one_by_one_however_written() -> None:
    ledger = ledger_of(item("a", owner="@Ana, @bo"), item("b", owner="ana"), item("c", owner=" "))
    assert [(one.name, one.open) for one in tallies(ledger.tasks, "owner")] == [("@Ana", 2), ("@bo", 1), (None, 1)]
    assert titles(ledger.ownerless) == ["c"]


def test_an_item_counts_for_every_service_of_its_incident() -> None:
    ledger = ledger_of(item("a"), services=("cart", "queue"))
    assert [(one.name, one.count) for one in tallies(ledger.tasks, "service")] == [("cart", 1), ("queue", 1)]


def test_an_item_whose_words_are_hidden_is_told_all_the_same() -> None:
    (task,) = ledger_of(item("", due=date(2024, 2, 1), owner="bo")).tasks
    assert task.words == "overdue: (no words) (owner bo, due 1 Feb 2024)"
