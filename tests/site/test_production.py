"""What is worked out for the first product is there for all of them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from postmortem_archive.keeping import workers
from postmortem_archive.keeping.store import Store
from postmortem_archive.site.making import make_all
from postmortem_archive.site.production import Made, Product


class Workshop:
    """Makes of a product the number of the process that made it."""

    store = Store(None)

    def make(self, product: Product) -> Made:
        return Made(b"", None, True, tuple((path, b"", None) for path in product.paths), (), str(os.getpid()).encode())


@pytest.fixture
def products(monkeypatch: pytest.MonkeyPatch) -> list[Product]:
    monkeypatch.setattr(workers, "LEAST", 2)
    monkeypatch.setattr(workers, "CHUNK", 2)
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    incident: Any = object()
    return [
        Product((f"some/{number}.html",), number, lambda _: ({}, ""), incident if number > 5 else None, is_long=number < 2)
        for number in range(20)
    ]


def test_the_first_incident_is_drawn_before_processes_begin(products: list[Product]) -> None:
    workshop: Any = Workshop()
    made = list(make_all(workshop, products))
    assert made[0][0] == 6
    assert sorted(number for number, _ in made) == list(range(20))
    assert made[0][1].extract == str(os.getpid()).encode()
    assert str(os.getpid()).encode() not in {one.extract for _, one in made[1:]}


def test_a_path_is_held_once(products: list[Product]) -> None:
    workshop: Any = Workshop()
    for number, one in make_all(workshop, products):
        assert one.written[0][0] is products[number].paths[0]
