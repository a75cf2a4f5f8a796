"""What becomes of objects: nobody looks for circles while a great many are made that stay, nor takes them apart at the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Ten thousand incidents are a million objects, which would be gone through again and again as they become more: a fifth
    of a build in which nothing changed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def leave(value: object) -> None:
    """Leave all that a value holds to the system, for the time when this process ends.

    Python would give back a million objects one by one: a quarter of a build of ten thousand incidents in which nothing changed.
    """
    circle = [value]
    circle.append(circle)
    gc.freeze()  # nobody looks for this circle any more, so that it stays
