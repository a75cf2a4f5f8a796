"""Sections by their headings."""

from __future__ import annotations

import pytest

from postmortem_archive.reading.headings import SYNONYMS, TITLES, section_kind
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.text import read_lines


def kinds(body: str) -> list[tuple[str, str | None]]:
    return [(block.title, block.kind) for block in cut_sections(read_lines(body))]


@pytest.mark.parametrize(("synonym", "kind"), [(word, kind) for kind, words in SYNONYMS.items() for word in words])
def test_every_synonym_opens_its_section(synonym: str, kind: str) -> None:
    for heading in (
        synonym,
        synonym.title(),
        synonym.upper(),
        f"{synonym}:",
        f"3. {synonym}",
        f"**{synonym}**",
        f"{synonym} (draft)",
    ):
        assert section_kind(heading) == kind, heading


def test_every_kind_has_a_title_that_opens_it() -> None:
    assert {kind: section_kind(title) for kind, title in TITLES.items()} == {kind: kind for kind in SYNONYMS}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("🕰️ Timeline (GMT)", "timeline"),
        (":ballot_box_with_check: Follow-up tasks", "action_items"),
        ("3. Timeline of Events", "timeline"),
        ("Issue Timeline - UTC", "timeline"),
        ("Timeline (all times PST) 7/5/2023-7/6/2023", "timeline"),
        ("Timeline (PST) 4/21/23-4/25/23. All times approximations", "timeline"),
        ("Timeline (if relevant)", "timeline"),
        ("What didn’t go well?", "lessons"),
        ("5 Whys", "root_cause"),
        ("Root cause(s)", "root_cause"),
        ("Timeline {#timeline}", "timeline"),
        ("TL;DR", "summary"),
        ("Timeline tool outage", None),
        ("What happened?", "summary"),
        ("", None),
        ("timeline " * 100, None),
        ("(" * 5_000, None),
    ],
    ids=lambda text: str(text)[:40],
)
def test_a_heading_is_compared_without_its_ornaments(heading: str, kind: str | None) -> None:
    assert section_kind(heading) == kind


@pytest.mark.parametrize(
    "heading",
    [
        "# Timeline",
        "## Timeline",
        "#### Timeline ####",
        "##Timeline",
        "Timeline\n========",
        "Timeline\n---",
        "**Timeline**",
        "**Timeline:**",
        "__Timeline__",
        "*Timeline:*",
        "_Timeline_",
        "Timeline:",
    ],
)
def test_every_style_of_heading_opens_a_section(heading: str) -> None:
    assert kinds(f"Text.\n\n{heading}\n\n- 10:00 x\n") == [("", None), ("Timeline", "timeline")]


@pytest.mark.parametrize(
    "text",
    [
        "- Timeline:",
        "1. Timeline:",
        "> Timeline:",
        "| Timeline:",
        "    Timeline:",
        "words\nthe timeline:",
        "words\n  Timeline:",
        "```\n# Timeline\n```",
        "<!--\n# Timeline\n-->",
        "Fixed the timeline:",
    ],
)
def test_other_lines_open_none(text: str) -> None:
    assert "timeline" not in [kind for _, kind in kinds(text)]


def test_text_before_the_first_heading_is_kept() -> None:
    blocks = cut_sections(read_lines("\nLead.\n\n## Impact\n\nBad.\n", 5))
    assert [(block.level, block.markdown, block.place.line) for block in blocks] == [(0, "Lead.", 5), (2, "Bad.", 8)]


def test_deeper_headings_belong_to_a_timeline_action_list_or_lessons() -> None:
    body = "## Timeline\n\n### Resolution\n\n- 10:00 x\n\n## Lessons learned\n\n### Impact\n\n## Actions\n\n### Prevention\n"
    assert kinds(body) == [("Timeline", "timeline"), ("Lessons learned", "lessons"), ("Actions", "action_items")]


def test_a_deeper_heading_that_no_timeline_has_ends_it() -> None:
    body = "# Timeline\n\n- 10:00 x\n\n## Contributing factors\n\n- y\n\n# Timeline\n\n## Impact\n\n- 10:00 z\n"
    assert kinds(body) == [("Timeline", "timeline"), ("Contributing factors", "contributing_factors"), ("Timeline", "timeline")]


def test_deeper_headings_of_another_kind_open_their_own_section_elsewhere() -> None:
    assert kinds("# Postmortem\n\n## Impact\n\n### Users\n\n### Root cause\n") == [
        ("Postmortem", None),
        ("Impact", "impact"),
        ("Root cause", "root_cause"),
    ]


def test_no_line_is_lost() -> None:
    body = "a\n\n# B\n\nc\n\n**Impact**\n\nd\n\nTimeline\n===\n\n- e\n"
    blocks = cut_sections(read_lines(body))
    seen = "\n".join(f"{block.title}\n{block.markdown}" for block in blocks)
    assert [word for word in "a B c Impact d Timeline e".split() if word not in seen] == []


KEYED = "- **Impact**: no logins\n- **Time to repair**: 30 min\n- **Resolution**:\n  - evicted\n  - restarted\n"


def test_bold_keys_of_a_list_are_sections_and_facts_stay_lines() -> None:
    blocks = [(block.title, block.kind, block.markdown) for block in cut_sections(read_lines(KEYED))]
    assert blocks == [
        ("Impact", "impact", "no logins"),
        ("", None, "- **Time to repair**: 30 min"),
        ("Resolution", "resolution", "- evicted\n- restarted"),
    ]


def test_keys_of_a_run_of_lines_are_sections() -> None:
    body = "**Date**: 2023-05-12\n**Summary**: no logins\n**Impact**: all\n**Authors**: ana\n"
    blocks = [(block.title, block.kind, block.markdown) for block in cut_sections(read_lines(body))]
    assert blocks == [
        ("", None, "**Date**: 2023-05-12"),
        ("Summary", "summary", "no logins"),
        ("Impact", "impact", "all"),
        ("", None, "**Authors**: ana"),
    ]


@pytest.mark.parametrize(
    "body", ["**Impact**: none\n\nwords\n", "## Timeline\n\n- **Detection**: 10:00 x\n- **Resolution**: 10:05 y\n"]
)
def test_one_key_or_keys_inside_a_section_are_text(body: str) -> None:
    assert len(cut_sections(read_lines(body))) == 1


@pytest.mark.parametrize("heading", ["## Timeline", "**Timeline**:", "Timeline:"])
@pytest.mark.parametrize(("cause", "resolution"), [("**Root cause**:", "**Resolution**:"), ("Root cause:", "Resolution:")])
def test_keys_below_the_entries_of_a_timeline_end_it(heading: str, cause: str, resolution: str) -> None:
    body = f"{heading}\n- 10:00 a\n- 10:10 b\n\n{cause} The disk was full.\n\n{resolution} deleted it\n"
    assert [(block.kind, block.level, block.markdown) for block in cut_sections(read_lines(body))] == [
        ("timeline", 2, "- 10:00 a\n- 10:10 b"),
        ("root_cause", 2, "The disk was full."),
        ("resolution", 2, "deleted it"),
    ]


def test_keys_above_and_below_a_label_count_together() -> None:
    body = "Summary: it broke.\nTimeline:\n- 10:00 a\n\nRoot cause: time drift.\n"
    assert [(block.kind, block.markdown) for block in cut_sections(read_lines(body))] == [
        ("summary", "it broke."),
        ("timeline", "- 10:00 a"),
        ("root_cause", "time drift."),
    ]
    by_day = "## Timeline\n\n### 2023-05-12\n\n- 10:00 a\n\nRoot cause: x\n"
    assert kinds(by_day) == [("Timeline", "timeline"), ("Root cause", "root_cause")]
    assert kinds("Timeline:\nNobody knows.\n\nRoot cause: x\n") == [("Timeline", "timeline"), ("Root cause", "root_cause")]
    assert kinds("**Summary**: x\n\n**Timeline**:\n- 10:00 a\n") == [("Summary", "summary"), ("Timeline", "timeline")]


def test_a_word_that_says_little_is_a_heading_and_no_key() -> None:
    body = "## Why\n\nA limit.\n\n## TODO\n\n- raise it\n"
    assert kinds(body) == [("Why", "root_cause"), ("TODO", "action_items")]
    assert kinds("# Cache down\n\nTODO: write this\n\nWhy: who knows\n\n## Summary\n\n## Impact\n")[0] == ("Cache down", None)
    assert len(kinds("# Cache down\n\nTODO: write this\n\nWhy: who knows\n\n## Summary\n\n## Impact\n")) == 3


def test_a_key_below_a_label_opens_another_section_but_no_kind_of_action() -> None:
    body = "Root cause:\nThe disk\n\nResolution: gone\n\nAction items:\n- a\n\nDetection: an alert\n\nLessons: look\n"
    assert [block.kind for block in cut_sections(read_lines(body))] == ["root_cause", "resolution", "action_items", "lessons"]


@pytest.mark.parametrize(
    "body",
    [
        "- 10:00 a\n\nImpact: none yet\n\n10:10 b\n",
        "- Detected: 10:05\n- Resolution: 11:20\n",
        "- 10:00 a\n\nResolution: 11:20\n",
        "- 10:00 a\n  **Impact**: x\n\n  **Resolution**: y\n",
        "- 10:00 a\n**Impact**: x\n",
        "- 10:00 a\n- **Impact**: x\n- **Resolution**: y\n",
        "10:00 AM:\n\nDetection: alarms\n",
        "**Detection**: an alert in the night\n\n**Resolution**: rolled back in the morning\n",
        "### 10:00 a\n\n**Impact**: x\n",
        "### 2023-05-12\n\nIt broke.\n\n**Impact**: x\n",
        "- 10:00 a\n\n**Impact**: x\n\n## Impact\n\ny\n",
    ],
    ids=repr,
)
def test_keys_of_an_entry_and_facts_with_a_time_stay_in_the_timeline(body: str) -> None:
    assert kinds(f"## Timeline\n\n{body}")[:2] in ([("Timeline", "timeline")], [("Timeline", "timeline"), ("Impact", "impact")])
    assert cut_sections(read_lines(f"## Timeline\n\n{body}"))[0].markdown == body.partition("\n\n## ")[0].strip()


def test_a_last_paragraph_that_concludes_is_the_conclusion() -> None:
    body = "Root Cause:\nA limit.\n\nMeasures:\n1. Raise it.\n\nIn conclusion, we are sorry.\n"
    assert [(block.kind, block.markdown) for block in cut_sections(read_lines(body))][-1] == (
        "conclusion",
        "In conclusion, we are sorry.",
    )


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Technical root cause and fix", "root_cause"),
        ("Timeline of the outage", "timeline"),
        ("Timeline (all times PST) 01/16/2024 - 02/28/2024, roughly", "timeline"),
        ("Detection (+ MTTD)", "detection"),
        ("Short-term improvements", "action_items"),
        ("根本原因分析", "root_cause"),
        ("再発防止策", "action_items"),
        ("Maßnahmen", "action_items"),
        ("Auslöser", "trigger"),
        ("2.1 Zeitlicher Ablauf", "timeline"),
        ("Why", "root_cause"),
        ("Why did it happen", "root_cause"),
        ("Warum?", "root_cause"),
        ("What next?", "action_items"),
        ("Next steps", "action_items"),
        ("Folgemaßnahmen", "action_items"),
        ("FOLGEMASSNAHMEN", "action_items"),
        ("Résumé", "summary"),
        ("Re\u0301sume\u0301", "summary"),
        ("Cause racine", "root_cause"),
        ("Cause première", "root_cause"),
        ("Causes", "root_cause"),
        ("Chronologie des événements", "timeline"),
        ("Ce qui s’est bien passé", "lessons"),
        ("Why we chose this queue", None),
    ],
)
def test_longer_and_foreign_headings_are_known(heading: str, kind: str) -> None:
    assert section_kind(heading) == kind


def test_the_title_of_a_document_opens_no_section_by_a_part_of_it() -> None:
    assert kinds("# Root cause analysis of the cache outage\n\n## Details\n\nx\n")[0] == (
        "Root cause analysis of the cache outage",
        None,
    )
