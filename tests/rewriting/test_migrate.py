"""A word becomes another where it stands, and every other byte stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortem_archive.reading.frontmatter import Unreadable
from postmortem_archive.rewriting.migrate import Change, changes_of, migrate
from postmortem_archive.rewriting.source import read_source
from postmortem_archive.settings import read_settings

OLD, NEW = "misconfig", "config"
CHANGES = [Change("root_causes", OLD, (NEW,)), Change("trigger", OLD, (NEW,))]


def document(header: str, *, end: str = "\n", mark: str = "") -> bytes:
    text = f"---\ntitle: misconfig was to blame   # misconfig\n{header}---\n\nThe misconfig.\n\nroot_causes: [misconfig]\n"
    return (mark + text.replace("\n", end)).encode()


def migrated(header: str) -> str:
    """The header after the change; what stands around it is asserted to be as before."""
    result = migrate(document(header), CHANGES).content.decode()
    before, _, rest = document("<here>").decode().partition("<here>")
    assert result.startswith(before)
    assert result.endswith(rest)
    return result[len(before) : -len(rest)]


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("trigger: misconfig\n", "trigger: config\n"),
        ("trigger:   'misconfig'  # misconfig\n", "trigger:   'config'  # misconfig\n"),
        ('"trigger" : "misconfi\\x67"\n', '"trigger" : "config"\n'),
        ("trigger: !!str misconfig\n", "trigger: !!str config\n"),
        ("trigger: &misconfig misconfig\n", "trigger: &misconfig config\n"),
        ("trigger: |-  # misconfig\n  misconfig\n\n# end\n", "trigger: |-  # misconfig\n  config\n\n# end\n"),
        ("trigger:\n  misconfig\n", "trigger:\n  config\n"),
        ("trigger: misconfig-2\ntags: [misconfig]\n", "trigger: misconfig-2\ntags: [misconfig]\n"),
        ("root_causes: [ misconfig ,b]\n", "root_causes: [ config ,b]\n"),
        ("root_causes:\n- misconfig\n- b\n", "root_causes:\n- config\n- b\n"),
        ("root_causes: [config, misconfig]\n", "root_causes: [config]\n"),
        ("root_causes: [misconfig, config]\n", "root_causes: [config]\n"),
        ("root_causes: [b, config, misconfig, c]\n", "root_causes: [b, config, c]\n"),
        ("root_causes: ['misconfig', \"misconfig\", config,]\n", "root_causes: ['config', ]\n"),
        ("root_causes: [\n  config, # one\n  misconfig\n]\n", "root_causes: [\n  config, # one\n]\n"),
        ("root_causes: [config,\n  b, misconfig,\n  c]\n", "root_causes: [config,\n  b,\n  c]\n"),
        ("root_causes: [\n  config,\n  misconfig,  # two\n  b\n]\n", "root_causes: [\n  config,\n  # two\n  b\n]\n"),
        ("root_causes: [config\n  , misconfig\n  , b]\n", "root_causes: [config\n  \n  , b]\n"),
        (
            "root_causes:\n  - config\n  # why\n  - misconfig   # two\n  - b\n",
            "root_causes:\n  - config\n  # why\n  # two\n  - b\n",
        ),
        ("root_causes:\n  - config\n\n  - misconfig\ntags: [a]\n", "root_causes:\n  - config\n\ntags: [a]\n"),
        ("root_causes: [&a misconfig, *a]\n", "root_causes: [&a config]\n"),
        ("trigger: &a misconfig\nroot_causes: [*a]\n", "trigger: &a config\nroot_causes: [config]\n"),
    ],
    ids=str,
)
def test_the_word_changes_and_nothing_else(header: str, after: str) -> None:
    assert migrated(header) == after
    assert migrated(after) == after


@pytest.mark.parametrize(
    "header",
    ["trigger: &a misconfig\ntags: [*a]\n", "tags: &a [misconfig]\nroot_causes: *a\n", "root_causes: &a [misconfig]\ntags: *a\n"],
    ids=str,
)
def test_what_is_tied_to_other_values_is_left_to_a_person(header: str) -> None:
    result = migrate(document(header), CHANGES)
    assert result.content == document(header)
    assert result.done == ()
    (step,) = result.left
    assert "needs a person: write 'config'; it is tied to other values by an anchor" in step.text


def test_several_replacements_or_none_are_left_to_a_person() -> None:
    content = document("trigger: push\nroot_causes: [a, luck]\n")
    result = migrate(content, [Change("trigger", "push", ("deploy", "config-change")), Change("root_causes", "luck", ())])
    assert result.content == content
    assert [(step.place.line, step.place.column, step.text) for step in result.left] == [
        (3, 10, "trigger: 'push' needs a person: write 'deploy' or 'config-change', whichever fits"),
        (4, 18, "root_causes: 'luck' needs a person: leave it out, nothing replaces it"),
    ]


def test_a_new_word_gets_quotes_where_it_needs_them() -> None:
    content = document("tags: [a, 'b', \"b\"]\nservices: [a]\n")
    result = migrate(content, [Change("services", "a", ("x: [y]",)), Change("tags", "b", ("it's",))])
    assert b'services: ["x: [y]"]\n' in result.content
    assert b"tags: [a, 'it''s']\n" in result.content


def test_says_what_was_done_and_where() -> None:
    result = migrate(document("root_causes: [misconfig, b, config]\n"), CHANGES)
    assert [(step.place.line, step.place.column, step.text) for step in result.done] == [
        (3, 15, "root_causes: 'misconfig' becomes 'config'"),
        (3, 29, "root_causes: 'config' is taken out, because 'config' is there already"),
    ]


@pytest.mark.parametrize(
    ("header", "before", "after"),
    [
        ("root_causes: [misconfig, luck]\n", "3:15 3:26", "3:15 3:23"),
        ("root_causes: [luck, misconfig]\n", "3:15 3:21", "3:15 3:21"),
        ("root_causes: [config, misconfig, luck]\n", "3:23 3:34", "3:23 3:23"),
        ("root_causes:\n- config\n- misconfig\n- luck\n", "5:3 6:3", "5:1 5:3"),
        ("root_causes: [misconfig, misconfig, luck]\ntrigger: misconfig\n", "3:15 3:26 3:37 4:10", "3:15 3:23 3:23 4:10"),
        ("trigger: misconfig\nroot_causes: [&a luck, 'misconfig']\n", "3:10 4:15 4:24", "3:10 4:15 4:24"),
    ],
    ids=str,
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_are_those_of_the_file_before_and_after(header: str, before: str, after: str, end: str) -> None:
    result = migrate(document(header, end=end), [*CHANGES, Change("root_causes", "luck", ("a", "b"))])
    steps = sorted((*result.done, *result.left), key=lambda step: (step.place.line, step.place.column))
    assert " ".join(f"{step.place.line}:{step.place.column}" for step in steps) == before
    assert " ".join(f"{step.after.line}:{step.after.column}" for step in steps) == after


@pytest.mark.parametrize("content", [b"---\ntitle: [\n---\n", b"---\ntitle: x\n", b"---\ntitle: \xff\n---\n"])
def test_what_cannot_be_read_is_not_touched(content: bytes) -> None:
    with pytest.raises(Unreadable):
        migrate(content, CHANGES)


@pytest.mark.parametrize("content", [b"", b"No front matter.\n", b"---\n---\n", b"---\n\n# only this\n---\r\ntext"])
def test_where_there_is_nothing_to_change_nothing_changes(content: bytes) -> None:
    assert migrate(content, CHANGES).content == content


def test_changes_come_from_deprecations() -> None:
    settings = read_settings(
        {"root_causes": {"misconfig": {"label": "M", "deprecated": "config"}}, "triggers": {"load": {"deprecated": {}}}}
    )
    assert changes_of(settings) == [Change("trigger", "load", ()), Change("root_causes", "misconfig", ("config",))]


SPACES = st.sampled_from(["", " ", "   "])
COMMENTS = st.sampled_from(["", "", "  # a note", " # misconfig, [x] 'y'", " #é"])
ITEMS = st.tuples(
    st.sampled_from([OLD, NEW, "capacity", "code-defect", "misconfig-2"]), st.sampled_from(["", "'", '"']), COMMENTS
)


@st.composite
def headers(draw):
    """(a function that writes the same header with other words, the words of the list)."""
    items = draw(st.lists(ITEMS, min_size=1, max_size=5))
    form, indent, space = (
        draw(st.sampled_from(["flow", "lines", "block"])),
        draw(st.sampled_from(["", "  ", "    "])),
        draw(SPACES),
    )
    trailing, others = draw(st.booleans()), draw(st.lists(st.sampled_from(OTHERS), unique=True))
    behind = draw(st.integers(0, len(others)))

    def write(words: list[str]) -> str:
        values = [f"{quote}{word}{quote}" for word, (_, quote, _) in zip(words, items, strict=True)]
        if form == "flow":
            body = f"root_causes:{space or ' '}[{space}{f',{space}'.join(values)}{',' if trailing else ''}]  # misconfig\n"
        elif form == "lines":
            last = len(values) - 1
            lines = [
                f"{indent} {value}{'' if index == last and not trailing else ','}{items[index][2]}\n"
                for index, value in enumerate(values)
            ]
            body = f"root_causes: [\n{''.join(lines)} ]\n"
        else:
            body = "root_causes:\n" + "".join(
                f"{indent}-{space or ' '}{value}{comment}\n" for value, (_, _, comment) in zip(values, items, strict=True)
            )
        return "".join(others[:behind]) + body + "".join(others[behind:])

    return write, [word for word, _, _ in items]


OTHERS = [
    "# misconfig above\n",
    "\n",
    "tags: ['misconfig', &m misconfig]   \n",
    "summary: >\n  misconfig: folded\n\n  text\n",
    "impact: {summary: misconfig}\n",
    "related:\n  - {incident: misconfig, type: related}\n",
    "contributing_factors:\n- misconfig # here\n",
]


@given(headers(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_whatever_the_header_looks_like(header, end, mark):
    write, words = header
    before = document(write(words), end=end, mark=mark)
    result = migrate(before, CHANGES)
    values, after = read_source(before).front.values, read_source(result.content).front
    expected = [NEW if word == OLD else word for word in words]
    merged = OLD in words and expected.count(NEW) > 1
    if not merged:
        assert result.content == document(write(expected), end=end, mark=mark)
    else:
        expected = [word for index, word in enumerate(expected) if word != NEW or index == expected.index(NEW)]
        assert re.findall(rb"#[^\r\n]*", result.content) == re.findall(rb"#[^\r\n]*", before)
    assert after.values == {**values, "root_causes": expected}
    assert result.left == ()
    assert migrate(result.content, CHANGES) == type(result)(result.content)
    assert result.content.count(b"\r") == result.content.count(b"\n") * (end == "\r\n")
