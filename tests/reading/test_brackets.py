"""The bracket that ends an action item, with details that are named and details that say what they are."""

from __future__ import annotations

import pytest

from postmortem_archive.reading.brackets import take_details


@pytest.mark.parametrize(
    ("bracket", "fields"),
    [
        ("owner: @ana, done 2024-02-01", {"owner": "@ana", "done": "2024-02-01"}),
        ("done 2024-02-01, owner: @ana", {"owner": "@ana", "done": "2024-02-01"}),
        ("owner: ana, erledigt am 01.02.2024", {"owner": "ana", "done": "01.02.2024"}),
        ("completed on 2024-02-01, @ana", {"owner": "@ana", "done": "2024-02-01"}),
        ("@ana, @bo, closed on 1 Feb 2024", {"owner": "@ana, @bo", "done": "1 Feb 2024"}),
        ("due: 2024-02-01, @ana", {"owner": "@ana", "due": "2024-02-01"}),
        ("@ana, due: 2024-02-01", {"owner": "@ana", "due": "2024-02-01"}),
        ("owner: @ana, due 2024-02-01", {"owner": "@ana", "due": "2024-02-01"}),
        ("owner: @ana, ticket OPS-3", {"owner": "@ana", "ticket": "OPS-3"}),
        ("owner: @ana, issue #3, by 2024-02-01", {"owner": "@ana", "ticket": "#3", "due": "2024-02-01"}),
        ("owner: @ana, https://x.test/7, 2024-02-01", {"owner": "@ana", "ticket": "https://x.test/7", "due": "2024-02-01"}),
        ("kind: prevent, @ana, 2024-02-01", {"kind": "prevent", "owner": "@ana", "due": "2024-02-01"}),
        ("owner: @ana, in progress", {"owner": "@ana", "status": "in progress"}),
        ("owner: Ana, Bo, won't do", {"owner": "Ana, Bo", "status": "won't do"}),
        ("owner: @ana, kind prevent", {"owner": "@ana", "kind": "prevent"}),
        ("owner: open source team", {"owner": "open source team"}),
        ("owner: ana, type of host", {"owner": "ana, type of host"}),
        ("owner: ana, done when all hosts answer", {"owner": "ana, done when all hosts answer"}),
        ("owner: ana, done 2024-02-01 or so", {"owner": "ana, done 2024-02-01 or so"}),
        ("owner: ana, P1 hosts only", {"owner": "ana, P1 hosts only"}),
        ("owner: ana, done: 2024-02-01, done 2024-03-01", {"owner": "ana", "done": "2024-02-01, done 2024-03-01"}),
        ("done 2024-02-01", None),
        ("@ana", None),
        ("@ana, in progress", None),
        ("see below, owner: ana", None),
    ],
)
def test_takes_the_details_of_a_bracket(bracket: str, fields: dict[str, str] | None) -> None:
    assert take_details(f"Renew it ({bracket})") == ((fields, "Renew it") if fields else ({}, f"Renew it ({bracket})"))


@pytest.mark.parametrize("priority", ["P1", "priority: P1"])
def test_a_priority_stays_with_the_words(priority: str) -> None:
    assert take_details(f"A (owner: ana, {priority}, open)\nmore") == (
        {"owner": "ana", "status": "open"},
        "A (priority: P1)\nmore",
    )
