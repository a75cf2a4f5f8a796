"""A template with the answers in it: what stays, what is filled in, what becomes a comment, and where a timeline goes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from postmortem_archive.reading import read_draft
from postmortem_archive.reading.headings import TITLES, section_kind
from postmortem_archive.settings import read_settings
from postmortem_archive.writing.answers import Answers
from postmortem_archive.writing.filling import PLACEHOLDERS, BrokenTemplate, fill
from postmortem_archive.writing.phrases import read_began
from postmortem_archive.writing.templates import Template, built_in

NOW = datetime(2024, 3, 1, 12, tzinfo=ZoneInfo("UTC"))
SETTINGS = read_settings({"timezone": "UTC"})
TIMELINE = "- 10:05 ana: down"


def filled(text: str, timeline: str = "", when: str = "2024-03-01 10:00", **answers) -> str:
    return fill(Template("t", text), Answers("Queue full", read_began(when, NOW), **answers), SETTINGS, timeline).text


@pytest.mark.parametrize(
    ("header", "result"),
    [
        ("title: <what>", "title: Queue full"),
        ("# title: <what>", "title: Queue full"),
        ("title: x   # guidance", "title: Queue full"),
        ("title: x\nteams: []", "title: Queue full\n# teams: []"),
        ("title: x\nteams: [web]", "title: Queue full\nteams: [web]"),
        ("title: x\nteams:\n  - web\n  - db", "title: Queue full\nteams:\n  - web\n  - db"),
        ("title: x\nservices:\n- <one>\n- <two>\ntags: [a]", "title: Queue full\nservices: [queue]\ntags: [a]"),
        ("title: x\nteams:\n  - <one>\n  - <two>", "title: Queue full\n# teams:\n#   - <one>\n#   - <two>"),
        ("title: >\n  two\n  lines\ntags: [a]", "title: Queue full\ntags: [a]"),
        ("title: x\nimpact: {users: <how many>}", "title: Queue full\nimpact: {users: <how many>}"),
        ("title: x\nresolved_at: YYYY-MM-DD HH:MM  # end", "title: Queue full\n# resolved_at: YYYY-MM-DD HH:MM  # end"),
        ("title: x\ntimezone: <zone>", "title: Queue full"),
        ("title: x\ntimezone: Asia/Tokyo", "title: Queue full\ntimezone: Asia/Tokyo"),
        ("# a remark\n\ntitle: x", "# a remark\n\ntitle: Queue full"),
    ],
)
def test_front_matter_line_by_line(header, result):
    text = filled(f"---\n{header}\n---\n\nText.\n", services=("queue",) if "services" in header else ())
    assert text == f"---\n{result}\nstarted_at: 2024-03-01 10:00\n---\n\nText.\n"


def test_a_day_goes_where_the_template_asks_for_one():
    assert filled("---\ndate: YYYY-MM-DD\n---\n", when="2024-03-01").startswith("---\ndate: 2024-03-01\ntitle: Queue full\n---\n")
    assert filled("---\nstarted_at: YYYY-MM-DD\n---\n", when="2024-03-01").startswith("---\nstarted_at: 2024-03-01\n")


def test_a_template_may_have_no_front_matter():
    assert filled("Text on {{ date }}.\n") == "---\ntitle: Queue full\nstarted_at: 2024-03-01 10:00\n---\n\nText on 2024-03-01.\n"


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("## Timeline\n\n<!-- how -->\n\n## Impact\n", "## Timeline\n\n- 10:05 ana: down\n\n<!-- how -->\n\n## Impact\n"),
        ("## What happened\n\n{{ timeline }}\n\n## Timeline\n", "## What happened\n\n- 10:05 ana: down\n\n## Timeline\n"),
        ("## Impact\n\nNone.\n", "## Impact\n\nNone.\n\n## Timeline\n\n- 10:05 ana: down\n"),
        ("```\n## Timeline\n```\n", "```\n## Timeline\n```\n\n## Timeline\n\n- 10:05 ana: down\n"),
    ],
    ids=["its section", "its place", "none", "in code"],
)
def test_where_a_drafted_timeline_goes(body, result):
    assert filled(f"---\ntitle: x\n---\n\n{body}", TIMELINE).split("---\n", 2)[2] == f"\n{result}"


def test_every_placeholder_stands_for_an_answer():
    answers = {"timezone": "UTC", "severity": "SEV1", "services": ("a", "b"), "trigger": "deploy", "root_causes": ("config",),
               "detected_by": "alert", "authors": ("ana",), "alerts": ("High",)}  # fmt: skip
    body = "\n".join(f"{name}={{{{ {name} }}}}" for name in PLACEHOLDERS)
    text = filled(f"---\ntitle: x\n---\n\n{body}\n", TIMELINE, **answers)
    assert "{{" not in text
    assert "\nslug=2024-03-01-queue-full\n" in text
    assert "\nservices=a, b\n" in text
    assert f"\ntimeline={TIMELINE}\n" in text


@pytest.mark.parametrize(
    "text", ["---\ntitle: [\n---\n", "---\ntitle: x\n", "---\n\ttitle: x\n---\n", "---\ntitle: x\ntitle: y\n---\n"]
)
def test_what_no_postmortem_can_begin_with(text):
    with pytest.raises(BrokenTemplate, match=r"^line \d: "):
        filled(text)


def test_a_template_that_breaks_when_it_is_filled_in():
    with pytest.raises(BrokenTemplate, match=r"^filled in, its line 4 cannot be read: the alias '\*one' stands for nothing"):
        filled("---\ntitle: &one x\nteams:\n  - *one\n---\n")


@pytest.mark.parametrize("name", ["full", "short"])
def test_built_in_templates_have_the_sections_that_settings_require(name):
    template = built_in(name)
    text = fill(template, Answers("Queue full", read_began("2024-03-01 10:00", NOW)), SETTINGS).text
    draft = read_draft("p", "p", text.encode(), SETTINGS)
    assert draft.faults == ()
    assert draft.incident is not None
    kinds = [section.kind for section in draft.incident.sections]
    assert {*SETTINGS.required_sections, "timeline", "action_items"} <= set(kinds)
    assert [section.title for section in draft.incident.sections] == [
        TITLES[section_kind(one.title) or ""] for one in draft.incident.sections
    ]
