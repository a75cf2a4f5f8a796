"""Words out of files, made safe inside a comment on a repository host: they are text there and nothing else."""

from __future__ import annotations

import re

_BREAK = "\N{ZERO WIDTH SPACE}"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]#!|~^$])")
"""What marks something up within a line; the text never begins one."""
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_REFERENCE = re.compile(r"(?<=[@#!%~$&^])(?=[\w\"'{\[(])")
"""Where a mention (@), an issue (#), a merge request (!) or one of GitLab's other references would begin."""
_LINK = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH-)(?=\d)|(?<=\bmailto:)|(?<=\bxmpp:)", re.IGNORECASE)
"""Where a bare address, or an issue of GitHub's longer form, would become a link."""
_LONGEST = 400


def literal(text: object, longest: int = _LONGEST) -> str:
    """One line of text that no host reads as markup, mention, reference, link or HTML.

    What would be one is taken apart by a space without width, since hosts look for mentions after they have taken the
    backslashes off.
    """
    words = " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
    if len(words) > longest:
        words = words[: longest - 1].rstrip() + "…"
    broken = _LINK.sub(_BREAK, _REFERENCE.sub(_BREAK, words))
    escaped = _PUNCTUATION.sub(r"\\\1", broken)
    return "".join(_HTML.get(char, char) for char in escaped)


def code(text: object) -> str:
    """A code span, also within a table. Its text cannot end the span: there are no backticks in it."""
    words = " ".join("".join(char if char.isprintable() else " " for char in str(text)).split())
    return "`{}`".format(words.replace("`", "'").replace("\\", "/").replace("|", "¦") or " ")
