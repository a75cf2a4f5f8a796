"""Exceptions: comments that silence a rule."""

from __future__ import annotations

from collections.abc import Iterator

from postmortem_archive.checking.rule import RULES, Case, Finding, rule
from postmortem_archive.words import did_you_mean


@rule("ignore-without-reason", "warning")
def ignore_without_reason(case: Case) -> Iterator[Finding]:
    """A comment that silences a rule says why: `<!-- check: ignore RULE: reason -->`. Without a reason it silences nothing."""
    for ignore in case.ignores:
        if ignore.rules and not ignore.reason:
            named = ", ".join(ignore.rules)
            yield ignore.place, f"this comment gives no reason and silences nothing: write '<!-- check: ignore {named}: why -->'"


@rule("ignore-unknown-rule", "warning")
def ignore_unknown_rule(case: Case) -> Iterator[Finding]:
    """A comment that silences a rule names one that is there, and not one that keeps the file out of the archive."""
    for ignore in case.ignores:
        if not ignore.rules:
            yield ignore.place, "this comment names no rule: write '<!-- check: ignore RULE: reason -->'"
        for name in ignore.rules:
            if name not in RULES:
                yield ignore.place, f"there is no rule '{name}'{did_you_mean(name, RULES)}"
            elif RULES[name].fatal:
                yield ignore.place, f"'{name}' cannot be ignored: a file with such a problem is not in the archive, so solve it"


@rule("unused-ignore", "advice", last=True)
def unused_ignore(case: Case) -> Iterator[Finding]:
    """A comment that silences a rule stands on a line of its own, and what it silences is really there."""
    for ignore in case.ignores:
        if ignore.reason and not ignore.alone:
            yield ignore.place, "this comment stands on a line with other text and silences nothing: give it a line of its own"
        elif ignore.holds:
            for name in ignore.rules:
                known = name in RULES and not RULES[name].fatal and case.settings.checks.get(name) != "off"
                if known and not any(problem.rule == name and ignore.silences(problem) for problem in case.found):
                    yield ignore.place, f"there is no problem of '{name}' here to silence: remove it from this comment"
