"""Reference pages as Markdown, generated from the models they describe, so that they cannot be out of date."""

from __future__ import annotations

from typing import Any

from postmortem_archive.reading.headings import SYNONYMS, TITLES
from postmortem_archive.reading.schema import Impact, ReferenceLink, RelatedIncident, front_matter_schema
from postmortem_archive.settings import TAKEN_FROM_SITE, TAXONOMIES, FieldType, Settings, read_settings
from postmortem_archive.taxonomy import Term, default_taxonomy


def front_matter_reference(settings: Settings) -> str:
    """Every field of the front matter, its type and meaning, and the words to choose from.

    They are the archive's own words; a public site shows the default ones, because an unused word may tell of incidents
    that are not public.
    """
    schema = front_matter_schema()
    settings = settings if settings.audience == "internal" else read_settings()
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
        parts += [f"## Words for {name.replace('_', ' ')}", _words(getattr(settings, name))]
    parts += _studies(settings)
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
        if name in TAKEN_FROM_SITE:
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
                "      config: {label: Setting}   # says only what differs\n"
                "      race-condition: null       # takes a word away\n"
                "      misconfig:\n        label: Misconfiguration\n"
                "        deprecated: {since: 2024-02-01, replaced_by: config}\n```",
                "A word that files use is not taken away but deprecated: the check then names its replacement, and "
                "`postmortem taxonomy migrate` rewrites the files.",
                _table(Term.model_json_schema()["properties"], {"label"}),
                "`deprecated` takes `since`, `replaced_by` (a word, or several to choose from) and `note`; a bare word is short "
                "for `{replaced_by: word}`.",
                "## Fields of your own",
                "```yaml\nextra:\n  archive:\n    fields:\n      customer_tickets: {type: integer, label: Customer tickets}\n```",
                _table(own["properties"], set(own.get("required", []))),
            ]
        )
        + "\n"
    )


def _words(terms: dict[str, Term]) -> str:
    """A table of the words; one that is deprecated says what to write instead."""
    rows = ["| word | shown as | when |", "| --- | --- | --- |"]
    for word, term in terms.items():
        when = term.description
        if term.deprecated:
            instead = " or ".join(f"`{other}`" for other in term.deprecated.replaced_by)
            since = f" since {term.deprecated.since}" if term.deprecated.since else ""
            when = f"*Deprecated{since}{f': write {instead}' if instead else ''}.* {term.deprecated.note or when}".rstrip()
        also = f"*Also called* {', '.join(term.synonyms)}." if term.synonyms else ""
        cells = (f"`{word}`", term.label, f"{when} {also}")
        rows.append(f"| {' | '.join(_cell(text) for text in cells)} |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    """A text of the settings as the cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def _studies(settings: Settings) -> list[str]:
    """The studies that the default words were compared with, and which category is which word."""
    taxonomy = default_taxonomy()
    parts = [
        "## Where the words come from",
        f"The words are version {taxonomy.version} of the archive's own list. They were compared with studies of many "
        "incidents; the tables say which word stands for which of their categories. One that is missing has no single word here.",
    ]
    for name, study in taxonomy.studies.items():
        rows = ["| category | word here |", "| --- | --- |"]
        for kind in TAXONOMIES:
            terms: dict[str, Term] = getattr(settings, kind)
            rows += [f"| {term.sources[name]} | `{word}` |" for word, term in terms.items() if name in term.sources]
        parts += [f"[{study.title}]({study.url})", "\n".join(rows)]
    return parts


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
