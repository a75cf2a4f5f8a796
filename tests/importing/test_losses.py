"""Nothing is lost: every word of a source is in the result, as often as it was written, or in the report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.importing import Plan, make_plan
from postmortem_archive.importing.foreign import Choices, Piece, words_of
from postmortem_archive.importing.formats import decode
from postmortem_archive.importing.losses import find_losses
from postmortem_archive.importing.report import report_text
from postmortem_archive.reading.frontmatter import read_front_matter
from postmortem_archive.settings import read_settings
from tests.importing.conftest import FOREIGN, MakePlan

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def lost_words(source: bytes, made: Plan) -> Counter[str]:
    """The words of a source that neither the files of a plan nor its report have."""
    text = decode(source, "utf-8")
    assert isinstance(text, str)
    kept = [one.text for one in made.planned] + ["\n".join(report_text(made, str))]
    return Counter(words_of(text)) - Counter(word for one in kept for word in words_of(one))


@pytest.mark.parametrize("path", sorted(FOREIGN.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("normalise", [False, True], ids=["as it is", "normalised"])
def test_every_word_of_a_fixture_is_kept(plan: MakePlan, path: Path, normalise: bool) -> None:
    assert not lost_words(path.read_bytes(), plan(path, normalise=normalise))


LINES = st.sampled_from(
    [
        "---", "+++", "title: One: two", "date: 2023-05-12", "date: 04-12-2022", "severity: orange", "tags: [a, b]", "x: {y: [z", "# Heading",
        "## Timeline", "Timeline:", "- 10:05 it broke", "- [ ] mend it", "| a | b |", "| --- | --- |", "| **Date** | 7/5/2023 |", "```",
        "**Severity**: High (all)", "[link](other.md#part)", "![image](../../x.png)", "<!-- internal -->", "In conclusion, it was bad.",
        "=====", "", "", "== Wiki ==", "[Final message]", "{% tag %}", "export const a = {", "}", "Subject: Re: x", "From: y", "On May 12th we slept.",
        "[A](https://a.example). One two three four five six.", "### Incident on 2023-06-06 - X y", "\t indented", "\u3000 全角 10:05", "id: 007",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=30).map("\n".join)


@given(
    TEXTS,
    st.sampled_from(["a.md", "a.txt", "a.qmd", "2023-01-02-x.mdx", "PM2021-005 - Title.md", "a.csv", "a.json", "a.jsonl", ""]),
)
@settings(max_examples=300, deadline=None)
def test_every_word_of_any_text_is_kept(text: str, name: str) -> None:
    content = text.encode("utf-8", "replace")
    piece = Piece(name or "standard input", name, content)
    made = make_plan([piece], Path("nowhere"), Choices(read_settings()))
    for one in made.planned:
        front, faults = read_front_matter(one.text)
        assert front.present
        assert not faults
    if not name.endswith((".csv", ".json", ".jsonl")) and made.planned:
        assert not lost_words(content, made)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus beside this checkout")
def test_every_word_of_the_corpus_is_kept(plan: MakePlan) -> None:
    files = [path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.parent != CORPUS]
    assert files
    lost = {path.name: words for path in files if (words := lost_words(path.read_bytes(), plan(path)))}
    assert not lost


def test_a_lost_line_is_named_word_for_word() -> None:
    assert find_losses("one two\nthree\ntwo two\n", ["one two three two"]) == ["two two"]
    assert find_losses("a: b\nb c\n", ["b c"]) == ["a: b"]
