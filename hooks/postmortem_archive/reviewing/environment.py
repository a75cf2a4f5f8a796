"""The templates of comments."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from postmortem_archive.reviewing.escape import code, literal


@cache
def environment() -> Environment:
    """Reads the templates beside this file, with the filters that escape for Markdown."""
    # no autoescape: the text is Markdown, and the filters escape for that
    found = Environment(
        loader=PackageLoader("postmortem_archive.reviewing", "."), undefined=StrictUndefined, keep_trailing_newline=True
    )
    found.filters.update(literal=literal, code=code)
    return found
