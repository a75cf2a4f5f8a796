"""Problems as people and machines read them: lines of text, JSON, GitHub annotations, GitLab Code Quality, SARIF."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import click

from postmortem_archive.checking.problem import Level, Problem
from postmortem_archive.checking.rule import RULES, Rule

_COLOURS: dict[Level, str] = {"error": "red", "warning": "yellow", "advice": "blue"}
_GITHUB: dict[Level, str] = {"error": "error", "warning": "warning", "advice": "notice"}
_GITLAB: dict[Level, str] = {"error": "major", "warning": "minor", "advice": "info"}
_SARIF: dict[Level, str] = {"error": "error", "warning": "warning", "advice": "note"}
_WIDTH = 110
"""Columns of a source line that are shown around the place of a problem."""


def report_text(problems: Sequence[Problem], sources: Mapping[str, str] | None = None, *, terminal: bool = False) -> str:
    """One line a problem, `path:line:col: level: message [rule]`; each ends with a newline.

    On a terminal the line is coloured, and the line of the file follows with a mark below the place; `sources` holds
    the text of each file by its path.
    """
    if not terminal:
        return "".join(f"{problem}\n" for problem in problems)
    lines = {path: text.split("\n") for path, text in (sources or {}).items()}
    return "".join(_coloured(problem) + _excerpt(problem, lines.get(problem.path, [])) for problem in problems)


def _coloured(problem: Problem) -> str:
    place = click.style(f"{problem.path}:{problem.line}:{problem.column}", bold=True)
    level = click.style(f"{problem.level}:", fg=_COLOURS[problem.level], bold=True)
    return f"{place}: {level} {problem.message} {click.style(f'[{problem.rule}]', dim=True)}\n"


def _excerpt(problem: Problem, lines: Sequence[str]) -> str:
    """The line of the file and a mark below the place; nothing for a secret, which must not spread into logs."""
    if problem.rule == "secret" or problem.line > len(lines) or not lines[problem.line - 1].strip():
        return ""
    source = "".join(char if char.isprintable() else " " for char in lines[problem.line - 1])
    column = min(problem.column - 1, len(source))
    start = max(0, column - _WIDTH // 2) if len(source) > _WIDTH else 0
    shown = ("…" if start else "") + source[start : start + _WIDTH] + ("…" if start + _WIDTH < len(source) else "")
    before = ("…" if start else "") + source[start:column]
    gap = " " * sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
    number = str(problem.line)
    margin = " " * len(number)
    mark = click.style("^", fg=_COLOURS[problem.level], bold=True)
    return click.style(f"  {number} | ", dim=True) + shown + "\n" + click.style(f"  {margin} | ", dim=True) + gap + mark + "\n"


def summarise(problems: Sequence[Problem], files: int) -> str:
    """One line that counts: `2 errors, 1 warning in 1 of 49 files`."""
    total = _count(files, "file")
    if not problems:
        return f"no problems in {total}"
    levels = Counter(problem.level for problem in problems)
    counted = [
        words
        for level, words in (
            ("error", _count(levels["error"], "error")),
            ("warning", _count(levels["warning"], "warning")),
            ("advice", f"{levels['advice']} advice"),
        )
        if levels[level]  # type: ignore[index]  # the three levels
    ]
    return f"{', '.join(counted)} in {len({problem.path for problem in problems})} of {total}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def report_json(problems: Sequence[Problem]) -> str:
    """A list of objects with the fields of Problem."""
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False) + "\n"


def report_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request; advice is a notice.

    Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit.
    """
    return "".join(
        f"::{_GITHUB[problem.level]} file={_property(problem.path)},line={problem.line},col={problem.column},"
        f"title={_property(problem.rule)}::{_data(problem.message)}\n"
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def report_gitlab(problems: Sequence[Problem]) -> str:
    """A Code Quality report, which GitLab shows in a merge request. Source: docs.gitlab.com, "Code Quality report format".

    A fingerprint says which problem of another report is the same one: it is made of everything but the place in the file.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    issues = []
    for problem in problems:
        same = (problem.path, problem.rule, problem.message)
        issues.append(
            {
                "description": problem.message,
                "check_name": problem.rule,
                "fingerprint": hashlib.sha256(json.dumps([*same, seen[same]]).encode()).hexdigest(),
                "severity": _GITLAB[problem.level],
                "location": {"path": problem.path, "lines": {"begin": problem.line}},
            }
        )
        seen[same] += 1
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def report_sarif(problems: Sequence[Problem]) -> str:
    """A log in SARIF 2.1.0 with every rule that there is; paths are relative, columns count characters."""
    from postmortem_archive import __version__  # the package imports the archive, which imports this package when asked to

    indexes = {id: index for index, id in enumerate(RULES)}
    driver = {"name": "postmortem", "semanticVersion": __version__, "rules": [_sarif_rule(rule) for rule in RULES.values()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(problem, indexes) for problem in problems],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    words = rule.text.replace("`", "'")
    name = "".join(word.capitalize() for word in rule.id.split("-"))
    return {
        "id": rule.id,
        "name": name,
        "shortDescription": {"text": words.split(". ")[0].rstrip(".") + "."},
        "fullDescription": {"text": words},
        "help": {"text": words, "markdown": rule.text},
        "defaultConfiguration": {"level": _SARIF[rule.level]},
    }


def _sarif_result(problem: Problem, indexes: Mapping[str, int]) -> dict[str, Any]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    location = {"artifactLocation": {"uri": quote(problem.path)}, "region": region}
    return {
        "ruleId": problem.rule,
        "ruleIndex": indexes[problem.rule],
        "level": _SARIF[problem.level],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": location}],
    }


REPORTERS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": report_text,
    "json": report_json,
    "github": report_github,
    "gitlab": report_gitlab,
    "sarif": report_sarif,
}
"""Every format by the name that `--format` takes."""
