"""How a text is written as a YAML scalar."""

from __future__ import annotations

import json

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def is_plain(text: str) -> bool:
    """True when the text means itself without quotes, in a line and in brackets, for every reader of YAML 1.1 and 1.2.

    What begins like a number keeps its quotes: readers differ in what they take for one.
    """
    if not text or text != text.strip() or not text.isprintable() or text[0] in "0123456789+-.~=":
        return False
    try:
        return bool(yaml.load(f"? [{text}]\n: {text}\n", _Pairs) == [([text], text)])
    except (yaml.YAMLError, ValueError):
        return False


class _Pairs(_LOADER):  # type: ignore[misc, valid-type]  # the C loader where there is one
    """A mapping as a list of pairs, because a list can be no key."""


_Pairs.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: [(loader.construct_object(key, deep=True), loader.construct_object(value)) for key, value in node.value],
)


def written(text: str, style: str = "") -> str:
    """The text as a scalar in this style: plain, `'` or `"`; quotes come where it cannot go without."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style == "" and is_plain(text):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
