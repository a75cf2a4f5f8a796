"""Lines, comments, code and links of a Markdown text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortem_archive.reading.text import (
    atx_heading,
    blank_comments,
    find_links,
    inline_links,
    move_headings,
    prose,
    prose_lines,
    read_lines,
    without_code_spans,
)

FENCED = """\
text
```
10:00 <!-- kept -->
```
after <!-- gone --> it
"""


def test_knows_which_lines_are_code() -> None:
    assert [line.number for line in read_lines(FENCED, 10) if line.code] == [11, 12, 13]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("~~~\na\n~~~\nb", [1, 2, 3]),
        ("~~~\n```\n~~~\nb", [1, 2, 3]),
        ("````\n```\n````\nb", [1, 2, 3]),
        ("```python\na\n```\nb", [1, 2, 3]),
        ("- ```\n  a\n  ```\n- b", [1, 2, 3]),
        ("- x\n\n  ```\n  a\n  ```\nb", [3, 4, 5]),
        ("```inline``` is no fence\nb", []),
        ("```\nnever closed\n", [1, 2, 3]),
        ("```\na\n- ```\nb\n```", [1, 2, 3, 4, 5]),
        ("``\na\n``", []),
    ],
)
def test_a_fence_runs_to_its_own_end(text: str, code: list[int]) -> None:
    assert [line.number for line in read_lines(text) if line.code] == code


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!-- b\nc\n--> d", "a\n\n d"),
        ("<!-- a -->\nb", "\nb"),
        ("a\n<!-- never closed\nb\n\nc", "a\n\n\n\n"),
        ("`<!-- code -->` a", "`<!-- code -->` a"),
        ("``a ` <!-- b -->`` c", "``a ` <!-- b -->`` c"),
        ("a ` b <!-- c -->", "a ` b "),
        ("a ` b\n\n<!-- c -->\n\nd ` e", "a ` b\n\n\n\nd ` e"),  # no span across a paragraph
        (r"\`<!-- a -->`", r"\``"),
        ("<!-- ` --> a ` b", " a ` b"),
        ("<!-- a --><!-- b -->c", "c"),
        ("<!-- a\n```\nb -->\nc", "\n\n\nc"),  # a fence inside a comment is none
        ("no comment -->", "no comment -->"),
    ],
)
def test_takes_comments_out_and_keeps_every_line_on_its_number(text: str, left: str) -> None:
    assert blank_comments(text) == left


def test_marks_lines_that_were_nothing_but_a_comment() -> None:
    assert [line.number for line in read_lines("a\n<!-- b -->\n\nc <!-- d -->") if line.comment] == [2]


@pytest.mark.parametrize(
    ("text", "left"),
    [("a `b` c", "a     c"), ("``a`b`` c", "        c"), ("a ` b", "a ` b"), (r"\`a` b", r"\`a` b"), ("`` a ` b", "`` a ` b")],
)
def test_blanks_code_spans_and_keeps_columns(text: str, left: str) -> None:
    assert without_code_spans(text) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see [x](a.md)", [("link", "a.md", 9)]),
        ("![x](a.png)", [("image", "a.png", 6)]),
        ("[![x](a.png)](b.md)", [("image", "a.png", 7), ("link", "b.md", 15)]),
        ("[x](<a.md>)", [("link", "a.md", 6)]),
        ('[x](a.md "title")', [("link", "a.md", 5)]),
        ("[x](a_(b).md)", [("link", "a_(b).md", 5)]),
        ("[a [b] c](d.md)", [("link", "d.md", 11)]),
        ("[x]: a.md", [("link", "a.md", 6)]),
        ("[^1]: a.md", []),
        ('<a href="a.md">x</a>', [("link", "a.md", 10)]),
        ("<img alt='' src='a.png'>", [("image", "a.png", 18)]),
        ("`[x](a.md)`", []),
        (r"\[x](a.md)", []),
        ("[x] (a.md)", []),
        ("[x](a b)", []),
        ("![x](<a b.png>)", [("image", "a b.png", 7)]),
        ("[x](< a (b.md > 'title')", [("link", "a (b.md", 7)]),
        ("[x]: <a b.md> 'title'", [("link", "a b.md", 7)]),
        ("[x]: <a b", [("link", "a", 7)]),
        ("[x](<a b)", []),
    ],
)
def test_finds_links_and_where_they_point(text: str, expected: list[tuple[str, str, int]]) -> None:
    found = [(link.kind, link.target, link.place.column) for link in find_links(read_lines(text))]
    assert sorted(found, key=lambda one: one[2]) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n\n    b\n    c\n\n    d\n\ne", [3, 4, 6]),
        ("    a", [1]),
        ("## a\n    b", [2]),
        ("a\n    b", []),
        ("- a\n\n    b\n\n        c", []),
        ("- a\n\n    ```\n    b\n    ```\n\n    c", [3, 4, 5]),
        ("1. a\n\nb\n\n    c", [5]),
        ("a\n- b\n\n    c", []),
        ("!!! note\n\n    a", []),
        ("[^1]: a\n\n    b", []),
        ("a\n\n\tb", [3]),
    ],
)
def test_indented_lines_are_code_where_they_belong_to_nothing_above(text: str, code: list[int]) -> None:
    lines = read_lines(text)
    prose = {line.number for line in prose_lines(lines)}
    assert [line.number for line in lines if line.number not in prose and not line.blank] == code


def test_finds_no_links_in_code() -> None:
    assert find_links(read_lines("```\n[x](a.md)\n```\n")) == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see [the words](a.md) here", "see [the words]       here"),
        ("a <b>c</b> d", "a    c     d"),
        ("at https://x.test/PM-1 b", "at                     b"),
        ("[![x](PM-1.png)](PM-2.md)", "[![x]          ]         "),
    ],
)
def test_prose_is_what_a_person_reads(text: str, left: str) -> None:
    assert prose(text) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A", (1, "A")),
        ("### 12:53 ##", (3, "12:53")),
        ("## C#", (2, "C#")),
        ("###Postmortem", (3, "Postmortem")),
        ("   ## A", (2, "A")),
        ("    ## A", None),
        ("####### A", None),
        ("#1234 was merged", None),
        ("##", None),
        ("## ##", None),
        ("#\tA", (1, "A")),
        ("a # b", None),
    ],
)
def test_knows_a_heading(text: str, expected: tuple[int, str] | None) -> None:
    assert atx_heading(text) == expected


@given(st.text(alphabet="`<!->[]() a\n\\~", max_size=200))
def test_lines_stay_where_they_were(text: str) -> None:
    lines = read_lines(text, 7)
    assert [line.number for line in lines] == list(range(7, 8 + text.count("\n")))
    assert all(raw.startswith(line.text) for raw, line in zip(text.split("\n"), lines, strict=True) if line.code)


@given(st.text(alphabet="`[]()!a \\", max_size=100))
def test_blanking_keeps_columns(text: str) -> None:
    assert len(without_code_spans(text)) == len(prose(text)) == len(text)
    assert all(text[link.target_at :].startswith(link.target) for link in inline_links(text))


@pytest.mark.parametrize(
    ("markdown", "moved"),
    [
        ("Text\n\n- item", "Text\n\n- item"),
        ("## A\ntext", "### A\ntext"),
        ("text <!-- note --> here\n<!-- gone -->", "text  here\n"),
        ("```\n# code\n```\n###### B", "```\n# code\n```\n###### B"),
    ],
)
def test_headings_of_a_section_move_and_comments_go(markdown: str, moved: str) -> None:
    assert move_headings(markdown, 1) == moved
