"""Records of which an archive has many thousands, stored in little memory."""

from __future__ import annotations

from sys import intern
from typing import Any

SHORT = 24
"""Letters of a text that many records are likely to have in common."""


class Compact:
    """A record of which an archive has so many that each is without a dictionary of its own.

    Pickle does not fill a frozen record without one: it has it made anew.
    """

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), *(getattr(self, name) for name in self.__slots__))


def _remade(kind: type[Any], *values: Any) -> Any:
    """The record of these values; short texts, such as states and owners, are held once for all records."""
    return kind(*(intern(one) if type(one) is str and len(one) <= SHORT else one for one in values))


class Deferred:
    """A field that may be given as a function, which then gives the value each time it is asked for.

    Ten thousand incidents fit into memory where their texts do not; what reads a text reads it from where it is kept.
    """

    def __init__(self, default: Any) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, record: object | None, owner: type | None = None) -> Any:
        if record is None:
            return self._default  # what the dataclass takes as the default of the field
        value = record.__dict__[self._name]
        return value() if callable(value) else value

    def __set__(self, record: object, value: Any) -> None:
        record.__dict__[self._name] = value
