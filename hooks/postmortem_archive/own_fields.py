"""Fields of a site's own, which stand under `extra:`: what a value means by the type that the settings declare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from postmortem_archive.settings import FieldType

TRUTH = {"true": True, "yes": True, "false": False, "no": False}
"""What the front matter takes for a truth value, in any case."""


def typed(value: Any, kind: str) -> Any:
    """The value as JSON has one of that type; a date stays the text that it is. Raises ValueError where it does not fit."""
    if isinstance(value, list) == (kind == "list"):
        if kind == "list":
            return value
        if isinstance(value, str):
            return _of_text(value, kind)
    raise ValueError(f"is not of the type {kind}")


def fits(value: Any, kind: str) -> bool:
    """True for a value of that type."""
    try:
        typed(value, kind)
    except ValueError:
        return False
    return True


def _of_text(text: str, kind: str) -> str | int | float | bool:
    if kind == "boolean":
        if text.lower() not in TRUTH:
            raise ValueError("is neither true nor false")
        return TRUTH[text.lower()]
    if kind == "integer":
        return int(text)
    if kind == "number":
        return _number(text)
    if kind == "date" and date.fromisoformat(text).isoformat() != text:
        raise ValueError("is a day written otherwise")
    return text


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        number = float(text)
        if not isfinite(number):
            raise ValueError("is a number that JSON does not have") from None
        return number


def values_by_type(extra: Mapping[str, Any], fields: Mapping[str, FieldType]) -> dict[str, Any]:
    """Every value as JSON has one of its declared type. What does not fit, or is not declared, stays as it is written."""
    return {name: _typed_or_written(value, fields.get(name)) for name, value in extra.items()}


def _typed_or_written(value: Any, field: FieldType | None) -> Any:
    return typed(value, field.type) if field is not None and fits(value, field.type) else value


def facet_word(value: Any, kind: str) -> str:
    """The one word of a value, however it is written: 1.50 is `1.5`, 041 is `41`, true is `yes`. What does not fit is itself."""
    meant = typed(value, kind) if fits(value, kind) else value
    if isinstance(meant, bool):
        return "yes" if meant else "no"
    return str(int(meant)) if isinstance(meant, float) and meant.is_integer() else str(meant)
