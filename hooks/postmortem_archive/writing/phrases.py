"""When an incident began, in the words of somebody who types it: a time, or `now`, `today` and `yesterday`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from postmortem_archive.reading.stamps import Stamp, read_stamp

_RELATIVE = re.compile(r"(?P<word>now|today|yesterday)\b[,\s]*(?:at\s+)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
EXAMPLES = "2026-01-31 10:05, 2026-01-31, now, today 10:05 or yesterday 23:50"


@dataclass(frozen=True)
class Began:
    """`written` is what goes into the file; `said` the words it was understood from, where these were not a date."""

    stamp: Stamp
    written: str
    said: str = ""

    @property
    def needs_zone(self) -> bool:
        """True for a time of day that does not say its zone."""
        return self.stamp.clock is not None and self.stamp.zone is None


def read_began(text: str, now: datetime, zone: tzinfo | None = None) -> Began:
    """When it began. `now` is aware; relative words are read in `zone`, or else in that of `now`, which is then written.

    Raises ValueError with what is allowed.
    """
    text = " ".join(text.split())
    match = _RELATIVE.fullmatch(text)
    if match is None:
        try:
            return Began(read_stamp(text), text)
        except ValueError as error:
            raise ValueError(_with_examples(error)) from None
    word, rest = match["word"].lower(), match["rest"].strip()
    here = now.astimezone(zone) if zone else now
    if word == "now":
        if rest:
            raise ValueError(f"'{text[:60]}' is not a time: write {EXAMPLES}")
        written = f"{here:%Y-%m-%d %H:%M}" + ("" if zone else f" {_offset(here)}")
        return Began(read_stamp(written), written, text)
    try:
        # the zone that stands behind the time decides which day it is there
        own = read_stamp(f"{here:%Y-%m-%d} {rest}").zone if rest else None
    except ValueError:
        raise ValueError(f"'{text[:60]}' is not a time: write {EXAMPLES}") from None
    there = now.astimezone(own) if own else here
    day = there.date() - timedelta(days=1 if word == "yesterday" else 0)
    written = f"{day} {rest}".strip()
    stamp = read_stamp(written)
    if stamp.day != day:
        raise ValueError(f"'{text[:60]}' is not a time: write {EXAMPLES}")
    return Began(replace(stamp), written, text)


def _with_examples(error: ValueError) -> str:
    message = str(error)
    return message.split(": write", 1)[0] + f": write {EXAMPLES}" if "is not a date or time" in message else message


def _offset(now: datetime) -> str:
    offset = now.strftime("%z")
    return "UTC" if offset in ("+0000", "") else f"{offset[:3]}:{offset[3:5]}"
