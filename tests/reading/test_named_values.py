"""Owners and tickets as they are kept."""

from __future__ import annotations

import pytest

from postmortem_archive.reading.named_values import is_nothing, named_owner, named_ticket


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        ("ana", "ana"),
        ("**Bo**", "Bo"),
        ("`agent`", "agent"),
        ("_Eva_, *Finn*", "Eva, Finn"),
        ("@a_b_", "@a_b"),
        ("@a_b_c", "@a_b_c"),
        ("[@dan](https://x.test/dan)", "@dan"),
        ("[Ana](mailto:ana@x.test)", "Ana"),
        ("<ana@x.test>", "ana@x.test"),
        # several people
        ("@ana, @bo; @cy", "@ana, @bo, @cy"),
        ("@ana and @bo", "@ana, @bo"),
        ("@ana/@bo", "@ana, @bo"),
        ("@ana & @bo", "@ana, @bo"),
        ("@ana + @ana", "@ana"),
        ("ana & bo", "ana, bo"),
        ("Eva and Finn", "Eva, Finn"),
        ("Eva und Jürgen", "Eva, Jürgen"),
        ("Eva Li & Finn O", "Eva Li, Finn O"),
        ("Ana, Bo, and Cy", "Ana, Bo, Cy"),
        ("Ana and @bo and ana@x.test", "Ana, @bo, ana@x.test"),
        ("Ana, TBD", "Ana"),
        # one team
        ("R&D", "R&D"),
        ("search and ads", "search and ads"),
        ("search & ads", "search & ads"),
        ("Trust and Safety", "Trust and Safety"),
        ("SRE and DBA", "SRE and DBA"),
        ("Eva/Finn", "Eva/Finn"),
        ("@org/team", "@org/team"),
        ("the people who know and care", "the people who know and care"),
        # nobody
        *((word, None) for word in ("", "TBD", "tba", "N/A", "none", "**nobody**", "?", "unassigned", "-", "—", "to be decided")),
    ],
)
def test_names_owners(value: str, owner: str | None) -> None:
    assert named_owner(value) == (owner, ())


@pytest.mark.parametrize(
    ("value", "owner", "others"),
    [
        ("ana, see below", "ana", ("see below",)),
        ("Ann, due date 2024-06-01", "Ann", ("due date 2024-06-01",)),
        ("Ann, by end of Q3", "Ann", ("by end of Q3",)),
        ("Ann, Bo Li, June 15, 2024", "Ann, Bo Li", ("June 15, 2024",)),
        ("Ann, high", "Ann", ("high",)),
        ("Ann, Q3", "Ann", ("Q3",)),
        ("Ann, Next Week", "Ann", ("Next Week",)),
        ("Ann, blocked by legal; network team", "Ann, network team", ("blocked by legal",)),
        ("ana, bo", "ana, bo", ()),
        ("Ann, Bo and Cy, Eva & Finn", "Ann, Bo, Cy, Eva, Finn", ()),
        ("Ann, Ludwig van der Rohe", "Ann, Ludwig van der Rohe", ()),
        ("田中、鈴木", "田中, 鈴木", ()),
    ],
)
def test_what_stands_behind_an_owner_and_is_no_person_is_none(value: str, owner: str, others: tuple[str, ...]) -> None:
    assert named_owner(value) == (owner, others)


@pytest.mark.parametrize(
    ("value", "ticket"),
    [
        ("OPS-1", ("OPS-1", "")),
        ("**#7**", ("#7", "")),
        ("https://x.test/7", ("https://x.test/7", "")),
        ("<https://x.test/7>", ("https://x.test/7", "")),
        ("[OPS-1](https://x.test/OPS-1)", ("OPS-1", "[OPS-1](https://x.test/OPS-1)")),
        ("[this](https://x.test/7)", ("https://x.test/7", "")),
        (
            "[#1](https://x.test/1), [#2](https://x.test/2)",
            ("#1, #2", "[#1](https://x.test/1), [#2](https://x.test/2)"),
        ),
        ("Bug 12", ("Bug 12", "")),
        *((word, (None, "")) for word in ("n/a", "none", "TBD", "?", "–")),
    ],
)
def test_names_a_ticket(value: str, ticket: tuple[str | None, str]) -> None:
    assert named_ticket(value) == ticket


@pytest.mark.parametrize("word", ["nobody knows", "TBD by ana", "open", "n", "Nona"])
def test_what_says_something_is_not_nothing(word: str) -> None:
    assert not is_nothing(word)


@pytest.mark.parametrize("piece", [" ", ", ", "a & ", "<a", "_", "[a](", "[a](b) "])
def test_anything_repeated_is_a_name(piece: str) -> None:
    """Takes minutes where a pattern looks ahead from every position."""
    value = f"a{piece * (100_000 // len(piece))}b"
    assert named_owner(value)[0]
    assert named_ticket(value)[0]
