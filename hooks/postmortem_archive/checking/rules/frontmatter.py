"""Front matter: its form, its fields and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from postmortem_archive.archive import group_values
from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.checking.survey import CALLED
from postmortem_archive.incident import ActionItem, Place
from postmortem_archive.own_fields import fits
from postmortem_archive.reading.frontmatter import Path
from postmortem_archive.taxonomy import FIELDS, Deprecation, Term, in_use, words_called
from postmortem_archive.wording import plural
from postmortem_archive.words import did_you_mean


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


@rule("comment-in-title", "warning")
def comment_in_title(case: Case) -> Iterator[Finding]:
    """The title is all that stands there: what follows ` #` is a comment to YAML, unless the title is in quotes."""
    place = case.draft.front.place(("title",))
    line = case.draft.text.split("\n")[place.line - 1]
    comment = re.search(r"\s(#.*)", line[place.column - 1 :])
    if comment and line[place.column - 1] not in "'\"|>":
        message = f"'{comment[1].strip()[:60]}' is a comment to YAML, and no part of the title: put the title in quotes"
        yield Place(place.line, place.column + comment.start(1)), message


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
    for name, word, terms, path in _chosen_words(case):
        if word not in terms:
            yield front.place(path), f"'{name}' cannot be '{word}'{_elsewhere(case, word) or _instead(word, terms)}"
    for item in incident.action_items:
        yield from _unknown_kind(case, item)
    for name, value in incident.extra.items():
        field = case.settings.fields.get(name)
        if field is not None and value is not None and not fits(value, field.type):
            shown = f"'{str(value)[:60]}'" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
            yield front.place(("extra", name)), f"'extra.{name}' must be {_NAMES[field.type]}, not {shown}"


@rule("unknown-service", "warning")
def unknown_service(case: Case) -> Iterator[Finding]:
    """Once the settings say which services there are (`services`, `catalogue`), each service is one of them."""
    known = case.settings.services
    for service in case.incident.services if known else ():
        if service not in known:
            yield _where_of(case, service), f"'services': there is no service '{service}'{case.survey.service_hint(service)}"


@rule("other-case", "advice")
def other_case(case: Case) -> Iterator[Finding]:
    """A service, team, organisation, tag or alert is written in one way throughout: one in other letters, upper or lower case,
    has a page of its own."""
    names = tuple((field, name) for field in CALLED for name in dict.fromkeys(group_values(case.incident, field)))
    for (field, name), (other, count) in zip(names, case.survey.otherwise(*names), strict=True):
        if other:
            place = case.draft.front.place(_where(case, field, name))
            yield place, f"'{field}': '{name}' is '{other}' in {plural(count, 'incident')}: write it in the same way"


def _where_of(case: Case, service: str) -> Place:
    return case.draft.front.place(_where(case, "services", service))


def _chosen_words(case: Case) -> Iterator[tuple[str, str, Mapping[str, Term], Path]]:
    """(field, word, what there is to choose from, path) of every word that comes from a taxonomy which has any."""
    for name, taxonomy in FIELDS.items():
        terms: Mapping[str, Term] = getattr(case.settings, taxonomy)
        given = getattr(case.incident, name)
        if not terms or given is None:
            continue
        if isinstance(given, str):
            yield name, given, terms, (name,)
        else:
            yield from ((name, word, terms, _where(case, name, word)) for word in given)


def _where(case: Case, name: str, word: str) -> Path:
    """Where in a list a word stands first: the incident's own list holds each word once."""
    written = case.draft.front.values.get(name)
    places = [index for index, value in enumerate(written) if str(value).strip() == word] if isinstance(written, list) else []
    return (name, places[0]) if places else (name,)


def _elsewhere(case: Case, word: str) -> str:
    """The field that a word belongs to, where that is one alone."""
    fields = [name for name, taxonomy in FIELDS.items() if word in getattr(case.settings, taxonomy)]
    return f": it is a word of '{fields[0]}'" if len(fields) == 1 else ""


def _instead(word: str, terms: Mapping[str, Term]) -> str:
    """What the archive calls it, or else the nearest right word."""
    called = words_called(word, terms)
    return f": that is called {_either(called)} here" if called else did_you_mean(word, in_use(terms))


def _either(words: Sequence[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)


def _unknown_kind(case: Case, item: ActionItem) -> Iterator[Finding]:
    kinds = case.settings.action_kinds
    if item.kind is not None and kinds and item.kind not in kinds:
        yield item.place, f"the kind of an action item cannot be '{item.kind}'{_instead(item.kind, kinds)}"


@rule("deprecated-term", "advice")
def deprecated_term(case: Case) -> Iterator[Finding]:
    """No word is one that the taxonomy has replaced. `postmortem taxonomy migrate` rewrites the files where there is one
    replacement."""
    for name, word, terms, path in _chosen_words(case):
        if word in terms and (gone := terms[word].deprecated):
            yield case.draft.front.place(path), f"'{word}' in '{name}' {_replacement(gone)}"
    kinds = case.settings.action_kinds
    for item in case.incident.action_items:
        if item.kind in kinds and (gone := kinds[item.kind].deprecated):
            yield item.place, f"'{item.kind}' as the kind of an action item {_replacement(gone)}"


def _replacement(gone: Deprecation) -> str:
    """Since when the word is deprecated and what to write instead."""
    since = f"is deprecated since {gone.since}" if gone.since else "is deprecated"
    note = f" ({gone.note.rstrip('.')})" if gone.note else ""
    if not gone.replaced_by:
        return f"{since}{note}: leave it out"
    if len(gone.replaced_by) > 1:
        return f"{since}{note}: write {_either(gone.replaced_by)}, whichever fits"
    return f"{since}{note}: write '{gone.replaced_by[0]}', or run 'postmortem taxonomy migrate'"


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
    others = (*case.survey.paths_answering(id), *case.survey.paths_of(id))
    other = next((path for path in others if path != incident.path), None)
    if other and id != incident.slug:
        yield case.draft.front.place(("id",)), f"the id '{id}' is also that of '{other}': give each incident its own"
