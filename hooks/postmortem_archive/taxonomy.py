"""The words that postmortems are classified with: what each means, what else it is called, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

TAXONOMIES = ("severities", "triggers", "root_causes", "mitigations", "detected_by", "action_kinds")
FIELDS = {
    "severity": "severities",
    "trigger": "triggers",
    "root_causes": "root_causes",
    "detected_by": "detected_by",
    "mitigation": "mitigations",
}
"""The fields of the front matter that take words of a taxonomy, and which."""


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""What people read, and so something."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _several(value: Any) -> Any:
    """One word is short for a list of it."""
    return (value,) if isinstance(value, str) else value


def _words(value: Any) -> Any:
    """A version is a number, a site may write a date: both are only shown."""
    return value if value is None else str(value)


def _replaced(value: Any) -> Any:
    """A word, or a list of them, is short for `{replaced_by: [...]}`."""
    return {"replaced_by": value} if isinstance(value, str | list | tuple) else value


class Deprecation(_Strict):
    """What became of a word that is no longer to be chosen."""

    since: Annotated[str | None, BeforeValidator(_words)] = Field(None, description="Version of the taxonomy, or a date.")
    replaced_by: Annotated[tuple[str, ...], BeforeValidator(_several)] = Field(
        (), description="The words to choose instead. With one, `postmortem taxonomy migrate` rewrites the files by itself."
    )
    note: str = Field("", description="Why, or how to choose among several.")


class Term(_Strict):
    """One word of a taxonomy: the label people read, and when to choose it."""

    label: Words = Field(description="What people read.")
    description: str = Field("", description="One sentence that tells when to choose it.")
    synonyms: Annotated[tuple[str, ...], BeforeValidator(_several)] = Field(
        (), description="What else people call it; the check answers with the word."
    )
    deprecated: Annotated[Deprecation | None, BeforeValidator(_replaced)] = Field(
        None, description="Still valid, but no longer to be chosen: the word that replaces it."
    )
    sources: dict[str, str] = Field({}, description="Studies that found the same, and the name of the category there.")


@dataclass(frozen=True)
class Study:
    """A study that sources of terms name."""

    title: str
    url: str


@dataclass(frozen=True)
class DefaultTaxonomy:
    """What an archive starts with. `terms` holds plain mappings by taxonomy and word: a site's settings are merged into them."""

    version: int
    studies: Mapping[str, Study]
    terms: Mapping[str, Mapping[str, Mapping[str, Any]]]


@cache
def default_taxonomy() -> DefaultTaxonomy:
    """The words in taxonomy.yml."""
    text = files("postmortem_archive").joinpath("taxonomy.yml").read_text(encoding="utf-8")
    content = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    studies = {name: Study(**study) for name, study in content["studies"].items()}
    return DefaultTaxonomy(content["version"], studies, {name: content[name] for name in TAXONOMIES})


def merge_terms(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The words of `base` with those of a site: new ones behind, changed ones in their place, `null` takes one away.

    A site that changes a word says only what differs.
    """
    merged: dict[str, Any] = {}
    for word, term in {**base, **own}.items():
        if term is None:
            continue
        known = base.get(word)
        merged[word] = {**known, **term} if isinstance(known, Mapping) and isinstance(term, Mapping) else term
    return merged


def faults_of(terms: Mapping[str, Term]) -> Iterator[tuple[str, str]]:
    """(word, what is wrong): replacements that are no words of the taxonomy, or are deprecated themselves; and words to choose
    that nothing but capital letters tells apart."""
    alike: dict[str, str] = {}
    for word in in_use(terms):
        other = alike.setdefault(word.casefold(), word)
        if other != word:
            yield word, f"is '{other}' but for capital letters: keep one of them, or write {word}: {{deprecated: {other}, ...}}"
    for word, term in terms.items():
        for other in term.deprecated.replaced_by if term.deprecated else ():
            if other not in terms:
                yield word, f"is replaced by '{other}', which is no word here: add it, or name another"
            elif terms[other].deprecated:
                yield word, f"is replaced by '{other}', which is deprecated too: name the word to choose now"


def in_use(terms: Mapping[str, Term]) -> list[str]:
    """The words to choose from: all but the deprecated ones."""
    return [word for word, term in terms.items() if term.deprecated is None]


def words_called(name: str, terms: Mapping[str, Term]) -> list[str]:
    """The words to choose from that have `name` as their label or a synonym; not those that are only written otherwise."""
    wanted = fold(name)
    return [
        word
        for word in in_use(terms)
        if wanted != fold(word) and wanted in {fold(other) for other in (terms[word].label, *terms[word].synonyms)}
    ]


def fold(name: str) -> str:
    """Case, hyphens and underscores make no difference between two names."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
