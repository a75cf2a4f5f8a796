"""Lines of a timeline that are no entries: what only groups the entries below it, and what a machine wrote."""

from __future__ import annotations

import re

from postmortem_archive.reading.entries import begins_with_clock, split_stamp
from postmortem_archive.reading.items import ListItem, read_items
from postmortem_archive.reading.text import Line

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRIT(?:ICAL)?|FATAL|SEVERE|PANIC)"
_LOG_LINE = re.compile(
    r"\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{2,9}|(?=\S*\s+(?:\S+\s+){0,2}[\[(]?(?i:" + _LEVEL + r")\b))"
    r"|\d{2}:\d{2}:\d{2}[.,]\d{3}\s"
    r"|\d{2}:\d{2}:\d{2}\s+(?:\S+\s+)?[\[(]?" + _LEVEL + r"\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2} \d{2}:\d{2}:\d{2} \S+ \S+(?:\[\d+\])?: "
    r"|[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d+"
    r"|\S+ - \S* ?\[\d{2}/\w{3}/\d{4}:"
)


def is_log_line(text: str) -> bool:
    """True for a line that a machine wrote: its time has milliseconds, a level such as ERROR behind it, or a host and process."""
    return _LOG_LINE.match(text.lstrip("`> ")) is not None


def grouped_entries(item: ListItem) -> tuple[ListItem, ...]:
    """The entries nested below an item that only groups them: it has no time of its own, or is a day, and each of them begins
    with a time of day. Empty for any other item."""
    head, newline, more = item.text.partition("\n")
    if not newline or _has_own_text_and_time(head):
        return ()
    lines = tuple(Line(item.line + 1 + index, text) for index, text in enumerate(more.split("\n")))
    nested = list(read_items(lines))
    entries = tuple(one for one in nested if isinstance(one, ListItem) and begins_with_clock(one.text))
    return entries if len(entries) == len(nested) else ()


def _has_own_text_and_time(head: str) -> bool:
    try:
        stamp, _, rest = split_stamp(head)
    except ValueError:
        return True
    return stamp is not None and (stamp.clock is not None or bool(rest.strip(" :*_")))
