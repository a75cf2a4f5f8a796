"""A postmortem in prose: Markdown or plain text, with or without front matter, an e-mail or a wiki page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from postmortem_archive.importing.fields import (
    TIMES,
    keep_extra,
    list_of,
    stamp_in,
    take_fields,
    take_severity,
    take_time,
    take_zone,
    target_of,
    zone_of,
)
from postmortem_archive.importing.foreign import Choices, Foreign, Piece
from postmortem_archive.importing.headers import Header, read_header
from postmortem_archive.importing.metadata import Stated, find_stated
from postmortem_archive.importing.naming import take_id
from postmortem_archive.importing.titles import MAIL_LINE, Title, find_title, is_mail
from postmortem_archive.importing.words import words_for
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.stamps import Ambiguous, Stamp
from postmortem_archive.reading.text import Line, read_lines
from postmortem_archive.zones import ABBREVIATIONS, find_zone, find_zone_in_sentence


@dataclass(frozen=True)
class Part:
    """The piece of a file that holds one incident: its text, the line it begins on, and what to call it."""

    text: str
    first_line: int = 1
    name: str = ""


def read_prose(piece: Piece, part: Part, form: str, choices: Choices, header: Header | None = None) -> Foreign:
    """One postmortem out of a text. `header` is given where a format has values of its own to put in its place."""
    header = header or read_header(part.text)
    foreign = Foreign(piece, form, part.text, part=part.name, first_line=part.first_line)
    if header.wrong:
        foreign.need("front-matter", header.wrong)
    body = from_wiki(header.body)
    lines = read_lines(body, header.body_line + part.first_line - 1)
    stated = [one for one in find_stated(lines) if not (is_mail(lines) and MAIL_LINE.match(f"{one.label}: "))]
    take_zone(foreign, header.values, choices)
    _take_stated_zone(foreign, lines, stated)
    title = find_title(header, lines, stated, piece.stem if not part.name else "")
    _take_title(foreign, title, piece, one_per_file=not part.name)
    _take_start(foreign, header, form, choices)
    take_fields(foreign, header, choices)
    _take_stated(foreign, stated, choices)
    if choices.organisation:
        foreign.values.pop("organisation", None)
        foreign.state("organisation", choices.organisation, "--organisation")
    foreign.body = _without(body, title.lines)
    candidates = list(_candidates(foreign, header, title, stated, lines, form))
    take_day(foreign, candidates, stated, zone_of(foreign, choices))
    _note_tags(foreign, lines)
    return foreign


def _without(body: str, gone: frozenset[int]) -> str:
    """The body without some lines, and without one of the two empty ones that they leave side by side."""
    lines = body.split("\n")
    kept: list[str] = []
    for number, text in enumerate(lines):
        if number in gone or (not text.strip() and number - 1 in gone and kept and not kept[-1].strip()):
            continue
        kept.append(text)
    return "\n".join(kept).strip("\n")


def from_wiki(text: str) -> str:
    """A pasted wiki page with its headings as Markdown has them: `== Timeline ==`, `h2. Timeline`."""
    marks = re.findall(r"^(={2,5}) ?[^=\n]+? ?\1[ \t]*$", text, re.MULTILINE)
    if len(marks) >= 2:
        text = re.sub(
            r"^(={2,5}) ?([^=\n]+?) ?\1[ \t]*$", lambda match: f"{'#' * len(match[1])} {match[2]}", text, flags=re.MULTILINE
        )
    if len(re.findall(r"^h[1-6]\. \S", text, re.MULTILINE)) >= 2:
        text = re.sub(r"^h([1-6])\. (?=\S)", lambda match: "#" * int(match[1]) + " ", text, flags=re.MULTILINE)
    return text


def _take_title(foreign: Foreign, title: Title, piece: Piece, one_per_file: bool) -> None:
    foreign.state("title", title.text, title.said)
    if title.poor:
        foreign.need("title", f"the title '{title.text}' does not tell what broke: write a better one")
    named = take_id(piece.stem)[0] if one_per_file else None
    if named or title.id:
        foreign.state("id", named or title.id, f"file name '{piece.stem}'" if named else title.said)


def _take_start(foreign: Foreign, header: Header, form: str, choices: Choices) -> None:
    """`date` of a status entry is when the trouble began; anywhere else it is a day."""
    if form == "status":
        for key, value in header.values.items():
            if target_of(key) == "date" and value:
                take_time(foreign, "started_at", value, header.said(key, value), choices)


def _take_stated(foreign: Foreign, stated: list[Stated], choices: Choices) -> None:
    """Take over what lines of the body state; the lines themselves stay where they are."""
    for one in stated:
        if one.field in TIMES:
            if _has_day(one.value):
                take_time(foreign, one.field, one.value, one.said, choices)
        elif one.field == "severity":
            if "severity" not in foreign.values and len(one.value) < 80:
                take_severity(foreign, "severity", one.value, one.said, choices)
        elif one.field in ("services", "teams", "authors"):
            words = list_of(re.sub(r"\([^)]*\)", "", one.value))
            if one.field not in foreign.values and words and all(len(word.split()) <= 4 and len(word) <= 40 for word in words):
                foreign.state(one.field, words, one.said)
        elif (
            one.field in ("id", "organisation")
            and re.fullmatch(r"[\w .#/-]{1,40}", one.value)
            and one.field not in foreign.values
        ):
            foreign.state(one.field, one.value, one.said)
        elif one.field == "duration":
            foreign.inferred.append(
                f"the duration is stated as '{one.value}' ({one.said}); it is never stored, but derived from start and end"
            )


def _has_day(value: str) -> bool:
    """True where a value begins with a day or with one of two possible ones; a clock alone belongs to a timeline."""
    try:
        stamp = stamp_in(value)
    except Ambiguous:
        return True
    return stamp is not None and stamp.day is not None


def _take_stated_zone(foreign: Foreign, lines: tuple[Line, ...], stated: list[Stated]) -> None:
    """State the zone that the text sets for all its times, where it sets one and not several."""
    if "timezone" in foreign.values:
        return
    found: dict[str, str] = {}
    timelines = {block.place.line for block in cut_sections(lines) if block.kind == "timeline"}
    for one in stated:
        if one.field == "timezone" and (zone := find_zone(one.value)):
            found.setdefault(zone_name(zone), one.said)
    for line in lines:
        text = line.text.strip().strip("#*_|:- ")
        if line.code or len(text) > 160:
            continue
        titled = line.number in timelines or re.search(r"^\W*\|.*\b(?:time|when)\b", line.text, re.IGNORECASE)
        general = re.search(r"\b(?:all|alle)\b.{0,20}\b(?:time|zeit)|^\W*times? (?:are|is|in)\b|時刻", text, re.IGNORECASE)
        for piece in text.split("|") if titled else [text] if general else []:
            if zone := (find_zone(piece.strip()) if titled else find_zone_in_sentence(piece)):
                found.setdefault(zone_name(zone), f"line {line.number}: '{line.text.strip()}'")
    if len(found) == 1:
        ((name, said),) = found.items()
        foreign.state("timezone", name, said)


def zone_name(zone: tzinfo) -> str:
    """What `timezone:` calls a zone: its name, its abbreviation, or its offset."""
    named = getattr(zone, "key", None) or zone.tzname(None) or "UTC"
    return named if "/" in named or named in ABBREVIATIONS else named.replace("UTC", "") or "UTC"


def _candidates(
    foreign: Foreign, header: Header, title: Title, stated: list[Stated], lines: tuple[Line, ...], form: str
) -> Iterator[Candidate]:
    """Every day that the source states for the incident, with how sure that is."""
    blog = form in ("jekyll", "hugo") and len(words_for("blog") & header.values.keys()) > 0
    rank = PUBLISHED if blog else HEADER
    for one in stated:
        if one.field in ("date", "started_at") and (found := next(find_dates(one.value), None)):
            yield Candidate(found, one.said, SURE)
    for text in dict.fromkeys(title.sources):
        if found := next(find_dates(text), None):
            yield Candidate(found, f"title '{text}'", TITLE)
    for key, value in header.values.items():
        if target_of(key) == "date" and isinstance(value, str) and (found := next(find_dates(value), None)):
            yield Candidate(found, header.said(key, value), rank)
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


def _told(lines: tuple[Line, ...]) -> Iterator[Candidate]:
    """The first day that the opening of the text names, and the first of its timeline."""
    blocks = cut_sections(lines)
    opening = [block for block in blocks if block.kind in (None, "summary", "impact", "background", "detection") and block.lines]
    for block in opening[:2]:
        for line in block.lines[:25]:
            if line.code or re.match(
                r"\s*(?:created|last|modified|updated|published|author|written)\b", line.text, re.IGNORECASE
            ):
                continue
            for found in find_dates(line.text):
                if found.stamp is not None:
                    yield Candidate(found, f"line {line.number}: '{found.written}'", OPENING)
                    break
            else:
                continue
            break
    for block in (block for block in blocks if block.kind == "timeline"):
        titled = Line(block.place.line, block.title)
        for line in (titled, *block.lines):
            dated = (
                next((found for found in find_dates(line.text) if found.stamp or found.ambiguous), None)
                if not line.code
                else None
            )
            if dated:
                yield Candidate(dated, f"line {line.number}: '{dated.written}'", ENTRY)
                return


def take_day(foreign: Foreign, candidates: list[Candidate], stated: list[Stated], zone: tzinfo | None) -> None:
    """State the day of the incident, or ask for it; say what is inferred and what contradicts."""
    if "started_at" in foreign.values:
        return
    candidates = [_with_year(one, candidates) for one in candidates]
    published = next((one.found.day for one in candidates if one.rank == PUBLISHED and one.found.day), None)
    if published:
        candidates = [one for one in candidates if one.rank not in (OPENING, ENTRY) or _is_told_by(one.found.day, published)]
    chosen, others = choose_day(candidates)
    for one in candidates:
        if (
            one.found.ambiguous
            and one.rank <= NAME
            and (chosen is None or not could_be(one.found.written, chosen.found.day or date.min))
        ):
            foreign.need("ambiguous-date", f"{one.said} can be two different days, and nothing else says which")
    if chosen is None or chosen.found.stamp is None:
        foreign.values["status"] = "draft"
        vague = next((one.said for one in stated if one.field in ("date", "started_at") and not _has_day(one.value)), None)
        said = f"{vague} names no day" if vague else "no day is stated"
        foreign.need("no-date", f"{said}: add 'date:' (the file is a draft until then), and rename the file")
        return
    shown = show_stamp(chosen.found.stamp, zone)
    clocked = chosen.found.stamp.clock is not None and chosen.rank in (SURE, TITLE) and shown is not None and ":" in shown
    if clocked:
        foreign.state("started_at", shown, chosen.said)
    else:
        day = chosen.found.day
        foreign.state("date", day.isoformat() if day else None, chosen.said)
        if chosen.found.stamp.clock is not None and chosen.rank in (SURE, TITLE):
            foreign.need(
                "no-zone", f"{chosen.said} has a time but no time zone, so only its day is taken over: say it with --timezone"
            )
    if chosen.rank == ENTRY:
        foreign.inferred.append(f"the day is that of the first entry of the timeline ({chosen.said})")
    elif chosen.rank == PUBLISHED:
        foreign.need("publication-date", f"{chosen.said} may be the day of publication, and no other day is stated")
    for other in others:
        if other.rank <= NAME:
            foreign.need("contradiction", f"the day is {chosen.found.day} ({chosen.said}), but {other.said}")


def _is_told_by(day: date | None, published: date) -> bool:
    return day is not None and published - LATEST_TELLING <= day <= published


def _with_year(one: Candidate, candidates: list[Candidate]) -> Candidate:
    """A day without its year takes the year from the surest date that has one."""
    stamp = one.found.stamp
    if stamp is None or stamp.day is not None or stamp.month_day is None:
        return one
    near = next((other.found.day for other in sorted(candidates, key=lambda other: other.rank) if other.found.day), None)
    if near is None:
        return replace(one, found=replace(one.found, stamp=None))
    dated: Stamp = stamp.on(near)
    return replace(
        one,
        found=Found(dated, one.found.written, one.found.start, one.found.end),
        said=f"{one.said}, in the year {dated.day.year if dated.day else near.year}",
    )


def _note_tags(foreign: Foreign, lines: tuple[Line, ...]) -> None:
    """Say where a site generator's own language stands in the text: it is kept as it is, and shown as text."""
    found = [line.number for line in lines if not line.code and re.search(r"\{%.*?%\}|\{\{[<%].*?[>%]\}\}|<%.*?%>", line.text)]
    if found:
        foreign.prose.append(
            f"tags of a site generator, kept as text: line{'s' if len(found) > 1 else ''} {', '.join(map(str, found[:10]))}"
        )


def drop(header: Header, *keys: str) -> Header:
    """The header without some of its values."""
    return replace(header, values={key: value for key, value in header.values.items() if key not in keys})


__all__ = ["Part", "drop", "from_wiki", "keep_extra", "read_prose", "take_day"]
