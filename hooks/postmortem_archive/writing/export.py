"""A timeline drafted from what a chat or an alerting tool exports, as text or as JSON.

Nothing is lost without a word: a line that cannot be placed in time is named in the remarks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from postmortem_archive.moment import Moment, Precision
from postmortem_archive.reading.days import Days
from postmortem_archive.reading.stamps import Stamp
from postmortem_archive.writing.chat import read_chat
from postmortem_archive.writing.entry import Entry, LeftOut
from postmortem_archive.writing.objects import read_objects
from postmortem_archive.writing.speech import as_bullet

LARGEST = 20_000_000
"""Bytes of an export that are read: more is a log."""


class UnreadableExport(ValueError):
    """Nothing can be made of the export; the text says why and what to give instead."""


@dataclass(frozen=True)
class Draft:
    """The Markdown of a timeline, the names of the alerts that fired, and what the author must know of it."""

    markdown: str = ""
    alerts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Reading:
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def read_export(content: bytes, began: Stamp, zone: tzinfo | None) -> Draft:
    """The timeline of an export, its times in `zone`. Raises UnreadableExport."""
    reading = _read(_decode(content))
    if not reading.entries:
        raise UnreadableExport("no line and no object in it has a time: it takes lines such as '[10:05] alice: what happened', "
                               "or JSON objects with a time and a text")  # fmt: skip
    if zone is None:
        raise UnreadableExport("its times need a zone to be written in: add --timezone")
    assert began.day is not None
    days = Days(began.moment(zone) or Moment(began.day, Precision.DAY), zone)
    placed = list(_placed(reading, days, zone))
    if not placed:
        raise UnreadableExport("none of its times can be read: " + "; ".join(map(str, reading.left_out[:3])))
    if any(isinstance(entry.at, datetime) for entry in reading.entries):
        placed.sort(key=lambda one: one[0])  # exports are often newest first
    alerts = tuple(dict.fromkeys(entry.alert for _, entry in placed if entry.alert))
    return Draft(_markdown(placed, began.day), alerts, tuple(_remarks(len(placed), alerts, reading.left_out)))


def _decode(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableExport(f"it has {len(content) / 1e6:.0f} MB, more than the {LARGEST / 1e6:.0f} MB that are read")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableExport(f"byte {error.start + 1} is not UTF-8: save it as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableExport("it is empty")
    return text


def _read(text: str) -> _Reading:
    objects = _parse(text)
    found = read_chat(text) if objects is None else read_objects(objects)
    reading = _Reading()
    for one in found:
        (reading.entries if isinstance(one, Entry) else reading.left_out).append(one)  # type: ignore[arg-type]
    return reading


def _parse(text: str) -> Any:
    """The JSON, or one object a line; None for text. Raises UnreadableExport for what begins like JSON and is none."""
    begun = text.lstrip()
    if not re.match(r'\{|\[\s*(?:[{"\]]|$)', begun):
        return None
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableExport("its JSON is nested too deeply") from None
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            where = f"line {error.lineno}, column {error.colno}"
            raise UnreadableExport(f"it begins like JSON, but {where} is not: {error.msg}") from None
    except ValueError:  # Python reads no whole number of thousands of digits
        raise UnreadableExport("one of its numbers is too long to be read") from None


def _placed(reading: _Reading, days: Days, zone: tzinfo) -> Iterator[tuple[datetime, Entry]]:
    """Each entry at its time in the zone; those without a day to stand on are left out."""
    for entry in reading.entries:
        at = entry.at
        if isinstance(at, Stamp) and at.clock is None:
            days.begin(at)
            if entry.text:
                reading.left_out.append(LeftOut(entry.where, entry.text, "it has a day but no time"))
            continue
        if isinstance(at, Stamp):
            dated = days.dated(days.on_its_clock(at)[0])
            moment = dated.moment(zone)
            if moment is None or moment.clock is None:
                reading.left_out.append(LeftOut(entry.where, entry.text, "its day is not known"))
                continue
            days.pass_by(moment, dated.zone)
            at = moment.clock
        try:
            yield at.astimezone(zone), entry
        except OverflowError:
            reading.left_out.append(LeftOut(entry.where, entry.text, "its time is outside the calendar"))


def _markdown(placed: Sequence[tuple[datetime, Entry]], first: date) -> str:
    """Bullets; below a heading with the day where they are not all of the day that the incident began."""
    out: list[str] = []
    headed = {at.date() for at, _ in placed} != {first}
    day: date | None = None
    for at, entry in placed:
        if headed and at.date() != day:
            day = at.date()
            out += ["", f"### {day.isoformat()}", ""]
        out.append(as_bullet(f"{at:%H:%M}", entry.who, entry.text, slack=entry.slack))
    return "\n".join(out).strip("\n")


def _remarks(count: int, alerts: Iterable[str], left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield f"drafted {count} {'entry' if count == 1 else 'entries'} of the timeline: take out what does not matter"
    if alerts:
        yield f"alerts: {', '.join(alerts)}"
    for one in left_out:
        yield f"left out: {one}"
