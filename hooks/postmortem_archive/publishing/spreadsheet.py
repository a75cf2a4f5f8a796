"""Tables that open right in a spreadsheet, and do nothing there but stand in cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""

_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The text of a cell; an apostrophe goes before one that a spreadsheet would compute, such as `=HYPERLINK(...)`.

    The full-width signs are those that Excel in Japanese takes for the same (OWASP: CSV injection).
    """
    return f"'{cell}" if cell.lstrip().startswith(_STARTS_FORMULA) else cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """A table as CSV (RFC 4180) in UTF-8 with a byte order mark; what is None is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
