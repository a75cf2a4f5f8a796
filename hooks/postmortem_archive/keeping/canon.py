"""What a value is, as bytes: equal for equal values in every process, or Untold."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import PurePath
from types import FunctionType
from typing import Any


class Untold(TypeError):
    """A value of which nobody can say whether it is the same as before."""


def canon(value: Any) -> bytes:
    """A digest of a value. A record with a `source` is told by that alone. Raises Untold."""
    found = hashlib.blake2b(digest_size=16)
    _tell(value, found.update)
    return found.digest()


_PLAIN = (str, int, float, bool, type(None))


def _tell(value: Any, say: Callable[[bytes], object]) -> None:
    kind = type(value)
    if kind in _PLAIN:
        say(f"{kind.__name__} {value!r}\n".encode("utf-8", "surrogatepass"))
    elif kind is bytes:
        say(b"bytes %d %s\n" % (len(value), value))
    elif kind in (tuple, list):
        say(b"list %d\n" % len(value))
        for one in value:
            _tell(one, say)
    elif isinstance(value, Mapping):
        say(b"mapping %d\n" % len(value))
        for key, one in value.items():
            _tell(key, say)
            _tell(one, say)
    elif isinstance(value, (set, frozenset)):
        say(b"set %d %s\n" % (len(value), b"".join(sorted(map(canon, value)))))
    elif is_dataclass(value) and (source := getattr(value, "source", b"")):
        say(b"source %s %s\n" % (_name(kind), source))
    elif is_dataclass(value) and not isinstance(value, type):
        say(b"record %s\n" % _name(kind))
        for name in _fields(kind):  # type: ignore[arg-type]  # a class can be looked up
            _tell(getattr(value, name), say)
    else:
        _tell_rare(value, say)


def _tell_rare(value: Any, say: Callable[[bytes], object]) -> None:
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
        _tell(value.model_dump(), say)
    else:
        raise Untold(f"a {kind.__module__}.{kind.__qualname__}")


def _name(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__}".encode()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Also those that do not count when records are compared: a place is printed."""
    return tuple(field.name for field in fields(kind))
