"""A postmortem in prose: Markdown or plain text, with or without front matter, an e-mail or a wiki page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import tzinfo

from postmortem_archive.importing.beginning import take_clocks
from postmortem_archive.importing.day import find_candidates, has_day, take_day
from postmortem_archive.importing.fields import take_fields, take_zone, target_of
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Reading
from postmortem_archive.importing.headers import Header, read_header
from postmortem_archive.importing.metadata import Stated, find_stated
from postmortem_archive.importing.naming import take_id
from postmortem_archive.importing.titles import MAIL_LINE, Title, find_title, is_mail
from postmortem_archive.importing.values import TIMES, list_of, take_severity, take_time, zone_of
from postmortem_archive.importing.wiki import from_wiki
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.stamps import Stamp, take_stamp
from postmortem_archive.reading.text import Line
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
    page = from_wiki(header.body)
    if page.changed:
        foreign.read.append(Reading("wiki markup", "as in Markdown", f"was {', '.join(page.changed)}"))
    lines = page.read(header.body_line + part.first_line - 1)
    stated = [one for one in find_stated(lines) if not (is_mail(lines) and MAIL_LINE.match(f"{one.label}: "))]
    take_zone(foreign, header)
    _take_stated_zone(foreign, lines, stated)
    if choices.timezone and "timezone" not in foreign.values:
        foreign.state("timezone", choices.timezone, "--timezone")
    _take_zone_of_start(foreign, lines, stated, choices)
    title = find_title(header, lines, stated, piece.stem if not part.name else "")
    _take_title(foreign, title, piece, one_per_file=not part.name)
    _take_start(foreign, header, form, choices)
    take_fields(foreign, header, choices)
    _take_stated(foreign, stated, choices)
    if choices.organisation:
        foreign.values.pop("organisation", None)
        foreign.state("organisation", choices.organisation, "--organisation")
    foreign.body = _without(page.text, title.lines)
    candidates = list(find_candidates(foreign, header, title, stated, lines, form))
    take_day(foreign, candidates, stated, zone_of(foreign, choices))
    take_clocks(foreign, stated, zone_of(foreign, choices))
    _note_tags(foreign, lines)
    if form == "status":
        _note_updates(foreign, lines)
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


def _take_title(foreign: Foreign, title: Title, piece: Piece, one_per_file: bool) -> None:
    foreign.state("title", title.text, title.said)
    if title.poor:
        what = "is the first sentence" if title.said.startswith("the first sentence") else "does not tell what broke"
        foreign.need("title", f"the title '{title.text}' {what}: write a better one")
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
            if has_day(one.value):
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
            foreign.inferred.append(f"the duration is stated ({one.said}); it is never stored, but derived from start and end")


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


_ENTRY = re.compile(r"\s*(?:(?:[-*+|]|\d{1,3}[.)])\s+)?[*_`]{0,3}")


def _take_zone_of_start(foreign: Foreign, lines: tuple[Line, ...], stated: list[Stated], choices: Choices) -> None:
    """Where a line gives the start with a zone, and the timeline has the same time without one, that is the zone of them all."""
    known = zone_of(foreign, choices)
    starts = [(one, stamp) for one in stated if one.field in ("date", "started_at") and (stamp := _stamp_of(one.value))]
    clocks = set()
    for line in (line for block in cut_sections(lines) if block.kind == "timeline" for line in block.lines if not line.code):
        stamp = _stamp_of(line.text[_ENTRY.match(line.text).end() :])  # type: ignore[union-attr]  # matches every text
        clocks.add(stamp.clock if stamp and stamp.zone is None else None)
    for one, stamp in starts:
        if stamp.day is None or stamp.zone is None or stamp.clock not in clocks - {None}:
            continue
        name = zone_name(stamp.zone)
        if known is None or "timezone" not in foreign.values:
            foreign.state("timezone", name, f"{one.said}, and the timeline has the same time")
        elif (
            (named := stamp.moment(known)) and (same := replace(stamp, zone=None).moment(known)) and named.instant != same.instant
        ):
            foreign.need(
                "contradiction", f"{one.said} is in {name}, and the timeline, which has the same time, in {zone_name(known)}"
            )
        return


def _stamp_of(text: str) -> Stamp | None:
    """The time that a text begins with."""
    try:
        return take_stamp(text)[0]
    except ValueError:
        return None


def zone_name(zone: tzinfo) -> str:
    """What `timezone:` calls a zone: its name, its abbreviation, or its offset."""
    named = getattr(zone, "key", None) or zone.tzname(None) or "UTC"
    return named if "/" in named or named in ABBREVIATIONS else named.replace("UTC", "") or "UTC"


_UPDATE = re.compile(
    r"^\[(?P<what>[^\]\n]*\b(?:message|update|updated|resolved|fixed|monitoring|identified|investigating)\b[^\]\n]*)\]",
    re.IGNORECASE,
)


def _note_updates(foreign: Foreign, lines: tuple[Line, ...]) -> None:
    """Say that the messages of a status entry are no timeline: they stand as they were sent, mostly the newest first."""
    found = [match["what"] for line in lines if not line.code and (match := _UPDATE.match(line.text))]
    if found:
        foreign.prose.append(f"messages of a status page, in the order of the source: {', '.join(found)}")


def _note_tags(foreign: Foreign, lines: tuple[Line, ...]) -> None:
    """Say where a site generator's own language stands in the text: it is kept as it is, and shown as text."""
    found = [
        line.number
        for line in lines
        if not line.code and re.search(r"\{%[^%\n]{1,300}%\}|\{\{[<%][^>%\n]{1,300}[>%]\}\}|<%[^%\n]{1,300}%>", line.text)
    ]
    if found:
        foreign.prose.append(
            f"tags of a site generator, kept as text: line{'s' if len(found) > 1 else ''} {', '.join(map(str, found[:10]))}"
        )
