"""A trace holds as long as every question has the same answer, and no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from postmortem_archive.keeping.canon import Untold, canon
from postmortem_archive.keeping.tracing import Seen, SeenDay, Trace, holds


@dataclass
class Shop:
    """Something that can be asked."""

    prices: dict[str, int]
    name: str = "Shop"

    def price(self, what: str) -> int | None:
        return self.prices.get(what)

    def all(self) -> Any:
        return iter(self.prices)

    def __len__(self) -> int:
        return len(self.prices)

    def __contains__(self, what: str) -> bool:
        return what in self.prices


def asked(shop: Shop, *questions: Any) -> Trace:
    trace = Trace()
    seen: Any = Seen("shop", shop, lambda: trace)
    for question in questions:
        question(seen)
    return trace


@pytest.mark.parametrize(
    ("question", "change", "still"),
    [
        (lambda shop: shop.price("tea"), lambda shop: shop.prices.update(milk=9), True),
        (lambda shop: shop.price("tea"), lambda shop: shop.prices.update(tea=9), False),
        (lambda shop: shop.price("rum"), lambda shop: shop.prices.update(rum=9), False),
        (lambda shop: shop.name, lambda shop: shop.prices.update(rum=9), True),
        (lambda shop: shop.name, lambda shop: setattr(shop, "name", "Pub"), False),
        (lambda shop: list(shop.all()), lambda shop: shop.prices.update(rum=9), False),
        (len, lambda shop: shop.prices.pop("tea"), False),
        (lambda shop: "tea" in shop, lambda shop: shop.prices.update(tea=9), True),
        (lambda shop: "tea" in shop, lambda shop: shop.prices.pop("tea"), False),
        (lambda shop: shop.price("tea"), lambda shop: setattr(shop, "prices", None), False),
    ],
)
def test_a_question_holds_as_long_as_its_answer(question: Any, change: Any, still: bool) -> None:
    shop = Shop({"tea": 3, "milk": 1})
    trace = asked(shop, question)
    assert holds(trace.asked, {"shop": shop})
    change(shop)
    assert holds(trace.asked, {"shop": shop}) is still


def test_a_question_that_cannot_be_repeated_is_noticed() -> None:
    assert asked(Shop({}), lambda shop: shop.price("x")).whole
    assert not asked(Shop({}), lambda shop: shop.price(what="x")).whole
    assert not asked(Shop({"x": object()}), lambda shop: shop.price("x")).whole  # type: ignore[dict-item]


def sold(*names: str) -> Any:
    class Market:
        def sold(self, *words: str) -> tuple[str, ...]:
            return tuple(word for word in words if word in names)

    return Market()


def test_words_that_are_gathered_are_one_question() -> None:
    trace, other = Trace(), Trace()
    assert trace.gather("market", "sold", ["tea", "rum"], sold("tea").sold)
    assert not trace.gather("market", "sold", ["rum", "gin"], sold("tea").sold)
    assert other.gather("market", "sold", ["oil", "tea"], sold("tea").sold)
    trace.add(other)
    assert list(trace.questions) == [("market", "sold", ("tea", "rum", "gin", "oil"))]
    assert holds(trace.questions, {"market": sold("tea", "ale")})
    assert not holds(trace.questions, {"market": sold("tea", "oil")})
    assert not holds(trace.questions, {"market": sold()})


def test_what_many_ask_alike_is_answered_once() -> None:
    class Signs:
        asked = 0

        def heading(self, name: str) -> str:
            self.asked += 1
            return name.upper()

        def price(self, name: str) -> str:
            return self.heading(name)

    signs, known = Signs(), {}  # type: ignore[var-annotated]
    trace = Trace()
    trace.note("signs", "heading", ("a",), "A")
    assert all(holds(trace.questions, {"signs": signs}, known) for _ in range(5))
    assert signs.asked == 1
    trace.note("signs", "price", ("b",), "B")
    assert all(holds(trace.questions, {"signs": signs}, known) for _ in range(5))
    assert signs.asked == 6
    trace.note("signs", "heading", ("c",), "D")
    assert not any(holds(trace.questions, {"signs": signs}, known) for _ in range(5))


@pytest.mark.parametrize(
    ("use", "tomorrow"),
    [
        (lambda day: date(2025, 5, 1) < day, True),
        (lambda day: day <= date(2025, 5, 5), False),
        (lambda day: day > date(2025, 5, 5), False),
        (lambda day: day.year, False),
        (lambda day: f"{day:%d}", False),
        (lambda day: str(day), False),
        (lambda day: day - date(2025, 1, 1), False),
        (lambda day: date(2025, 12, 1) - day, False),
        (lambda day: day == date(2020, 1, 1), False),
        (lambda day: max(day, date(2030, 1, 1)), True),
    ],
)
def test_a_day_notices_what_it_is_compared_with(use: Any, tomorrow: bool) -> None:
    today = date(2025, 5, 5)
    trace = Trace()
    assert use(SeenDay.of(today, lambda: trace)) == use(today)
    assert trace.asked
    assert holds(trace.asked, {"day": today})
    assert holds(trace.asked, {"day": date(2025, 5, 6)}) is tomorrow


@dataclass(frozen=True)
class Read:
    """A record that says what it was read from."""

    text: str
    source: bytes = b""


def test_what_is_equal_is_the_same_and_nothing_else() -> None:
    values: list[Any] = [
        None, True, 1, 1.0, "1", b"1", (), (1,), ((1,),), [1, 2], {"a": 1}, {"a": "1"}, {1, 2}, frozenset({3}), date(2025, 1, 1),
        Read("a"), Read("b"), Read("a", b"x"), Read("a", b"y"), int, canon,
    ]  # fmt: skip
    told = [canon(value) for value in values]
    assert len(set(told)) == len(values)
    assert canon(Read("other", b"x")) == canon(Read("a", b"x")), "the source tells it"
    with pytest.raises(Untold):
        canon(object())
    with pytest.raises(Untold):
        canon(lambda: 1)
