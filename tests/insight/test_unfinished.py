"""What an earlier incident had left to do when it came back."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive.incident import ActionItem
from postmortem_archive.insight.recurrences import Chain
from postmortem_archive.insight.unfinished import unfinished_at
from tests.figures.drawn import moment
from tests.insight.made import archive_of, incident, with_items


@pytest.mark.parametrize(
    ("item", "state"),
    [
        (ActionItem("A", status="open"), "open"),
        (ActionItem("A", status="done", done=date(2023, 6, 2)), "done later"),
        (ActionItem("A", status="done", done=date(2023, 6, 1)), None),
        (ActionItem("A", status="done", done=date(2023, 5, 1)), None),
        (ActionItem("A", status="done"), "done, day unknown"),
        (ActionItem("A"), "not stated"),
    ],
)
def test_claims_no_more_than_the_postmortem_says(item: ActionItem, state: str | None) -> None:
    found = unfinished_at(with_items(incident("2023-01-01-a"), item), moment("2023-06-01 10:00"))
    assert [one.state for one in found] == ([state] if state else [])


def test_keeps_the_order_and_the_number_of_each_item() -> None:
    items = (
        ActionItem("A", status="open"),
        ActionItem("B", status="done", done=date(2023, 1, 2)),
        ActionItem("C", status="open"),
    )
    found = unfinished_at(with_items(incident("2023-01-01-a"), *items), moment("2023-06-01"))
    assert [(one.number, one.item.title) for one in found] == [(1, "A"), (3, "C")]


def test_looks_at_the_incident_before_and_past_other_organisations() -> None:
    """What another organisation promised is not ours to have done."""
    to_do = ActionItem("A", status="open")
    first = with_items(incident("2023-01-01-a", organisation="One"), to_do)
    other = with_items(incident("2023-02-01-b", ("same_root_cause", "2023-01-01-a"), organisation="Two"), to_do)
    third = incident("2023-03-01-c", ("recurrence_of", "2023-01-01-a"), organisation="One")
    unnamed = incident("2023-04-01-d", ("recurrence_of", "2023-01-01-a"))
    (chain,) = archive_of(first, other, third, unnamed).recurrences.chains
    assert left_by(chain) == [[], [], [("2023-01-01-a", 1)], [("2023-01-01-a", 1)]]


def test_looks_at_those_that_it_names_as_well() -> None:
    """The nearest first, and each once: what was open there was open, whatever came between."""
    to_do = ActionItem("A", status="open")
    first = with_items(incident("2023-01-01-a"), to_do)
    second = with_items(incident("2023-02-01-b", ("recurrence_of", "2023-01-01-a")), to_do, to_do)
    third = incident("2023-03-01-c", ("recurrence_of", "2023-01-01-a"), ("same_root_cause", "2023-01-01-a"))
    fourth = incident("2023-04-01-d", ("recurrence_of", "2023-02-01-b"))
    (chain,) = archive_of(first, second, third, fourth).recurrences.chains
    one, two = ("2023-01-01-a", 1), ("2023-02-01-b", 2)
    assert left_by(chain) == [[], [one], [two, one], [two]]


def left_by(chain: Chain) -> list[list[tuple[str, int]]]:
    """By occurrence: the earlier incidents that had something left to do, with how much."""
    return [[(left.incident.slug, len(left.items)) for left in one.unfinished] for one in chain.occurrences()]
