"""List items, tables, headings and paragraphs of a section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortem_archive.reading.items import Heading, Item, ListItem, Paragraph, Table, read_items
from postmortem_archive.reading.text import read_lines


def items(body: str) -> list[Item]:
    return list(read_items(read_lines(body)))


def texts(body: str) -> list[str]:
    return [item.text if isinstance(item, ListItem | Heading) else item.markdown for item in items(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- a\n- b", ["a", "b"]),
        ("* a\n+ b\n• c\n1. d\n2) e", ["a", "b", "c", "d", "e"]),
        ("- a\n  b\n- c", ["a\nb", "c"]),
        ("- a\nlazy\n- c", ["a\nlazy", "c"]),
        ("- a\n  - b\n  - c\n- d", ["a\n- b\n- c", "d"]),
        ("- a\n\n  b\n\n- c", ["a\n\nb", "c"]),
        ("- a\n\nb", ["a", "b"]),
        ("- a\n  ```\n  code\n  ```\n- b", ["a\n```\ncode\n```", "b"]),
        ("- a\n```\ncode\n```\n- b", ["a", "```\ncode\n```", "b"]),
        ("- a\n## b", ["a", "b"]),
        ("- a\n***\nb", ["a", "***\nb"]),
        ("a\nb\n\nc", ["a\nb", "c"]),
        ("a\n- b", ["a", "b"]),
        ("**bold** text", ["**bold** text"]),
        ("* *14:51 PST* - x", ["*14:51 PST* - x"]),
        ("- - -\na", ["- - -\na"]),
        ("-\n- a", ["", "a"]),
        ("", []),
    ],
)
def test_cuts_a_section_into_items(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


@pytest.mark.parametrize(
    ("body", "header", "rows"),
    [
        ("| A | B |\n| - | - |\n| 1 | 2 |", ("A", "B"), [("1", "2")]),
        ("A | B\n--- | :-:\n1 | 2", ("A", "B"), [("1", "2")]),
        ("| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |", ("A", "B"), [("1", ""), ("1", "2 | 3")]),
        ("| A | B |\n|---|---|\n| `a|b` | c\\|d |", ("A", "B"), [("`a|b`", "c|d")]),
        ("| A | B |\n|---|---|\n|  | 2 |", ("A", "B"), [("", "2")]),
        ("| A | B |\n|---|---|\n| 1 | 2 |\n<!-- c -->\n| 3 | 4 |", ("A", "B"), [("1", "2"), ("3", "4")]),
    ],
)
def test_reads_a_table(body: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    (table,) = items(body)
    assert isinstance(table, Table)
    assert (table.header, [cells for _, cells in table.rows]) == (header, rows)


@pytest.mark.parametrize("body", ["| a | b |\ntext", "a | b", "a\n---", "|" * 100 + "\n" + "|-" * 100])
def test_other_pipes_are_text(body: str) -> None:
    assert not any(isinstance(item, Table) for item in items(body))


def test_a_table_directly_behind_a_list_item_is_a_table() -> None:
    assert [type(item) for item in items("- a\n| A | B |\n|---|---|\n| 1 | 2 |")] == [ListItem, Table]


@given(
    st.lists(
        st.sampled_from(
            ["- a1", "  b2", "| c3 | d4 |", "|---|---|", "## e5", "", "```", "f6", "<!-- x -->", "    g7", "1. h8", "***"]
        ),
        max_size=15,
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    body = "\n".join(lines)
    read = read_lines(body)
    kept = "\n".join(
        item.text if isinstance(item, ListItem) else item.markdown
        for item in read_items(read)
        if isinstance(item, ListItem | Heading | Table | Paragraph)
    )
    for line in read:
        for word in line.text.replace("|", " ").split():
            assert word in kept or not word.isalnum()
