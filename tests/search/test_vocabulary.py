"""Words that are meant by one that the archive does not have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortem_archive.search.spelling import DIGRAPHS, plain_spellings
from postmortem_archive.search.vocabulary import Vocabulary, differ_by_one_typo

WORDS = Vocabulary(
    {"certificate": "certif", "certificates": "certif", "postgres": "postgr", "post": "post", "cert": "cert"},
    {"certif": 1, "postgr": 2, "post": 1, "cert": 3},
)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("certifcate", "certificate", True),
        ("certifiicate", "certificate", True),
        ("certivicate", "certificate", True),
        ("certifciate", "certificate", True),
        ("certificate", "certificate", False),
        ("certfcate", "certificate", False),
        ("abcd", "badc", False),
    ],
)
def test_one_typo(one: str, other: str, near: bool) -> None:
    assert differ_by_one_typo(one, other) is near
    assert differ_by_one_typo(other, one) is near


@given(st.text("ab", min_size=1, max_size=6), st.integers(0, 5), st.sampled_from("abc"))
def test_any_one_letter_more_is_one_typo(word: str, place: int, letter: str) -> None:
    longer = word[:place] + letter + word[place:]
    assert differ_by_one_typo(word, longer)
    assert differ_by_one_typo(longer, word)


def test_typos_are_looked_for_in_long_words_only() -> None:
    assert WORDS.one_typo_from("certifcate") == ("certif",)
    assert WORDS.one_typo_from("pots") == ()
    assert WORDS.one_typo_from("postgres1") == ()


def test_beginnings() -> None:
    """Of the most incidents first."""
    assert WORDS.beginning_with("post") == ("postgr", "post")
    assert WORDS.beginning_with("certi") == ("certif",)
    assert WORDS.beginning_with("po") == ()
    assert WORDS.beginning_with("zz") == ()


GERMAN = Vocabulary(
    {
        "überlastet": "uberlast",
        "konfigurationsänderung": "konfigurationsander",
        "gross": "gross",
        "schon": "schon",
        "schön": "schon2",
    },
    {"uberlast": 2, "konfigurationsander": 1, "gross": 1, "schon": 1, "schon2": 3},
    DIGRAPHS["de"],
)


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("überlastung", "uberlast"),  # no letter of its beginning is that of the stem
        ("uberlastung", "uberlast"),
        ("ueberlastung", "uberlast"),
        ("ueberlastet", "uberlast"),
        ("konfigurationsaenderung", "konfigurationsander"),
        ("schon", "schon"),  # what is written so comes first
        ("schön", "schon2"),
        ("grueß", None),
        ("quelle", None),
    ],
)
def test_a_word_is_found_without_its_accents(asked: str, term: str | None) -> None:
    assert GERMAN.term_of(asked) == term


def test_accents_may_be_missing_in_the_question_or_in_the_archive() -> None:
    french = Vocabulary({"échoué": "échou", "reseau": "reseau"}, {"échou": 1, "reseau": 1})
    assert [french.term_of(word) for word in ("echoue", "réseau", "echouee")] == ["échou", "reseau", "échou"]
    assert french.beginning_with("echo") == french.beginning_with("écho") == ("échou",)
    assert french.beginning_with("rése") == ("reseau",)


def test_of_two_words_that_are_alike_without_accents_the_more_frequent_one_is_meant() -> None:
    assert Vocabulary({}, {"côté": 2, "cote": 1, "pâte": 1, "pâté": 2}).term_of("pate") == "pâté"


@pytest.mark.parametrize(
    ("word", "language", "spelled"),
    [
        ("neue", "de", []),
        ("quelle", "de", []),
        ("überprüfen", "de", ["uberprufen"]),
        ("ueberlaeufe", "de", ["uberlaufe"]),
        ("gåard", "da", ["gaard", "gard"]),
        ("smørrebrød", "da", ["smorrebrod"]),
        ("queue", "en", []),
        ("데이터", "ko", []),
    ],
)
def test_how_else_a_word_is_written(word: str, language: str, spelled: list[str]) -> None:
    assert list(plain_spellings(word, DIGRAPHS.get(language, ""))) == spelled
