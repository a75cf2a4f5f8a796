"""Exports: fields by a map or by their names, sections out of texts, everything else in the report."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.commands.import_ import _read_maps
from postmortem_archive.importing import make_plan
from postmortem_archive.importing.foreign import Choices, Piece, words_of
from postmortem_archive.importing.headers import plain
from postmortem_archive.importing.paths import BadPath, leaves, look_up, steps_of
from postmortem_archive.importing.records import is_target, ready_maps
from postmortem_archive.importing.report import report_text
from postmortem_archive.settings import read_settings
from tests.importing.conftest import MakePlan, Write

RECORD = {
    "a": {"b": [{"n": "x", "t": {"k": "v"}}, {"n": "y", "t": {"k": "w"}}]},
    "dotted.name": "z",
    "empty": "",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b.0.n", "x"),
        ("a.b.*.n", ["x", "y"]),
        ("a.b[n=Y].t.k", "w"),
        ("a.b[t.k=v].n", "x"),
        ("a.b.7.n", None),
        ("a.c", None),
        ("empty", ""),
        ("dotted.name", "z"),
    ],
)
def test_paths(path: str, value: object) -> None:
    assert look_up(RECORD, path) == value


@pytest.mark.parametrize("path", ["", ".", "a..b", "a[b", "a[=c]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(BadPath):
        steps_of(path)


def test_every_ready_map_fills_fields_that_there_are() -> None:
    for name, ready in ready_maps().items():
        for target, path in ready["map"]:
            assert is_target(target), (name, target)
            assert steps_of(path)


EXPORTS = {
    "incident-io": (
        {
            "incidents": [
                {
                    "id": "01F",
                    "reference": "INC-12",
                    "name": "Sign-in fails",
                    "summary": "Nobody could sign in.",
                    "severity": {"name": "Major"},
                    "permalink": "https://app.example.com/12",
                    "created_at": "2024-03-02T10:05:00Z",
                    "mode": "standard",
                    "incident_timestamp_values": [
                        {"incident_timestamp": {"name": "Reported at"}, "value": {"value": "2024-03-02T10:05:00Z"}},
                        {"incident_timestamp": {"name": "Resolved at"}, "value": {"value": "2024-03-02T11:35:00Z"}},
                    ],
                }
            ]
        },
        {
            "id": "INC-12",
            "title": "Sign-in fails",
            "severity": "SEV2",
            "date": "2024-03-02",
            "detected_at": "2024-03-02 10:05 UTC",
            "resolved_at": "2024-03-02 11:35 UTC",
            "references": [{"title": "https://app.example.com/12", "url": "https://app.example.com/12"}],
        },
    ),
    "firehydrant": (
        {
            "data": [
                {
                    "name": "Carts are empty",
                    "number": 7,
                    "severity": "SEV1",
                    "services": [{"name": "cart"}, {"name": "api"}],
                    "milestones": [
                        {"type": "started", "occurred_at": "2024-03-02T10:00:00.000Z"},
                        {"type": "resolved", "occurred_at": "2024-03-02T12:00:00.000Z"},
                    ],
                    "customer_impact_summary": "Carts were empty.",
                }
            ]
        },
        {
            "title": "Carts are empty",
            "severity": "SEV1",
            "services": ["cart", "api"],
            "started_at": "2024-03-02 10:00 UTC",
            "resolved_at": "2024-03-02 12:00 UTC",
        },
    ),
    "rootly": (
        {
            "data": [
                {
                    "type": "incidents",
                    "attributes": {
                        "slug": "search-is-slow",
                        "title": "Search is slow",
                        "started_at": "2024-01-02T03:04:05.000-07:00",
                        "severity": {"data": {"attributes": {"name": "SEV2"}}},
                        "services": {"data": [{"attributes": {"name": "search"}}]},
                    },
                }
            ]
        },
        {
            "id": "search-is-slow",
            "title": "Search is slow",
            "severity": "SEV2",
            "services": ["search"],
            "started_at": "2024-01-02 03:04:05 -07:00",
        },
    ),
    "pagerduty": (
        {
            "incidents": [
                {
                    "id": "PT4KHLK",
                    "incident_number": 1234,
                    "title": "The oven is on fire",
                    "created_at": "2015-10-06T21:30:42Z",
                    "resolved_at": "2015-10-06T21:38:23Z",
                    "service": {"summary": "Oven"},
                    "priority": {"summary": "P2"},
                    "html_url": "https://kitchen.example.com/incidents/PT4KHLK",
                }
            ]
        },
        {
            "id": "PT4KHLK",
            "title": "The oven is on fire",
            "severity": "SEV2",
            "services": ["Oven"],
            "date": "2015-10-06",
            "detected_at": "2015-10-06 21:30:42 UTC",
            "resolved_at": "2015-10-06 21:38:23 UTC",
            "references": [
                {"title": "https://kitchen.example.com/incidents/PT4KHLK", "url": "https://kitchen.example.com/incidents/PT4KHLK"}
            ],
        },
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_ready_maps(plan: MakePlan, write: Write, name: str) -> None:
    export, values = EXPORTS[name]
    root = write({"export.json": json.dumps(export)})
    (one,) = plan(root / "export.json", maps=_read_maps([f"@{name}"])).planned
    assert one.foreign.values == values
    assert not one.needs


def test_texts_become_sections_and_the_rest_is_reported(plan: MakePlan, write: Write) -> None:
    root = write({"export.json": json.dumps(EXPORTS["incident-io"][0])})
    (one,) = plan(root / "export.json", maps=_read_maps(["@incident-io"])).planned
    assert one.text.endswith("\n## Summary\n\nNobody could sign in.\n")
    assert {"id: 01F", "mode: standard"} <= set(one.foreign.left_out)


def test_updates_of_a_status_page_are_a_timeline_as_customers_saw_it(plan: MakePlan, write: Write) -> None:
    updates = [
        {"id": "3", "incident_id": "x", "status": "resolved", "body": "Fixed.", "created_at": "2024-05-14T09:40:00Z",
         "display_at": "2024-05-14T09:30:00Z", "affected_components": [{"code": "c1", "name": "Oven"}], "deliver_notifications": True},
        {"id": "2", "status": "investigating", "body": "We look.", "created_at": "2024-05-14T08:05:00Z", "affected_components": None},
    ]  # fmt: skip
    pages = [{"name": "Oven cold", "created_at": "2024-05-14T08:10:00Z", "incident_updates": some} for some in (updates, [])]
    root = write({"page.json": json.dumps({"incidents": pages})})
    told, untold = plan(root / "page.json", maps=_read_maps(["@statuspage"])).planned
    assert told.text.endswith(
        "\n## Timeline\n\n- 2024-05-14T08:05:00Z We look. (status: investigating)\n- 2024-05-14T09:30:00Z Fixed. (status: resolved)\n"
    )
    assert {
        "incident_updates.0.id: 3",
        "incident_updates.0.created_at: 2024-05-14T09:40:00Z",
        "incident_updates.0.affected_components.0.name: Oven",
        "incident_updates.0.deliver_notifications: True",
    } <= set(told.foreign.left_out)
    assert "Timeline" not in untold.text
    assert not [reading for reading in untold.foreign.read if reading.field in ("section", "sections")]


def test_names_speak_for_themselves(plan: MakePlan, write: Write) -> None:
    record = {
        "name": "Oven cold", "start_time": "2024-02-03T10:00:00Z", "root_cause": "A fuse.", "company": "Kitchen", "urgency": "high",
        "timeline": [{"at": "2024-02-03 10:00 UTC", "text": "It went cold", "by": "Kim"}, {"at": "2024-02-03 11:00 UTC", "text": "A new fuse"}],
    }  # fmt: skip
    root = write({"x.jsonl": json.dumps(record) + "\n\nnot json\n[1]\n"})
    made = plan(root / "x.jsonl")
    (one,) = made.planned
    assert one.foreign.values == {"title": "Oven cold", "started_at": "2024-02-03 10:00 UTC", "organisation": "Kitchen"}
    assert one.draft.incident is not None
    assert [(event.text, str(event.at)) for event in one.draft.incident.timeline] == [
        ("It went cold (by: Kim)", "2024-02-03 10:00 UTC"),
        ("A new fuse", "2024-02-03 11:00 UTC"),
    ]
    assert "## Root cause\n\nA fuse." in one.text
    assert one.foreign.left_out == ["urgency: high"]
    assert [bad.name.rpartition(":")[2] for bad in made.unread] == ["3", "4"]


def test_a_column_called_name_is_the_title(plan: MakePlan, write: Write) -> None:
    root = write({"x.csv": "Ref,Name,What happened\nINC-1,Cart empty,It was empty for an hour\n"})
    (one,) = plan(root / "x.csv").planned
    assert one.foreign.values["title"] == "Cart empty"
    root = write({"y.csv": "Title,Name\nCart empty,Ana\n"})
    (one,) = plan(root / "y.csv").planned
    assert one.foreign.values["title"] == "Cart empty"


def test_csv_with_a_map(plan: MakePlan, write: Write) -> None:
    table = (
        'Ref;Subject;When;Sev;Notes\nINC-1;Cart empty;2024-05-01;critical;"Empty; for an hour\nor two"\n42;Slow;04-05-2024;P0;x\n'
    )
    root = write({"x.csv": table})
    maps = _read_maps(["id=Ref", "title=Subject", "date=When", "severity=Sev", "body=Notes"])
    first, second = plan(root / "x.csv", maps=maps).planned
    assert first.foreign.values == {"title": "Cart empty", "id": "INC-1", "severity": "SEV1", "date": "2024-05-01"}
    assert first.text.endswith("\nEmpty; for an hour\nor two\n")
    assert second.foreign.values == {"title": "Slow", "status": "draft", "extra": {"id": "42", "severity": "P0"}}
    assert {need.kind for need in second.needs} == {"ambiguous-date", "no-date", "severity"}


@pytest.mark.parametrize(
    ("maps", "values", "text", "left_out"),
    [
        (["body=Notes"], {"title": "Login down", "severity": "SEV1", "date": "2026-03-01"}, "The notes", ["Opened: 2026-02-28"]),
        (["date=Opened"], {"title": "Login down", "severity": "SEV1", "date": "2026-02-28"}, "", ["date: 2026-03-01", "Notes: The notes"]),
        (["title=Notes"], {"title": "The notes", "severity": "SEV1", "date": "2026-03-01"}, "", ["title: Login down", "Opened: 2026-02-28"]),
        (["tags=severity"], {"title": "Login down", "tags": ["SEV1"], "date": "2026-03-01"}, "", ["Opened: 2026-02-28", "Notes: The notes"]),
    ],
)  # fmt: skip
def test_a_map_adds_to_the_names_that_speak_for_themselves(
    plan: MakePlan, write: Write, maps: list[str], values: dict[str, object], text: str, left_out: list[str]
) -> None:
    root = write({"x.csv": "title,date,severity,Opened,Notes\nLogin down,2026-03-01,SEV1,2026-02-28,The notes\n"})
    (one,) = plan(root / "x.csv", maps=_read_maps(maps)).planned
    assert one.foreign.values == values
    assert one.foreign.body == text
    assert one.foreign.left_out == left_out


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.json", "{", "is not valid JSON"),
        ("x.json", "[1, 2]", "holds no record"),
        ("x.json", '"text"', "holds no record"),
        ("x.json", "[" * 100_000, "JSON|nested too deeply"),
        ("x.csv", "a,b\n", "has no row"),
        ("x.csv", 'a,b\n"x', "is not valid CSV"),
    ],
)
def test_broken_data_says_why(plan: MakePlan, write: Write, name: str, content: str, why: str) -> None:
    made = plan(write({name: content}) / name)
    assert not made.planned
    assert any(word in made.unread[0].why for word in why.split("|"))


KEYS = st.sampled_from(
    "title name id date started_at end_time severity services tags url summary impact root_cause timeline at text body "
    "status related references author note a.b extra timezone layout".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**6) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=8), min_size=1, max_size=3), st.booleans())
@settings(max_examples=200, deadline=None)
def test_every_value_of_an_export_is_kept(records: list[dict[str, Any]], by_line: bool) -> None:
    text = "\n".join(json.dumps(record) for record in records) if by_line else json.dumps(records)
    name = "x.jsonl" if by_line else "x.json"
    made = make_plan([Piece(name, name, text.encode())], Path("nowhere"), Choices(read_settings()))
    kept = Counter(words_of("\n".join([*(one.text for one in made.planned), *report_text(made, str)])))
    values = [value for record in records for _, value in leaves(plain(record))]
    assert not Counter(word for value in values for word in words_of(value)) - kept


def test_what_is_there_twice_is_kept_twice(plan: MakePlan, write: Write) -> None:
    root = write(
        {
            "x.json": '{"title": "Oven cold", "note": "one", "note": "two"}',
            "x.csv": "title,note,note\nOven cold,three,four,five\n",
        }
    )
    (one,) = plan(root / "x.json").planned
    assert one.foreign.left_out == ["note: one", "note (2): two"]
    (one,) = plan(root / "x.csv").planned
    assert one.foreign.left_out == ["note: three", "note (2): four", "column 4: five"]
