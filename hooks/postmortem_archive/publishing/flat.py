"""The archive as files that other programs read in one go: JSON Lines, CSV, Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive
from postmortem_archive.publishing.incident_json import incident_detail
from postmortem_archive.publishing.spreadsheet import as_csv
from postmortem_archive.publishing.tables import INCIDENTS, Kind, Table, as_json, cells

if TYPE_CHECKING:
    from pyarrow import DataType

LONG = ("text",)
"""Columns of the incidents that a spreadsheet does without: a cell of Excel ends after 32,767 characters."""


def json_lines(archive: Archive) -> Iterator[str]:
    """One line for each incident, newest first: what the API says of it with its whole text."""
    for incident in archive:
        yield json.dumps(incident_detail(archive, incident), ensure_ascii=False) + "\n"


def csv_file(archive: Archive, table: Table = INCIDENTS) -> bytes:
    """A table as CSV; words of a list stand in one cell with semicolons between them."""
    shown = [number for number, column in enumerate(table.columns) if table is not INCIDENTS or column.name not in LONG]
    rows = (cells(table.columns, row, _in_cell) for row in table.rows(archive))
    return as_csv([table.columns[number].name for number in shown], ([row[number] for number in shown] for row in rows))


def parquet_file(archive: Archive, table: Table = INCIDENTS) -> bytes:
    """A table as Parquet; lists are lists. Needs pyarrow."""
    import pyarrow as arrow
    from pyarrow import parquet

    rows = [cells(table.columns, row, _typed) for row in table.rows(archive)]
    fields = [arrow.field(column.name, _type(column.kind), nullable=not column.needed) for column in table.columns]
    columns = [arrow.array([row[number] for row in rows], field.type) for number, field in enumerate(fields)]
    sink = arrow.BufferOutputStream()
    parquet.write_table(arrow.Table.from_arrays(columns, schema=arrow.schema(fields)), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    assert isinstance(content, bytes)
    return content


def _type(kind: Kind) -> DataType:
    import pyarrow as arrow

    types: dict[Kind, Any] = {
        "text": arrow.string(), "integer": arrow.int64(), "real": arrow.float64(), "boolean": arrow.bool_(),
        "list": arrow.list_(arrow.string()), "json": arrow.string(),
    }  # fmt: skip
    return types[kind]


def _typed(kind: Kind, value: Any) -> Any:
    return as_json(value) if kind == "json" else value


def _in_cell(kind: Kind, value: Any) -> Any:
    if kind == "list":
        return "; ".join(map(str, value))
    if kind == "json":
        return as_json(value) if value else None
    if kind == "boolean":
        return "true" if value else "false"
    return value
