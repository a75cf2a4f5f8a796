"""What words a text is found by."""

from __future__ import annotations

import pytest

from postmortem_archive.search.tokens import Tokeniser


def terms(text: str, language: str = "en") -> list[tuple[str, ...]]:
    return [word.terms for word in Tokeniser(language).words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Certificates expired", [("certif",), ("expir",)]),
        ("us-east-1", [("useast1", "us", "east", "1")]),
        ("max_connections", [("maxconnect", "max", "connect")]),
        ("NullPointerException", [("nullpointerexcept", "null", "pointer", "except")]),
        ("HTTP 503", [("http503", "http", "503")]),
        ("HTTP503", [("http503", "http", "503")]),
        ("5.10.0", [("5.10.0", "5.10")]),
        ("5.10", [("5.10",)]),
        ("v5.10.0", [("v5.10.0", "5.10.0", "5.10")]),
        ("10.0.3.7:5432", [("10.0.3.7.5432", "10.0.3.7", "10.0.3", "10.0", "5432")]),
        ("postgres-9.6", [("postgres9.6", "9.6", "postgr")]),
        ("lang.PointerError", [("langpointererror", "lang", "pointer", "error", "pointererror")]),
        ("db1.example.com", [("db1examplecom", "db", "1", "exampl", "com", "db1")]),
        ("kube-system.", [("kubesystem", "kube", "system")]),
        ("the server's", [("the",), ("server",)]),
        ("502s and 503's, 60s", [("502",), ("and",), ("503",), ("60s",)]),
        ("ＦＵＬＬ", [("full",)]),
        ("データ障害", [("デー",), ("ータ",), ("タ障",), ("障害",)]),
        ("DNS障害", [("dns",), ("障害",)]),
        ("!? -- …", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[tuple[str, ...]]) -> None:
    assert terms(text) == expected


def test_one_identifier_in_three_spellings_is_one_word() -> None:
    assert {terms(text)[0][0] for text in ("max_connections", "maxConnections", "max-connections")} == {"maxconnect"}


def test_the_language_stems() -> None:
    assert terms("Zertifikate", "de") == terms("Zertifikat", "de")
    assert terms("Zertifikate", "en") != terms("Zertifikat", "en")
    assert terms("Certificates", "xx") == [("certificates",)]


def test_words_know_where_they_stand() -> None:
    text = "The us-east-1 障害 was"
    assert [text[word.start : word.end] for word in Tokeniser().words(text)] == ["The", "us-east-1", "障害", "was"]


def test_stop_words_are_those_of_the_language() -> None:
    english, german = Tokeniser("en"), Tokeniser("de-AT")
    assert [english.is_stop_word(word) for word in english.words("the und")] == [True, False]
    assert [german.is_stop_word(word) for word in german.words("the und")] == [False, True]


def test_german_has_stop_words_that_its_list_lacks() -> None:
    german = Tokeniser("de")
    text = "Warum wurde der Dienst seit gestern langsam, wer konnte und wann geht es wegen der Last"
    assert [word.surface for _, word in german.telling(text)] == ["dienst", "gestern", "langsam", "last"]
