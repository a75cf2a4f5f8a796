"""No input makes a rule raise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortem_archive import Archive
from postmortem_archive.checking import check_archive
from postmortem_archive.reading import read_draft
from postmortem_archive.settings import read_settings
from tests.checking.conftest import BROKEN, HERE, TODAY

CORPUS = HERE.parent.parent.parent / "shared/corpus"
HEAD = "---\ntitle: x\ndate: 2024-03-01\n---\n"
PIECES = [
    path.read_bytes().decode("utf-8", "replace") for path in BROKEN if path.suffix == ".md" and path.name != "empty-file.md"
]
LINES = sorted(
    {line for piece in PIECES for line in piece.split("\n")} | {"<!--", "-->", "```", "| a | b |", "| - | - |", "\t- x"}
)


def check_alone(content: bytes, path: str = "postmortems/2024-03-01-x.md") -> set[str]:
    """The rules that a file breaks, each in words of one line and at a place that the file has."""
    draft = read_draft(path, Path(path).stem, content, read_settings({"timezone": "UTC", "people": ["Ann"]}))
    problems = check_archive(Archive(draft.settings, (draft,), HERE / "archive"), TODAY)
    lines = len(content.decode("utf-8", "replace").splitlines())
    for problem in problems:
        assert problem.path == path
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert problem.message == " ".join(problem.message.split())
    return {problem.rule for problem in problems}


def is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary(max_size=300))
@settings(deadline=None)  # how long one example takes depends on what else the machine does
def test_any_bytes(content):
    rules = check_alone(content)
    assert ("not-utf-8" in rules) == (not is_utf_8(content))
    assert rules  # so few bytes at random say neither a title nor a day


@given(st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_body(text):
    """Whatever it says, it takes nothing away from what stands above it."""
    rules = check_alone((HEAD + text).encode("utf-8", "surrogatepass"))
    assert rules.isdisjoint({"missing-title", "missing-date", "not-utf-8", "empty-file", "unclosed-front-matter", "file-name"})


@given(st.lists(st.sampled_from(LINES), max_size=25), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_order_of_lines_that_rules_look_for(lines, head):
    rules = check_alone((HEAD * head + "\n".join(lines)).encode())
    assert not head or rules.isdisjoint({"missing-title", "missing-date", "empty-file", "unclosed-front-matter"})


@pytest.mark.parametrize(
    "path", ["postmortems/x.md", "postmortems/2024-13-45-x.md", "postmortems/2024-03-01-.md", "postmortems/é x.md", "a"]
)
def test_any_name(path):
    assert check_alone(HEAD.encode(), path) == {"file-name", "missing-section", "nothing-preventive"}


LONG = (
    "a", "a1", "1.", ":", "[", "![", "[x](", "[x][", "`", "| ", "**", "_a ", "{{", "{#", "<a ", "<a href=", "<img ", "<name ", "@a",
    "a@b.", "+1 ", "://a:", "a:a::", "password=", "Bearer ", "engineer ", "Bob had ", "the ", "TODO ", "[insert ", "- ", "- [x] [",
    "<!-- check: ignore ", "<!-- check: ignore a: ", "<!-- internal -->",
)  # fmt: skip
"""What a pattern may look for again and again in a line that never ends."""


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("before", ["See [x](#x).\n\n", "## Action items\n\n- ", "## Timeline\n\n- 10:00 "])
def test_the_longest_lines_are_checked(before, piece):
    rules = check_alone((HEAD + before + piece * (20_000 // len(piece))).encode())
    assert "missing-section" in rules  # what else is wrong is told all the same


def test_the_corpus_of_real_postmortems():
    if not CORPUS.is_dir():
        pytest.skip("no corpus beside the repository")
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert len(files) > 300
    config = read_settings({"timezone": "UTC"})
    drafts = [read_draft(str(path.relative_to(CORPUS)), path.stem, path.read_bytes(), config) for path in files]
    drafts += [
        read_draft(f"{draft.path}.md", f"{draft.slug}-dated", HEAD.encode() + draft.text.encode(), config) for draft in drafts
    ]
    problems = check_archive(Archive(config, tuple(drafts), CORPUS), TODAY)
    assert {problem.rule for problem in problems} >= {"missing-date", "empty-section", "timeline-in-order", "template-text-left"}
    # Judged by reading: none of these files holds a live secret, and few of them blame anybody.
    assert [str(problem) for problem in problems if problem.rule == "secret"] == []
    assert sum(problem.rule == "blaming-language" for problem in problems) < 15
