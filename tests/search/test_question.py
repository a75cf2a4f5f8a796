"""What a question asks for: which quotation marks are a wish, and which are what a program wrote."""

from __future__ import annotations

import pytest

from postmortem_archive.search.question import read_question
from postmortem_archive.search.tokens import Tokeniser
from tests.search.quoted import PASTED, TYPED


def phrases(text: str) -> list[str]:
    return [" ".join(word.surface for word, _ in phrase) for phrase in read_question(text, Tokeniser()).phrases]


@pytest.mark.parametrize(("text", "wanted"), TYPED)
def test_what_somebody_puts_in_quotes_has_to_be_there(text: str, wanted: list[str]) -> None:
    assert phrases(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), PASTED)
def test_what_a_program_puts_in_quotes_is_no_wish(text: str, wanted: list[str]) -> None:
    """Several words in quotes may tell of an incident, and hold where one has them."""
    assert phrases(text) == wanted
    assert read_question(text, Tokeniser()).lenient


@pytest.mark.parametrize(
    ("text", "lenient"),
    [
        ('"connection pool"', False),
        ('exhausted "connection pool"', False),
        ('exhausted again and again "connection pool" checkout timeouts', True),
        ('timeouts of "checkout"', False),
        ('slow timeouts of "checkout"', True),
    ],
)
def test_few_words_are_meant_as_they_are(text: str, lenient: bool) -> None:
    """Where more words stand outside of the quotes than inside, they are better than nothing."""
    assert read_question(text, Tokeniser()).lenient == lenient
