"""Reference pages as Markdown, generated from the models they describe, so that they cannot be out of date."""

from __future__ import annotations

from typing import Any

from postmortem_archive.reading.schema import Impact, ReferenceLink, RelatedIncident, front_matter_schema
from postmortem_archive.reading.sections import SYNONYMS, TITLES
from postmortem_archive.settings import TAXONOMIES, FieldType, Settings, read_settings


def front_matter_reference() -> str:
    """Every field of the front matter, its type and meaning, and the words of the default taxonomies."""
    schema = front_matter_schema()
    settings = read_settings()
    parts = [
        "# Front matter",
        "Only `title` and one of `date` and `started_at` are required. What is unknown is left out, never guessed. "
        "A date keeps the precision it is written with: `2023-05-12` is a day, `2023-05-12 10:00` a minute, "
        "`2023-05-12T10:00:00+02:00` a second with its zone. A `~` before a time says that it is approximate.",
        _table(schema["properties"], set(schema.get("required", []))),
    ]
    for title, model in (("related", RelatedIncident), ("references", ReferenceLink), ("impact", Impact)):
        nested = model.model_json_schema()
        parts += [f"## Entries of `{title}`", _table(nested["properties"], set(nested.get("required", [])))]
    for name in TAXONOMIES:
        terms = getattr(settings, name)
        rows = [f"| `{word}` | {term.label} | {term.description} |" for word, term in terms.items()]
        parts += [
            f"## Words for {name.replace('_', ' ')}",
            "\n".join(["| word | shown as | when |", "| --- | --- | --- |", *rows]),
        ]
    rows = [f"| {TITLES[kind]} | {', '.join(words)} |" for kind, words in SYNONYMS.items()]
    parts += [
        "## Sections",
        "A section is known by its heading, at any level, in any case, with or without a number, emoji or colon. Other "
        "sections are kept and shown as they are.",
        "\n".join(["| section | headings |", "| --- | --- |", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def settings_reference() -> str:
    """Every setting under `extra.archive` with its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        if name == "site_url":
            continue
        default = "the default words" if name in TAXONOMIES else f"`{_literal(field.get_default())}`"
        rows.append(f"| `{name}` | {field.description} | {default} |")
    own = FieldType.model_json_schema()
    return (
        "\n\n".join(
            [
                "# Settings",
                "They stand under `extra.archive` in mkdocs.yml. A setting that does not exist stops the build with a sentence "
                "that names those that do.",
                "\n".join(["| setting | meaning | default |", "| --- | --- | --- |", *rows]),
                "## Words of your own",
                "```yaml\nextra:\n  archive:\n    severities: {P1: Critical, P2: Major, P3: Minor}   # replaces the default set\n"
                "    root_causes:\n      feature-flag: {label: Feature flag, description: A flag had the wrong value.}\n"
                "      race-condition: null   # takes a word away\n```",
                "## Fields of your own",
                "```yaml\nextra:\n  archive:\n    fields:\n      customer_tickets: {type: integer, label: Customer tickets}\n```",
                _table(own["properties"], set(own.get("required", []))),
            ]
        )
        + "\n"
    )


def _table(properties: dict[str, Any], required: set[str]) -> str:
    rows = ["| field | type | meaning |", "| --- | --- | --- |"]
    for name, schema in properties.items():
        needed = " **Required.**" if name in required else ""
        rows.append(f"| `{name}` | {_type(schema)} | {schema.get('description', '')}{needed} |")
    return "\n".join(rows)


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " or ".join(f"`{word}`" for word in schema["enum"])
    if "anyOf" in schema:
        return _type(next(option for option in schema["anyOf"] if option.get("type") != "null"))
    if schema.get("examples"):
        return "date or time"
    if schema.get("type") == "array":
        return "list"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "mapping"}
    return words.get(schema.get("type", ""), "mapping")


def _literal(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return str(value)
