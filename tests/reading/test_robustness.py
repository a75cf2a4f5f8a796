"""Nothing that a file holds makes the reader fail or lose a word. How long it takes is measured by bench/growth.py."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortem_archive.archive.veil import Veil
from postmortem_archive.incident import ActionItem, Event, Note, Section
from postmortem_archive.reading import read_draft
from postmortem_archive.reading.text import blank_comments
from tests.pieces import LONG, OPENINGS
from tests.reading.conftest import HEAD, SETTINGS, faults, read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
INDEX = CORPUS / "INDEX.tsv"
ROWS = list(csv.DictReader(INDEX.read_text(encoding="utf-8").splitlines(), delimiter="\t")) if INDEX.is_file() else []
NO_CORPUS = pytest.mark.skipif(not ROWS, reason=f"no corpus of real postmortems at {CORPUS}")

PIECES = [
    "# ", "## Timeline", "## Action items", "Timeline:", "**Impact**", "===", "---", "- ", "* ", "1. ", "  - ", "> ", "|", "| Time | Event |",
    "|-|-|", "```", "~~~", "`", "``", "[", "](", ")", "![", "<!--", "-->", "<!-- internal -->", "<!-- /internal -->", "<a href='", "*", "**", "_",
    "10:05", "13:06 AM", "10:05-10:20", "24:00", "2023-05-12", "29 Feb", "May 12", "04-12-2022", "0001-01-01", "9999-12-31", "UTC", "(PDT)",
    "+14:00", "T+5", "Resolved:", "Detected", "(owner: a, due: 2023-06-01)", "(kind:", "[ ]", "[x]", "title: x", "date: 2023-05-12",
    "started_at: 2023-05-12 10:00", "timezone: UTC", "tags: [", "]", "{", "}", "&a", "*a", ": ", "\t", "\r\n", "\n", "\n\n", "    ", " ", "é",
    "\u2028", "\x00", "\x85", "word", "\\", "PM-1", "![x](y.png)", "[^1]: z",
]  # fmt: skip
FIELDS = st.sampled_from(
    ["title", "date", "started_at", "status", "related", "references", "impact", "extra", "tags", "timezone", "unknown"]
)
VALUES = st.recursive(
    st.none() | st.text(max_size=8) | st.just("2023-05-12 10:00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MARKDOWN = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
VEIL = Veil(True, ("impact.users", "authors"), frozenset({"PM-1", "2023-05-12-word"}), frozenset({"PM-12"}), frozenset({"word"}))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(content: bytes) -> None:
    draft = read(content)
    assert draft.incident is not None or draft.faults


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["", HEAD, "---\n", HEAD + "\n## Timeline\n\n", HEAD + "\n## Action items\n\n"]), MARKDOWN)
def test_any_markdown_is_read_and_every_fault_points_into_the_file(head: str, text: str) -> None:
    draft = read(head + text)
    lines = (head + text).replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert draft.incident is not None or draft.faults
    assert all(1 <= fault.place.line <= lines + 1 and fault.place.column >= 1 and fault.message for fault in draft.faults)


@given(st.dictionaries(FIELDS, VALUES, max_size=6))
def test_any_front_matter_is_read(values: dict[str, object]) -> None:
    draft = read(f"---\n{json.dumps(values, ensure_ascii=True)}\n---\n")
    assert draft.incident is not None or draft.faults


@given(MARKDOWN)
def test_the_veil_takes_any_text_and_leaves_no_hidden_name(text: str) -> None:
    left = VEIL.text(text)
    assert not VEIL.names_hidden(left)
    assert VEIL.text(left) == left or "<!--" in left


@pytest.mark.parametrize("piece", LONG, ids=repr)
def test_anything_repeated_is_read_and_veiled(piece: str) -> None:
    for opening in OPENINGS:
        text = HEAD + opening + piece * (20_000 // len(piece.encode()))
        assert read(text).incident is not None
        assert not VEIL.names_hidden(VEIL.text(text))


def words_of(section: Section) -> str:
    """Everything that the parts of a section show."""
    shown = []
    for part in section.parts:
        if isinstance(part, Event):
            shown += [part.written, part.text, part.phase or ""]
        elif isinstance(part, ActionItem):
            shown += [part.title, part.kind or "", part.owner or "", part.ticket or "", part.status or ""]
            shown += [f"{day} {day:%B %b} {day.day} {day.month}" for day in (part.due, part.done) if day]
        else:
            assert isinstance(part, Note)
            shown.append(part.markdown)
    return " ".join(shown)


def lost_words(section: Section) -> Iterator[str]:
    """The words of the section that none of its parts shows; a table's header and status words are read, not shown."""
    shown = set(re.findall(r"\w+", words_of(section).casefold()))
    header = re.compile(r"^\s*\|?.*\|.*\n\s*\|?\s*:?-+", re.MULTILINE)
    text = header.sub("", blank_comments(section.markdown))
    read_as_status = {
        "done",
        "complete",
        "completed",
        "open",
        "todo",
        "x",
        "pending",
        "fixed",
        "resolved",
        "in",
        "progress",
        "state",
        "status",
        "owner",
        "due",
    }
    for word in re.findall(r"\w+", text.casefold()):
        if word not in shown | read_as_status and not word.isdigit():
            yield word


@NO_CORPUS
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_a_real_postmortem_is_read_and_loses_no_word(row: dict[str, str]) -> None:
    content = (CORPUS / row["path"]).read_bytes()
    body = re.sub(rb"\A---\n.*?\n---\n", b"", content.replace(b"\r\n", b"\n"), flags=re.DOTALL)
    draft = read_draft(row["path"], "p", b"---\ntitle: p\ndate: 2020-01-01\ntimezone: UTC\n---\n" + body, SETTINGS)
    assert draft.incident is not None
    assert {rule for rule, _, _ in faults(draft)} <= {"unread-timeline-line"}
    for section in draft.incident.sections:
        if section.kind in ("timeline", "action_items"):
            assert list(lost_words(section)) == []


COUNTED = [row for row in ROWS if row["n_timeline_events"]]


@NO_CORPUS
def test_timelines_that_were_counted_by_reading_are_counted_exactly() -> None:
    wrong = {}
    for row in COUNTED:
        body = re.sub(r"\A---\n.*?\n---\n", "", (CORPUS / row["path"]).read_text(encoding="utf-8"), flags=re.DOTALL)
        incident = read(f"---\ntitle: p\ndate: 2020-01-01\ntimezone: UTC\n---\n{body}").incident
        assert incident is not None
        if len(incident.timeline) != int(row["n_timeline_events"]):
            wrong[row["path"]] = (len(incident.timeline), int(row["n_timeline_events"]))
    assert wrong == {}
