"""Templates as Jinja has compiled them, kept for the next build: to compile the theme takes longer than to draw its page.

What a filter or a test makes of what never changes, such as of a word, Jinja works out when it compiles. So nothing is kept where
one of them is of somebody whose code no key tells.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from postmortem_archive.keeping.code import code_digest
from postmortem_archive.keeping.store import Store, digest

KNOWN = frozenset({"jinja2", "markupsafe", "mkdocs", "material", "postmortem_archive", "builtins", "_operator"})
"""Packages whose filters and tests make the same of the same: the versions of those that change are part of the key."""


class KeptTemplates(jinja2.BytecodeCache):
    """Keeps them in the store, which hands out only what is whole; that it is of this source and version Jinja sees to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template what is kept of it."""
        key = _key(bucket)
        record = None if key is None else self._store.get(key)
        if record is not None:
            bucket.bytecode_from_string(record)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        key = _key(bucket)
        if key is not None:
            self._store.put(key, bucket.bytecode_to_string())


def compile_all(env: jinja2.Environment, folders: Iterable[str], *patterns: str) -> None:
    """Compile and keep templates before processes part: each would compile them all for itself, and could keep none."""
    found = {
        path.relative_to(folder).as_posix() for folder in map(Path, folders) for one in patterns for path in folder.glob(one)
    }
    for name in sorted(found):
        with contextlib.suppress(jinja2.TemplateError):  # of one that no page needs; of others, their page tells
            env.get_template(name)


def _key(bucket: Bucket) -> bytes | None:
    """The same template is compiled to something else where Jinja is set up in another way, as MkDocs' and ours are; None where
    nobody can tell to what."""
    env = bucket.environment
    helpers = sorted(_helpers(env))
    if any(module.partition(".")[0] not in KNOWN or module.endswith(".py") for _, module, _ in helpers):  # as hooks are called
        return None
    ways = (env.trim_blocks, env.lstrip_blocks, env.keep_trailing_newline, env.autoescape, env.undefined.__qualname__)
    policies = sorted(env.policies.items())
    return digest(b"template", code_digest(), bucket.key, bucket.checksum, repr((ways, policies, helpers)))


def _helpers(env: jinja2.Environment) -> Iterator[tuple[str, str, str]]:
    """(what it is called, its module, its name there) of all that takes part when a template is compiled."""
    named: dict[str, Any] = {f"| {name}": one for name, one in env.filters.items()}
    named |= {f"is {name}": one for name, one in env.tests.items()}
    named |= {name: type(one) for name, one in env.extensions.items()}
    if env.finalize is not None:
        named["finalize"] = env.finalize
    for name, one in named.items():  # where a function stands, and not where one that it wraps does
        module = getattr(one, "__globals__", {}).get("__name__") or getattr(one, "__module__", None) or ""
        yield name, str(module), str(getattr(one, "__qualname__", ""))
