"""A file that the archive publishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Output:
    """A file at `address` below the site's root. What is in it is made when it is asked for, so that not all of it is held."""

    address: str
    make: Callable[[], bytes]
