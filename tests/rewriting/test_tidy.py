"""Front matter in order: the same words, the same comments, the same body."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postmortem_archive.reading.frontmatter import Unreadable
from postmortem_archive.rewriting.source import read_source
from postmortem_archive.rewriting.tidy import ORDER, comments, tidy

BODY = "\nThe   'body'  # stays\n\n- a\n-   b\r\n"


def tidied(header: str) -> str:
    result = tidy(f"---\n{header}---\n{BODY}".encode()).decode()
    assert result.startswith("---\n")
    assert result.endswith(f"---\n{BODY}")
    return result[4 : -len(BODY) - 4]


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("date: 2023-05-12\ntitle: Down\n", "title: Down\ndate: 2023-05-12\n"),
        ("# of the date\ndate: 2023-05-12  # day\ntitle: Down\n", "title: Down\n# of the date\ndate: 2023-05-12  # day\n"),
        ("# of the file\n\ndate: 2023-05-12\ntitle: Down\n# end\n", "# of the file\n\ntitle: Down\ndate: 2023-05-12\n# end\n"),
        ("mine: 1\nseverity: SEV1\nyours: 2\n", "severity: SEV1\nmine: 1\nyours: 2\n"),
        ("title: 'Down'\nseverity: \"SEV1\"\n", "title: Down\nseverity: SEV1\n"),
        ("title: 'Down: again'\n", 'title: "Down: again"\n'),
        ("title: 'say \"no\"'\n", 'title: say "no"\n'),
        ("title: '\"no\", they said'\n", "title: '\"no\", they said'\n"),
        (
            "id: '0123'\ntags: ['yes', 'null', '2023-01-01', '1e3', '']\n",
            'id: "0123"\ntags: ["yes", "null", "2023-01-01", "1e3", ""]\n',
        ),
        ("title: 012\nthird_party: yes\nid: ~\nsummary:\n", "title: 012\nid: ~\nthird_party: yes\nsummary:\n"),
        ("title:    Down   \n", "title: Down\n"),
        ("tags: [ a,b ,'c']\n", "tags: [a, b, c]\n"),
        ("tags:\n- a\n- 'b'\n", "tags: [a, b]\n"),
        ("tags:\n    - a # why\n    - 'b'\n", "tags:\n  - a   # why\n  - b\n"),
        ("impact:\n    users: 12\n    # of the sum\n    summary: 'x'\n", "impact:\n  users: 12\n  # of the sum\n  summary: x\n"),
        ("related:\n- incident: a\n  type: related\n", "related:\n  - incident: a\n    type: related\n"),
        ("summary: |\n    one\n     # two\n\ntitle: x\n", "title: x\nsummary: |\n  one\n   # two\n\n"),
        ("summary: a long text\n  on two lines\n", "summary: a long text\n  on two lines\n"),
        ("tags: [a,  # kept\n  b]\n", "tags: [a,  # kept\n  b]\n"),
        ("id: 'b'\ntags: &t [ a]\nservices: *t\n", "id: b\ntags: &t [ a]\nservices: *t\n"),
        ("{title: Down,   date: 2023-05-12}\n", "{title: Down,   date: 2023-05-12}\n"),
    ],
    ids=str,
)
def test_is_tidied(header: str, after: str) -> None:
    assert tidied(header) == after
    assert tidied(after) == after


def test_long_lists_stay_below_one_another() -> None:
    header = "tags:\n" + "".join(f"  - a-rather-long-word-{number}\n" for number in range(6))
    assert tidied(header) == header


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    before = "\ufeff---\r\ndate: 2023-05-12\r\ntitle: 'x'\r\n---\r\nText.\n"
    assert tidy(before.encode()).decode() == "\ufeff---\r\ntitle: x\r\ndate: 2023-05-12\r\n---\r\nText.\n"


@pytest.mark.parametrize("content", [b"", b"Only text.\n", b"---\n---\ntext", b"---\n# nothing\n---\n"])
def test_where_there_is_no_front_matter_nothing_changes(content: bytes) -> None:
    assert tidy(content) == content


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"---\ntitle: [\n---\n", "broken-yaml"),
        (b"---\ntitle: x\n", "unclosed-front-matter"),
        (b"---\ntitle: a\ntitle: b\n---\n", "duplicate-key"),
        (b"---\ntitle: *a\n---\n", "broken-yaml"),
        (b"---\ntitle: \xff\n---\n", "not-utf-8"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(content: bytes, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        tidy(content)
    assert caught.value.rule == rule


def assert_kept(before: bytes) -> None:
    try:
        after = tidy(before)
    except Unreadable:
        return
    source, result = read_source(before), read_source(after)
    assert result.front.values == source.front.values
    assert Counter(comments(result)) == Counter(comments(source))
    assert after.endswith("".join(source.lines[source.closing :]).encode())
    assert tidy(after) == after


TEXTS = st.sampled_from(
    [
        "a",
        "a b",
        "'it''s'",
        '"a: b"',
        "'x'",
        '"\\u00e9\\n"',
        "yes",
        "012",
        "~",
        "",
        "a#b",
        "'# no'",
        "2023-05-12",
        "é",
        '"#"',
        "&a x",
        "!!str y",
    ]
)
COMMENTS = st.sampled_from(["", "", "  # one", " # 'two' [", "    #three"])
LISTS = st.lists(st.tuples(TEXTS, COMMENTS), min_size=1, max_size=4)


@st.composite
def fields(draw):
    name = draw(st.sampled_from([*ORDER, "mine", "yours"]))
    above = draw(st.sampled_from(["", "", "\n", "# above\n", "# apart\n\n", "\n# one\n# two\n"]))
    indent = draw(st.sampled_from(["", " ", "  ", "    "]))
    form = draw(st.sampled_from(["text", "flow", "list", "mapping", "nested", "literal", "folded", "long"]))
    items, comment = draw(LISTS), draw(COMMENTS)
    between = draw(st.sampled_from(["", "", f"{indent}# between\n", "# margin\n", "\n"]))
    if form == "text":
        return name, f"{above}{name}:  {items[0][0]}{comment}\n"
    if form == "flow":
        return name, f"{above}{name}: [ {', '.join(text or 'z' for text, _ in items)}]{comment}\n"
    if form == "list":
        return name, f"{above}{name}:{comment}\n" + between.join(f"{indent}- {text}{note}\n" for text, note in items)
    if form == "mapping":
        return name, f"{above}{name}:{comment}\n" + between.join(
            f" {indent}k{index}:   {text}{note}\n" for index, (text, note) in enumerate(items)
        )
    if form == "nested":
        return name, f"{above}{name}:\n" + between.join(
            f"{indent}-  k: {text}{note}\n{indent}   l: [ {text or 'z'} ]\n" for text, note in items
        )
    sign = {"literal": "|", "folded": ">-", "long": ""}[form]
    return name, f"{above}{name}: {sign}{comment if sign else ''}\n {indent}one\n {indent}two\n{between if sign else ''}"


@given(st.lists(fields(), min_size=1, max_size=5, unique_by=lambda field: field[0]), st.sampled_from(["", "# end\n", "\n"]))
def test_whatever_the_front_matter_looks_like(parts, end):
    assert_kept(f"---\n{''.join(text for _, text in parts)}{end}---\n{BODY}".encode())


@given(
    st.lists(
        st.sampled_from(
            [
                "title: x",
                "tags:",
                "  - a",
                "- 'b'",
                "  k: |",
                "    text",
                "# c",
                "  # d",
                "",
                "  l: [a,",
                "   b] # e",
                "? f",
                ": g",
                "x: {",
                "}",
                "  - - h",
                "z: &z 1",
                "y: *z",
                "%A",
            ]
        ),
        max_size=9,
    )
)
@example(["tags:", "  - a", "# c", "- 'b'"])
def test_lines_in_any_order(lines):
    assert_kept("\n".join(["---", *lines, "---", "Body"]).encode())
