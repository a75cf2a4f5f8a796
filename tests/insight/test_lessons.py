"""Lessons, one at a time."""

from __future__ import annotations

from textwrap import dedent

import pytest

from postmortem_archive import Archive
from postmortem_archive.insight.lessons import LONGEST, lessons_of


@pytest.mark.parametrize(
    ("body", "lessons"),
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
def test_lessons_are_what_the_author_lists(archive_at, body: str, lessons: list[str]) -> None:
    text = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n{dedent(body)}"
    (incident,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()}))
    assert list(lessons_of(incident)) == lessons


def test_a_long_lesson_is_cut_at_a_word(archive_at) -> None:
    text = f"---\ntitle: x\ndate: 2024-01-02\n---\n\n## Lessons learned\n\n- {'word ' * 200}\n"
    (incident,) = Archive.open(archive_at({"2024-01-02-x.md": text.encode()}))
    (lesson,) = lessons_of(incident)
    assert lesson.endswith("word …")
    assert len(lesson) <= LONGEST + 2
