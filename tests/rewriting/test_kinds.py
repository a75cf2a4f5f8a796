"""The kind of an action item becomes another where it is written beside the item."""

from __future__ import annotations

import pytest

from postmortem_archive.rewriting.kinds import kinds_of, migrate_kinds
from postmortem_archive.settings import read_settings

SETTINGS = read_settings(
    {
        "action_kinds": {
            "avoid": {"label": "Avoid", "deprecated": "prevent"},
            "watch": {"label": "Watch", "deprecated": ["detect", "process"]},
        }
    }
)
KINDS = kinds_of(SETTINGS)


def document(items: str) -> bytes:
    return f"---\r\ntitle: avoid\r\ndate: 2024-03-01\r\n---\r\n\r\nkind: avoid\r\n\r\n## Action items\r\n\r\n{items}\r\n".encode()


def test_kinds_come_from_deprecations() -> None:
    assert KINDS == {"avoid": ("prevent",), "watch": ("detect", "process")}
    assert migrate_kinds(b"\xff", {}, SETTINGS).content == b"\xff"


@pytest.mark.parametrize(
    ("items", "after"),
    [
        ("- [ ] Avoid it (kind: avoid, owner: ana)  ", "- [ ] Avoid it (kind: prevent, owner: ana)  "),
        ("- [ ] Add a test (owner: ana, kind: Avoid)\r\n- [x] Go (kind: detect)", "- [ ] Add a test (owner: ana, kind: prevent)\r\n- [x] Go (kind: detect)"),
        ("| Action | Kind |\r\n| --- | --- |\r\n| Add a test | avoid |", "| Action | Kind |\r\n| --- | --- |\r\n| Add a test | prevent |"),
        ("- [ ] Add a test (kind: avoid-it)", "- [ ] Add a test (kind: avoid-it)"),
    ],
    ids=str,
)  # fmt: skip
def test_the_kind_changes_and_nothing_else(items: str, after: str) -> None:
    result = migrate_kinds(document(items), KINDS, SETTINGS)
    assert result.content == document(after)
    assert bool(result.done) == (items != after)
    assert migrate_kinds(result.content, KINDS, SETTINGS).content == result.content


def test_several_replacements_are_left_to_a_person() -> None:
    content = document("- [ ] Alert on it (kind: watch)\r\n- [ ] Add a test (kind: avoid)")
    result = migrate_kinds(content, KINDS, SETTINGS)
    assert result.content == content.replace(b"(kind: avoid)", b"(kind: prevent)")
    assert [(step.place.line, step.text) for step in result.left] == [
        (10, "action item: kind 'watch' needs a person: write 'detect' or 'process'")
    ]


def test_where_it_is_written_twice_a_person_decides() -> None:
    content = document("- [ ] Write kind: avoid into it (kind: avoid)")
    result = migrate_kinds(content, KINDS, SETTINGS)
    assert result.content == content
    assert [step.text for step in result.left] == ["action item: kind 'avoid' needs a person: write 'prevent'"]
