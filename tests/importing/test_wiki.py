"""Wiki pages as Markdown."""

from __future__ import annotations

import pytest

from postmortem_archive.importing.wiki import from_wiki
from tests.importing.conftest import MakePlan, Write

PAGE = """h1. Database outage

h2. Timeline
|| Time (UTC) || Event ||
| 09:00 | alert, see [the graph|https://x.test/a] |
| 10:00 | done |
h2. Action Items
# Fix failover
# (/) Add alert
"""


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("# a\n# b", "1. a\n2. b"),
        ("* a\n** b\n*** c\n* d", "- a\n    - b\n        - c\n- d"),
        ("# a\n#* b\n## c\n# d", "1. a\n    - b\n    2. c\n2. d"),
        (" * a\n - b", "- a\n- b"),
        ("** a", "- a"),
        ("# (/) a\n# (x) b", "1. [x] a\n2. (x) b"),
        ("before:\n# a\nmore of a", "before:\n\n1. a\nmore of a"),
        ("# a\n\n# b", "1. a\n\n1. b"),
        ("*bold* text\n#1234 is no item\n----", "*bold* text\n#1234 is no item\n----"),
        ("||A||B||\n|1|2|\ntext", "| A | B |\n| --- | --- |\n|1|2|\n\ntext"),
        ("text\n|| A ||\n| 1 |", "text\n\n| A |\n| --- |\n| 1 |"),
        ("|| A | row with a heading |", "|| A | row with a heading |"),
        ("| 1 | 2 |", "| 1 | 2 |"),
        ("{code:title=x|borderStyle=solid}\n# a\n{code}\n# b", "```\n# a\n```\n1. b"),
        ("{code:sh}\n# a\n{code}", "```sh\n# a\n```"),
        ("{noformat}\nh2. a", "{noformat}\n## a"),
        ("```\n# a\n```", "```\n# a\n```"),
        ("see [a|https://x.test] and [b]", "see [a](https://x.test) and [b]"),
        ("h3. a\nh4. b", "### a\n#### b"),
    ],
)
def test_a_page_of_jira_and_confluence_is_markdown(wiki: str, markdown: str) -> None:
    heads, marks = "h2. A\nh2. B\n", "## A\n## B\n"
    assert from_wiki(heads + wiki).text == marks + markdown


@pytest.mark.parametrize(
    "text", ["# a\n# b\nh2. alone", "|| A ||\n| 1 |", "", "== alone ==\n# a", "```\n== A ==\n== B ==\n```\n* a"]
)
def test_any_other_text_stays(text: str) -> None:
    page = from_wiki(text)
    assert (page.text, page.changed) == (text, [])


def test_headings_between_equals_signs() -> None:
    page = from_wiki("== A ==\nb\n=== C ===\n")
    assert (page.text, page.changed) == ("## A\nb\n### C\n", ["== A ==", "=== C ==="])


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("* a\n** b\n*** c\n* d", "- a\n    - b\n        - c\n- d"),
        ("*a\n**b (c)", "- a\n    - b (c)"),
        ("# a\n#* b\n## c\n# d", "1. a\n    - b\n    2. c\n2. d"),
        ("* a\n*: more of a\n* b", "- a\n    more of a\n- b"),
        ("before:\n# a", "before:\n\n1. a"),
        ("*bold* text\n**22:50** more\n#1234 is no item", "*bold* text\n**22:50** more\n#1234 is no item"),
        ("'''22:50''' it ''failed'', don't", "**22:50** it *failed*, don't"),
        (
            "see [https://x.test/a the graph], [https://x.test] and [[Page|it]]",
            "see [the graph](https://x.test/a), [https://x.test] and [[Page|it]]",
        ),
        ("```\n# a\n* b\n```", "```\n# a\n* b\n```"),
        ("<pre>\n# a\n</pre>\n# b", "<pre>\n# a\n</pre>\n\n1. b"),
        (
            'text\n{| class="wikitable"\n|+ All\n! Time !! style="x" | Event\n|-\n| 22:50 || a [[b|c]]\n|-\n| 22:55\n| d\n|}\nend',
            "text\n\nAll\n\n| Time | Event |\n| --- | --- |\n| 22:50 | a [[b\\|c]] |\n| 22:55 | d |\n\nend",
        ),
        ("{|\n! 22:50\n| a\n|}", "|  |  |\n| --- | --- |\n| 22:50 | a |\n"),
        ("{| without an end\n| a", "{| without an end\n| a"),
        ("## a heading of Markdown\n\n# and one more\n* a", "## a heading of Markdown\n\n# and one more\n\n- a"),
    ],
)
def test_a_page_of_mediawiki_is_markdown(wiki: str, markdown: str) -> None:
    assert from_wiki(f"# Title\n== A ==\n=== B ===\n{wiki}").text == f"# Title\n## A\n### B\n{markdown}"


def test_one_heading_that_names_a_section_makes_a_page() -> None:
    assert from_wiki("It broke.\n\n== Timeline ==\n* 22:50 a").text == "It broke.\n\n## Timeline\n- 22:50 a"


def test_a_page_of_mediawiki_has_its_timeline_and_action_items(plan: MakePlan, write: Write) -> None:
    page = """All scanners lost the network.

== Timeline ==
All times in UTC.
* Dec 31
** 22:50 scanners lose connection
** 23:10 '''Detected''': a page
* Jan 1
** 00:20 [https://x.test/1 the fix] is out
== Action items ==
# Add test (owner: Ann)
# Add alert
"""
    (one,) = plan(write({"2023-12-31-scanners-offline.txt": page})).planned
    incident = one.draft.incident
    assert incident is not None
    assert [(str(event.at), event.text) for event in incident.timeline] == [
        ("2023-12-31 22:50 UTC", "scanners lose connection"),
        ("2023-12-31 23:10 UTC", "**Detected**: a page"),
        ("2024-01-01 00:20 UTC", "[the fix](https://x.test/1) is out"),
    ]
    assert [(item.title, item.owner) for item in incident.action_items] == [("Add test", "Ann"), ("Add alert", None)]


def test_lines_keep_the_numbers_of_the_source() -> None:
    page = from_wiki(PAGE)
    assert [(line.number, line.text) for line in page.read(11) if line.text][2:6] == [
        (14, "| Time (UTC) | Event |"),
        (14, "| --- | --- |"),
        (15, "| 09:00 | alert, see [the graph](https://x.test/a) |"),
        (16, "| 10:00 | done |"),
    ]
    assert page.changed == [line for line in PAGE.split("\n") if line[:1] in "h|#" and line and "done" not in line]


def test_a_wiki_page_has_its_timeline_and_action_items(plan: MakePlan, write: Write) -> None:
    root = write({"2024-02-29-wiki.txt": PAGE})
    (one,) = plan(root / "2024-02-29-wiki.txt").planned
    incident = one.draft.incident
    assert incident is not None
    assert [(str(event.at), event.text) for event in incident.timeline] == [
        ("2024-02-29 09:00 UTC", "alert, see [the graph](https://x.test/a)"),
        ("2024-02-29 10:00 UTC", "done"),
    ]
    assert [(item.title, item.status) for item in incident.action_items] == [("Fix failover", None), ("Add alert", "done")]
    assert [section.title for section in incident.sections if section.level] == ["Timeline", "Action Items"]
