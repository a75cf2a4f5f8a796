"""One field of the front matter written anew by ruamel.yaml, which keeps comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import BaseResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString, SingleQuotedScalarString

from postmortem_archive.reading.frontmatter import Loader
from postmortem_archive.rewriting.quoting import is_plain

WIDEST = 100
"""Columns of a list that goes on one line."""
_UNLIMITED = 1_000_000
"""A line is never broken: where it breaks is the author's choice."""


class _Words(BaseResolver):
    """Takes every scalar for text, as the reader of front matter does: what is written as 012 or `yes` stays so."""

    def __init__(self, version: Any = None, loader: Any = None, loadumper: Any = None) -> None:
        super().__init__(loadumper or loader or version)

    @property
    def processing_version(self) -> tuple[int, int]:
        """The version of YAML whose punctuation holds."""
        return (1, 2)

    def get_loader_version(self, version: Any) -> Any:
        """Likewise, for a document that names one."""
        return version or (1, 2)


def lay_out(lines: str) -> str | None:
    """The lines of one field, tidied; None where it has anchors or tags, or a text that runs over several lines."""
    try:
        if any(_is_anchored(node) or _is_long(node) for node in _nodes(lines)):
            return None
        tree = _yaml().load(lines + "\n")
        if not isinstance(tree, CommentedMap):
            return None
        for key in tree:
            tree[key] = _unquoted(tree[key])
            _on_one_line(str(key), tree[key])
        out = StringIO()
        _yaml().dump(tree, out)
        return _with_comments_in_line(out.getvalue().removesuffix("\n"))
    except (YAMLError, yaml.YAMLError, ValueError, TypeError, AttributeError, NotImplementedError):
        return None


def _yaml() -> YAML:
    writer = YAML()
    writer.Resolver = _Words
    writer.preserve_quotes = True
    writer.width = _UNLIMITED
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _nodes(lines: str) -> Iterator[Any]:
    """What there is in the text, as PyYAML's events, whose places are exact."""
    return (event for event in yaml.parse(lines + "\n", Loader) if isinstance(event, yaml.NodeEvent))


def _is_anchored(node: Any) -> bool:
    """True for an alias, and for what has an anchor or a tag."""
    return node.anchor is not None or node.tag is not None


def _is_long(node: Any) -> bool:
    """True for a plain or quoted text that goes on in the next line: it would become one long line."""
    if not isinstance(node, yaml.ScalarEvent) or node.style in ("|", ">") or not node.value:
        return False
    return bool(node.start_mark.line != node.end_mark.line)  # type: ignore[union-attr]  # the C parser sets both


def _unquoted(value: Any) -> Any:
    """The value with quotes only where they are needed, and then double ones where these need no escapes."""
    if isinstance(value, CommentedMap):
        for key in value:
            value[key] = _unquoted(value[key])
    elif isinstance(value, CommentedSeq):
        for index, inner in enumerate(value):
            value[index] = _unquoted(inner)
    elif isinstance(value, SingleQuotedScalarString | DoubleQuotedScalarString):
        text = str(value)
        if is_plain(text):
            return PlainScalarString(text)  # a bare str would get the quotes of the text that it replaces
        if isinstance(value, SingleQuotedScalarString) and text.isprintable() and not re.search(r'["\\]', text):
            return DoubleQuotedScalarString(text)
    return value


def _on_one_line(key: str, value: Any) -> None:
    """A short list of words goes between brackets, unless there is a comment in it."""
    if not isinstance(value, CommentedSeq) or value.fa.flow_style() or not value:
        return
    if value.ca.items or value.ca.comment or value.ca.end:
        return
    width = len(key) + 2 + sum(len(one) + 4 for one in value if isinstance(one, str))
    if width <= WIDEST and all(_goes_in_brackets(one) for one in value):
        value.fa.set_flow_style()


def _goes_in_brackets(value: Any) -> bool:
    if isinstance(value, SingleQuotedScalarString | DoubleQuotedScalarString):
        return True
    return isinstance(value, str) and type(value) in (str, PlainScalarString) and is_plain(f"x{value}")


def _with_comments_in_line(text: str) -> str:
    """A comment on a line of its own stands as far in as the line below it; ruamel.yaml leaves it where it was."""
    lines = text.split("\n")
    inside = {
        line
        for scalar in _nodes(text)
        if getattr(scalar, "style", None) in ("|", ">")
        for line in range(scalar.start_mark.line + 1, scalar.end_mark.line)
    }
    indent: str | None = None
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if index in inside or not line.strip():
            continue
        if line.lstrip().startswith("#"):
            if indent is not None:
                lines[index] = indent + line.strip()
        else:
            indent = line[: len(line) - len(line.lstrip())]
            lines[index] = line.rstrip()
    return "\n".join(lines)
