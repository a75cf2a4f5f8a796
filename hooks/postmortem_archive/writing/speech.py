"""What people type into a chat, as Markdown that says the same: their signs must not become markup or HTML."""

from __future__ import annotations

import re

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_SLACK = re.compile(r"<(?P<target>(?:[@#!]|https?://|mailto:)[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_FENCE = re.compile(r"```[\w+-]*\n?(?P<code>.*?)\n?```", re.DOTALL)
_SPAN = re.compile(r"`[^`\n]+`")
_ADDRESS = re.compile(r"https?://[^\s<>()]+|\[[^\[\]\n]*\]\(https?://[^\s()]*\)")
_AS_IS = re.compile(rf"{_SPAN.pattern}|{_ADDRESS.pattern}")
_AT_START = re.compile(r"(?:[#>+=|~-]|\d+[.)]|\[[ xX]\])")


def as_bullet(clock: str, who: str, text: str, *, slack: bool = False) -> str:
    """One entry of a timeline as Markdown: the first line behind its time, further lines and code indented below it."""
    text = _printable(_from_slack(text) if slack else text)
    who = _printable(who)
    said = f"{escaped(who)}: " if who else ""
    pieces: list[str] = []
    end = 0
    for match in _FENCE.finditer(text):
        pieces += [*_lines(text[end : match.start()]), _fenced(match["code"])]
        end = match.end()
    pieces += _lines(text[end:])
    if not pieces or pieces[0].startswith("\n"):
        return f"- {clock} {said}".rstrip() + "".join(pieces[:1]) + "".join(_below(piece) for piece in pieces[1:])
    first = pieces[0] if said else _not_a_sign(pieces[0])
    return f"- {clock} {said}{first}" + "".join(_below(piece) for piece in pieces[1:])


def _printable(text: str) -> str:
    """The text without control characters and halves of characters, which no file can hold or no editor shows."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _lines(text: str) -> list[str]:
    return [escaped(line.strip()) for line in text.split("\n") if line.strip()]


def _below(piece: str) -> str:
    return piece if piece.startswith("\n") else f"\n    {_not_a_sign(piece)}"


def _not_a_sign(line: str) -> str:
    """The line, so that it begins neither a heading nor a list, a quotation or a table."""
    match = _AT_START.match(line)
    if match is None:
        return line
    sign = match[0]
    return f"{sign[:-1]}\\{line[len(sign) - 1 :]}" if sign[0].isdigit() else f"\\{line}" if sign[0] in "#>+-[" else f" {line}"


def _fenced(code: str) -> str:
    """A block of code below an entry."""
    fence = "```" if "```" not in code else "````"
    return "\n\n" + "\n".join(f"    {line}" if line else "" for line in (fence, *code.split("\n"), fence)) + "\n"


def escaped(text: str) -> str:
    """The text with the signs of Markdown and HTML as signs; code spans and addresses stay as they are."""
    out = []
    end = 0
    for match in _AS_IS.finditer(text):
        out += [_signs(text[end : match.start()]), _as_is(match[0])]
        end = match.end()
    return "".join([*out, _signs(text[end:])])


def _as_is(found: str) -> str:
    """A code span or a link as it stands; an address that holds signs of emphasis in the brackets that keep them."""
    return f"<{found}>" if found.startswith("http") and re.search(r"[*_]", found) else found


def _signs(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;") if re.search(r"&#?\w+;|<", text) else text
    text = re.sub(r"\\(?=[\\`*_{}\[\]()#+.!-])", r"\\\\", text)
    text = text.replace("`", "\\`").replace("*", "\\*")
    return re.sub(r"(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|__", lambda match: match[0].replace("_", "\\_"), text)


def _from_slack(text: str) -> str:
    """Slack's `<https://x|label>`, `<@U1|ana>`, `<#C1|general>`, `*bold*` and entities in plain words and Markdown links."""

    def said(match: re.Match[str]) -> str:
        target, label = match["target"], match["label"]
        if target.startswith(("@", "#")):
            return f"{target[0]}{label}" if label else target
        if target.startswith("!"):
            return f"@{label or target[1:].split('^')[0]}".replace("@@", "@")
        if target.startswith(("http://", "https://")) and label and label != target:
            return f"[{label}]({target})" if not re.search(r"[\[\]()]", label + target) else f"{label} {target}"
        return label or target.removeprefix("mailto:")

    text = _SLACK.sub(said, text)
    for entity, sign in _ENTITIES.items():
        text = text.replace(entity, sign)
    return text
