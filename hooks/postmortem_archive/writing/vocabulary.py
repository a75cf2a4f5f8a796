"""The JSON Schema of the front matter with an archive's own words in it, for editors that complete and check YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from postmortem_archive.reading.schema import front_matter_schema
from postmortem_archive.settings import FieldType, Settings, Term
from postmortem_archive.writing.filling import TAXONOMY_OF

_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "list": {"type": "array"},
}


def schema_of(settings: Settings, services: Iterable[str] = ()) -> dict[str, Any]:
    """The schema. A word of a taxonomy is one of its list; a service is any, and those of the archive are offered."""
    schema: dict[str, Any] = _as_draft_7(front_matter_schema())
    fields: dict[str, dict[str, Any]] = {name: _plain(field) for name, field in schema["properties"].items()}
    schema["properties"] = fields
    for name, taxonomy in TAXONOMY_OF.items():
        terms: Mapping[str, Term] = getattr(settings, taxonomy)
        if terms:
            word = _innermost(fields[name])
            del word["type"]
            word.update(_one_of(terms))
    known = list(services)
    if known:
        word = _innermost(fields["services"])
        word["anyOf"] = [{"enum": known}, {"type": word.pop("type")}]
    if settings.fields:
        fields["extra"] = {
            "type": "object",
            "description": fields["extra"]["description"],
            "additionalProperties": False,
            "properties": {name: _field(field) for name, field in settings.fields.items()},
        }
    return schema


def snippets_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same as snippets of VS Code, which completes nothing else in the front matter of Markdown: a field each, and
    behind it the words to choose from."""
    return {
        f"postmortem {name}": {
            "scope": "markdown",
            "prefix": name,
            "body": _body(name, field),
            "description": field.get("description", ""),
        }
        for name, field in schema["properties"].items()
    }


def _body(name: str, field: Mapping[str, Any]) -> str:
    words = field.get("enum") or field.get("items", {}).get("enum") or ()
    choice = ",".join(re.sub(r"([,|\\$}])", r"\\\1", str(word)) for word in words)
    value = f"${{1|{choice}|}}" if choice else "$1"
    return f"{name}: [{value}]$0" if field.get("type") == "array" else f"{name}: {value}$0"


def _as_draft_7(schema: Any) -> Any:
    """The same in the terms of draft 7, which every editor's validator knows; nothing in it needs a later one."""
    if isinstance(schema, list):
        return [_as_draft_7(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    names = {"$defs": "definitions"}
    found = {names.get(key, key): _as_draft_7(value) for key, value in schema.items()}
    if "$ref" in found:
        found["$ref"] = found["$ref"].replace("#/$defs/", "#/definitions/")
    if "$schema" in found:
        found["$schema"] = "http://json-schema.org/draft-07/schema#"
    return found


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    """A field that may also be empty as one type or null: of two alternatives an editor reports each that does not hold."""
    options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) != 1 or "type" not in options[0]:
        return field
    shared = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
    return {**options[0], **shared, "type": [options[0]["type"], "null"]}


def _innermost(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of one word: that of the items, where the field is a list."""
    inner: dict[str, Any] = field.get("items", field)
    return inner


def _one_of(terms: Mapping[str, Term]) -> dict[str, Any]:
    """The words, and beside each what the YAML language server shows of it."""
    said = [_meaning(term) for term in terms.values()]
    # a word such as 1 or no is a number or a truth value to YAML, and just that word to the archive
    others = [value for word in terms if not isinstance(value := yaml.safe_load(word), str)]
    return {"enum": [*terms, *others], "markdownEnumDescriptions": said}


def _meaning(term: Term) -> str:
    said = f"{term.label}: {term.description}" if term.description else term.label
    if term.deprecated is None:
        return said
    instead = " or ".join(f"`{word}`" for word in term.deprecated.replaced_by)
    return f"Deprecated{f', write {instead}' if instead else ''}. {said}"


def _field(field: FieldType) -> dict[str, Any]:
    return {**_TYPES[field.type], "title": field.label}
