"""An incident as one Markdown document with marks in it, and the HTML of that document cut at the marks again.

The whole text is rendered once, so that reference links, footnotes and abbreviations work everywhere; then the lead,
each event and each action item is taken out by its marks and put where the template wants it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import count
from urllib.parse import quote

from postmortem_archive.archive import Archive, link_name
from postmortem_archive.incident import ActionItem, Event, Incident, Section
from postmortem_archive.reading.headings import plain_heading
from postmortem_archive.reading.text import defined_target, inline_links, move_headings, read_lines, without_code_spans
from postmortem_archive.search.anchors import lead_anchor
from postmortem_archive.site.fact_lines import keep_fact_lines
from postmortem_archive.site.sanitise import sanitise

OPEN, CLOSE = "\ue000", "\ue001"  # private use: never in an author's text, untouched by Markdown and the sanitiser
_MARK = re.compile(rf"(?:<p>\s*)?{OPEN}([a-z]+)(?::(\d+))?{CLOSE}(?:\s*</p>)?")
_TOKENS = re.compile(r"(<[^>]*>)")
_BLOCK = re.compile(r"<pre\b(?![^<>]{0,500}\sid=)")
_UNLINKED = re.compile(r"<(/?)(a|code|pre|svg)\b")


@dataclass
class Piece:
    """One part of the page: `html` where it is text, `rows` (index, HTML) where it is a run of events or actions."""

    kind: str
    html: str = ""
    rows: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class PageSection:
    """A section of the page; `heading` is the HTML of its heading, with the anchor that the table of contents uses."""

    section: Section | None
    heading: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Cut:
    """The HTML of an incident's text: the lead, and the sections in the author's order.

    `anchor` is what links to the lead's own heading lead to, unless another heading of the page is called so; the page does not
    show that heading.
    """

    lead: str = ""
    anchor: str = ""
    sections: list[PageSection] = field(default_factory=list)


def compose(incident: Incident) -> str:
    """The incident's text as Markdown, with marks around what the template places itself."""
    shift = _shift(incident)
    out: list[str] = []
    if incident.summary:
        out += [_mark("lead"), keep_fact_lines(incident.summary)]
    events = actions = 0
    above = 1
    for index, section in enumerate(incident.sections):
        if _is_lead(section, incident) or _repeats_title(section, incident):
            continue
        out.append(_mark("section", index))
        if section.title:
            above = min(6, above + 1, max(2, section.level + shift))
            out += [f"{'#' * above} {section.title}", _mark("body")]
        if not section.parts:
            out.append(_body(section.markdown, shift))
        for part in section.parts:
            if isinstance(part, Event):
                events += 1
                out += [_mark("event", events), _clean(part.text)]
            elif isinstance(part, ActionItem):
                actions += 1
                out += [_mark("action", actions), _clean(part.title)]
            else:
                out += [_mark("note"), _body(part.markdown, shift)]
    return "\n\n".join(out) + "\n"


def cut(html: str, incident: Incident, polish: Callable[[str], str]) -> Cut:
    """The rendered document in pieces. Every piece is sanitised by itself, then given to `polish`."""
    result = Cut()
    current = PageSection(None)
    for name, number, raw in _pieces(html):
        text = polish(sanitise(raw)).strip()
        if name == "lead":
            result.lead = text
            anchor = lead_anchor(incident)
            result.anchor = "" if f'id="{anchor}"' in html else anchor
        elif name == "section":
            current = PageSection(incident.sections[number], heading=text)
            result.sections.append(current)
            if not incident.sections[number].title and text:
                current.heading = ""
                current.pieces.append(Piece("text", text))
        elif name in ("event", "action"):
            if not current.pieces or current.pieces[-1].kind != name:
                current.pieces.append(Piece(name))
            current.pieces[-1].rows.append((number, _named_blocks(_unwrapped(text), f"{name}-{number}")))
        elif text:
            current.pieces.append(Piece("text", text))
    return result


def _pieces(html: str) -> Iterator[tuple[str, int, str]]:
    marks = list(_MARK.finditer(html))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(html)
        yield mark[1], int(mark[2] or 0), html[mark.end() : end]


def _mark(name: str, number: int | None = None) -> str:
    return f"{OPEN}{name}{'' if number is None else f':{number}'}{CLOSE}"


def _clean(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _body(markdown: str, shift: int) -> str:
    """Running text as it stands on the page."""
    return keep_fact_lines(move_headings(_clean(markdown), shift))


def _is_lead(section: Section, incident: Incident) -> bool:
    """True for the section whose text already stands on top of the page."""
    return section.markdown.strip() == incident.summary and (section.kind == "summary" or section.level == 0)


def _repeats_title(section: Section, incident: Incident) -> bool:
    """True for a pasted text whose first line is its title, without being a heading."""
    return section.level == 0 and plain_heading(section.markdown) == plain_heading(incident.title)


def _shift(incident: Incident) -> int:
    """How far headings move so that the sections stand one below the page's title."""
    levels = [section.level for section in incident.sections if section.level > 0]
    return 2 - min(levels) if levels else 0


def _named_blocks(html: str, row: str) -> str:
    """Several blocks of code in a row each get an id. Of those without, the theme's script calls each after the row, and whatever
    button is pressed, it copies the first that is called so."""
    if len(_BLOCK.findall(html)) < 2:
        return html
    numbers = count(1)
    return _BLOCK.sub(lambda block: f'{block[0]} id="{row}-code-{next(numbers)}"', html)


def _unwrapped(html: str) -> str:
    """The text of a single paragraph without its `<p>`, so that it can stand in a line."""
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    return html


def point_links(markdown: str, archive: Archive, address: Callable[[str], str]) -> str:
    """Links to incidents, by file, folder or former name, changed to `address(slug)`. Nothing inside code is touched."""
    if "](" not in markdown and "]:" not in markdown:
        return markdown
    lines = markdown.split("\n")
    for index, line in enumerate(read_lines(markdown)):
        if not line.code and ("](" in lines[index] or "]:" in lines[index]):
            lines[index] = _pointed(lines[index], archive, address)
    return "\n".join(lines)


def _pointed(line: str, archive: Archive, address: Callable[[str], str]) -> str:
    places = [(link.target_at, link.target) for link in inline_links(without_code_spans(line))]
    if defined := defined_target(line):
        places.append(defined)
    for at, target in sorted(places, reverse=True):
        name = link_name(target, archive.settings.postmortems)
        incident = archive.find(name) if name else None
        if incident is not None:
            _, hash_sign, fragment = target.partition("#")
            line = f"{line[:at]}{quote(address(incident.slug), safe='/:')}{hash_sign}{fragment}{line[at + len(target) :]}"
        elif " " in target:  # which Python-Markdown does not take in a definition
            line = line[:at] + target.replace(" ", "%20") + line[at + len(target) :]
    return line


def link_mentions(html: str, archive: Archive, own: str, url: Callable[[str], str]) -> str:
    """Mentioned ids and slugs as links; not inside links and code, and never a link to the page itself (`own`)."""
    closed = 0
    out = []
    for token in _TOKENS.split(html):
        if token.startswith("<"):
            tag = _UNLINKED.match(token)
            if tag:
                closed += -1 if tag[1] else 1
            out.append(token)
        else:  # nothing stands between most tags
            out += _linked(token, archive, own, url) if token.strip() and not closed else [token]
    return "".join(out)


def _linked(text: str, archive: Archive, own: str, url: Callable[[str], str]) -> Iterator[str]:
    position = 0
    for start, name in archive.find_names(text):
        yield text[position:start]
        yield _mention(name, archive, own, url)
        position = start + len(name)
    yield text[position:]


def _mention(name: str, archive: Archive, own: str, url: Callable[[str], str]) -> str:
    incident = archive[name]
    if incident.slug == own:
        return name
    # the one place where the page's HTML is not a template: a link inside the author's own sentence
    return sanitise(f'<a class="pm-mention" href="{escape(url(incident.slug))}" title="{escape(incident.title)}">{name}</a>')
