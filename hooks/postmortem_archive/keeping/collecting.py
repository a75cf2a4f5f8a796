"""When Python looks for circles among objects: not while a great many are made that stay."""

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
