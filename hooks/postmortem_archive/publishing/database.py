"""`/archive.db`: the archive as one file of SQLite, as Datasette and every language open it.

The same archive makes the same bytes: rows come in the archive's order, the size of a page is fixed, and the file does not say
which version of SQLite wrote it. (Two versions may still lay out a full-text index differently.)
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.publishing.rows import OWN, Rows
from postmortem_archive.publishing.tables import INCIDENTS, TABLES, Kind, Table, as_json, cells

NAME = "archive.db"
FULL_TEXT = "incidents_fts"
SEARCHED = ("title", "summary", "text")
PAGE_SIZE = 4096
_HEAD = 100
_OF_THE_WRITER = ((24, 28), (92, 100))
"""Where a file says how often it was changed, and by which version last; nothing reads that of a file that does not change
(https://sqlite.org/fileformat2.html)."""
_AFFINITY: dict[Kind, str] = {
    "text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER", "list": "TEXT", "json": "TEXT",
}  # fmt: skip


def database(archive: Archive) -> bytes:
    """The file."""
    try:
        return _made_on_disk(archive)
    except (OSError, sqlite3.OperationalError):  # there is no place for temporary files, or none left
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            _fill(connection, archive)
            content = connection.serialize()
        return _without_writer(content[:_HEAD]) + content[_HEAD:]


def _made_on_disk(archive: Archive) -> bytes:
    """The file, of which only so much is in memory as it is long. Its name is gone as soon as it is open, so that nothing is left
    of it where this process is ended meanwhile. Raises OSError, as where names of open files cannot go."""
    handle, name = tempfile.mkstemp()
    with os.fdopen(handle, "r+b") as file:
        with closing(sqlite3.connect(name, isolation_level=None)) as connection:
            Path(name).unlink()
            _fill(connection, archive)
        head = _without_writer(file.read(_HEAD))
        file.seek(0)
        file.write(head)
        file.seek(0)
        return file.read()


def _without_writer(head: bytes) -> bytes:
    found = bytearray(head)
    for start, end in _OF_THE_WRITER:
        found[start:end] = bytes(end - start)
    return bytes(found)


def _fill(connection: sqlite3.Connection, archive: Archive) -> None:
    """Write all of it into a file that is of no use after a failure, and so without a journal: in memory it would be twice."""
    for setting in ("journal_mode = OFF", "synchronous = OFF", f"page_size = {PAGE_SIZE}", "encoding = 'UTF-8'"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN")
    for table in TABLES:
        connection.execute(_create(table))
        if table not in OWN:
            connection.executemany(_insert(table), (cells(table.columns, row, _plain) for row in table.rows(archive)))
    rows, inserts = database_rows(archive), [_insert(table) for table in OWN]
    for incident in archive:
        for insert, some in zip(inserts, rows.of(incident), strict=True):
            connection.executemany(insert, some)
    for table in TABLES:
        for column in table.columns:
            if column.references and table.key[0] != column.name:
                connection.execute(f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}" ("{column.name}")')
    connection.execute("COMMIT")
    _index_text(connection)
    connection.execute("VACUUM")


def database_rows(archive: Archive) -> Rows:
    """What the database says of each incident alone."""
    return Rows(archive, _plain)


def _create(table: Table) -> str:
    lines = [
        f'"{column.name}" {_AFFINITY[column.kind]}{" NOT NULL" if column.needed else ""}'
        + (f' REFERENCES "{column.references}"("{INCIDENTS.key[0]}")' if column.references else "")
        for column in table.columns
    ]
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    # rows of the incidents need numbers of their own: the full-text index refers to them
    ending = "" if table is INCIDENTS else " WITHOUT ROWID"
    return f'CREATE TABLE "{table.name}" (\n  {f",{chr(10)}  ".join(lines)}\n){ending}'


def _insert(table: Table) -> str:
    return f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})'


def _index_text(connection: sqlite3.Connection) -> None:
    """A full-text index over the incidents, which Datasette finds by itself; left out where SQLite came without FTS5."""
    if ("ENABLE_FTS5",) not in connection.execute("PRAGMA compile_options").fetchall():
        return
    connection.execute(
        f'CREATE VIRTUAL TABLE "{FULL_TEXT}" USING fts5'
        f'({", ".join(SEARCHED)}, content="{INCIDENTS.name}", tokenize="porter unicode61")'
    )
    connection.execute(f'INSERT INTO "{FULL_TEXT}" ("{FULL_TEXT}") VALUES (\'rebuild\')')
    connection.execute(f'INSERT INTO "{FULL_TEXT}" ("{FULL_TEXT}") VALUES (\'optimize\')')


def _plain(kind: Kind, value: Any) -> Any:
    if kind in ("list", "json"):
        return as_json(value)
    return int(value) if kind == "boolean" else value


def _quoted(name: str) -> str:
    return f'"{name}"'
