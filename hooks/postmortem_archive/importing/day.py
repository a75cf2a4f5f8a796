"""Which day an imported incident happened on: every day that the source states for it, and the surest of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from postmortem_archive.importing.dates import (
    ENTRY,
    HEADER,
    LATEST_TELLING,
    NAME,
    OPENING,
    PUBLISHED,
    SURE,
    TITLE,
    Candidate,
    Found,
    choose_day,
    could_be,
    day_in_name,
    find_dates,
    show_stamp,
)  # fmt: skip
from postmortem_archive.importing.fields import target_of
from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.importing.headers import Header
from postmortem_archive.importing.metadata import STORY, Stated
from postmortem_archive.importing.titles import MAIL_LINE, Title, is_mail
from postmortem_archive.importing.values import stamp_in
from postmortem_archive.importing.words import words_for
from postmortem_archive.moment import Precision
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.stamps import Stamp
from postmortem_archive.reading.text import Line


def has_day(value: str) -> bool:
    """True where a value begins with a day or with one of two possible ones; a clock alone belongs to a timeline."""
    try:
        stamp = stamp_in(value)
    except Ambiguous:
        return True
    return stamp is not None and stamp.day is not None


def find_candidates(
    foreign: Foreign, header: Header, title: Title, stated: list[Stated], lines: tuple[Line, ...], form: str
) -> Iterator[Candidate]:
    """Every day that the source states for the incident, with how sure that is."""
    blog = form == "icco" or (form in ("jekyll", "hugo") and len(words_for("blog") & header.values.keys()) > 0)
    rank = PUBLISHED if blog else HEADER
    for one in stated:
        if one.field in ("date", "started_at") and (found := next(find_dates(one.value), None)):
            yield Candidate(found, one.said, SURE)
    for text in dict.fromkeys(title.sources):
        if found := next(find_dates(text), None):
            yield Candidate(found, f"title '{text}'", TITLE)
    for key, value in header.values.items():
        target = target_of(key)
        value = value.get("created") if isinstance(value, dict) else value  # Material's blog: created and updated
        if target in ("date", "started_at") and isinstance(value, str) and (found := next(find_dates(value), None)):
            yield Candidate(found, header.said(key, value), rank if target == "date" else SURE)
        elif key == "path" and isinstance(value, str) and (found := day_in_name(value)):
            yield Candidate(found, header.said(key, value), PUBLISHED)
    if not foreign.part and (found := day_in_name(foreign.piece.stem)):
        yield Candidate(found, f"file name '{foreign.piece.stem}'", PUBLISHED if blog else NAME)
    if is_mail(lines):
        sent = next((line for line in lines[:8] if re.match(r"(?:date|sent):\s", line.text, re.IGNORECASE)), None)
        if sent and (found := next(find_dates(sent.text), None)):
            yield Candidate(found, f"line {sent.number}: '{sent.text}'", PUBLISHED)
        lines = tuple(line for line in lines if not MAIL_LINE.match(line.text))
    yield from _told(lines)


_NOT_TOLD = re.compile(r"\s*(?:created|last|modified|updated|published|author|written)\b", re.IGNORECASE)
_OPENING = (None, "summary", "impact", "background", "detection")


def _told(lines: tuple[Line, ...]) -> Iterator[Candidate]:
    """The first day that each of the first two sections with text names, and the first of the timeline."""
    blocks = cut_sections(lines)
    story = next((index for index, block in enumerate(blocks) if block.kind in STORY), len(blocks))
    before = [
        block for index, block in enumerate(blocks) if block.kind == "summary" or (index < story and block.kind in _OPENING)
    ]
    opening = [block for block in before if any(not line.blank for line in block.lines)]
    for block in opening[:2]:
        told = (line for line in block.lines[:25] if not line.code and not _NOT_TOLD.match(line.text))
        found = next(((line, one) for line in told for one in find_dates(line.text) if one.stamp is not None), None)
        if found:
            yield Candidate(found[1], f"line {found[0].number}: '{found[1].written}'", OPENING)
    timelines = [block for block in blocks if block.kind == "timeline"]
    for line in (line for block in timelines for line in (Line(block.place.line, block.title), *block.lines) if not line.code):
        if dated := next((one for one in find_dates(line.text)), None):
            yield Candidate(dated, f"line {line.number}: '{dated.written}'", ENTRY)
            return


def take_day(foreign: Foreign, candidates: Sequence[Candidate], stated: Sequence[Stated], zone: tzinfo | None) -> None:
    """State the day of the incident, or ask for it; say what is inferred and what contradicts."""
    if "started_at" in foreign.values:
        return
    candidates = [_with_year(one, candidates) for one in candidates]
    published = next((one.found.day for one in candidates if one.rank == PUBLISHED and one.found.day), None)
    if published:
        candidates = [one for one in candidates if one.rank not in (OPENING, ENTRY) or _is_told_by(one.found.day, published)]
    chosen, others = choose_day(candidates)
    day = chosen.found.day if chosen else None
    for one in candidates:
        if one.found.ambiguous and one.rank <= NAME and (day is None or not could_be(one.found.written, day)):
            foreign.need("ambiguous-date", f"{one.said} can be two different days, and nothing else says which")
    if chosen is None or day is None:
        vague = next((one.said for one in stated if one.field in ("date", "started_at") and not has_day(one.value)), None)
        said = f"{vague} names no day" if vague else "no day is stated"
        foreign.values["status"] = "draft"
        foreign.need("no-date", f"{said}: add 'date:' (the file is a draft until then), and rename the file")
        return
    _state_day(foreign, chosen, day, zone)
    for other in others:
        if other.rank <= NAME:
            foreign.need("contradiction", f"the day is {day} ({chosen.said}), but {other.said}")


def _state_day(foreign: Foreign, chosen: Candidate, day: date, zone: tzinfo | None) -> None:
    """State when it began, to the minute where a title or a line that says so has a time and its zone is known."""
    stamp = chosen.found.stamp
    shown = show_stamp(stamp, zone) if stamp and stamp.clock is not None and chosen.rank in (SURE, TITLE) else None
    if shown and ":" in shown:
        foreign.state("started_at", shown, chosen.said)
        if stamp and chosen.rank == SURE and (end := _end_of(stamp, zone)):
            foreign.state("resolved_at", end, chosen.said)
        return
    foreign.state("date", day.isoformat(), chosen.said)
    if shown:
        foreign.need(
            "no-zone", f"{chosen.said} has a time but no time zone, so only its day is taken over: say it with --timezone"
        )
    if chosen.rank == ENTRY:
        foreign.inferred.append(f"the day is that of the first entry of the timeline ({chosen.said})")
    elif chosen.rank == PUBLISHED:
        foreign.need("publication-date", f"{chosen.said} may be the day of publication, and no other day is stated")


def _end_of(stamp: Stamp, zone: tzinfo | None) -> str | None:
    """The end of a range such as "May 14, 2024 10:00 → 11:30"; None where it may be of another day."""
    until = stamp.until
    if until is None or until.clock is None or stamp.clock is None or stamp.day is None:
        return None
    if until.day is None and until.month_day is None and until.clock < stamp.clock:
        return None
    return show_stamp(until.on(stamp.day), zone)


def _is_told_by(day: date | None, published: date) -> bool:
    return day is not None and published - LATEST_TELLING <= day <= published


def _with_year(one: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """A day without its year takes the year from the surest date that has one, and is a day then: "May 10 19:03:52 2021 +0900"
    has its year and zone behind the clock."""
    stamp = one.found.stamp
    if stamp is None or stamp.day is not None or stamp.month_day is None:
        return one
    near = next((other.found.day for other in sorted(candidates, key=lambda other: other.rank) if other.found.day), None)
    if near is None:
        return replace(one, found=replace(one.found, stamp=None))
    dated: Stamp = replace(stamp, clock=None, precision=Precision.DAY, zone=None, until=None).on(near)
    found = Found(dated, one.found.written, one.found.start, one.found.end)
    return replace(one, found=found, said=f"{one.said}, in the year {dated.day.year if dated.day else near.year}")
