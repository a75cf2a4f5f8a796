"""An imported postmortem as a file of this archive: clean front matter, and below it the author's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from postmortem_archive.importing.foreign import Foreign
from postmortem_archive.reading.schema import FrontMatterSchema

_STAMPS = frozenset(name for name in FrontMatterSchema.model_fields if name == "date" or name.endswith("_at"))
_PLAIN_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?(?: (?:UTC|[+-]\d{2}:\d{2}))?)?")


def render(foreign: Foreign, body: str | None = None) -> str:
    """The text of the file."""
    front = "\n".join(_front_matter(foreign.values))
    text = (foreign.body if body is None else body).strip("\n")
    return f"---\n{front}\n---\n" + (f"\n{text}\n" if text.strip() else "")


def _front_matter(values: Mapping[str, Any]) -> Iterator[str]:
    """The lines between the dashes, in the order of the schema."""
    for name in FrontMatterSchema.model_fields:
        value = values.get(name)
        if value in (None, "", [], {}, ()):
            continue
        if name in _STAMPS and isinstance(value, str) and _PLAIN_STAMP.fullmatch(value):
            yield f"{name}: {value}"
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            yield f"{name}: {_dump(value, flow=True)}"
        elif isinstance(value, list | dict):
            yield f"{name}:"
            yield from (f"  {line}" for line in _dump(value).split("\n"))
        elif isinstance(value, str) and "\n" in value:
            yield f"{name}: {_dump(value, style='|')}"
        else:
            yield f"{name}: {_dump(value)}"


def _dump(value: Any, flow: bool = False, style: str | None = None) -> str:
    """A value as YAML; a text without quotes where it needs none."""
    dumped: str = yaml.safe_dump(
        value, default_flow_style=flow, default_style=style, allow_unicode=True, width=10**9, sort_keys=False
    )
    return dumped.removesuffix("...\n").rstrip("\n")
