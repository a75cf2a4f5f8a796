"""/archive.db: what SQLite and Datasette make of it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.publishing.database import database
from postmortem_archive.publishing.tables import TABLES
from tests.commands.conftest import EARLIER, SOUND

ROOT = Path(__file__).parents[2]
DOCUMENTED = ROOT / "docs/reference/exports.md"


@pytest.fixture
def opened(archive_at: Callable[..., Path]) -> Iterator[sqlite3.Connection]:
    """The database of two incidents."""
    earlier = EARLIER.replace("due: 2022-11-03", "due: 2022-11-03, done: 2022-11-04")
    root = archive_at({"2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": earlier}, "timezone: UTC")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database(Archive.open(root)))
    yield connection
    connection.close()


def test_it_is_sound(opened: sqlite3.Connection) -> None:
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    assert opened.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_it_holds_the_archive(opened: sqlite3.Connection) -> None:
    def rows(query: str) -> list[tuple[object, ...]]:
        return opened.execute(query).fetchall()

    assert rows("SELECT slug, id, started_at, duration_minutes, services FROM incidents") == [
        ("2023-05-12-checkout-down", "PM-2023-004", "2023-05-12T10:00:00+00:00", 180.0, '["checkout"]'),
        ("2022-11-02-lb-limits", "2022-11-02-lb-limits", None, None, "[]"),
    ]
    assert rows("SELECT position, at, phase FROM events WHERE incident LIKE '2023%'") == [
        (1, "2023-05-12T10:00:00+00:00", "started"), (2, "2023-05-12T10:12:00+00:00", "detected"), (3, "2023-05-12T13:00:00+00:00", "resolved"),
    ]  # fmt: skip
    assert rows("SELECT owner, due, status, ticket, done FROM action_items ORDER BY due DESC") == [
        ("network", "2023-06-01", "open", "OPS-12", None), ("network", "2022-11-03", "done", None, "2022-11-04"),
    ]  # fmt: skip
    assert rows("SELECT incident, other, type, note FROM relations ORDER BY type") == [
        ("2022-11-02-lb-limits", "2023-05-12-checkout-down", "recurred_as", "same limit"),
        ("2023-05-12-checkout-down", "2022-11-02-lb-limits", "recurrence_of", "same limit"),
    ]
    assert rows("SELECT service FROM services") == [("checkout",)]
    assert rows("SELECT i.slug FROM root_causes r JOIN incidents i ON i.slug = r.incident WHERE root_cause = 'config'") != []
    assert ("Configuration",) in rows("SELECT label FROM terms WHERE taxonomy = 'root_causes' AND word = 'config'")


def test_a_withdrawn_postmortem_has_nothing_to_do(archive_at: Callable[..., Path]) -> None:
    root = archive_at({"2022-11-02-lb-limits.md": EARLIER.replace("title:", "status: withdrawn\n    title:", 1)}, "timezone: UTC")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database(Archive.open(root)))
    counts = connection.execute("SELECT (SELECT count(*) FROM incidents), (SELECT count(*) FROM action_items)").fetchone()
    connection.close()
    assert counts == (1, 0)


def test_the_text_is_searched_by_its_stems(opened: sqlite3.Connection) -> None:
    def found(words: str) -> list[str]:
        query = (
            "SELECT slug FROM incidents JOIN incidents_fts ON incidents.rowid = incidents_fts.rowid"
            " WHERE incidents_fts MATCH ? ORDER BY rank"
        )
        return [slug for (slug,) in opened.execute(query, (words,))]

    assert found("refusing") == ["2022-11-02-lb-limits"]
    assert found("replay traffic") == ["2023-05-12-checkout-down"]
    assert sorted(found("restored")) == ["2022-11-02-lb-limits", "2023-05-12-checkout-down"]
    opened.execute("INSERT INTO incidents_fts (incidents_fts) VALUES ('integrity-check')")


def test_datasette_finds_keys_and_the_full_text_table(opened: sqlite3.Connection) -> None:
    """Datasette reads primary keys, foreign keys and `content="incidents"` out of the schema."""
    for table in TABLES:
        keys = [name for _, name, _, _, _, key in opened.execute(f'PRAGMA table_info("{table.name}")') if key]
        assert keys == list(table.key), table.name
        foreign = {(row[3], row[2], row[4]) for row in opened.execute(f'PRAGMA foreign_key_list("{table.name}")')}
        assert foreign == {(column.name, "incidents", "slug") for column in table.columns if column.references}, table.name
    schema = opened.execute("SELECT sql FROM sqlite_master WHERE name = 'incidents_fts'").fetchone()[0]
    assert re.search(r'VIRTUAL TABLE .* USING FTS.*content="incidents"', schema, re.IGNORECASE)


def test_every_table_and_column_is_documented() -> None:
    text = DOCUMENTED.read_text()
    parts = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(parts) == [table.name for table in TABLES]
    for table in TABLES:
        missing = [column.name for column in table.columns if f"`{column.name}`" not in parts[table.name]]
        assert missing == [], table.name


def test_other_processes_and_hash_seeds_make_the_same_bytes() -> None:
    """The archive of this repository: every output, made twice, in processes that order sets differently."""
    script = """
import hashlib, sys
from postmortem_archive import Archive
from postmortem_archive.publishing import database, entries, feeds, flat, llms, twin
archive = Archive.open(sys.argv[1]).for_audience("public", drafts=False)
made = {"archive.db": database.database(archive), "csv": flat.csv_file(archive), "jsonl": "".join(flat.json_lines(archive)).encode()}
made["parquet"] = flat.parquet_file(archive)
made["llms"] = llms.llms_text(archive, "A", "B").encode()
of = entries.Entries(archive, lambda incident, text, root: text)
for channel in entries.channels(archive):
    made |= feeds.feed_files(of, "A", "B", channel)
made |= {one.slug: twin.twin_text(archive, one).encode() for one in archive}
print(*sorted(f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in made.items()), sep="\\n")
"""
    outputs = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT / "hooks")}
        done = subprocess.run([sys.executable, "-c", script, str(ROOT)], env=env, text=True, capture_output=True, check=True)
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) > 200


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk is full")])
def test_without_a_place_for_temporary_files_it_is_the_same(
    archive_at: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    archive = Archive.open(archive_at({"2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": EARLIER}))
    on_disk = database(archive)
    asked: list[object] = []

    def refuse() -> None:
        asked.append(failure)
        raise failure

    monkeypatch.setattr("postmortem_archive.publishing.database.tempfile.mkstemp", refuse)
    assert database(archive) == on_disk
    assert asked


def test_an_empty_archive_is_a_database_too(archive_at: Callable[..., Path]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database(Archive.open(archive_at({}))))
    assert connection.execute("SELECT count(*) FROM incidents").fetchone() == (0,)
    connection.close()
