"""Dates, durations and Markdown as words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from postmortem_archive.moment import Moment, Precision
from postmortem_archive.wording import (
    came_back,
    clock,
    days_long,
    days_rounded,
    duration,
    excerpt,
    moment,
    ordinal,
    plain,
    plural,
    time_between,
    times,
    within,
)  # fmt: skip
from tests.figures import drawn


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.5, "30 s"), (1, "1 min"), (25, "25 min"), (60, "1 h"), (293, "4 h 53 min"), (1440, "1 d"), (3060, "2 d 3 h")],
)
def test_duration(minutes: float, words: str) -> None:
    """Two units at most."""
    assert duration(minutes) == words


def test_a_day_is_never_shown_with_a_clock() -> None:
    """Not even as midnight."""
    day = Moment(date(2023, 5, 12), Precision.DAY)
    assert (moment(day), clock(day)) == ("12 May 2023", "")


def test_precision_and_doubt_are_shown() -> None:
    """Seconds only where they are known, a tilde where it is approximate."""
    at = datetime(2023, 5, 12, 10, 0, 7, tzinfo=UTC)
    assert clock(Moment(at, Precision.SECOND)) == "10:00:07"
    assert moment(Moment(at, Precision.MINUTE, approximate=True)) == "12 May 2023, ~10:00 UTC"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**bold** and `code`", "bold and code"),
        ("[text](https://example.com) ![alt](x.png)", "text alt"),
        ("![four](ok(1).webp) [five](<a (b.md> 't') [six](x_(y)_(z).md)", "four five six"),
        ("[open](a(b and more", "[open](a(b and more"),
        ("- one\n- two", "one two"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("<b>html</b> and a note[^1]", "html and a note"),
    ],
)
def test_plain(markdown: str, words: str) -> None:
    """What is left is what one would read aloud."""
    assert plain(markdown) == words


def test_excerpt_ends_with_a_sentence_or_a_word() -> None:
    """Never in the middle of a word."""
    text = "The database was deleted by a script. " + "More and more words follow here. " * 10
    assert excerpt(text, 60) == "The database was deleted by a script." or excerpt(text, 60).endswith(" …")
    assert excerpt("word " * 100, 50) == "word " * 9 + "word …"
    assert excerpt("Short.", 60) == "Short."


def test_plural() -> None:
    """One is one."""
    assert (plural(1, "incident"), plural(0, "incident"), plural(1200, "incident")) == (
        "1 incident",
        "0 incidents",
        "1,200 incidents",
    )


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (111, "111th"),
     (1001, "1,001st")],
)  # fmt: skip
def test_ordinal(number: int, word: str) -> None:
    """Spelled up to ten."""
    assert ordinal(number) == word


def test_times() -> None:
    assert [times(count) for count in (1, 2, 3, 1200)] == ["once", "twice", "3 times", "1,200 times"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (91, "91 days"), (92, "3 months"), (426, "14 months"), (715, "23 months"), (731, "2 years"), (913, "2½ years"),
     (3653, "10 years")],
)  # fmt: skip
def test_days_long(days: int, words: str) -> None:
    """The longer the rounder, and never 24 months."""
    assert days_long(days) == words


def test_days_rounded_says_the_same_and_is_another_only_with_the_words() -> None:
    rounded = [days_rounded(days) for days in range(8000)]
    assert [days_long(days) for days in rounded] == [days_long(days) for days in range(8000)]
    assert len(set(rounded)) == len({days_long(days) for days in range(8000)})
    assert rounded == sorted(rounded)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("2021-06-22", "2021-06-30", "8 days"),
        ("2021-06-22", "2021-06-22", "the same day"),
        ("2021-06-22", "2021-06-23 00:30", "1 day"),
        ("2021-06-22 23:30", "2021-06-23 00:30", "1 h"),
        ("2021-06-22 08:00", "2021-06-22 08:00", "the same minute"),
        ("2021-06-22 08:00", "2021-06-22 17:10", "9 h 10 min"),
        ("2021-06-22 08:00", "2021-06-24 06:00", "46 h"),
        ("2021-06-22 08:00", "2021-06-24 08:00", "2 days"),
        ("2021-06-22 08:00", "~2021-06-24", "about 2 days"),
    ],
)
def test_time_between(first: str, second: str, words: str) -> None:
    """Nothing finer than a day where only the day is known."""
    between = (drawn.moment(first), drawn.moment(second))
    assert time_between(*between) == words
    assert within(*between) == (f"on {words}" if words == "the same day" else f"in {words}")


def test_came_back() -> None:
    day = drawn.moment("2021-07-02")
    assert came_back(1, day) == "Came back once since, on 2 July 2021"
    assert came_back(2, day) == "Came back 2 times since, last on 2 July 2021"
