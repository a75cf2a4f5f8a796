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
        ("v2.31.4-rc1", [("v2.31.4rc1", "2.31.4", "2.31", "rc", "rc1")]),
        ("10 GB, 30 ms", [("10gb", "10", "gb"), ("30ms", "30", "ms")]),
        ("10GB", [("10gb",)]),
        ("requests timed out", [("request",), ("timeout", "time", "out")]),
        ("Load Balancers", [("loadbalanc", "load", "balanc")]),
        ("logged in, signed-on", [("login", "log"), ("signon", "sign")]),
        ("timed. Out", [("time",), ("out",)]),
        ("it came back up", [("it",), ("came",), ("back",), ("up",)]),
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


@pytest.mark.parametrize(("one", "two"), [
    ("timeout", "timed out"), ("rollback", "rolled back"), ("failover", "failing over"), ("login", "log in"), ("logout", "logged out"),
    ("shutdown", "shut down"), ("rollout", "Rolled out"), ("backup", "backed up"), ("cutover", "cut over"), ("setup", "set up"),
    ("cleanup", "cleaned up"), ("takeover", "took over"), ("breakdown", "broke down"), ("loadbalancer", "load balancer"),
    ("healthcheck", "health checks"), ("filesystem", "file system"), ("websocket", "web sockets"), ("datacenter", "data center"),
])  # fmt: skip
def test_one_word_and_two_are_the_same(one: str, two: str) -> None:
    for text in (two, two.replace(" ", "-")):
        (word,) = Tokeniser().words(text)
        assert word.term == terms(one)[0][0]
        assert (word.start, word.end) == (0, len(text))
        assert Tokeniser().runs(f"It {text}.") == ["It", text]


def test_english_words_are_joined_in_english_alone() -> None:
    assert terms("set up", "de") == [("set",), ("up",)]


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
    assert [word.surface for word, stops in german.told_apart(text) if not stops] == ["dienst", "gestern", "langsam", "last"]
