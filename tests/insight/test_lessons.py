"""Lessons, one at a time."""

from __future__ import annotations

from textwrap import dedent

import pytest

from postmortem_archive import Archive
from postmortem_archive.incident import Incident, Section
from postmortem_archive.insight.lessons import LONGEST, lessons, points
from tests.insight import made


def taught(slug: str, text: str, **fields: object) -> Incident:
    return made.incident(slug, sections=(Section("Lessons", "lessons", 2, text),), **fields)


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("- One\n- Two\n", ["One", "Two"]),
        ("* One\n  goes on\n\n  and on\n* Two", ["One\ngoes on\n\nand on", "Two"]),
        ("1. One\n2. Two", ["One", "Two"]),
        ("- One\n  - of it\n- Two", ["One\n- of it", "Two"]),
        ("### What went well\n\n- One\n\n### What did not\n\n- Two\n", ["Two"]),
        ("**What went well**\n\n- One\n\n#### Still of it\n\n- Two\n\n**What did not**\n- Three", ["Two", "Three"]),
        ("## What went well\n\n### Still of it\n\n- One\n\n## Else\n\n- Two", ["Two"]),
        ("Text before.\n\n- One\n\nText after.\n", ["One"]),
        ("- One\n\n  ```\n  - no bullet\n  ```\n- Two", ["One\n\n```\n- no bullet\n```", "Two"]),
        ("Only a paragraph\nof two lines.\n\nAnother.", ["Only a paragraph\nof two lines.", "Another."]),
        ("### Heading\n\nA paragraph.", ["A paragraph."]),
        ("| a | b |\n| - | - |", []),
        ("", []),
    ],
)
def test_the_points_of_a_section_are_its_outermost_bullets(markdown, found):
    assert points(markdown) == found


def test_lessons_are_the_newest_few_each_said_once():
    some = [
        taught("2021-03-03-c", "- A\n- B\n- C"), taught("2021-03-02-none", "- X", status="withdrawn"),
        taught("2021-03-02-b", "- A\n- D"), made.incident("2021-03-01-silent"), taught("2021-02-01-a", "- E"),
    ]  # fmt: skip
    found = [(one.text, one.incident.slug[8:]) for one in lessons(some, 2)]
    assert found == [("A", "03-c"), ("B", "03-c"), ("D", "02-b"), ("E", "01-a")]
    assert [one.text for one in lessons(some, 1)] == ["A", "D", "E"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("## Lessons learned\n\n- One.\n- Two,\n  which goes on.\n", ["One.", "Two, which goes on."]),
        ("## Lessons learned\n\n1. One.\n   - a part of it\n2. Two.\n", ["One. a part of it", "Two."]),
        ("## Lessons learned\n\nA paragraph\nof two lines.\n\nAnother.\n", ["A paragraph of two lines.", "Another."]),
        ("## Lessons learned\n\nAn introduction:\n\n* **Bold** and `code`\n", ["Bold and code"]),
        (
            "## Lessons learned\n\n**What went well**\n\n- The alert.\n\n**What went wrong**\n\n- The rollback.\n",
            ["The rollback."],
        ),
        (
            "## Lessons learned\n\n### What went well\n\n- The alert.\n\n### Where we got lucky\n\n- It was night.\n",
            ["It was night."],
        ),
        ("## What went well\n\n- The alert.\n\n## What went wrong\n\n- The rollback.\n", ["The rollback."]),
        ("## Lessons learned\n\n| a | b |\n| - | - |\n| c | d |\n", []),
        ("## Lessons learned\n\n- \n", []),
        ("## Summary\n\n- No lesson.\n", []),
    ],
)
def test_lessons_are_what_the_author_lists(archive_at, body: str, said: list[str]) -> None:
    text = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n{dedent(body)}"
    (incident,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()}))
    assert [one.words for one in lessons([incident], 9)] == said


def test_a_long_lesson_is_cut_at_a_word(archive_at) -> None:
    text = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n## Lessons learned\n\n- {'word ' * 200}\n"
    (incident,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()}))
    lesson = next(lessons([incident], 1)).words
    assert lesson.endswith("word …")
    assert len(lesson) <= LONGEST + 2
