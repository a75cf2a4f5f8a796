"""Templates as Jinja has compiled them, kept for the next build: to compile the theme takes longer than to draw its page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from postmortem_archive.keeping.store import Store, digest


class KeptTemplates(jinja2.BytecodeCache):
    """Keeps them in the store, which hands out only what is whole; that it is of this source and version Jinja sees to."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template what is kept of it."""
        record = self._store.get(_key(bucket))
        if record is not None:
            bucket.bytecode_from_string(record)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._store.put(_key(bucket), bucket.bytecode_to_string())


def compile_all(env: jinja2.Environment, folders: Iterable[str], *patterns: str) -> None:
    """Compile and keep templates before processes part: each would compile them all for itself, and could keep none."""
    found = {
        path.relative_to(folder).as_posix() for folder in map(Path, folders) for one in patterns for path in folder.glob(one)
    }
    for name in sorted(found):
        with contextlib.suppress(jinja2.TemplateError):  # of one that no page needs; of others, their page tells
            env.get_template(name)


def _key(bucket: Bucket) -> bytes:
    """The same template is compiled to something else where Jinja is set up in another way, as MkDocs' and ours are."""
    env = bucket.environment
    ways = (env.trim_blocks, env.lstrip_blocks, env.keep_trailing_newline, env.autoescape, env.undefined.__qualname__)
    return digest(b"template", bucket.key, bucket.checksum, repr((ways, sorted(env.extensions), sorted(env.filters))))
