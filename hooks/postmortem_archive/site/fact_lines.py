"""Lines such as "Date: 2023-05-12" and "**Severity:** high", which Markdown would run together into one sentence."""

from __future__ import annotations

import re

from postmortem_archive.reading.text import read_lines

_FACT = re.compile(
    r"(?:\*\*|__)?[^\W\d_a-z][^\s:：*_|]*(?: [^\s:：*_|]+){0,4}(?:(?:\*\*|__)?[:：](?:\*\*|__)?|(?:\*\*|__)$)(?:\s|$)"
)
"""A name of up to five words, with a colon behind it; in bold, also on a line of its own without one."""
_SUCH_LINES = re.compile(rf"^{_FACT.pattern}.*\n{_FACT.pattern}", re.MULTILINE)
_BROKEN = ("  ", "\\", "<br>", "<br/>", "<br />")


def keep_fact_lines(markdown: str) -> str:
    """The Markdown, in which a paragraph that begins with such a line begins a new one with every other."""
    if not _SUCH_LINES.search(markdown):
        return markdown
    lines = read_lines(markdown)
    told = [line.text for line in lines]
    in_facts = False
    for index, line in enumerate(lines):
        is_fact = not line.code and _FACT.match(line.text) is not None
        if is_fact and in_facts and not told[index - 1].endswith(_BROKEN):
            told[index - 1] += "  "
        begins = index == 0 or lines[index - 1].blank
        in_facts = not line.blank and not line.code and ((begins and is_fact) or (in_facts and not begins))
    return "\n".join(told)
