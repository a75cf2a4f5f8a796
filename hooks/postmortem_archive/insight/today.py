"""The day that stands for now, wherever the archive has to know it: what is overdue, what is old, what was on this day."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day of the build: SOURCE_DATE_EPOCH where it is set, so that a build can be repeated to the byte.

    Raises ValueError where that is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
