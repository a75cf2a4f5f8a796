"""Body: its sections, its links, its pictures, and what a template left in it."""

from __future__ import annotations

import posixpath
import re
import sys
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from postmortem_archive.archive import link_name
from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.checking.wordlists import HTML_ELEMENTS
from postmortem_archive.incident import Link, Place
from postmortem_archive.reading import Draft
from postmortem_archive.reading.headings import TITLES, exact_kind
from postmortem_archive.reading.text import without_code_spans
from postmortem_archive.words import did_you_mean

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/")
_HOST = re.compile(r"www\.|[\w.-]+\.(?:com|org|net|io|dev|app|edu|gov)(?:[/?#]|$)")
_EMPTY_LINK = re.compile(
    r"(?<!!)\[[^\[\]]*\](?P<target>\(\s*(?:<\s*>|#)?\s*\))|<a\b[^<>]{0,300}?\bhref\s*=\s*(?P<html>\"\s*\"|'\s*')", re.IGNORECASE
)
_NO_ALT = re.compile(r"!\[\s*\]\(|<img\b(?![^<>]{0,500}\balt\s*=)[^<>]{0,500}>", re.IGNORECASE)
_GIVEN = re.compile(r"fn:|fnref:|:~:|(?:event|action)-\d+$|(?:related|similar)-incidents$|mentioned-in$|sources$")
"""Anchors that the page has without a heading in the text: footnotes, lines of timeline and action items, what stands below."""
_ATX = re.compile(r" {0,3}#{1,6}(?!#)\s*(?P<text>.*?)\s*#*\s*$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)\s*$")
_OWN_ID = re.compile(r"\{[^{}]{0,200}?#(?P<id>[^\s{}]+)[^{}]*\}|\b(?:id|name)\s*=\s*[\"'](?P<html>[^\"'<>]+)[\"']", re.IGNORECASE)
_TAG = re.compile(r"(?P<element>\w+)(?:\s+(?:open|hidden|disabled|checked|controls|reversed))?\s*")
_GAP = re.compile(r"(?<![\w\\<])(?<!\]\()(?<!\]: )(?P<gap><[A-Za-z][^<>@:/=\n]{0,100}>)(?!\w)")
_LEFT = re.compile(
    r"\b(?:TBD|FIXME)\b|\bTODO:|\bYYYY-MM-DD(?:[ T]HH:(?:MM|mm))?\b|\bHH:(?:MM|mm)\b|\bXX:XX\b"
    r"|(?:^|\|)[\s*_#>+-]*(?:\d+\.\s)?(?:\[[ xX]\]\s)?[*_]*(?P<todo>TODO)\b"
    r"|\{\{[^{}]*\}\}|(?i:\blorem ipsum\b|\bshort event description\b)"
    r"|\[(?:[Ii]nsert|[Ff]ill in|[Dd]escribe|[Yy]our|[Pp]laceholder|TODO)\b[^\[\]]*\](?![(\[])"
)
_SIGNS_OF_A_TEMPLATE = (
    "<", "{{", "todo", "tbd", "fixme", "yyyy", "hh:", "xx:", "describe ", "[insert", "[fill", "[describe", "[your",
    "[placeholder", "lorem", "short event",
)  # fmt: skip
"""In small letters: a text without any of them has nothing left of a template."""
_INSTRUCTION = re.compile(r"^[\s*_(]*Describe (?:what|how|why|the|in|briefly|any|your|here)\b")
_STATUS_CELL = re.compile(r"\|\s*(?:TODO|TBD)\s*(?=\|)")


@rule("missing-section", "warning")
def missing_section(case: Case) -> Iterator[Finding]:
    """A final postmortem has the sections that the settings require. A summary may also stand in the front matter, or before
    the first heading."""
    if case.incident.status != "final":
        return
    for kind in case.settings.required_sections:
        if case.incident.section(kind) is None and not (kind == "summary" and case.incident.summary):
            title = TITLES[kind]
            yield Place(), f"there is no section '{title}': write '## {title}', or set 'status: draft' until it is written"


@rule("empty-section", "warning")
def empty_section(case: Case) -> Iterator[Finding]:
    """Every heading has something below it; comments, such as the guidance of a template, are nothing that a reader sees."""
    sections = case.incident.sections
    for index, section in enumerate(sections):
        after = sections[index + 1] if index + 1 < len(sections) else None
        goes_on = after and (after.level > section.level or (after.kind == section.kind and after.kind is not None))
        if section.level and not goes_on and not section.markdown.strip(" \n-*_"):
            until = after.place.line if after else sys.maxsize
            guided = any(line.comment for line in case.draft.lines if section.place.line < line.number < until)
            how = "only a template's guidance: write it below" if guided else "empty: write it"
            yield section.place, f"the section '{section.title}' is {how}, or remove the heading"


@rule("broken-link", "warning")
def broken_link(case: Case) -> Iterator[Finding]:
    """A relative link leads to a file that is there, and a link to a `#heading` to a heading of this page. Links to other sites
    are never opened."""
    anchors: frozenset[str] | None = None
    for link in case.incident.links:
        if link.kind != "link" or _SCHEME.match(link.target) or "{{" in link.target:
            continue
        if link.target.startswith("#"):
            anchors = _anchors(case.draft) if anchors is None else anchors
            name = unquote(link.target[1:])
            if name and name not in anchors and not _GIVEN.match(name):
                yield link.place, f"there is no heading '#{name}' on this page{_nearest(name, anchors)}"
        elif link_name(link.target, case.settings.postmortems) is None and not _is_page(link.target) and not _exists(case, link):
            hint = f"write 'https://{link.target}'" if _HOST.match(link.target) else "correct the path, or add the file"
            yield link.place, f"there is no file '{link.target}' beside this postmortem: {hint}"
    for line in case.draft.lines:
        if line.code or not ("](" in line.text or "href" in line.text):
            continue
        for match in _EMPTY_LINK.finditer(without_code_spans(line.text)):
            column = match.start("target" if match["target"] else "html") + 1
            yield Place(line.number, column), "this link leads nowhere: write an address, or take the brackets off"


def _is_page(target: str) -> bool:
    """True for the address of another page of the site, which is no file, such as `../../services/checkout/`."""
    path = re.split(r"[#?]", target, maxsplit=1)[0]
    return not path or (path.startswith("../") and path.endswith("/"))


def _exists(case: Case, link: Link) -> bool:
    path = unquote(re.split(r"[#?]", link.target, maxsplit=1)[0])
    return case.survey.exists(posixpath.join(posixpath.dirname(case.draft.path), path))


def _nearest(name: str, anchors: frozenset[str]) -> str:
    hint = did_you_mean(name, sorted(anchors))
    return hint if "did you mean" in hint else ": link to one that is there"


def _anchors(draft: Draft) -> frozenset[str]:
    """The ids of a page: those of its headings, as Python-Markdown makes them of any alphabet, and those given by hand."""
    found: dict[str, int] = {}
    for index, line in enumerate(draft.lines):
        if line.code or line.blank:
            continue
        for own in _OWN_ID.finditer(line.text):
            found[own["id"] or own["html"]] = 0
        after = draft.lines[index + 1].text if index + 1 < len(draft.lines) else ""
        if match := _ATX.match(line.text):
            heading = match["text"]
        elif _SETEXT.match(after):
            heading = line.text
        else:
            continue
        for anchor in {_anchor(heading, ascii_only=True), _anchor(heading, ascii_only=False)}:
            found[anchor] = found.get(anchor, -1) + 1
    return frozenset(found) | {f"{anchor}_{number}" for anchor, times in found.items() for number in range(1, times + 1)}


def _anchor(heading: str, *, ascii_only: bool) -> str:
    text = re.sub(r"\{[^}]*\}\s*$|<[^>]*>", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading))
    text = re.sub(r"[*`]", "", text)
    text = unicodedata.normalize("NFKD" if ascii_only else "NFC", text)
    text = text.encode("ascii", "ignore").decode() if ascii_only else text
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


@rule("missing-image", "warning")
def missing_image(case: Case) -> Iterator[Finding]:
    """A picture that lies beside the postmortem is there."""
    for link in case.incident.links:
        if link.kind == "image" and not _SCHEME.match(link.target) and not _exists(case, link):
            yield link.place, f"there is no picture '{link.target}' beside this postmortem: correct the path, or add the file"


@rule("image-without-description", "advice")
def image_without_description(case: Case) -> Iterator[Finding]:
    """Every picture says in words what it shows, for those who do not see it."""
    for line in case.draft.lines:
        if line.code or not ("![" in line.text or "<" in line.text):
            continue
        for match in _NO_ALT.finditer(without_code_spans(line.text)):
            example = 'alt="what it shows"' if match[0].startswith("<") else "![what it shows](...)"
            yield Place(line.number, match.start() + 1), f"this picture has no description: write {example}"


@rule("template-text-left", "warning")
def template_text_left(case: Case) -> Iterator[Finding]:
    """Nothing of the template is left: no TODO, TBD or `YYYY-MM-DD`, no `<what happened>`, no `{{ ... }}`, no "Describe what
    ...". In code such words may stand, and TODO as the heading of action items."""
    unread = {fault.place for fault in case.draft.faults}  # what could not be read is an error of its own
    for _, text, place in case.front_texts:
        for _, words in _left(text) if place not in unread and _maybe_left(text) else ():
            yield place, _fill_in(words)
    actions = _action_lines(case)
    headings = {lines.start for lines in actions}
    for line in case.draft.lines if _maybe_left(case.draft.front.body) else ():
        if line.code or not _maybe_left(line.text) or (line.number in headings and _names_actions(line.text)):
            continue
        text = without_code_spans(line.text)
        if any(line.number in lines for lines in actions):
            text = _STATUS_CELL.sub(lambda cell: " " * len(cell[0]), text)  # there it is a state, not a gap
        elif match := _INSTRUCTION.match(text):
            yield Place(line.number, match[0].index("Describe") + 1), _fill_in(f"{text.strip(' *_()')[:40].rstrip()} ...")
        for offset, words in _left(text):
            yield Place(line.number, offset + 1), _fill_in(words)


def _action_lines(case: Case) -> list[range]:
    """The lines of the action items."""
    sections = case.incident.sections
    ends = [*(section.place.line for section in sections[1:]), sys.maxsize]
    return [
        range(section.place.line, end) for section, end in zip(sections, ends, strict=False) if section.kind == "action_items"
    ]


def _names_actions(text: str) -> bool:
    """True for a heading that is nothing but the name of a list of actions, such as "## TODO"."""
    return exact_kind(text.lstrip("# ")) == "action_items"


def _maybe_left(text: str) -> bool:
    """False for a text in which nothing can be left of a template: to tell that is cheap."""
    small = text.lower()
    return any(sign in small for sign in _SIGNS_OF_A_TEMPLATE)


def _left(text: str) -> list[tuple[int, str]]:
    """What is left of a template, and where it begins."""
    found = list(_LEFT.finditer(text)) + [match for match in _GAP.finditer(text) if not _is_html(match["gap"][1:-1])]
    return sorted((match.start(match.lastgroup or 0), match[match.lastgroup or 0]) for match in found)


def _is_html(inside: str) -> bool:
    """True for what stands between the angle brackets of a tag."""
    tag = _TAG.fullmatch(inside)
    return tag is not None and tag["element"].lower() in HTML_ELEMENTS


def _fill_in(words: str) -> str:
    return f"'{words}' is left from a template: write what is meant, or leave it out"
