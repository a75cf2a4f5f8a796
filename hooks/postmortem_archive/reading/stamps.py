"""The timestamp grammar: what a person writes for a date, a time of day, a range, and how sure they were.

A `Stamp` is what stands in the text; it becomes a `Moment` once a day and a zone are known (`Stamp.moment`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from postmortem_archive.moment import Moment, Precision
from postmortem_archive.reading.clocks import take_clock
from postmortem_archive.reading.dates import Ambiguous, Cursor, Dated, take_date, take_days
from postmortem_archive.zones import ZONE, UnknownZone, read_zone

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_NAMED_DAY = re.compile(
    r"(?P<name>Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun|Mon|Diens|Mitt|Donners|Frei|Sams|Sonn|M[oi]|D[io]|Fr|S[ao])"
    r"(?:day|tag|woch)?\.?,?\s{1,3}(?=~?\d{1,2}(?::[0-5]\d|\.[0-5]\d(?![\d.])|\s?(?i:[ap]\.?m)\b|\s?Uhr\b))"
)
"""A day of the week before a time of day; in capitals, as "do" and "so" are words."""
_ZONE = re.compile(
    rf"\s{{0,3}}(?:[(\[]\s?(?P<inner>{ZONE}|Z|[+\-−]\d{{2}}:?\d{{2}})\s?[)\]]|(?P<zone>{ZONE}|\+\d{{2}}:?\d{{2}})(?![A-Za-z\d]))"
    r"|(?P<zulu>Z)(?![A-Za-z\d])"
)
# "10:05-10:20" is a range. A bare minus is an offset only in a whole value, behind seconds, behind a date that a T joins to its
# time, and without a colon behind a date and a space: so programs write it.
_MINUS_ZONE = re.compile(r"(?P<space>\s?)(?P<zone>[-−](?:0\d|1[0-2])(?P<colon>:?)(?:00|30|45))(?!:?\d)")
_ABOUT = re.compile(r"(?:~|≈|約|c\.|ca\.?\s|approx(?:\.|imately)?\s|around\s|about\s|circa\s|gegen\s|etwa\s)\s?", re.IGNORECASE)
_ABOUT_AFTER = re.compile(r"\s{0,2}(?:ish\b|頃|\(approx(?:\.|imately)?\)|\(about\)|\(ca\.?\))", re.IGNORECASE)
_RANGE = re.compile(r"\s{0,3}(?:-|–|—|→|\bto\b|\buntil\b|\bbis\b)\s{0,3}", re.IGNORECASE)
_AND = re.compile(r"\s{1,3}and\s{1,3}", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|from)\s+", re.IGNORECASE)
_TO_CLOCK = re.compile(
    r"(?:,|,?\s+(?:at|um)|\s{0,3}[-–—@])?\s{1,3}|\s?T(?=\d)|:\s{1,3}(?=~?\d{1,2}(?::[0-5]\d(?!\d)|\s?(?i:[ap]\.?m)\b))"
)
"""Behind a colon, which ends most dates, a time of day is one that cannot be anything else."""
_TO_CLEAR_CLOCK = re.compile(r"(?::|,|,?\s(?:at|um)|\s?[-–—@])?\s{1,3}(?=~?\d{1,2}(?::[0-5]\d(?!\d)|\s?(?i:[ap]\.?m)\b))")
_TO_DAY = re.compile(
    r"(?:,?\s{1,3}(?P<on>(?:on|am)\s{1,3}(?:the\s)?)?|\s{0,3}(?P<bracket>[(\[])\s?)"
    r"(?P<name>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?\s)?(?=\d|[A-Z][a-z]{2})"
)
_DAY_ENDS = re.compile(r"\s{0,3}(?:$|[\n:,;|)\]*_`}–—→]|-{1,2}(?:\s|$)|(?:to|until|bis)\s{1,3}~?\d)")
"""What stands behind a date that is no part of a sentence: "22:22 Oct 30 release is pulled" names a release."""
_CLOSING = re.compile(r"\s?[)\]]")
_TO_TWIN = re.compile(r"\s{0,2}(?:[/|=,;]|(?P<bracket>[(\[]))\s{0,2}(?=[~\d])")
_BETWEEN_BEHIND = re.compile(r",?\s(?:between|from)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """A date, a time of day or both, as written. `weekday` is 0 for the Monday before a time of day; `until` ends a range."""

    day: date | None = None
    month_day: tuple[int, int] | None = None
    weekday: int | None = None
    clock: time | None = None
    precision: Precision = Precision.DAY
    zone: tzinfo | None = None
    approximate: bool = False
    until: Stamp | None = None

    def on(self, near: date) -> Stamp:
        """The same stamp with its missing day taken from `near`, or its missing year so that it comes closest to `near`."""
        if self.day is not None:
            return self
        if self.month_day is None:
            distance = 0 if self.weekday is None else (self.weekday - near.weekday() + 3) % 7 - 3
            return replace(self, day=near + timedelta(days=distance))
        return replace(self, day=Dated(None, self.month_day).near(near))

    def in_half(self, half: str) -> Stamp:
        """The same stamp in the half of the day, "am" or "pm", that its clock of 12 hours does not say."""
        if self.clock is None or self.clock.hour > 12:
            return self
        hour = self.clock.hour % 12 + (12 if half == "pm" else 0)
        until = self.until.in_half(half) if self.until and self.until.day is None else self.until
        return replace(self, clock=self.clock.replace(hour=hour), until=until)

    def same_as(self, other: Stamp) -> Stamp | None:
        """The stamp, with the day of the other if it has none, where both have a zone and say the same; None where they do not.
        Where no day is known, a zone with summer time is right in summer and in winter."""
        until = (self.until is None) == (other.until is None)
        if self.until and other.until:
            until = self.until.same_as(other.until) is not None
        if not until or self.clock is None or other.clock is None or self.zone is None or other.zone is None:
            return None
        near = self.day or other.day or date(2024, 1, 15)
        own, said = (one.on(near).day if one.day or one.month_day else None for one in (self, other))
        for day in filter(None, [own or said] if own or said else [near, date(2024, 7, 15)]):
            there = datetime.combine(day, self.clock, self.zone).astimezone(other.zone)
            if (there.hour, there.minute) == (other.clock.hour, other.clock.minute) and said in (None, there.date()):
                return self if own else replace(self, day=other.day, month_day=other.month_day)
        return None

    def moment(self, zone: tzinfo | None) -> Moment | None:
        """The point in time, in the stamp's own zone or else in `zone`; None while the day or the zone is missing."""
        if self.day is None:
            return None
        if self.clock is None:
            return Moment(self.day, Precision.DAY, self.approximate)
        zone = self.zone or zone
        if zone is None:
            return None
        return Moment(datetime.combine(self.day, self.clock, zone), self.precision, self.approximate)


_IN_FORM = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?(?:$|[ Zz+-])")


def read_stamp(text: str) -> Stamp:
    """The stamp that is the whole of `text` (a front matter value). Raises ValueError with what is allowed."""
    written = text.strip()
    # RFC 3339 joins date and time with a T, and has Z or an offset directly behind.
    stamp, rest = _take(Cursor(re.sub(r"(?<=\d)[Tt](?=\d)", " ", written), whole=True))
    if stamp is None or rest.strip() or stamp.day is None or stamp.until is not None:
        if _IN_FORM.match(written):
            raise ValueError(f"'{written[:60]}' is not a date or time: there is no such day, or no such time of day")
        raise ValueError(f"'{written[:60]}' is not a date or time: write 2023-05-12, 2023-05-12 10:00 or 2023-05-12 10:00:30")
    return stamp


def take_stamp(text: str, near: tuple[date, ...] = ()) -> tuple[Stamp | None, str]:
    """A stamp at the very beginning of `text`, and what stands behind it. (None, text) where there is none.

    A date that can be two days is the one about a day of `near`. Raises Ambiguous where it is neither.
    """
    return _take(Cursor(text, near=near))


def take_more(stamp: Stamp, text: str, near: tuple[date, ...] = ()) -> tuple[Stamp, str]:
    """The stamp with what belongs to it at the beginning of `text`, the other half of day and time of day, or itself in another
    zone, and what stands behind."""
    cursor = Cursor(text, near=near)
    if stamp.clock is None:
        return _with_clock_behind(cursor, stamp), text[cursor.at :]
    return _past_twins(cursor, _with_day_behind(cursor, stamp)), text[cursor.at :]


def _take(cursor: Cursor) -> tuple[Stamp | None, str]:
    stamp = _span(cursor)
    if stamp is None:
        return None, cursor.text
    return stamp if cursor.whole else _past_twins(cursor, stamp), cursor.text[cursor.at :]


def _span(cursor: Cursor) -> Stamp | None:
    """One date or time at the cursor, or a range from one to another."""
    between = cursor.take(_BETWEEN)
    if days := take_days(cursor):
        return Stamp(*days[0], until=Stamp(*days[1]))
    first = _point(cursor)
    if first is None:
        return None
    mark = cursor.at
    behind = cursor.take(_BETWEEN_BEHIND) if first.clock is None else None
    if behind:
        timed = _point(cursor)
        if timed and timed.clock and timed.day is None and timed.month_day is None:
            first = replace(timed, day=first.day, month_day=first.month_day)
        else:
            cursor.at = mark
    first = _with_day_behind(cursor, first)
    mark = cursor.at
    if cursor.take(_RANGE) or ((between or behind) and cursor.take(_AND)):
        last = _point(cursor)
        if last is None or (last.clock is None) != (first.clock is None):
            cursor.at = mark
        else:
            first = _borrow_half(first, last, cursor.text[: cursor.at])
            first, last = _with_last_day(cursor, first, last)
            first = first.on(last.day) if first.month_day and last.day else first  # "Dec 30 – Jan 2, 2024" says the year once
            zone = first.zone or last.zone
            first = replace(first, zone=zone, until=replace(last, zone=last.zone or zone))
    elif between and first.clock is None:
        return None
    return first


def _past_twins(cursor: Cursor, stamp: Stamp, within: bool = False) -> Stamp:
    """Moves over the same moment said again in other zones, as in "06:30 UTC / 01:30 EST"; the day may stand behind the last."""
    while stamp.zone is not None:
        mark = cursor.at
        joint = cursor.take(_TO_TWIN)
        try:
            twin = _span(cursor) if joint and not (within and joint["bracket"]) else None
        except Ambiguous:
            twin = None
        same = stamp.same_as(twin) if twin else None
        if same and joint and joint["bracket"]:
            same = _past_twins(cursor, same, within=True)
            same = same if cursor.take(_CLOSING) else None
        if same is None:
            cursor.at = mark
            break
        stamp = same
    return stamp


def _with_clock_behind(cursor: Cursor, stamp: Stamp) -> Stamp:
    """The day with the time of day behind it, as in "**2024-02-15**: 07:56"."""
    mark = cursor.at
    timed = _span(cursor) if stamp.until is None and cursor.take(_TO_CLEAR_CLOCK) else None
    if timed and timed.clock and timed.day is None and timed.month_day is None:
        return replace(timed, day=stamp.day, month_day=stamp.month_day, approximate=stamp.approximate or timed.approximate)
    cursor.at = mark
    return stamp


def _with_day_behind(cursor: Cursor, stamp: Stamp) -> Stamp:
    """The stamp with the day behind its clock, as in "18:00 PST Saturday Oct 30th:", "22:50 (Oct 30)" and "22:40 on Oct 30"."""
    if cursor.whole or stamp.clock is None or stamp.day is not None or stamp.month_day is not None:
        return stamp
    mark = cursor.at
    joint = cursor.take(_TO_DAY)
    dated = doubt = None
    try:
        dated = take_date(cursor) if joint else None
    except Ambiguous as error:
        doubt = error
    if joint and (dated or doubt):
        zone = stamp.zone or _take_zone(cursor, stamp.precision)
        ends = cursor.take(_CLOSING) if joint["bracket"] else _DAY_ENDS.match(cursor.text, cursor.at)
        if ends or (not joint["bracket"] and (joint["on"] or joint["name"])):
            if doubt:
                raise doubt
            assert dated is not None
            return replace(stamp, day=dated.day, month_day=dated.month_day, weekday=None, zone=zone)
    cursor.at = mark
    return stamp


def _with_last_day(cursor: Cursor, first: Stamp, last: Stamp) -> tuple[Stamp, Stamp]:
    """Both ends of a range with the day behind its end. Where the first has none it is the day of both, unless midnight lies
    between them: then nobody knows of which."""
    mark = cursor.at
    dated = _with_day_behind(cursor, last)
    if dated is last or first.day is not None or first.month_day is not None:
        return first, dated
    if first.clock and last.clock and first.clock <= last.clock:
        return replace(first, day=dated.day, month_day=dated.month_day, weekday=None), replace(last, zone=dated.zone)
    cursor.at = mark
    return first, last


def _point(cursor: Cursor) -> Stamp | None:
    """One date, time or date and time at the cursor; the cursor stays where it is when there is none."""
    start = cursor.at
    about = [cursor.take(_ABOUT)]
    dated = take_date(cursor)
    mark = cursor.at
    named = cursor.take(_NAMED_DAY) if dated is None else None
    about_clock = joint = None
    if dated is not None:
        joint = cursor.take(_TO_CLOCK)
        about_clock = cursor.take(_ABOUT)
    timed = take_clock(cursor, behind_date=dated is not None)
    if timed is not None:
        about.append(about_clock)
    elif dated is None:
        cursor.at = start
        return None
    else:
        cursor.at = mark
    clock, precision = timed or (None, Precision.DAY)
    about.append(cursor.take(_ABOUT_AFTER))
    zone = _take_zone(cursor, precision, joint[0].strip() if joint else None) if timed is not None else None
    if zone is not None:
        about.append(cursor.take(_ABOUT_AFTER))
    day, month_day = (dated.day, dated.month_day) if dated is not None else (None, None)
    weekday = _WEEKDAYS.index(named["name"][:2].title()) % 7 if named else None
    return Stamp(day, month_day, weekday, clock, precision, zone, any(about))


def _take_zone(cursor: Cursor, precision: Precision, joint: str | None = None) -> tzinfo | None:
    """The zone at the cursor; `joint` is what joins the time of day before it to its date, if it has one."""
    mark = cursor.at
    match = cursor.take(_ZONE)
    try:
        if match:
            return read_zone(match["inner"] or match["zone"] or match["zulu"])
        minus = _MINUS_ZONE.match(cursor.text, cursor.at)
        sure = precision is Precision.SECOND or joint == "T" or (joint is not None and minus and minus["space"] > minus["colon"])
        if minus and (cursor.whole or sure):
            cursor.at = minus.end()
            return read_zone(minus["zone"])
    except UnknownZone:
        if cursor.whole:
            raise
        cursor.at = mark  # "10:05 Prometheus/Grafana went down"
    return None


def _borrow_half(first: Stamp, last: Stamp, text: str) -> Stamp:
    """In "2:00 - 2:30 PM" the first time is in the afternoon too."""
    if first.clock is None or last.clock is None or first.clock.hour >= 12 or last.clock.hour < 12:
        return first
    halves = re.findall(r"[ap]\.?m(?![A-Za-z\d])", text, re.IGNORECASE)
    if len(halves) == 1 and first.clock.hour + 12 <= last.clock.hour:
        return replace(first, clock=first.clock.replace(hour=first.clock.hour + 12))
    return first
