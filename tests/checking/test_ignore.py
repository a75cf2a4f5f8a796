"""Comments that silence a rule, and exactly what they silence."""

from __future__ import annotations

import pytest

from postmortem_archive.checking import RULES

HEAD = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\n{fields}---\n\n"
IGNORE = "<!-- check: ignore blaming-language: it is quoted -->\n"


def lines(check, body: str, fields: str = "") -> list[tuple[str, int]]:
    """(rule, line of the body) of every problem."""
    head = HEAD.format(fields=fields)
    return [(problem.rule, problem.line - head.count("\n")) for problem in check(head + body)]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Text.\n\n" + IGNORE + "Human error.\nHuman error.\n\nHuman error.\n", [7]),
        ("Text.\n\n" + IGNORE + "\n\nHuman error.\n\nHuman error.\n", [8]),
        ("Text.\n" + IGNORE + "Human error.\n", []),
        ("Text.\n\n" + IGNORE + "- Human error.\n  Human error.\n- Human error.\n", [6]),
        ("- Human error.\n    " + IGNORE + "- Human error.\n- Human error.\n", [1, 4]),
        ("Text.\n\n" + IGNORE + "- One\n    - human error\n- Human error.\n", [6]),
        ("Text.\n\n" + IGNORE + "| a |\n| - |\n| human error |\n| human error |\n\nHuman error.\n", [9]),
        ("Text.\n\n" + IGNORE + "## Human error\n\nHuman error.\n", [6]),
        ("Text.\n\n" + IGNORE + "<!-- a remark -->\n" + IGNORE + "Human error.\n", []),
        ("Text.\n\n```\n" + IGNORE + "```\nHuman error.\n", [6]),
        ("Text.\n\n`" + IGNORE.strip() + "`\nHuman error.\n", [4]),
        ("Text.\n\n<!-- CHECK:ignore `blaming-language`, empty-section : a: reason: with colons-->\nHuman error.\n", []),
        ("Text.\n\nHuman error.\n" + IGNORE, [3]),
    ],
)
def test_silences_the_next_block(check, body, left):
    assert [line for rule, line in lines(check, body) if rule == "blaming-language"] == left


def test_silences_the_whole_file_from_its_top(check):
    body = "<!-- a remark -->\n" + IGNORE + "\n# Title\n\nHuman error.\n\nHuman error.\n"
    assert lines(check, body) == []
    assert lines(check, body, "summary: Human error\n") == []


def test_silences_the_front_matter_from_the_top_of_the_body(check):
    body = "<!-- check: ignore unknown-field: read by another tool -->\n\nText.\n"
    assert lines(check, body, "colour: red\n") == []


def test_silences_only_the_rules_it_names(check):
    assert lines(check, IGNORE + "\nHuman error is TBD.\n") == [("template-text-left", 3)]


def test_blocks_of_code_have_blank_lines(check):
    body = "Text.\n\n<!-- check: ignore personal-data: a test machine -->\n```\n81.2.69.142\n\n81.2.69.142\n```\n\n81.2.69.142\n"
    assert lines(check, body) == [("personal-data", 10)]


def test_a_rule_that_keeps_the_file_out_cannot_be_silenced(check):
    body = "<!-- check: ignore wrong-type: we like it so -->\n\nText.\n"
    assert [rule for rule, _ in lines(check, body, "tags: x\n")] == ["wrong-type", "ignore-unknown-rule"]


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if not rule.fatal])
def test_a_comment_that_silences_nothing_is_reported_for_every_rule(check, rule):
    reported = lines(check, f"Text.\n\n<!-- check: ignore {rule}: because -->\nText.\n")
    assert reported == [("unused-ignore", 3)]


def test_a_rule_that_is_off_needs_no_silence_but_may_have_it(archive_at, check):
    from postmortem_archive import Archive

    archive = Archive.open(archive_at({}, 'checks: {blaming-language: "off"}'))
    assert check(HEAD.format(fields="") + "Text.\n\n" + IGNORE + "Human error.\n", archive=archive) == []
