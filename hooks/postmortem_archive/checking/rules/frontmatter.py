"""Front matter: its form, its fields and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import ActionItem
from postmortem_archive.settings import Term
from postmortem_archive.words import did_you_mean

_ONE_WORD = {"severity": "severities", "trigger": "triggers", "detected_by": "detected_by", "mitigation": "mitigations"}
"""Fields of one word, and the taxonomy that has it."""


@rule("unclosed-front-matter", "error", on_unreadable=True, fatal=True)
def unclosed_front_matter(case: Case) -> Iterator[Finding]:
    """Front matter ends with a line of three dashes, as it begins."""
    yield from case.faults("unclosed-front-matter")


@rule("tab-in-front-matter", "error", on_unreadable=True, fatal=True)
def tab_in_front_matter(case: Case) -> Iterator[Finding]:
    """Front matter is indented with spaces; YAML has no tabs."""
    yield from case.faults("tab-in-front-matter")


@rule("broken-yaml", "error", on_unreadable=True, fatal=True)
def broken_yaml(case: Case) -> Iterator[Finding]:
    """Front matter is YAML: `field: value` lines, with quotes around a value that holds `: ` or begins with a sign."""
    yield from case.faults("broken-yaml")


@rule("duplicate-key", "error", on_unreadable=True)
def duplicate_key(case: Case) -> Iterator[Finding]:
    """A field is given once; of two values one would be lost without a word."""
    yield from case.faults("duplicate-key")


@rule("unknown-field", "warning")
def unknown_field(case: Case) -> Iterator[Finding]:
    """Every field is one that the archive knows. Fields of your own are declared in the settings and stand under `extra`."""
    yield from case.faults("unknown-field")
    fields = case.settings.fields
    for name in case.incident.extra:
        if name not in fields:
            hint = did_you_mean(name, fields) or ": declare it under 'extra.archive.fields' in mkdocs.yml, or leave it out"
            yield case.draft.front.place(("extra", name), of_key=True), f"there is no field 'extra.{name}'{hint}"


@rule("unknown-value", "warning")
def unknown_value(case: Case) -> Iterator[Finding]:
    """Words that come from a list (`status`, `visibility`, `severity`, `trigger`, `root_causes`, `detected_by`, `mitigation`,
    the type of a relation, the kind of an action item) are in that list, and fields under `extra` have their declared type."""
    yield from case.faults("unknown-value")
    incident, front = case.incident, case.draft.front
    for name, taxonomy in _ONE_WORD.items():
        word = getattr(incident, name)
        if word is not None:
            yield from _unless_known(case, name, word, taxonomy, (name,))
    for index, word in enumerate(incident.root_causes):
        yield from _unless_known(case, "root_causes", word, "root_causes", ("root_causes", index))
    for item in incident.action_items:
        yield from _unknown_kind(case, item)
    for name, value in incident.extra.items():
        field = case.settings.fields.get(name)
        if field is not None and value is not None and not _FITS[field.type](value):
            shown = f"'{str(value)[:60]}'" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
            yield front.place(("extra", name)), f"'extra.{name}' must be {_NAMES[field.type]}, not {shown}"


def _unless_known(case: Case, name: str, word: str, taxonomy: str, path: tuple[str | int, ...]) -> Iterator[Finding]:
    terms: Mapping[str, Term] = getattr(case.settings, taxonomy)
    if terms and word not in terms:
        yield case.draft.front.place(path), f"'{name}' cannot be '{word}'{did_you_mean(word, terms)}"


def _unknown_kind(case: Case, item: ActionItem) -> Iterator[Finding]:
    kinds = case.settings.action_kinds
    if item.kind is not None and kinds and item.kind not in kinds:
        yield item.place, f"the kind of an action item cannot be '{item.kind}'{did_you_mean(item.kind, kinds)}"


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) == 10


def _is_number(kind: type[int] | type[float]) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        try:
            kind(value)
        except (TypeError, ValueError):
            return False
        return True

    return fits


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "integer": _is_number(int),
    "number": _is_number(float),
    "boolean": lambda value: isinstance(value, str) and value.lower() in ("true", "false", "yes", "no"),
    "date": _is_date,
    "list": lambda value: isinstance(value, list),
}
_NAMES = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as 2023-05-12",
    "list": "a list, such as [one, two]",
}


@rule("wrong-type", "error", fatal=True)
def wrong_type(case: Case) -> Iterator[Finding]:
    """Every field has a value of its type: a list where a list belongs, a date where a date belongs."""
    yield from case.faults("wrong-type")


@rule("missing-title", "error", fatal=True)
def missing_title(case: Case) -> Iterator[Finding]:
    """Every incident has a title: what broke, for whom, and why, in one line."""
    yield from case.faults("missing-title")


@rule("duplicate-id", "error")
def duplicate_id(case: Case) -> Iterator[Finding]:
    """No two incidents answer to the same id, and no id is another incident's slug."""
    incident, id = case.incident, case.incident.id
    others = [one.path for one in case.survey.by_id[id]] + [draft.path for draft in case.survey.by_slug.get(id.casefold(), ())]
    other = next((path for path in others if path != incident.path), None)
    if other and id != incident.slug:
        yield case.draft.front.place(("id",)), f"the id '{id}' is also that of '{other}': give each incident its own"
