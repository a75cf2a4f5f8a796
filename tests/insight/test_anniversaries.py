"""What is an anniversary: at the turn of the year, at the end of February, and of what has only just been."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive import Archive
from postmortem_archive.insight.anniversaries import anniversary, around_this_day, is_around

TABLE = """
2020-01-02  2025-01-05  near
2020-01-02  2025-01-06  far
2020-12-31  2025-01-02  near
2020-01-01  2025-12-29  near
2020-01-01  2025-12-28  far
2020-01-31  2025-01-28  near
2020-01-31  2025-01-27  far
2020-05-31  2025-05-29  near
2020-05-31  2025-05-27  far
2020-06-29  2025-07-02  near
2020-06-28  2025-07-02  far
2020-02-29  2025-02-28  near
2020-02-29  2025-03-03  near
2020-02-29  2025-03-04  far
2020-02-29  2025-02-25  near
2020-02-29  2025-02-24  far
2020-02-29  2024-03-03  near
2020-02-29  2024-03-04  far
2021-02-28  2024-02-29  near
2021-02-27  2024-03-01  near
2021-02-26  2024-03-01  far
2021-03-02  2024-02-28  near
2021-03-02  2023-02-27  near
2025-01-05  2025-01-05  far
2024-12-31  2025-01-02  far
2025-01-03  2024-12-31  far
2024-01-02  2024-12-31  near
2026-05-01  2025-05-01  far
1969-12-31  1970-01-01  far
0001-01-02  0001-01-02  far
9998-12-31  9999-12-31  near
"""


@pytest.mark.parametrize(("day", "today", "said"), [line.split() for line in TABLE.split("\n") if line])
def test_an_anniversary_is_near_or_far(day: str, today: str, said: str) -> None:
    assert is_around(date.fromisoformat(day), date.fromisoformat(today)) is (said == "near")


def test_a_leap_day_has_an_anniversary_every_year() -> None:
    assert [anniversary(date(2020, 2, 29), year).isoformat() for year in (2023, 2024, 2100)] == [
        "2023-02-28", "2024-02-29", "2100-02-28",
    ]  # fmt: skip


def test_what_was_around_this_day(archive_at) -> None:
    files = {f"2020-{month:02}-{day:02}-a.md": f"---\ntitle: A\ndate: 2020-{month:02}-{day:02}\n---\n".encode()
             for month, day in ((2, 28), (2, 29), (3, 1), (12, 31), (1, 1))}  # fmt: skip
    archive = Archive.open(archive_at(files))
    found = [one.when.isoformat() for one in around_this_day(archive, date(2025, 3, 1))]
    assert found == ["2020-03-01", "2020-02-29", "2020-02-28"]
    assert [one.when.isoformat() for one in around_this_day(archive, date(2021, 1, 1))] == ["2020-01-01"]
