"""The day that stands for now, wherever the archive has to know it: what is overdue, what is old, what was on this day."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from postmortem_archive.environment import Misset
from postmortem_archive.zones import read_zone

VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970, as https://reproducible-builds.org/specs/source-date-epoch/ has it; MkDocs reads it too."""


def today(timezone: str | None = None) -> date:
    """The day that it is in the zone of the archive's settings, in UTC where they name none: that of SOURCE_DATE_EPOCH where it
    is set, so that a build can be repeated to the byte. The zone of this computer makes no difference.

    Raises Misset where that is no number of seconds.
    """
    zone = read_zone(timezone) if timezone else UTC
    epoch = os.environ.get(VARIABLE)
    if epoch is None:
        return datetime.now(zone).date()
    try:
        return datetime.fromtimestamp(int(epoch), zone).date()
    except (ValueError, OverflowError, OSError):
        raise Misset(
            f"{VARIABLE} must be a number of seconds since 1970, such as 1700000000, and is '{epoch}': leave it unset for today"
        ) from None
