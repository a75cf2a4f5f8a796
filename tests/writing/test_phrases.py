"""When it began, as people type it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from postmortem_archive.writing.phrases import read_began

NOW = datetime(2024, 3, 1, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))  # 23:30 of the day before in UTC, 18:30 in New York


@pytest.mark.parametrize(
    ("text", "zone", "written"),
    [
        ("2024-02-03", None, "2024-02-03"),
        ("2024-02-03  10:00 CET", None, "2024-02-03 10:00 CET"),
        ("~2024-02-03 10:00", None, "~2024-02-03 10:00"),
        ("12 May 2023 10:00 PM", None, "12 May 2023 10:00 PM"),
        ("now", "Europe/Paris", "2024-03-01 00:30"),
        ("now", "America/New_York", "2024-02-29 18:30"),
        ("now", None, "2024-03-01 00:30 +01:00"),
        ("today", "Europe/Paris", "2024-03-01"),
        ("Yesterday", "America/New_York", "2024-02-28"),
        ("today 10:00", "America/New_York", "2024-02-29 10:00"),
        ("yesterday at 23:50", "Europe/Paris", "2024-02-29 23:50"),
        ("today 18:00 UTC", "Europe/Paris", "2024-02-29 18:00 UTC"),
        ("yesterday, 3pm", None, "2024-02-29 3pm"),
    ],
)
def test_what_goes_into_the_file(text, zone, written):
    began = read_began(text, NOW, ZoneInfo(zone) if zone else None)
    assert began.written == written
    assert bool(began.said) == (text[0] in "ntyY")


@pytest.mark.parametrize(
    "text", ["", "soon", "now 10:00", "today soon", "today 2023-01-01", "tomorrow", "10:00", "2024-03-01 - 2024-03-02"]
)
def test_nothing_is_guessed(text):
    with pytest.raises(ValueError, match=r"write 2026-01-31 10:05, 2026-01-31, now, today 10:05 or yesterday 23:50$"):
        read_began(text, NOW)
