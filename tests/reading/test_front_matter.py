"""Front matter: every value with its place, and everything that can be wrong with it as a clear fault."""

from __future__ import annotations

import pytest

from postmortem_archive.incident import Place
from postmortem_archive.reading.decoding import LARGEST_FILE
from postmortem_archive.reading.frontmatter import Unreadable, read_front_matter
from postmortem_archive.reading.schema import front_matter_schema
from tests.reading.conftest import faults, read


def test_every_value_has_its_place() -> None:
    front, problems = read_front_matter(
        "---\ntitle: x\n\nservices: [a,  b]\nrelated:\n  - incident: c\n    type: related\n---\nBody.\n"
    )
    assert problems == []
    assert front.values == {"title": "x", "services": ["a", "b"], "related": [{"incident": "c", "type": "related"}]}
    assert front.place(("services", 1)) == Place(4, 16)
    assert front.place(("related", 0, "type")) == Place(7, 11)
    assert front.place(("related", 0, "type"), of_key=True) == Place(7, 5)
    assert front.place(("related", 0, "note")) == Place(6, 5)  # the nearest that is there
    assert (front.body, front.body_line) == ("Body.\n", 9)


@pytest.mark.parametrize(
    ("text", "body", "body_line"),
    [
        ("no front matter\n", "no front matter\n", 1),
        ("\n\n---\na: b\n---\nBody.", "Body.", 6),
        ("---\n\n\na: b\n---\n\n\nBody.", "Body.", 8),
        ("-----\na: b\n-----\nBody.", "Body.", 4),
        ("---\na: b\n---", "", 4),
        ("---\n---\nBody.", "Body.", 3),
        ("---\na: b\n---\nBody.\n\n---\n\nMore.", "Body.\n\n---\n\nMore.", 4),
        ("---\na: b\n---\n    indented", "    indented", 4),
        (" ---\na: b\n---\n", " ---\na: b\n---\n", 1),
        ("--- a\nb\n---\n", "--- a\nb\n---\n", 1),
    ],
)
def test_knows_where_the_body_begins(text: str, body: str, body_line: int) -> None:
    front, _ = read_front_matter(text)
    assert (front.body, front.body_line) == (body, body_line)


@pytest.mark.parametrize("scalar", ["", "~", "null", "Null", "!!null x"])
def test_nothing_is_nothing(scalar: str) -> None:
    assert read_front_matter(f"---\na: {scalar}\n---\n")[0].values == {"a": None}


@pytest.mark.parametrize(
    ("scalar", "text"),
    [
        ("yes", "yes"),
        ("2023-05-12", "2023-05-12"),
        ("'null'", "null"),
        ("012", "012"),
        ("10:00", "10:00"),
        ("!!python/object:os.system x", "x"),
        ("|\n  a\n  b", "a\nb\n"),
    ],
)
def test_what_a_scalar_means_is_left_to_the_schema(scalar: str, text: str) -> None:
    assert read_front_matter(f"---\na: {scalar}\n---\n")[0].values == {"a": text}


BOMB = "---\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "words"),
    [
        ("---\ntitle: x\nstatus: final\n\nBody.\n", "unclosed-front-matter", 3, 1, "no closing '---'"),
        ("---\n", "unclosed-front-matter", 1, 1, "no closing '---'"),
        ("---", "unclosed-front-matter", 1, 1, "no closing '---'"),
        ("\n---\ntitle: x\n", "unclosed-front-matter", 3, 1, "no closing '---'"),
        ("---\ntitle: x: y\n---\n", "broken-yaml", 2, 9, "needs quotes around it"),
        ("---\n\n\ntitle: x: y\n---\n", "broken-yaml", 4, 9, "needs quotes around it"),
        ("---\ntitle: @x\n---\n", "broken-yaml", 2, 8, "needs quotes around it"),
        ("---\ntitle: x\ntags: [a, b\nid: c\n---\n", "broken-yaml", 4, 3, "quotes of this line and the one above"),
        ("---\ntitle: x\nid\n---\n", "broken-yaml", 4, 1, "every line is 'key: value'"),
        ("---\ntitle: 'x\n---\n", "broken-yaml", 3, 1, "not valid YAML"),
        ("---\ntitle: é\nid: \x01\n---\n", "broken-yaml", 3, 5, "remove the control characters"),
        ("---\ntitle: x\n\tid: y\n---\n", "tab-in-front-matter", 3, 1, "spaces, never with a tab"),
        ("---\ntitle: x\nrelated:\n  \t- a\n---\n", "tab-in-front-matter", 4, 3, "spaces, never with a tab"),
        ("---\n- a\n- b\n---\n", "broken-yaml", 2, 1, "'key: value' lines"),
        ("---\njust words\n---\n", "broken-yaml", 2, 1, "'key: value' lines"),
        ("---\na: b\n...\nc: d\n---\n", "broken-yaml", 4, 1, "not valid YAML"),
        (BOMB + "---\n", "broken-yaml", 5, 12, "more than 2000 values"),
        ("---\na: " + "[" * 100_000 + "\n---\n", "broken-yaml", 2, 24, "more than 20 deep"),
        ("---\na: " + "{b: " * 100_000 + "\n---\n", "broken-yaml", 2, 84, "more than 20 deep"),
        ("---\n" + "- " * 100_000 + "\n---\n", "broken-yaml", 2, 1, "'key: value' lines"),
        ("---\n" + "".join(f"k{n}: v\n" for n in range(50_000)) + "---\n", "broken-yaml", 2001, 8, "more than 2000 values"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_front_matter_that_cannot_be_read_is_one_fault_at_its_place(
    text: str, rule: str, line: int, column: int, words: str
) -> None:
    draft = read(text)
    assert faults(draft) == [(rule, line, column)]
    assert words in draft.faults[0].message
    assert (draft.incident, draft.usable) == (None, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: x\ndate: 2023-05-12\ntitle: y\n---\n", [("duplicate-key", 4, 1)]),
        ("---\ntitle: x\ndate: 2023-05-12\nimpact: {users: 1, users: 2}\n---\n", [("duplicate-key", 4, 20)]),
        ("---\ntitle: x\ndate: 2023-05-12\ntags: &t [a, *t]\n---\n", [("broken-yaml", 4, 14), ("wrong-type", 4, 14)]),
        ("---\ntitle: x\ndate: 2023-05-12\ntags: *t\n---\n", [("broken-yaml", 4, 7)]),
        ("---\ntitle: x\ndate: 2023-05-12\n? [a, b]\n: c\n---\n", [("broken-yaml", 4, 3)]),
        ("---\ntitle: x\ndate: 2023-05-12\ntags: &t [a]\nteams: *t\n---\n", []),
    ],
)
def test_what_does_not_stop_reading_is_reported_too(text: str, expected: list[tuple[str, int, int]]) -> None:
    draft = read(text)
    assert faults(draft) == expected
    assert draft.incident is not None
    assert draft.incident.title == "x"


@pytest.mark.parametrize(
    ("content", "rule", "line", "column"),
    [
        (b"", "empty-file", 1, 1),
        (b" \r\n\t\n", "empty-file", 1, 1),
        (b"\xef\xbb\xbf", "empty-file", 1, 1),
        (b"---\ntitle: \xff\n---\n", "not-utf-8", 2, 8),
        ("---\ntitle: é ".encode() + b"\xe9\n---\n", "not-utf-8", 2, 10),
        (b"---\r\ntitle: x\r\nid: \x80\r\n---\r\n", "not-utf-8", 3, 5),
        (b"x" * (LARGEST_FILE + 1), "file-too-large", 1, 1),
        (b"x" * 10_000_000, "file-too-large", 1, 1),
        ("text".encode("utf-16"), "not-utf-8", 1, 1),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_file_that_is_no_text_is_one_fault(content: bytes, rule: str, line: int, column: int) -> None:
    draft = read(content)
    assert faults(draft) == [(rule, line, column)]
    assert draft.incident is None


def test_a_byte_order_mark_is_reported_and_read_over() -> None:
    draft = read(b"\xef\xbb\xbf---\ntitle: x\ndate: 2023-05-12\n---\n")
    assert faults(draft) == [("byte-order-mark", 1, 1)]
    assert draft.usable


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(newline: str) -> None:
    text = "---\ntitle: x\ndate: 2023-05-12\nstatus: fnal\n---\n\n## Timeline\n\n- 10:05 UTC a\n- b\n"
    ours, theirs = read(text), read(text.replace("\n", newline))
    assert ours.incident == theirs.incident
    assert faults(ours) == faults(theirs) == [("unknown-value", 4, 9), ("unread-timeline-line", 10, 3)]


def test_a_file_without_front_matter_says_what_is_missing() -> None:
    draft = read("# Down\n\nIt was down.\n")
    assert faults(draft) == [("missing-title", 1, 1), ("missing-date", 1, 1)]
    assert not draft.usable
    assert draft.incident is not None
    assert [section.title for section in draft.incident.sections] == ["Down"]


def test_front_matter_without_a_body_is_an_incident() -> None:
    draft = read("---\ntitle: x\ndate: 2023-05-12\n---")
    assert (draft.usable, faults(draft)) == (True, [])


@pytest.mark.parametrize(
    ("line", "expected", "words"),
    [
        ("service: shop", ("unknown-field", 4, 1), "it is called 'services' here"),
        ("servces: [shop]", ("unknown-field", 4, 1), "did you mean 'services'?"),
        ("customer_tickets: 4", ("unknown-field", 4, 1), "declare it in the settings"),
        ("services: shop", ("wrong-type", 4, 11), "must be a list, such as [one, two], not 'shop': write services: [shop]"),
        ("services: [[a]]", ("wrong-type", 4, 12), "must be text, not a list"),
        ("services: [a, ]", None, ""),
        ("services:", None, ""),
        ("status: finl", ("unknown-value", 4, 9), "'status' cannot be 'finl': did you mean 'final'?"),
        ("visibility: everyone", ("unknown-value", 4, 13), "choose one of internal, public"),
        ("third_party: maybe", ("wrong-type", 4, 14), "must be true or false"),
        ("impact: {users: many}", ("wrong-type", 4, 17), "must be a whole number, not 'many'"),
        ("impact: {users: -1}", ("wrong-type", 4, 17), "zero or more"),
        ("impact: bad", ("wrong-type", 4, 9), "must be a mapping"),
        ("impact: {summary: a, b}", None, ""),
        ("timezone: Mars/Olympus", ("wrong-type", 4, 11), "is not a time zone"),
        ("related: foo", ("wrong-type", 4, 10), "write related: [{incident: foo}]"),
        ("detected_at: 2026-02-30 10:00", ("wrong-type", 4, 14), "there is no such day, or no such time of day"),
        ("detected_at: soon", ("wrong-type", 4, 14), "is not a date or time"),
        ("detected_at: 04-12-2022", ("wrong-type", 4, 14), "can be two different days"),
        ("related: [{incident: a, type: recurrance_of}]", ("unknown-value", 4, 31), "did you mean 'recurrence_of'?"),
        ("related: [{incident: a, type: recurred_as}]", ("wrong-type", 4, 31), "put 'recurrence_of' into that incident's file"),
        ("related: [{type: related}]", ("wrong-type", 4, 11), "'related.incident' is missing"),
        ("related: [{incident: a, note: b, c}]", ("unknown-field", 4, 34), "a value with a comma needs quotes"),
        ("references: [{title: a, url: b, link: c}]", ("unknown-field", 4, 33), "there is no field 'references.link'"),
        ("title: ' '", ("duplicate-key", 4, 1), "is given twice"),
        ("id: ''", ("wrong-type", 4, 5), "must not be empty"),
        ("x" * 900 + ": y", ("unknown-field", 4, 1), "there is no field 'xxx"),
        ("status: " + "y" * 5_000, ("unknown-value", 4, 9), "choose one of draft"),
        ("services: " + "z" * 5_000, ("wrong-type", 4, 11), "must be a list"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_value_that_does_not_fit_is_a_fault_that_says_what_does(
    line: str, expected: tuple[str, int, int] | None, words: str
) -> None:
    draft = read(f"---\ntitle: x\ndate: 2023-05-12\n{line}\n---\n")
    assert faults(draft) == ([expected] if expected else [])
    assert all(words in fault.message and len(fault.message) < 400 for fault in draft.faults)
    assert draft.incident is not None
    assert draft.incident.title == "x"


def test_every_value_that_does_not_fit_is_reported_at_once_and_the_rest_is_kept() -> None:
    draft = read("""\
---
title: x
date: 2023-05-12
status: fnal
services: [shop, [a], pay]
references:
  - {note: lost}
  - {title: kept, url: https://x.test}
  - {title: no address}
impact: {users: many, requests_failed: 5}
---
""")
    assert sorted(faults(draft), key=lambda one: one[1:]) == [
        ("unknown-value", 4, 9),
        ("wrong-type", 5, 18),
        ("wrong-type", 7, 5),
        ("wrong-type", 7, 5),
        ("unknown-field", 7, 6),
        ("wrong-type", 9, 5),
        ("wrong-type", 10, 17),
    ]
    incident = draft.incident
    assert incident is not None
    assert (incident.services, incident.status, incident.impact) == (("shop", "pay"), "draft", {"requests_failed": 5})
    assert [reference.title for reference in incident.references] == ["kept"]
    assert draft.front.values["services"] == ["shop", ["a"], "pay"]  # what was written stays as it was


def test_a_status_or_visibility_that_cannot_be_read_is_taken_as_the_cautious_one() -> None:
    incident = read("---\ntitle: x\ndate: 2023-05-12\nstatus: finl\nvisibility: publc\n---\n").incident
    assert incident is not None
    assert (incident.status, incident.visibility) == ("draft", "internal")


def test_comments_and_internal_marks_are_not_part_of_a_value() -> None:
    incident = read(
        '---\ntitle: "x<!-- internal --> y<!-- /internal -->"\ndate: 2023-05-12\nservices: ["a<!-- b -->"]\n---\n'
    ).incident
    assert incident is not None
    assert (incident.title, incident.services) == ("x y", ("a",))


def test_the_json_schema_names_every_field() -> None:
    schema = front_matter_schema()
    assert {"title", "started_at", "related", "impact", "visibility"} <= set(schema["properties"])
    assert schema["required"] == ["title"]
    assert all("description" in field for field in schema["properties"].values())


def test_what_cannot_be_read_says_so_in_one_sentence() -> None:
    with pytest.raises(Unreadable) as caught:
        read_front_matter("---\na: [\n---\n")
    assert "\n" not in caught.value.message
