"""Fields of a site's own are what their declared type says, in every form that the archive is published in."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from postmortem_archive import Archive
from postmortem_archive.own_fields import facet_word, fits, typed, values_by_type
from postmortem_archive.publishing.database import database
from postmortem_archive.publishing.facets import facets_file
from postmortem_archive.publishing.incident_json import incident_detail
from postmortem_archive.search.narrowing import Narrowing
from postmortem_archive.settings import FieldType
from tests.conftest import WriteArchive

SETTINGS = """\
fields:
  tickets: {type: integer, label: Tickets, facet: true}
  paid: {type: boolean, label: Paid, facet: true}
  cost: {type: number, label: Cost, facet: true}
  began: {type: date, label: Began}
  zones: {type: list, label: Zones}
"""
TEXT = "---\ntitle: x\ndate: 2024-03-0{}\nextra: {}\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("kind", "written", "value", "word"),
    [
        ("integer", "41", 41, "41"),
        ("integer", "041", 41, "41"),
        ("number", "1.50", 1.5, "1.5"),
        ("number", "2.0", 2.0, "2"),
        ("number", "41", 41, "41"),
        ("boolean", "true", True, "yes"),
        ("boolean", "Yes", True, "yes"),
        ("boolean", "no", False, "no"),
        ("date", "2024-03-01", "2024-03-01", "2024-03-01"),
        ("text", "041", "041", "041"),
    ],
)
def test_a_value_is_of_its_type(kind: str, written: str, value: object, word: str) -> None:
    meant = typed(written, kind)
    assert (meant, type(meant), facet_word(written, kind)) == (value, type(value), word)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("integer", "4.1"), ("number", "nan"), ("number", "1e999"), ("number", "much"), ("boolean", "maybe"), ("date", "2024-3-1"),
        ("date", "20240301"), ("text", ["a"]), ("list", "a"), ("integer", None), ("text", {"a": "b"}), ("integer", "9" * 5000),
    ],
)  # fmt: skip
def test_what_does_not_fit_stays_as_it_is_written(kind: Any, written: object) -> None:
    assert not fits(written, kind)
    assert values_by_type({"a": written}, {"a": FieldType(type=kind, label="A")}) == {"a": written}


@pytest.fixture
def archive(archive_at: WriteArchive) -> Archive:
    extras = (
        "{tickets: 041, paid: true, cost: 1.50, began: 2024-03-01, zones: [1, b], other: 7}",
        "{tickets: 41, paid: yes, cost: 1.5}",
        "{tickets: 42, paid: no, cost: 2}",
    )
    files = {f"2024-03-0{day}-x.md": TEXT.format(day, extra) for day, extra in enumerate(extras, 1)}
    return Archive.open(archive_at({name: text.encode() for name, text in files.items()}, SETTINGS))


def test_the_api_and_the_database_have_values_of_the_declared_types(archive: Archive, tmp_path: Path) -> None:
    expected = {"tickets": 41, "paid": True, "cost": 1.5, "began": "2024-03-01", "zones": ["1", "b"], "other": "7"}
    assert incident_detail(archive, archive["2024-03-01-x"])["extra"] == expected
    (tmp_path / "archive.db").write_bytes(database(archive))
    with sqlite3.connect(tmp_path / "archive.db") as opened:
        ((extra,),) = opened.execute("SELECT extra FROM incidents WHERE slug = '2024-03-01-x'")
    assert json.loads(extra) == expected


def test_a_value_is_one_facet_word_however_it_is_written(archive: Archive) -> None:
    words = {facet["name"]: facet["words"] for facet in json.loads(facets_file(archive))["facets"]}
    assert {name: words[name] for name in words if name.startswith("extra.")} == {
        "extra.tickets": ["41", "42"],
        "extra.paid": ["no", "yes"],
        "extra.cost": ["1.5", "2"],
    }


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("paid", "true", 2), ("paid", "Yes", 2), ("paid", "FALSE", 1), ("paid", "no", 1), ("tickets", "41", 2),
        ("tickets", "041", 2), ("cost", "1.50", 2), ("cost", "2.00", 1),
    ],
)  # fmt: skip
def test_a_search_takes_what_the_front_matter_takes(archive: Archive, name: str, value: str, found: int) -> None:
    assert len(Narrowing({f"extra.{name}": [value]}).of(archive)) == found
