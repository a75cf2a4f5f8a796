"""A template with the answers in it: fields of its front matter line by line, `{{ ... }}` in its text, its timeline.

Lines are replaced and the YAML is never written anew, so that the comments of the template stay where they are.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from postmortem_archive.reading.frontmatter import Unreadable, read_front_matter
from postmortem_archive.reading.headings import section_kind
from postmortem_archive.reading.text import atx_heading, read_lines
from postmortem_archive.settings import Settings
from postmortem_archive.taxonomy import in_use
from postmortem_archive.writing.answers import Answers
from postmortem_archive.writing.phrases import Began
from postmortem_archive.writing.templates import Template

TAXONOMY_OF = {
    "severity": "severities", "trigger": "triggers", "root_causes": "root_causes", "detected_by": "detected_by",
    "mitigation": "mitigations",
}  # fmt: skip
_FIELD = re.compile(r"(?P<off>#\s?)?(?P<name>[a-z_]+):(?P<value>(?:\s.*)?)$")
_GAP = re.compile(r"\s*(?:<.*>|.*YYYY-MM-DD.*|\[\s*\]|)\s*(?:\s#.*)?$")
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_WIDTH = 110
PLACEHOLDERS = ("title", "slug", "date", "started_at", "timezone", "severity", "services", "trigger", "root_causes",
                "detected_by", "authors", "alerts", "timeline")  # fmt: skip
"""What may stand in a template's text as `{{ title }}`. What is not known stays as it is, for `check` to say so."""


class BrokenTemplate(Exception):
    """A template that no postmortem can begin with; the text says why."""


@dataclass(frozen=True)
class Filled:
    """The text of the new file, and the `{{ ... }}` in it that mean nothing."""

    text: str
    unknown: tuple[str, ...] = ()


def fill(template: Template, answers: Answers, settings: Settings, timeline: str = "") -> Filled:
    """The template with the answers in it. `timeline` is Markdown below a timeline's heading. Raises BrokenTemplate."""
    try:
        front, faults = read_front_matter(template.text)
    except Unreadable as error:
        raise BrokenTemplate(f"line {error.place.line}: {error.message}") from None
    if faults:
        raise BrokenTemplate(f"line {faults[0].place.line}: {faults[0].message}")
    header = _between_dashes(template.text) if front.present else []
    body = front.body if front.present else template.text
    if timeline and "{{ timeline }}" not in re.sub(r"\{\{\s*timeline\s*\}\}", "{{ timeline }}", body):
        body = _with_timeline(body, timeline)
    values = _values(answers, timeline)
    unknown = tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(body) if name not in PLACEHOLDERS))
    body = _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], body)
    text = "\n".join(["---", *_header(header, answers.fields, settings), "---", ""]) + "\n" + body.lstrip("\n")
    try:
        _, faults = read_front_matter(text)
    except Unreadable as error:
        raise BrokenTemplate(f"filled in, its line {error.place.line} cannot be read: {error.message}") from None
    if faults:
        raise BrokenTemplate(f"filled in, its line {faults[0].place.line} cannot be read: {faults[0].message}")
    return Filled(text, unknown)


def _between_dashes(text: str) -> list[str]:
    """The lines of a front matter that is known to be there and closed."""
    lines = text.lstrip("\n").split("\n")
    end = next(index for index, line in enumerate(lines) if index and re.fullmatch(r"-{3,}\s*", line))
    return lines[1:end]


def _values(answers: Answers, timeline: str) -> dict[str, str]:
    shown = {
        name: ", ".join(value) if isinstance(value, list) else value.written if isinstance(value, Began) else str(value)
        for name, value in answers.fields.items()
    }
    return {**shown, "slug": answers.slug, "date": answers.day.isoformat(), "timeline": timeline.strip("\n")}


def _header(lines: list[str], fields: Mapping[str, object], settings: Settings) -> list[str]:
    """The lines of the front matter: answered fields filled in, gaps made comments, and what the template lacks added."""
    out: list[str] = []
    left = dict(fields)
    if "date" in left and not any(re.match(r"(?:#\s?)?date:", line) for line in lines):
        left["started_at"] = left.pop("date")  # a day is a start too, where the template asks for nothing else
    for line, below in _entries(lines):
        match = _FIELD.match(line)
        if match is None:
            out += [line, *below]
            continue
        name, value = match["name"], match["value"]
        gap = _GAP.fullmatch(value) is not None and all(_GAP.fullmatch(re.sub(r"^\s*-\s*", "", one)) for one in below)
        if name in left:
            out.append(f"{name}: {yaml_value(left.pop(name))}")
        elif name in fields or (name == "timezone" and settings.timezone and gap):
            continue  # given twice, or the site has a zone
        elif match["off"] or gap:
            out += [*_hint(name, value, settings), *(f"# {one}" for one in below)]
        else:
            out += [line, *below]
    return out + [f"{name}: {yaml_value(value)}" for name, value in left.items()]


def _entries(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line that begins a field, or is a comment or blank, with the lines below that go on with its value."""
    begun: tuple[str, list[str]] | None = None
    for line in lines:
        if begun and line.startswith((" ", "\t", "-")) and not begun[0].startswith("#"):
            begun[1].append(line)
            continue
        if begun:
            yield begun
        begun = line, []
    if begun:
        yield begun


def _hint(name: str, value: str, settings: Settings) -> list[str]:
    """A field that nobody has answered yet, as a comment; with the words it takes where these come from a list."""
    words = in_use(getattr(settings, TAXONOMY_OF[name], {})) if name in TAXONOMY_OF else []
    if not words:
        return [f"# {name}:{value}".rstrip()]
    _, sign, about = value.partition("#")
    title = f"# {name}:{'   # ' + about.strip() if sign else ''}"
    choices = textwrap.wrap(", ".join(words), _WIDTH, initial_indent="#     ", subsequent_indent="#     ", break_on_hyphens=False)
    return [title, *choices]


def yaml_value(value: object) -> str:
    """A value on one line of YAML."""
    if isinstance(value, Began):
        return value.written if re.match(r"[\w]", value.written) and ": " not in value.written else f'"{value.written}"'
    dumped = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n").removesuffix("\n...").strip()


def _with_timeline(body: str, timeline: str) -> str:
    """The body with entries below its timeline's heading, or in a section of their own behind the rest."""
    lines = body.split("\n")
    for line in read_lines(body):
        heading = None if line.code else atx_heading(line.text)
        if heading and section_kind(heading[1]) == "timeline":
            at = line.number
            return "\n".join([*lines[:at], "", timeline.strip("\n"), *lines[at:]])
    return f"{body.rstrip()}\n\n## Timeline\n\n{timeline.strip()}\n"
