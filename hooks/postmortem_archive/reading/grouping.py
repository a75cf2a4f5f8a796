"""What stands in a timeline and is no entry: introductions, facts, details, groups, and what a machine wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from postmortem_archive.reading.day_lines import is_day_line, whole_date
from postmortem_archive.reading.entries import begins_with_clock, begins_with_time, has_label, split_stamp
from postmortem_archive.reading.items import Item, ListItem, Paragraph, Table, read_items
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
    if is_day_line(head):
        return False
    try:
        stamp, _, rest = split_stamp(head)
    except ValueError:
        return True
    return stamp is not None and (stamp.clock is not None or bool(rest.strip(" :*_")))


def beside_entries(items: Sequence[Item]) -> set[int]:
    """The items of lists above the first entry that are none: an introduction without any time, and labels with times, such as
    "Duration" and "Resolved: 11:21", above a table or at least two entries that begin with theirs."""
    timed = [index for index, item in enumerate(items) if isinstance(item, Table) or opens_with_time(item)]
    lists = [index for index in range(timed[0] if timed else 0) if isinstance(items[index], ListItem)]
    if timed and lists and isinstance(items[timed[0]], ListItem) and items[timed[0] - 1] is items[lists[-1]]:
        first = timed[0]  # the list that holds the first entry: its other items are entries without a time
        while first and isinstance(items[first - 1], ListItem):
            first -= 1
        lists = [index for index in lists if index < first]
    labelled = any(isinstance(item := items[index], ListItem) and has_label(item.text) for index in lists)
    told = len(timed) > 1 or any(isinstance(items[index], Table) for index in timed)
    return set(lists) if told or not labelled else set()


def below_lines(items: Sequence[Item]) -> set[int]:
    """The items of lists without any time that stand right below a paragraph whose last lines are an entry: its details."""
    found: set[int] = set()
    below = False
    run: list[int] = []
    for index, item in enumerate([*items, None]):
        if isinstance(item, ListItem) and not (begins_with_time(item.text) or has_label(item.text)):
            run.append(index)
            continue
        if below and not isinstance(item, ListItem):
            found.update(run)
        run = []
        below = isinstance(item, Paragraph) and not item.code and any(_opens_entry(line.text.strip()) for line in item.lines)
    return found


def _opens_entry(text: str) -> bool:
    """True for a line that begins with a time of day, or with a date and words; a date alone is the day of what follows."""
    try:
        return begins_with_clock(text) or (begins_with_time(text) and whole_date(text) is None)
    except ValueError:
        return False


def opens_with_time(item: Item) -> bool:
    """True for an item whose first line begins with a time; not for a table."""
    if isinstance(item, Table):
        return False
    return begins_with_time(item.lines[0].text.strip() if isinstance(item, Paragraph) else item.text)
