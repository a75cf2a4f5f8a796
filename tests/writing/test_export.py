"""Timelines out of chats and alerts: what people and tools write, and what must come out."""

from __future__ import annotations

import html
import json
import re
from zoneinfo import ZoneInfo

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postmortem_archive.reading import read_draft
from postmortem_archive.reading.stamps import read_stamp
from postmortem_archive.settings import read_settings
from postmortem_archive.writing.export import Draft, UnreadableExport, read_export
from postmortem_archive.writing.speech import as_bullet
from postmortem_archive.zones import ZONE

PARIS = ZoneInfo("Europe/Paris")
BEGAN = read_stamp("2024-03-01 10:00")


def drafted(content: object, zone: ZoneInfo | None = PARIS) -> Draft:
    text = content if isinstance(content, str) else json.dumps(content)
    return read_export(text.encode(), BEGAN, zone)


@pytest.mark.parametrize(
    ("text", "timeline"),
    [
        ("[10:05] alice: down", "- 10:05 alice: down"),
        ("[10:05:33] <@bob> looking", "- 10:05 @bob: looking"),
        ("10:05 <bob> looking", "- 10:05 bob: looking"),
        ("10:05 AM down", "- 10:05 down"),
        ("2024-03-01T09:05:00Z alice: down", "- 10:05 alice: down"),
        ("[2024-03-01 10:05:33] alice: down", "- 10:05 alice: down"),
        ("2024-03-01 04:05 EST alice: down", "- 10:05 alice: down"),
        ("alice  10:05 AM\nit is\ndown", "- 10:05 alice: it is\n    down"),
        ("Alert Bot APP  10:05 AM\nfired", "- 10:05 Alert Bot: fired"),
        ("[21:50] a: one\n[00:10] a: two", "### 2024-03-01\n\n- 21:50 a: one\n\n### 2024-03-02\n\n- 00:10 a: two"),
        ("--- Day changed Sat Mar 02 2024\n10:05 <a> x", "### 2024-03-02\n\n- 10:05 a: x"),
        ("Saturday, March 2nd, 2024\n10:05 a: x", "### 2024-03-02\n\n- 10:05 a: x"),
        ("10:05 a: x\n\n\nstill a\n10:06 b: y", "- 10:05 a: x\n    still a\n- 10:06 b: y"),
        ("\ufeff10:05 a: x\r\n10:06 b: y\r\n", "- 10:05 a: x\n- 10:06 b: y"),
    ],
)
def test_chats_as_text(text, timeline):
    assert drafted(text).markdown == timeline


def test_lines_that_cannot_be_placed_are_named():
    draft = drafted("Export of #incident\n[10:05] a: x\n12/05/2023, 10:06 - b: y\nafter it\n[10:07] c: z\n10:08 PM")
    assert draft.markdown == "- 10:05 a: x\n- 10:07 c: z"
    assert draft.remarks == (
        "drafted 2 entries of the timeline: take out what does not matter",
        "left out: line 1: it has no time, and no message stands above it: 'Export of #incident'",
        "left out: line 3: its time cannot be read: '12/05/2023' can be two different days: write the year first, as in 2023-05-12: "
        "'12/05/2023, 10:06 - b: y'",
        "left out: line 4: it has no time, and no message stands above it: 'after it'",
        "left out: line 6: it has a time and says nothing: '10:08 PM'",
    )


def test_a_slack_export_newest_first():
    draft = drafted([
        {"type": "message", "user": "U2", "text": "hm <@U1> <#C9|ops> &lt;b&gt; &amp;", "ts": "1709284020.000100"},
        {"type": "message", "user": "U1", "text": "see <https://example.com/a_b|the graph> <!here>", "ts": "1709283960.5",
         "user_profile": {"display_name": "", "real_name": "Ana Ruiz"}, "files": [{"name": "graph.png"}]},
        {"type": "message", "subtype": "channel_join", "user": "U3", "text": "<@U3> joined", "ts": "1709283900.0"},
        {"type": "message", "subtype": "bot_message", "username": "Alerts", "text": "", "ts": 1709283905,
         "attachments": [{"fallback": "ErrorsHigh is firing"}]},
        {"type": "message", "user": "U2", "text": "never"},
    ])  # fmt: skip
    assert draft.markdown == (
        "- 10:05 Alerts: ErrorsHigh is firing\n"
        "- 10:06 Ana Ruiz: see [the graph](https://example.com/a_b) @here\n    [file] graph.png\n"
        "- 10:07 U2: hm @Ana Ruiz #ops &lt;b> &amp;"
    )
    assert draft.remarks[1:] == (
        "left out: object 3: it is about the channel: '<@U3> joined'",
        "left out: object 5: it has no time: 'never'",
    )


def test_alertmanager():
    draft = drafted({
        "version": "4", "status": "resolved",
        "alerts": [
            {"status": "resolved", "labels": {"alertname": "ErrorsHigh", "severity": "page"}, "annotations": {"summary": "5xx > 5%"},
             "startsAt": "2024-03-01T09:05:12.123456789Z", "endsAt": "2024-03-01T10:30:00Z"},
            {"status": "firing", "labels": {"alertname": "QueueFull"}, "annotations": {},
             "startsAt": "2024-03-01T09:04:00Z", "endsAt": "0001-01-01T00:00:00Z"},
        ],
    })  # fmt: skip
    assert draft.alerts == ("QueueFull", "ErrorsHigh")
    assert (
        draft.markdown
        == "- 10:04 Alert QueueFull fired\n- 10:05 Alert ErrorsHigh fired: 5xx > 5%\n- 11:30 Alert ErrorsHigh ended"
    )


@pytest.mark.parametrize(
    "content",
    [
        {"log_entries": [{"type": "trigger_log_entry", "created_at": "2024-03-01T09:05:00Z", "agent": {"summary": "ana"}, "summary": "Down"}]},
        {"data": {"items": [{"timestamp": 1709283900000, "author": {"name": "ana"}, "content": "Down"}]}},
        [{"time": "2024-03-01 10:05", "who": "ana", "message": "Down"}],
        '{"time": "2024-03-01 10:05", "user": "ana", "msg": "Down"}\n',
        '{"when": "2024-03-01T10:05:00+01:00", "by": "ana", "note": "Down"}\n\n{"when": null, "note": "never"}\n',
    ],
    ids=["pagerduty", "nested", "a list", "one object", "JSON Lines"],
)  # fmt: skip
def test_other_json(content):
    assert drafted(content).markdown == "- 10:05 ana: Down"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("  \n", "it is empty"),
        (
            "nothing here has a time",
            "no line and no object in it has a time: it takes lines such as '[10:05] alice: what happened'",
        ),
        ('{"a": 1', "it begins like JSON, but line 1, column 8 is not: "),
        ("[]", "no line and no object in it has a time"),
        ('[{"ts": "soon", "text": "x"}]', "no line and no object in it has a time"),
        ('{"a":' * 100_000, "its JSON is nested too deeply"),
    ],
    ids=["empty", "no times", "half", "no objects", "no time", "deep"],
)
def test_what_cannot_be_read_is_one_sentence(content, sentence):
    with pytest.raises(UnreadableExport) as error:
        drafted(content)
    assert str(error.value).startswith(sentence)


def test_bytes_that_are_no_text():
    with pytest.raises(UnreadableExport, match=r"^byte 3 is not UTF-8: save it as UTF-8$"):
        read_export(b"10\xff", BEGAN, PARIS)


def test_times_need_a_zone():
    with pytest.raises(UnreadableExport, match=r"^its times need a zone to be written in: add --timezone$"):
        drafted("10:05 a: x", None)


HOSTILE = [
    "<script>alert(1)</script> <!-- internal --> <b>",
    "*all* of _this_ __is__ `code` and \\*this\\*",
    "snake_case_name and 2 * 3 * 4",
    "# no heading", "> no quote", "- no list", "1. no list", "| no | table |", "[x] no task", "=====", "``` not closed",
    "a\n\n\nb\n# c\n- d", "before\n```\nx = '<b>'\n# y\n```\nafter", "```\nonly code\n```", "&lt;b&gt; stays", "https://example.com/a_b_c?x=*y*",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_said_stays_one_entry_and_says_the_same(text):
    """The reader of postmortems takes the bullet for one event; rendered, every visible word is there and no tag is."""
    for who in ("", "ana"):
        bullet = as_bullet("10:05", who, text)
        body = f"---\ntitle: x\ndate: 2024-03-01\ntimezone: UTC\n---\n\n## Timeline\n\n{bullet}\n- 10:06 next\n"
        incident = read_draft("p", "p", body.encode(), read_settings()).incident
        assert incident is not None
        assert [event.at.clock.minute for event in incident.timeline if event.at and event.at.clock] == [5, 6], bullet
        assert [section.title for section in incident.sections] == ["Timeline"]
        rendered = markdown.markdown(incident.timeline[0].text, extensions=["fenced_code", "tables"])
        assert not {tag for tag in ("<script", "<b>", "<h1", "<blockquote", "<table", "<em>", "<strong>") if tag in rendered}, (
            rendered
        )
        visible = html.unescape(re.sub(r"</?(?:p|code|pre|a|br|ul|ol|li)\b[^>]*>", " ", rendered))
        said = [word for word in re.findall(r"[\w<>&;!*_/-]+", text.replace("`", " ")) if word.strip("-")]
        assert [word for word in said if word not in visible] == [], (bullet, rendered)


def test_a_day_may_be_all_that_is_known_of_the_beginning():
    began = read_stamp("2024-03-01")
    assert read_export(b"10:05 a: x\n2024-03-02 11:00 b: y", began, PARIS).markdown == (
        "### 2024-03-01\n\n- 10:05 a: x\n\n### 2024-03-02\n\n- 11:00 b: y"
    )


SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20) | some.sampled_from(
    ["2024-03-01T09:05:00Z", "1709283900", 1709283900.5, "10:05", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "channel_join"]
)  # fmt: skip
NAMES = some.sampled_from(["ts", "text", "user", "startsAt", "endsAt", "labels", "alertname", "annotations", "summary", "files", "attachments",
                           "user_profile", "messages", "created_at", "message", "subtype"]) | some.text(max_size=5)  # fmt: skip
JSON = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(NAMES, inner, max_size=6), max_leaves=30
)
LINES = some.lists(
    some.tuples(
        some.sampled_from(["", "[10:05] ", "10:05 ", "2024-03-02 ", "a: ", "12/05/2023 ", "- ", "25:99 "]), some.text(max_size=30)
    )
)


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_any_json_is_read_or_refused_in_a_sentence(content):
    try:
        draft = drafted(json.dumps(content))
    except UnreadableExport:
        return
    assert draft.markdown.encode().startswith((b"- ", b"### "))
    assert draft.remarks[0].startswith("drafted ")


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_no_word_of_a_chat_is_lost(lines):
    """Whatever is typed, each of its words is in the timeline or among the remarks, and no line becomes two entries."""
    text = "\n".join(start + words for start, words in lines)
    try:
        draft = read_export(text.encode("utf-8", "replace"), BEGAN, PARIS)
    except UnreadableExport:
        return
    found = html.unescape(draft.markdown.replace("\\", "")) + " ".join(draft.remarks)
    assert [
        word
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(ZONE, " ", text))
        if word not in found and not re.fullmatch("[ap]m", word, re.I)
    ] == []
    body = f"---\ntitle: x\ndate: 2024-03-01\ntimezone: Europe/Paris\n---\n\n## Timeline\n\n{draft.markdown}\n"
    incident = read_draft("p", "p", body.encode(), read_settings()).incident
    assert incident is not None
    count = int(re.search(r"drafted (\d+)", draft.remarks[0])[1])
    assert len(incident.timeline) == count, draft.markdown
