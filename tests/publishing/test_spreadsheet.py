"""Tables for spreadsheets: nothing in them is computed, and they open right."""

from __future__ import annotations

import csv
import io

import pytest

from postmortem_archive.publishing.spreadsheet import as_csv, harmless


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x","y")', "+1", "-1+2", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "＠x"])
def test_what_a_spreadsheet_would_compute_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Renew", "a=b", "1 - 2", "", "'=1"])
def test_everything_else_is_as_it_was(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_table_reads_back() -> None:
    text = as_csv(["a", "b"], [['say "hi", twice\nhere', None], ["=1", 3]])
    assert text.startswith(b"\xef\xbb\xbfa,b\r\n")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert rows == [["a", "b"], ['say "hi", twice\nhere', ""], ["'=1", "3"]]
