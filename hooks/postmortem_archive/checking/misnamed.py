"""What the settings name and is not there: rules, sections and fields, which only who reads and checks postmortems knows."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from postmortem_archive.checking.rule import RULES
from postmortem_archive.reading.headings import SYNONYMS
from postmortem_archive.reading.schema import FrontMatterSchema, Impact, ReferenceLink, RelatedIncident
from postmortem_archive.settings import Settings
from postmortem_archive.words import did_you_mean

NEEDED = frozenset(
    {"title", "date", "started_at", "status", "visibility", "related.incident", "references.title", "references.url"}
)
"""Fields without which there is no incident or entry, or nobody knows who may see it."""
_KEYS = {"related": RelatedIncident.model_fields, "references": ReferenceLink.model_fields}
_ALIKE = 0.9
"""From which likeness on a key of `impact`, which may have any, is a known one misspelt."""


def misnamed(settings: Settings) -> Iterator[str]:
    """A sentence for each name in the settings that is of nothing."""
    for rule in settings.checks:
        if rule not in RULES:
            yield f"extra.archive.checks: there is no rule '{rule}'{did_you_mean(rule, RULES)}"
    for kind in settings.required_sections:
        if kind not in SYNONYMS:
            yield f"extra.archive.required_sections: there is no section '{kind}'{did_you_mean(kind, SYNONYMS)}"
    for field in settings.internal_fields:
        if fault := _unhidable(field, settings):
            yield f"extra.archive.internal_fields: {fault}"


def _unhidable(field: str, settings: Settings) -> str | None:
    """Why a public site would not hide this field, or would hide more: a misspelt one would be published."""
    name, dot, key = field.partition(".")
    if field in NEEDED:
        way_out = f"hide '{name}'" if dot else "give the incident itself 'visibility: internal'"
        return f"'{field}' cannot be hidden, as without it nothing could be published: {way_out}"
    if name not in FrontMatterSchema.model_fields:
        return f"there is no field '{field}'{did_you_mean(field, FrontMatterSchema.model_fields)}"
    if not dot:
        return None
    if name == "impact":
        if key not in Impact.model_fields and (near := get_close_matches(_folded(key), Impact.model_fields, 1, _ALIKE)):
            return f"there is no field '{field}': did you mean 'impact.{near[0]}'?"
        return None if key else "there is no field 'impact.'"
    if name == "extra":
        declared = [f"extra.{one}" for one in settings.fields]
        way_out = did_you_mean(field, declared) or ": declare it under 'extra.archive.fields' with 'internal: true'"
        return None if field in declared else f"there is no field '{field}'{way_out}"
    keys = [f"{name}.{one}" for one in _KEYS.get(name, ()) if f"{name}.{one}" not in NEEDED]
    return None if field in keys else f"there is no field '{field}'{did_you_mean(field, keys or [name])}"


def _folded(key: str) -> str:
    return key.casefold().replace("-", "_").replace(" ", "_")
