"""Facts in lines of their own stay in lines of their own."""

from __future__ import annotations

import pytest

from postmortem_archive.reading import read_draft
from postmortem_archive.settings import read_settings
from postmortem_archive.site.fact_lines import keep_fact_lines
from postmortem_archive.site.rendering import compose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Date: 12 May\nAuthors: Dana, Sam\nSeverity: SEV1", "Date: 12 May  \nAuthors: Dana, Sam  \nSeverity: SEV1"),
        ("**Date:** 12 May\n**Impact**: none\nthat we know\n__Cause__: rain", "**Date:** 12 May  \n**Impact**: none\nthat we know  \n__Cause__: rain"),
        ("**Who**\nDana\n**When**\nToday", "**Who**\nDana  \n**When**\nToday"),
        ("Users affected:\nRevenue lost: 20", "Users affected:  \nRevenue lost: 20"),
        ("日時： 今日\n担当： 田中", "日時： 今日  \n担当： 田中"),
        ("Text.\n\nDate: 12 May\nLength: 3 h\n\nText.", "Text.\n\nDate: 12 May  \nLength: 3 h\n\nText."),
    ],
)  # fmt: skip
def test_each_fact_begins_a_line(text: str, shown: str) -> None:
    assert keep_fact_lines(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "One thing: it broke.\nand this is why: rain.",
        "A sentence\nDate: 12 May\nLength: 3 h",
        "A name that has more than five words: x\nDate: 12 May",
        "- Date: 12 May\n- Length: 3 h",
        "```\nDate: 12 May\nLength: 3 h\n```",
        "Date: 12 May  \nLength: 3 h\\\nAuthor: Dana",
        "Date: 12 May\n\nLength: 3 h",
        "https://example.org/a\nhttps://example.org/b",
    ],
)
def test_other_lines_are_left_as_they_are(text: str) -> None:
    assert keep_fact_lines(text) == text


def test_the_page_of_a_pasted_text_keeps_them() -> None:
    text = b"---\ntitle: Down\ndate: 2023-05-12\n---\n\nDate: 12 May\nAuthor: Dana\n\nImpact\nUsers: 4,000\nRevenue: 20\n"
    incident = read_draft("postmortems/down.md", "down", text, read_settings()).incident
    assert incident is not None
    assert "Date: 12 May  \nAuthor: Dana\n" in compose(incident)
    assert "## Impact" in compose(incident)
    assert "Users: 4,000  \nRevenue: 20\n" in compose(incident)
