"""What becomes of objects: nobody looks for circles while a great many are made that stay, nor takes them apart at the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting(*, for_good: bool = False) -> Iterator[None]:
    """Ten thousand incidents are a million objects, which would be gone through again and again as they become more: a fifth
    of a build in which nothing changed. What was made `for_good` is not gone through afterwards either, until more is made so.
    """
    was_on = gc.isenabled()
    gc.disable()
    if for_good:
        gc.unfreeze()  # what an earlier build left in this process
    try:
        yield
    finally:
        with frozen():
            pass
        if for_good:
            gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def frozen() -> Iterator[None]:
    """What is there is not gone through while this is open: in a process that begins now a look would copy it. Afterwards it
    counts as old, so that it is not soon gone through."""
    already = gc.get_freeze_count() > 0
    gc.freeze()
    try:
        yield
    finally:
        if not already:
            gc.unfreeze()


def leave(value: object) -> None:
    """Leave all that a value holds to the system, for the time when this process ends.

    Python would give back a million objects one by one: a quarter of a build of ten thousand incidents in which nothing changed.
    """
    circle = [value]
    circle.append(circle)
    gc.freeze()  # nobody looks for this circle any more, so that it stays
