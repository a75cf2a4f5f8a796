"""Where the title of a foreign postmortem stands: its front matter, its first heading, its first line, its file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from postmortem_archive.importing.dates import day_in_name
from postmortem_archive.importing.foreign import words_of
from postmortem_archive.importing.headers import Header
from postmortem_archive.importing.metadata import Stated
from postmortem_archive.importing.naming import (
    LONGEST_TITLE,
    first_sentence,
    heading_of,
    is_generic,
    looks_like_title,
    plain_title,
    take_id,
    title_from_name,
    without_date,
    without_label,
)  # fmt: skip
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.text import Line, atx_heading

_SUBJECT = re.compile(r"^(?:subject|betreff):\s+(?:(?:re|fwd?|aw|wg):\s+)*(?P<words>\S.*)$", re.IGNORECASE)
MAIL_LINE = re.compile(r"^(?:from|to|cc|date|sent|subject|reply-to|betreff|von|an):\s", re.IGNORECASE)


@dataclass(frozen=True)
class Title:
    """The title, its id where it begins with one, where it was found, and the lines of the body that say nothing else.

    `sources` are the titles as they were written, in which a date may stand; `lines` count from 0.
    """

    text: str
    said: str
    id: str | None = None
    sources: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()
    poor: bool = False


@dataclass(frozen=True)
class _Heading:
    text: str
    place: str
    lines: frozenset[int]


def find_title(header: Header, lines: tuple[Line, ...], stated: Sequence[Stated], stem: str) -> Title:
    """The title of a postmortem: the first place that tells what broke, else the best there is."""
    named = header.values.get("title") or header.values.get("name")
    given = plain_title(named) if isinstance(named, str) else ""
    heading = _first_heading(lines)
    written = [one for one in [heading, _second_heading(lines, heading), _first_line(lines)] if one]
    options: list[tuple[str, str, _Heading | None]] = []
    if given:
        options.append((given, header.said("title", named), None))
    options += [(plain_title(one.text), f"{one.place}: '{one.text.strip()}'", one) for one in written]
    options += [(one.value, one.said, None) for one in stated if one.field == "title"]
    words = title_from_name(stem)
    if " " in words or (words and (take_id(stem)[0] or day_in_name(stem))):  # "report.txt" tells nothing
        options.append((words, f"file name '{stem}'", None))
    telling = [option for option in options if not is_generic(option[0])]
    last: list[tuple[str, str, _Heading | None]] = []
    if not telling and len((told := _first_sentence(lines)).split()) >= 4:
        last.append((told, "the first sentence, as no heading says what broke", None))
        options = []
    if words:
        last.append((words, f"file name '{stem}'", None))
    text, said, source = (telling or options or last or [("Untitled", "nothing in the source says a title", None)])[0]
    if given and heading and len(telling) > 1 and plain_title(heading.text).startswith(text):
        text, said, source = plain_title(heading.text), f"{heading.place}: '{heading.text.strip()}'", heading
    id_, rest = take_id(without_label(text))
    short = without_label(without_date(rest or text))
    short = short if not is_generic(short) else rest or text
    repeated = source or (heading if heading and _says_no_more(heading.text, text) else None)
    if repeated and repeated is not source:
        said = f"{said}, and {repeated.place}: '{repeated.text.strip()}'"
    sources = tuple(dict.fromkeys(one for one in (given, text, plain_title(repeated.text) if repeated else "") if one))
    shown = re.sub(r"(?<=\w)\.$", "", short[:LONGEST_TITLE].rstrip()) if short else "Untitled"
    return Title(shown, said, id_, sources, repeated.lines if repeated else frozenset(), not telling)


def is_mail(lines: tuple[Line, ...]) -> bool:
    """True for a pasted e-mail: its first lines say from whom it is, to whom, when and about what."""
    filled = [line.text for line in lines if not line.blank]
    return sum(bool(MAIL_LINE.match(text)) for text in filled[:6]) >= 2


def _first_sentence(lines: tuple[Line, ...]) -> str:
    """The first sentence of the summary, or else of the text; empty where neither begins with one."""
    blocks = cut_sections(lines)
    for block in sorted(blocks, key=lambda block: block.kind != "summary"):
        for line in block.lines:
            text = line.text.strip()
            if (
                text
                and not line.code
                and re.match(r"[\"'“]?[^\W_]", text)
                and not re.match(r"[^.]{1,40}:(?:\s|$)|\d+[.)]\s", text)
            ):
                return first_sentence(text)
    return ""


def _says_no_more(heading: str, title: str) -> bool:
    """True when a heading has no word that the title lacks."""
    return not set(words_of(plain_title(heading))) - set(words_of(title))


def _first_heading(lines: tuple[Line, ...]) -> _Heading | None:
    """The heading that is the title: the first of the first level, or whatever heading the text begins with."""
    filled = [index for index, line in enumerate(lines) if not line.blank]
    tops = [index for index in filled if not lines[index].code and (found := atx_heading(lines[index].text)) and found[0] == 1]
    for index in filled[:6]:
        following = lines[index + 1] if index + 1 < len(lines) else None
        words = heading_of(lines[index], following)
        if words is None:
            continue
        underlined = atx_heading(lines[index].text) is None
        top = (underlined and following is not None and "=" in following.text) or index in tops
        if top or index == filled[0]:
            taken = frozenset({index, index + 1} if underlined else {index})
            return _Heading(words, f"line {lines[index].number}", taken)
    if len(tops) == 1 and (found := atx_heading(lines[tops[0]].text)):
        return _Heading(found[1], f"line {lines[tops[0]].number}", frozenset({tops[0]}))
    return None


def _second_heading(lines: tuple[Line, ...], first: _Heading | None) -> _Heading | None:
    """The heading right below a first one that says nothing: "# 0x19. Postmortem", "## Web stack outage"."""
    if first is None or not is_generic(plain_title(first.text)):
        return None
    index = next((index for index, line in enumerate(lines) if index > max(first.lines) and not line.blank), None)
    words = heading_of(lines[index], None) if index is not None else None
    return _Heading(words, f"line {lines[index].number}", frozenset({index})) if words and index is not None else None


def _first_line(lines: tuple[Line, ...]) -> _Heading | None:
    """The first line of a plain text, where it stands alone; below a heading that says nothing, a short line does. The subject
    of an e-mail is its title."""
    filled = [index for index, line in enumerate(lines) if not line.blank]
    if not filled:
        return None
    if is_mail(lines):
        for index in filled[:8]:
            if subject := _SUBJECT.match(lines[index].text):
                return _Heading(subject["words"], f"line {lines[index].number}", frozenset({index}))
    first = filled[0]
    if heading_of(lines[first], lines[first + 1] if first + 1 < len(lines) else None) and len(filled) > 1:
        if is_generic(plain_title(lines[first].text.strip("# "))):
            first = filled[1]
            text = lines[first].text.strip()
            if (
                len(text) <= 100
                and (first + 1 == len(lines) or lines[first + 1].blank)
                and re.match(r"[^\W\d_]", text)
                and not re.search(r"[:.] ", text)
            ):
                return _Heading(text.rstrip("."), f"line {lines[first].number}", frozenset())
        return None
    following = lines[first + 1] if first + 1 < len(lines) else None
    if looks_like_title(lines[first], following):
        return _Heading(lines[first].text.strip(), f"line {lines[first].number}", frozenset({first}))
    return None
