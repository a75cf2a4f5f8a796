"""The comment on a pull request: what it says, and that words out of files are nothing but words in it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from postmortem_archive import Archive
from postmortem_archive.reviewing import review_change
from postmortem_archive.reviewing.comment import LONGEST, MARKER, Links, headline, write_comment
from postmortem_archive.reviewing.escape import code, literal
from tests.reviewing.test_review import DOWN, LIMIT, edit

TODAY = date(2026, 1, 1)
GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])
REFERENCE = re.compile(r"(?:^|\W)[@#!~%$&][\w\"]|://|www\.|GH-\d", re.IGNORECASE)
HOSTILE = [
    "@everyone look", "see #12 and !34", "octo/repo#5", "GH-99", "https://evil.example/x", "www.evil.example", "me@example.org",
    "<img src=x onerror=alert(1)>", "<!-- postmortem-review -->", "--> <b>", "a | b | c", "[x](https://evil.example)", "![x](y)",
    "`code` ``x", "**bold** __b__ ~~s~~", "$x$ $$y$$", "\\", "\\|", "&lt;b&gt; &#64;all", "a\n\n# b\n- c", "/close", "{+a+} [-b-]", "^[note]",
]  # fmt: skip


def comment(folder, links=None, **options):
    return write_comment(review_change(Archive.open(folder), "main", TODAY), links or Links(), **options)


def shown(markdown):
    """What a reader sees of a comment, a line for each block of words; and how often there is what kind of thing."""
    tokens = GFM.parse(markdown)
    lines = ["".join(one.content for one in token.children) for token in tokens if token.children]
    return "\n".join(lines), Counter(inner.type for token in tokens for inner in (token.children or [token]))


def test_it_says_what_was_read(branch):
    edit(branch / DOWN, "services: [checkout]", "services: [checkout, cart]")
    text = comment(branch)
    assert text.startswith(MARKER + "\n**1 postmortem changed: no new problems.**\n")
    assert "### Checkout down after a load-balancer change\n" in text
    assert "`postmortems/2023-05-12-checkout-down.md`, changed\n" in text
    read = (
        "Read: SEV1 · started 12 May 2023, 10:00 UTC · detected 12 May 2023, 10:12 UTC · "
        "resolved 12 May 2023, 13:00 UTC (from the timeline) · lasted about 3 h · 3 timeline entries · 1 action item · related to 1\n"
    )
    assert read in text


def test_problems_are_a_table_with_links_to_their_lines(branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    edit(branch / DOWN, ", owner: network", "")
    source = "https://git.example.org/shop/postmortems/blob/abc"
    text = comment(branch, Links(source=source, prefix="sites/"))
    place = f"[`2023-05-12-checkout-down.md:4`]({source}/sites/{DOWN}?plain=1#L4)"
    assert f"| {place} | 'severity' cannot be 'SEV9'" in text
    assert "| advice: " in text
    assert "1 action item, 1 without an owner" in text
    assert "**1 postmortem changed: 1 warning, 1 advice.**" in text
    assert "table_open" in {token.type for token in GFM.parse(text)}


def test_what_breaks_elsewhere_and_what_leads_nowhere(branch):
    (branch / LIMIT).unlink()
    text = comment(branch)
    assert "**1 postmortem changed: 1 error, 1 of them in files that it does not touch.**" in text
    assert "### Listener limit reached\n\n`postmortems/2022-11-02-lb-limits.md`, deleted\n" in text
    assert (
        "### What this breaks elsewhere\n\n| where | what to change | rule |\n| --- | --- | --- |\n| `2023-05-12-checkout-down.md:"
        in text
    )
    assert "### Addresses that lead nowhere now\n\n- `2022-11-02-lb-limits` (Listener limit reached): keep the file with" in text


def test_what_was_there_before_is_folded_away(branch, commit, git):
    edit(branch / DOWN, "SEV1", "SEV9")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    edit(branch / DOWN, "[checkout]", "[checkout, cart]")
    text = comment(branch)
    assert "no new problems" in text
    folded = re.search(r"<details><summary>1 from before this change</summary>\n\n(.+?)\n\n</details>", text, re.DOTALL)
    assert folded
    assert "SEV9" in folded[1]


def test_similar_incidents_with_the_reasons_and_what_is_still_to_do(branch):
    edit(branch / DOWN, "related:\n  - {incident: 2022-11-02-lb-limits, type: recurrence_of}\n", "")
    for number in range(8):  # what everybody shares says nothing, so there must be others
        (branch / f"postmortems/2020-01-0{number + 1}-x.md").write_text(f"---\ntitle: x\ndate: 2020-01-0{number + 1}\n---\n")
    text = comment(branch)
    assert "Have we seen this before?\n\n- Listener limit reached, 2 Nov 2022: " in text
    assert "same root cause: " in text
    assert "  - still open: Raise the limit of the listener (owner network, due 3 Nov 2022)\n" in text


def test_what_is_related_by_hand_is_listed_with_what_is_still_to_do(branch):
    edit(branch / DOWN, "SEV1", "SEV2")
    text = comment(branch)
    assert "Have we seen this before?\n\n- Listener limit reached, 2 Nov 2022: related by hand, recurrence of" in text
    assert "  - still open: Raise the limit of the listener (owner network, due 3 Nov 2022)\n" in text


def test_only_pages_that_the_preview_has_are_linked(branch, tmp_path):
    edit(branch / DOWN, "SEV1", "SEV2")
    edit(branch / LIMIT, "Connections", "Most connections")
    page = tmp_path / "site/incidents/2023-05-12-checkout-down/index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    text = comment(
        branch, Links(site="https://preview.example.org/7/", pages=tmp_path / "site", download="https://ci.example.org/1")
    )
    assert (
        "### [Checkout down after a load-balancer change](https://preview.example.org/7/incidents/2023-05-12-checkout-down/index.html)"
        in text
    )
    assert "### Listener limit reached\n" in text
    assert "[Preview of the site](https://ci.example.org/1)." in text


def test_without_a_preview_titles_lead_to_their_files(branch):
    edit(branch / DOWN, "SEV1", "SEV2")
    text = comment(branch, Links(source="https://git.example.org/pm/blob/abc/", prefix="the site/"))
    assert f"### [Checkout down after a load-balancer change](https://git.example.org/pm/blob/abc/the%20site/{DOWN})\n" in text


def test_a_file_that_cannot_be_read(branch):
    (branch / DOWN).write_bytes(b"\xff")
    text = comment(branch)
    assert "### 2023-05-12-checkout-down.md\n" in text
    assert "**error:** the byte 0xff is not UTF-8" in text
    assert "Read:" not in text


def test_a_folder_is_named_by_its_folder(branch):
    (branch / "postmortems/2024-01-02-disk-full").mkdir()
    (branch / "postmortems/2024-01-02-disk-full/index.md").write_text(
        "---\ntitle: Disk full\ndate: 2024-01-02\nseverity: x\n---\n"
    )
    assert "| `2024-01-02-disk-full/index.md:4` |" in comment(branch)


def test_nothing_changed(branch):
    assert comment(branch) == MARKER + "\n**No postmortem changed: no new problems.**\n"


def test_new_settings_are_said(branch):
    (branch / "mkdocs.yml").write_text("site_name: y\n")
    assert "`mkdocs.yml` changes too" in comment(branch)


def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(branch):
    for number in range(700):
        title = f"Number {number} " + "<&*" * 60
        (branch / f"postmortems/2024-01-02-x{number}.md").write_text(
            f"---\ntitle: '{title}'\ndate: 2024-01-02\nseverity: a\ntrigger: b\nservices: [s{number}]\n---\n"
        )
    text = comment(branch)
    assert 20_000 < len(text) <= LONGEST
    left_out = re.search(r"\nand (\d+) more changed postmortems\n", text)
    assert left_out
    assert text.count("\n### ") + int(left_out[1]) == 700
    assert "**700 postmortems changed: " in text
    short = comment(branch, longest=4000)
    assert len(short) <= 4000
    assert "\n6 problems\n\nand 699 more changed postmortems\n" in short


@pytest.mark.parametrize("words", HOSTILE)
def test_words_out_of_files_are_words(branch, words):
    escaped = words.replace("'", "''").replace("\n", "\n  ")
    (branch / DOWN).write_text(
        f"---\ntitle: 'T {escaped}'\ndate: 2023-05-12\nseverity: 'S {escaped}'\n---\n\n## Action items\n\n- [ ] Fix {words}\n"
    )
    text = comment(branch)
    seen, kinds = shown(text)
    assert not {"link_open", "image", "html_inline", "em_open", "s_open"} & kinds.keys()
    assert kinds["strong_open"] == 1 + text.count("| **error:** ")
    assert text.count(MARKER) == 1
    assert not [match[0] for match in REFERENCE.finditer(seen)]


@given(st.text(alphabet=st.sampled_from("@#!~%$&<>[]()`*_|\\/:.-^{}+ \n\taw9\"'=;h\N{ZERO WIDTH SPACE}"), max_size=60))
def test_any_words_are_words(words):
    seen, kinds = shown(f"Read: {literal(words)} end\n")
    assert kinds.keys() == {"paragraph_open", "paragraph_close", "text"}
    assert not REFERENCE.search(seen.removeprefix("Read: "))
    plain = "".join(one if one.isprintable() else " " for one in words)
    assert seen.replace("\N{ZERO WIDTH SPACE}", "").split() == ["Read:", *plain.split(), "end"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_stay_in_their_cell(first, second):
    tokens = GFM.parse(f"| a | b |\n| --- | --- |\n| {literal(first) or '-'} | {code(second)} |\n")
    assert [token.type for token in tokens].count("td_open") == 2
    cells = [token.children for token in tokens if token.type == "inline"]
    assert [child.type for child in cells[2]] == ["text"]
    assert [child.type for child in cells[3]] == ["code_inline"]


def test_the_headline_counts():
    from postmortem_archive.checking import Problem
    from postmortem_archive.reviewing import Change, Review

    problems = [Problem("a.md", 1, 1, level, "x", "y") for level in ("error", "error", "warning", "advice")]
    review = Review(
        None, "", (Change("added", "a.md"), Change("added", "b.md")), tuple(problems[:3]), tuple(problems[3:]), (), (), False
    )
    assert headline(review) == "2 postmortems changed: 2 errors, 1 warning, 1 advice, 1 of them in files that it does not touch."
