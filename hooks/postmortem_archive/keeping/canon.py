"""What a value is, as bytes: equal for equal values in every process, or Untold."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import PurePath
from types import FunctionType
from typing import Any


class Untold(TypeError):
    """A value of which nobody can say whether it is the same as before."""


Say = Callable[[bytes], object]
Teller = Callable[[Any, Say], None]


def canon(value: Any) -> bytes:
    """A digest of a value. A record with a `source` is told by that alone. Raises Untold."""
    found = hashlib.blake2b(digest_size=16)
    _teller(type(value))(value, found.update)
    return found.digest()


def _teller_of(kind: type) -> Teller:
    if kind is str:
        return _tell_text
    if kind in (int, float, bool, type(None)):
        return _tell_plain
    if kind is bytes:
        return _tell_bytes
    if kind in (tuple, list):
        return _tell_list
    if issubclass(kind, Mapping):
        return _tell_mapping
    if issubclass(kind, (set, frozenset)):
        return _tell_set
    return _tell_record if is_dataclass(kind) else _tell_rare


_teller: Callable[[type], Teller] = cache(_teller_of)
"""Who tells of values of a type."""


def _tell_text(value: str, say: Say) -> None:
    content = value.encode("utf-8", "surrogatepass")
    say(b"str %d %s\n" % (len(content), content))


def _tell_plain(value: Any, say: Say) -> None:
    say(f"{type(value).__name__} {value!r}\n".encode())


def _tell_bytes(value: bytes, say: Say) -> None:
    say(b"bytes %d %s\n" % (len(value), value))


def _tell_list(value: Sequence[Any], say: Say) -> None:
    say(b"list %d\n" % len(value))
    for one in value:
        _teller(type(one))(one, say)


def _tell_mapping(value: Mapping[Any, Any], say: Say) -> None:
    say(b"mapping %d\n" % len(value))
    for key, one in value.items():
        _teller(type(key))(key, say)
        _teller(type(one))(one, say)


def _tell_set(value: Iterable[Any], say: Say) -> None:
    told = sorted(map(canon, value))
    say(b"set %d %s\n" % (len(told), b"".join(told)))


def _tell_record(value: Any, say: Say) -> None:
    kind = type(value)
    if source := getattr(value, "source", b""):
        say(b"source %s %s\n" % (_name(kind), source))
        return
    say(b"record %s\n" % _name(kind))
    for name in _fields(kind):
        one = getattr(value, name)
        _teller(type(one))(one, say)


def _tell_rare(value: Any, say: Say) -> None:
    kind = type(value)
    if isinstance(value, enum.Enum):
        say(f"enum {kind.__qualname__}.{value.name}\n".encode())
    elif isinstance(value, datetime):
        say(f"datetime {value!r}\n".encode())
    elif isinstance(value, (date, time, timedelta, PurePath)):
        say(f"{kind.__name__} {value!s}\n".encode())
    elif isinstance(value, str):  # such as Markup
        say(b"str %s %s\n" % (_name(kind), value.encode("utf-8", "surrogatepass")))
    elif isinstance(value, re.Pattern):
        say(f"pattern {value.flags} {value.pattern!r}\n".encode("utf-8", "surrogatepass"))
    elif isinstance(value, (type, FunctionType)):
        if "<" in value.__qualname__:
            raise Untold(f"a function without a name: {value!r}")
        say(f"code {value.__module__}.{value.__qualname__}\n".encode())
    elif hasattr(value, "model_dump"):
        say(b"model %s\n" % _name(kind))
        _tell_mapping(value.model_dump(), say)
    else:
        raise Untold(f"a {kind.__module__}.{kind.__qualname__}")


def _name_of(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__}".encode()


def _fields_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_name: Callable[[type], bytes] = cache(_name_of)
_fields: Callable[[type], tuple[str, ...]] = cache(_fields_of)
"""Also those that do not count when records are compared: a place is printed."""
