"""The lines of a chat, copied or exported as text: `[10:05] alice: what happened`, in the shapes that tools write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.reading.day_lines import whole_date
from postmortem_archive.reading.entries import split_stamp
from postmortem_archive.reading.stamps import Stamp, take_stamp
from postmortem_archive.writing.entry import Entry, LeftOut

_WHO = re.compile(r"(?:<(?P<nick>[@+%&~]?[^<>\s][^<>]{0,60})>|(?P<name>[^\s:<>][^:<>\n]{0,60}?)\s?:(?=\s|$))\s*(?P<rest>.*)")
_NAME_THEN_TIME = re.compile(
    r"(?P<name>\S.{0,60}?)\s{1,3}(?:APP\s{1,3})?[\[(]?(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)[\])]?\s*$"
)
_DAY_LINE = re.compile(
    r"[\s*=_-]*(?:Day changed(?: to)?|Log (?:opened|started)(?: at)?)?\s*(?P<date>[^=*_]*?\d[^=*_]*?)[\s*=_-]*$", re.IGNORECASE
)


def read_chat(text: str) -> Iterator[Entry | LeftOut]:
    """Every message, in the order written; a line without a time belongs to the message above it."""
    begun: Entry | None = None
    first, more = "", list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if begun and more:
                more.append("")
            continue
        where = f"line {number}"
        try:
            found = _message(line.strip(), where)
        except ValueError as error:
            if begun:
                yield _whole(begun, more, first)
            begun = None
            yield LeftOut(where, line, f"its time cannot be read: {error}")
            continue
        if found is not None:
            if begun:
                yield _whole(begun, more, first)
            begun, more, first = found, [], line
        elif begun is None or (isinstance(begun.at, Stamp) and begun.at.clock is None):
            yield LeftOut(where, line, "it has no time, and no message stands above it")
        else:
            more.append(line.strip())
    if begun:
        yield _whole(begun, more, first)


def _whole(entry: Entry, more: list[str], line: str) -> Entry | LeftOut:
    """The message with the lines below it; one that says nothing is left out."""
    is_day = isinstance(entry.at, Stamp) and entry.at.clock is None
    if not is_day and not entry.text and not any(more):
        return LeftOut(entry.where, line, "it has a time and says nothing")
    return Entry(entry.at, "\n".join([entry.text, *more]).strip("\n"), entry.who, entry.alert, entry.where, entry.slack)


def _message(line: str, where: str) -> Entry | None:
    """The message that begins on this line, or the day that it announces. Raises ValueError for a time of two readings."""
    day = _day(line)
    if day is not None:
        return Entry(day, where=where)
    stamp, _, rest = split_stamp(line)
    if stamp is not None and stamp.clock is not None:
        who = _WHO.match(rest)
        if who:
            return Entry(stamp, who["rest"], who["nick"] or who["name"], where=where)
        return Entry(stamp, rest, where=where)
    behind = _NAME_THEN_TIME.fullmatch(line)
    if behind:
        stamp, left = take_stamp(behind["time"])
        if stamp is not None and not left.strip():
            return Entry(stamp, "", behind["name"], where=where)
    return None


def _day(line: str) -> Stamp | None:
    if len(line) > 80:
        return None
    match = _DAY_LINE.fullmatch(line)
    return whole_date(match["date"]) if match else None
