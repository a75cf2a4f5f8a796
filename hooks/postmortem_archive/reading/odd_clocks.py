"""Numbers that only look like a time of day, as in "1.30 of Kubernetes is rolled out": their company tells.

Read as times they would move every entry below them to the next day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from postmortem_archive.reading.days import PAST_MIDNIGHT
from postmortem_archive.reading.entries import begins_with_day, split_stamp
from postmortem_archive.reading.text import Line, atx_heading

_OPENER = re.compile(r"\s{0,9}(?:[-*+•|]\s{1,9}|\d{1,3}[.)]\s{1,9})?")
_BEGINS = re.compile(r"[*_`\[(~]{0,3}(?P<written>(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.])(?P<minute>[0-5]\d))(?![\d.])")
_DAY = 24 * 60


def odd_clocks(lines: Sequence[Line]) -> dict[int, str]:
    """By the line's number: what stands at its beginning, and is no time of day.

    It stands alone before a word, and is not between the times before and behind it; and it has a dot where others have a
    colon, or an hour of one digit where others write "09:00".
    """
    texts = {index: _OPENER.sub("", line.text, count=1) for index, line in enumerate(lines) if not line.code and not line.blank}
    found = {index: match for index, text in texts.items() if (match := _BEGINS.match(text))}
    padded = any(match["hour"].startswith("0") and match["mark"] == ":" for match in found.values())
    doubtful = {
        index
        for index, match in found.items()
        if (match["mark"] == "." or (padded and len(match["hour"]) == 1)) and _stands_alone(texts[index], match["written"])
    }
    certain = {index: _minutes(match) for index, match in found.items() if index not in doubtful and match["mark"] == ":"}
    if not doubtful or len(certain) < max(2, len(doubtful)):
        return {}
    days = {index for index, text in texts.items() if atx_heading(lines[index].text) or begins_with_day(text)}
    before = _nearest(texts, certain, days)
    behind = _nearest(reversed(texts), certain, days)
    return {
        lines[index].number: found[index]["written"]
        for index in sorted(doubtful)
        if not _fits(found[index], before[index], behind[index])
    }


def _nearest(order: Iterable[int], certain: Mapping[int, int], days: Set[int]) -> dict[int, int | None]:
    """For each line the last time of day on the way to it, since another day began."""
    found: dict[int, int | None] = {}
    last = None
    for index in order:
        found[index] = last
        last = None if index in days else certain.get(index, last)
    return found


def _stands_alone(text: str, written: str) -> bool:
    """True for text that begins with just this, without a zone, half of the day or mark behind it, and goes on with a word."""
    try:
        stamp, own, _ = split_stamp(text)
    except ValueError:
        return False
    return stamp is not None and own == written and re.match(r"\s+[^\W\d_]", text[len(written) :]) is not None


def _fits(match: re.Match[str], before: int | None, behind: int | None) -> bool:
    """True for a time of day that the clock shows between that before and that behind it; where there is only one of them, for
    any but one with an hour of one digit and a dot that is far from it."""
    minutes = _minutes(match)
    if before is not None and behind is not None:
        return (minutes - before) % _DAY + (behind - minutes) % _DAY == (behind - before) % _DAY
    if before is not None:
        way = minutes - before
    elif behind is not None:
        way = behind - minutes
    else:
        return True
    sure = match["mark"] == ":" or len(match["hour"]) == 2
    return sure or way % _DAY < PAST_MIDNIGHT.total_seconds() / 60


def _minutes(match: re.Match[str]) -> int:
    return int(match["hour"]) * 60 + int(match["minute"])
