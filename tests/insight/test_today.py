"""The day that counts as today is that of the archive's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postmortem_archive.environment import Misset
from postmortem_archive.insight.today import VARIABLE, today

NIGHT = str(int(datetime(2026, 11, 30, 1, tzinfo=UTC).timestamp()))


@pytest.mark.parametrize(
    ("timezone", "day"),
    [
        (None, "2026-11-30"),
        ("UTC", "2026-11-30"),
        ("America/Los_Angeles", "2026-11-29"),
        ("-02:00", "2026-11-29"),
        ("CET", "2026-11-30"),
        ("Pacific/Kiritimati", "2026-11-30"),
    ],
)
def test_the_day_is_that_of_the_zone(monkeypatch: pytest.MonkeyPatch, timezone: str | None, day: str) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")  # that of the computer makes no difference
    monkeypatch.setenv(VARIABLE, NIGHT)
    assert today(timezone).isoformat() == day


def test_without_the_variable_it_is_the_day_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    days = [today("+14:00"), today("-12:00")]
    assert days[0] > days[1]  # 26 hours apart


@pytest.mark.parametrize("epoch", ["", "soon", "1e9", "9" * 30])
def test_what_is_no_moment_is_refused(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv(VARIABLE, epoch)
    with pytest.raises(Misset, match="must be a number of seconds"):
        today()
