"""Words that are found by those they are made of."""

from __future__ import annotations

import pytest

from postmortem_archive.search.compounds import COMPOUNDING, Compounding
from postmortem_archive.search.vocabulary import Vocabulary

TERMS = {"datenbank": 2, "verbind": 1, "verbindungen": 1, "kassen": 1, "platz": 1, "geloscht": 1, "abgeschaltet": 1, "starten": 1}
GERMAN = Vocabulary({"gelöscht": "geloscht"}, TERMS, "", COMPOUNDING["de"])


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("datenbankverbindungen", ("datenbank", "verbindungen")),
        ("datenbanksplatz", ("datenbank", "platz")),
        ("platzkassen", ("platz", "kassen")),
        ("kassensystem", ("kassen",)),  # the archive has nothing of the other
        ("systemkassen", ()),
        ("platzen", ()),  # an ending is no word
        ("datenbank2platz", ()),
    ],
)
def test_the_parts_of_a_compound(word: str, parts: tuple[str, ...]) -> None:
    assert GERMAN.parts_of(word) == parts


def test_other_languages_write_words_apart() -> None:
    english = Vocabulary({}, TERMS)
    assert (english.parts_of("datenbankplatz"), english.participle_of("abschalten")) == ((), None)
    assert "en" not in COMPOUNDING
    assert list(Compounding().halves("datenbankplatz")) == []


@pytest.mark.parametrize(
    ("word", "term"),
    [("löschen", "geloscht"), ("abschalten", "abgeschaltet"), ("gestartet", "starten"), ("lesen", None), ("abschaltung", None)],
)
def test_participles(word: str, term: str | None) -> None:
    assert GERMAN.participle_of(word) == term


@pytest.mark.parametrize("language", ["de", "nl", "da", "sv", "nb"])
def test_languages_that_join_words(language: str) -> None:
    assert ("data", "base") in list(COMPOUNDING[language].halves("datasbase"))
