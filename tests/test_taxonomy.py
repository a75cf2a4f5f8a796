"""The words that an archive starts with hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from postmortem_archive.settings import Term, read_settings
from postmortem_archive.taxonomy import FIELDS, TAXONOMIES, Deprecation, default_taxonomy, fold, in_use, words_called

SETTINGS = read_settings()


def terms(taxonomy: str) -> dict[str, Term]:
    found: dict[str, Term] = getattr(SETTINGS, taxonomy)
    return found


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_a_synonym_leads_to_one_word_and_is_none_itself(taxonomy: str) -> None:
    words = {fold(word) for word in terms(taxonomy)}
    synonyms = Counter(fold(name) for term in terms(taxonomy).values() for name in term.synonyms)
    assert synonyms
    assert not words & synonyms.keys()
    assert [name for name, count in synonyms.items() if count > 1] == []
    for word, term in terms(taxonomy).items():
        assert all(words_called(name, terms(taxonomy)) == [word] for name in term.synonyms if term.deprecated is None)


def test_sources_are_studies_that_are_named() -> None:
    taxonomy = default_taxonomy()
    cited = {study for name in TAXONOMIES for term in terms(name).values() for study in term.sources}
    assert cited == set(taxonomy.studies)
    assert all(study.title and study.url.startswith("https://") for study in taxonomy.studies.values())
    assert taxonomy.version >= 1


def test_every_trigger_of_the_workbook_that_names_an_event_has_its_word() -> None:
    """Appendix C lists eight; capacity management and performance decay are conditions, and no triggers here."""
    named = {source for term in terms("triggers").values() for study, source in term.sources.items() if study == "sre-workbook"}
    assert named == {
        "Binary push",
        "Configuration push",
        "User behavior change",
        "Processing pipeline",
        "Service provider change",
        "Hardware",
    }


@pytest.mark.parametrize(
    ("taxonomy", "name", "words"),
    [
        ("root_causes", "Misconfiguration", ["config"]),
        ("root_causes", "tls_expiry", ["expired-credential"]),
        ("root_causes", "Human-Error", ["missing-safeguard"]),
        ("triggers", "Power, cooling or weather", ["environment"]),
        ("root_causes", "config", []),
        ("root_causes", "bad luck", []),
    ],
)
def test_what_people_call_a_word(taxonomy: str, name: str, words: list[str]) -> None:
    assert words_called(name, terms(taxonomy)) == words


def test_a_deprecated_word_is_not_offered() -> None:
    some = {
        "old": Term(label="Old", synonyms=("ancient",), deprecated=Deprecation(replaced_by=("new",))),
        "new": Term(label="New"),
    }
    assert in_use(some) == ["new"]
    assert words_called("ancient", some) == []


def test_fields_name_taxonomies() -> None:
    assert set(FIELDS.values()) == set(TAXONOMIES) - {"action_kinds"}
