"""Templates as Jinja has compiled them, kept for the next build: to compile the theme takes longer than to draw its page."""

from __future__ import annotations

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


def _key(bucket: Bucket) -> bytes:
    """The same template is compiled to something else where Jinja is set up in another way, as MkDocs' and ours are."""
    env = bucket.environment
    ways = (env.trim_blocks, env.lstrip_blocks, env.keep_trailing_newline, env.autoescape, env.undefined.__qualname__)
    return digest(b"template", bucket.key, bucket.checksum, repr((ways, sorted(env.extensions), sorted(env.filters))))
