"""What is wrong with a setting, in the terms of YAML and not of the Python behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_SHAPES = {
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}
_SIZES = {"string_too_short": "is empty", "too_short": "holds too few"}
_EXAMPLES = {
    "severities": "{P1: Critical, P2: Major}",
    **dict.fromkeys(("triggers", "root_causes", "mitigations", "detected_by", "action_kinds"), "{some-word: What people read}"),
    "services": "{checkout: payments}",
    "fields": "{region: {label: Region}}",
    "internal_fields": "[authors, impact.revenue_lost]",
    "required_sections": "[summary, root_cause]",
    "synonyms": "[[basket, cart]]",
    "people": "[Ada, Grace]",
    "checks": "{file-name: advice}",
}
"""How a setting is written that holds several things."""
_LONGEST = 60


def misfit(fault: ErrorDetails, settings: Mapping[str, FieldInfo]) -> str:
    """The place and the sentence of one fault; `settings` are those that there are, by name."""
    where = ".".join(map(str, ("extra.archive", *fault["loc"])))
    return f"{where}: {_sentence(fault, settings)}"


def _sentence(fault: ErrorDetails, settings: Mapping[str, FieldInfo]) -> str:
    kind, where = fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        what = "setting" if len(where) == 1 else "entry"
        return f"there is no such {what} (there are: {', '.join(_beside(where, settings))})"
    if kind == "missing":
        return f"is missing: '{where[-2]}' needs it"
    if kind == "literal_error":
        return f"must be {fault['ctx']['expected']}, not {_shown(fault['input'])}"
    example = _EXAMPLES.get(str(where[0]))
    way_out = f": write {where[0]}: {example}" if example else ""
    if kind in _SHAPES:
        return f"{_SHAPES[kind]}, not {_shown(fault['input'])}{way_out}"
    if kind in _SIZES:
        return f"{_SIZES[kind]}{way_out}"
    return fault["msg"].removeprefix("Value error, ")


def _beside(where: tuple[int | str, ...], fields: Mapping[str, FieldInfo]) -> Mapping[str, FieldInfo]:
    """What there is in the place of an entry that there is not."""
    parts = iter(where[:-1])
    for part in parts:
        kind = fields[str(part)].annotation
        if get_origin(kind) is dict:
            next(parts)  # a name that somebody chose
        model = _model_in(kind)
        fields = model.model_fields if model else {}
    return fields


def _model_in(kind: Any) -> type[BaseModel] | None:
    """The model that a type is made of, such as Service in `dict[str, Service]`."""
    if isinstance(kind, type) and not get_args(kind):
        return kind if issubclass(kind, BaseModel) else None
    return next(filter(None, map(_model_in, get_args(kind))), None)


def _shown(value: Any) -> str:
    """A value as somebody wrote it in YAML."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"'{str(value)[:_LONGEST]}'"
