"""Words that are meant by one that the archive does not have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
