"""Problems as lines, JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json

import click
import pytest

from postmortem_archive.checking import RULES, Problem
from postmortem_archive.checking.reference import rules_reference
from postmortem_archive.checking.reporters import (
    REPORTERS,
    report_github,
    report_gitlab,
    report_json,
    report_sarif,
    report_text,
    summarise,
)

PROBLEMS = [
    Problem("postmortems/a b.md", 2, 8, "warning", "blaming-language", "'human error' blames a person: 100% sure, write\nmore"),
    Problem("postmortems/a b.md", 3, 1, "error", "secret", "this looks like a token: revoke it"),
    Problem("postmortems/x,y:z.md", 1, 1, "advice", "action-without-due", "'Add ü' has no due date"),
]
SOURCES = {"postmortems/a b.md": "---\ntitle: 日本 human error\ntoken: s3cr3t\n", "postmortems/x,y:z.md": "\n"}


def test_text_is_one_line_a_problem():
    assert report_text(PROBLEMS[1:], SOURCES) == (
        "postmortems/a b.md:3:1: error: this looks like a token: revoke it [secret]\n"
        "postmortems/x,y:z.md:1:1: advice: 'Add ü' has no due date [action-without-due]\n"
    )
    assert report_text([]) == ""


def test_a_terminal_shows_the_line_and_a_mark_below_the_place():
    problem = Problem("postmortems/a b.md", 2, 11, "warning", "blaming-language", "'human error' blames a person")
    report = report_text([problem], SOURCES, terminal=True)
    assert click.unstyle(report) == (
        "postmortems/a b.md:2:11: warning: 'human error' blames a person [blaming-language]\n"
        "  2 | title: 日本 human error\n"
        "    |             ^\n"
    )
    assert "\x1b[33m" in report


def test_a_terminal_never_shows_the_line_of_a_secret_nor_control_characters():
    report = report_text(PROBLEMS, SOURCES, terminal=True)
    assert "s3cr3t" not in report
    escape = Problem("x.md", 1, 6, "error", "wrong-type", "message")
    assert "\x1b]0" not in report_text([escape], {"x.md": "a: \x1b]0;b\t\x07c"}, terminal=True)


@pytest.mark.parametrize(("column", "line"), [(1, "x" * 400), (200, "x" * 400), (400, "x" * 400), (900, "x" * 400), (5, "x")])
def test_a_long_line_is_cut_around_the_place(column, line):
    report = report_text([Problem("x.md", 1, column, "error", "wrong-type", "message")], {"x.md": line}, terminal=True)
    _, source, mark = click.unstyle(report).splitlines()
    assert len(source) < 120
    assert mark.index("^") <= len(source)


@pytest.mark.parametrize(
    ("problems", "files", "line"),
    [
        ([], 49, "no problems in 49 files"),
        ([], 1, "no problems in 1 file"),
        (PROBLEMS, 49, "1 error, 1 warning, 1 advice in 2 of 49 files"),
        (PROBLEMS[:1] * 2, 1, "2 warnings in 1 of 1 file"),
    ],
)
def test_the_summary_counts(problems, files, line):
    assert summarise(problems, files) == line


def test_json_is_a_list_of_objects():
    assert json.loads(report_json(PROBLEMS))[2] == {
        "path": "postmortems/x,y:z.md",
        "line": 1,
        "column": 1,
        "level": "advice",
        "rule": "action-without-due",
        "message": "'Add ü' has no due date",
    }
    assert json.loads(report_json([])) == []


def test_github_commands_are_escaped():
    assert report_github(PROBLEMS) == (
        "::warning file=postmortems/a b.md,line=2,col=8,title=blaming-language::"
        "'human error' blames a person: 100%25 sure, write%0Amore\n"
        "::error file=postmortems/a b.md,line=3,col=1,title=secret::this looks like a token: revoke it\n"
        "::notice file=postmortems/x%2Cy%3Az.md,line=1,col=1,title=action-without-due::'Add ü' has no due date\n"
    )


def test_gitlab_tells_problems_apart_by_everything_but_their_line():
    moved = Problem("postmortems/a b.md", 30, 1, "error", "secret", PROBLEMS[1].message)
    issues = json.loads(report_gitlab([*PROBLEMS, moved]))
    assert [issue["severity"] for issue in issues] == ["minor", "major", "info", "major"]
    assert issues[2]["location"] == {"path": "postmortems/x,y:z.md", "lines": {"begin": 1}}
    assert (issues[2]["check_name"], issues[2]["description"]) == ("action-without-due", "'Add ü' has no due date")
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == 4, "a second one of the same words is another one"
    assert json.loads(report_gitlab([moved]))[0]["fingerprint"] == prints[1]


def test_sarif_names_every_rule_and_every_place():
    log = json.loads(report_sarif(PROBLEMS))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "postmortem"
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"].endswith(".") for rule in rules)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [problem.rule for problem in PROBLEMS]
    assert run["results"][2] == {
        "ruleId": "action-without-due",
        "ruleIndex": list(RULES).index("action-without-due"),
        "level": "note",
        "message": {"text": "'Add ü' has no due date"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "postmortems/x%2Cy%3Az.md"},
                    "region": {"startLine": 1, "startColumn": 1},
                }
            }
        ],
    }
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "postmortems/a%20b.md"


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_every_format_ends_its_lines(name):
    assert REPORTERS[name](PROBLEMS).endswith("\n")


def test_the_reference_has_every_rule_once():
    page = rules_reference()
    for rule in RULES.values():
        assert page.count(f"{{#{rule.id}}}") == 1
        assert f"**{rule.level.capitalize()}**" in page
        assert rule.text in page
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        f"## {title}"
        for title in (
            "Files", "Front matter", "Times", "Relations", "Body", "Timeline", "Action items", "Language", "Safety", "Exceptions",
        )
    ]  # fmt: skip
