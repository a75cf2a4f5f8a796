"""The files of the site that are made of the archive and nothing else: each is made once, and then kept.

MkDocs never draws them: it would draw them all, every time, one after the other. They are drawn by several processes, with
MkDocs' own Markdown and the theme's own templates, and kept with all that was asked of the archive on the way; a file of which
every answer is the same is the same file.
"""

from __future__ import annotations

import logging
import pickle
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, TypeVar

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import files as structure
from mkdocs.structure.nav import Navigation

from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.archive.seen import SeenArchive
from postmortem_archive.incident import Incident
from postmortem_archive.keeping.canon import Untold, canon
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.tracing import Question, Seen, SeenDay, Trace, holds
from postmortem_archive.publishing.database import database_rows
from postmortem_archive.site.converting import Converter
from postmortem_archive.site.kept_page import Frame
from postmortem_archive.site.messages import Message, at_fault, collecting
from postmortem_archive.site.seen import Places, SeenFiles
from postmortem_archive.site.site import Site
from postmortem_archive.site.written import Signature, Written, write

log = logging.getLogger("mkdocs.plugins.archive")
Result = TypeVar("Result")
Content = TypeVar("Content")
Files = Mapping[str, bytes]
"""What stands in some files, by their paths in the site."""

LASTING = frozenset({
    "archive", "config", "today", "preview", "veil", "chain_pages", "templates", "editor", "_converter", "_quoted", "_entries",
    "_draws_entries",
})  # fmt: skip
"""What a Site may hold on to from one page to the next; anything else it worked out, it worked out of what it asked."""
MOST_REMEMBERED = 4_096
"""Results that a process remembers for its other products: some 10 MB."""


@dataclass(frozen=True)
class Product:
    """Some files of the site that are made together, for an incident or for all.

    `given` is what they are made of, besides what is asked on the way; `origin` returns a digest of what that in turn is worked
    out of, where it is told sooner. `make` returns the files, and what the list of all incidents says of this one. One that
    `is_long` to make takes much memory too: it stands before those that are not, and no two are made at once; nothing is asked
    for it but the archive. The last file of one that `moves` stands elsewhere when an older incident comes or goes, with the
    same in it.
    """

    paths: tuple[str, ...]
    given: Any
    make: Callable[[Workshop], tuple[Files, str]]
    incident: Incident | None = None
    is_long: bool = False
    origin: Callable[[], bytes] | None = None
    moves: bool = False

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return "\n".join(self.paths[:-1] if self.moves else self.paths)

    def placed(self, contents: Mapping[str, Content]) -> Mapping[str, Content]:
        """What was made of it before, by the paths that it has today."""
        return dict(zip(self.paths, contents.values(), strict=True)) if self.moves else contents


@dataclass(frozen=True)
class Made:
    """What became of a product: the record that is to be kept, where it was made anew; whether it was; and at last whether
    the next build can have it. `extract`, compressed, waits until the list of all incidents is written. `aside` are records of
    what was found on the way, with their keys, also those that were kept."""

    key: bytes
    record: bytes | None
    fresh: bool
    written: tuple[tuple[str, bytes, Signature | None], ...]
    messages: tuple[Message, ...]
    extract: bytes
    kept: bool = False
    aside: tuple[tuple[bytes, bytes], ...] = ()


@dataclass
class Workshop:
    """Where products are made: the site, the files and the templates as one of them sees them."""

    site: Site
    files: structure.Files
    config: MkDocsConfig
    nav: Navigation
    env: jinja2.Environment
    key: bytes | None
    store: Store
    written: Written
    trace: Trace = field(default_factory=Trace)

    def __post_init__(self) -> None:
        self.site.archive.find_all_similar()
        self.subjects: Mapping[str, Any] = {
            "archive": self.site.archive, "recurrences": self.site.archive.recurrences, "chain_pages": self.site.chain_pages,
            "day": self.site.today, "files": Places(self.files), "preview": self.site.preview,
        }  # fmt: skip

        def trace() -> Trace:
            return self.trace

        archive: Any = SeenArchive("archive", self.site.archive, trace)
        preview: Any = Seen("preview", self.site.preview, trace) if self.site.preview else None
        self.seen = replace(self.site, archive=archive, today=SeenDay.of(self.site.today, trace), preview=preview)
        self.seen.__dict__["chain_pages"] = Seen("chain_pages", self.site.chain_pages, trace)
        self.seen_files: Any = SeenFiles(self.files, trace)
        self.pages = self.files.documentation_pages()
        self.converter, self.frame = Converter(self.config), Frame(self.config, self.nav)
        for env in (self.env, self.site.templates, self.seen.templates):
            env.auto_reload = False  # a template does not change while pages are drawn
        self.messages: list[Message] = []
        self.aside: list[tuple[bytes, bytes]] = []
        self.rows = database_rows(self.site.archive)
        self._remembered: dict[Hashable, tuple[Any, Trace]] = {}
        self._known: dict[Question, bytes] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """While it is open, MkDocs' configuration leads to what is seen, and what is logged is collected."""
        extra = self.config.extra
        before = dict(extra)
        extra["archive"], extra["archive_site"] = self.seen.archive, self.seen
        try:
            with collecting(self.messages):
                yield
        finally:
            extra.clear()
            extra.update(before)

    def make(self, product: Product) -> Made:
        """The product, as it is kept or anew; its files are in the site afterwards."""
        self.aside.clear()
        key = self._key(product)
        record = self.store.get(key) if key is not None else None
        if key is not None and record is not None:
            asked, contents, messages, extract = _opened(record)
            if holds(asked, self.subjects, self._known):
                placed = self._placed(product, contents, _packed_contents(record))
                return Made(key, None, False, placed, messages, extract, aside=tuple(self.aside))
        return self._made(key, product)

    def once(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What `make` returns, or returned for another product: who gets it has asked all that it was made of. Where there is too
        much of it, all is forgotten, and made anew when it is asked for."""
        if key not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()  # what a process comes to hold has another take its place the sooner
            outer, self.trace = self.trace, Trace()
            try:
                self._remembered[key] = make(), self.trace
            finally:
                self.trace = outer
        value, asked = self._remembered[key]
        self.trace.add(asked)
        return value  # type: ignore[no-any-return]

    def _key(self, product: Product) -> bytes | None:
        if product.is_long:
            return long_key(self.site, product)
        if self.key is None:
            return None
        try:
            return digest(self.key, product.name, self._told(self.key, product))
        except Untold as error:
            log.debug("'%s' is drawn in every build: %s", product.paths[0], error)
            return None

    def _told(self, base: bytes, product: Product) -> bytes:
        """A digest of what a product is made of: that of the build before, where its origin is the same."""
        if product.origin is None:
            return canon(product.given)
        origin = digest(base, b"origin", product.name, product.origin())
        told = self.store.get(origin) or canon(product.given)
        self.aside.append((origin, told))
        return told

    def _made(self, key: bytes | None, product: Product) -> Made:
        self.trace = Trace()
        self.messages.clear()
        for name in self.seen.__dict__.keys() - LASTING:
            del self.seen.__dict__[name]
        with self.open_if_needed(), at_fault(product.paths[0], product.incident):
            contents, extract = product.make(self)
        made = finished(key, contents, extract, self.written, self.trace, tuple(self.messages))
        return replace(made, aside=tuple(self.aside))

    @contextmanager
    def open_if_needed(self) -> Iterator[None]:
        """In the process that MkDocs runs in, its configuration is changed only while something is drawn."""
        if self.config.extra.get("archive_site") is self.seen:
            yield
        else:
            with self.open():
                yield

    def _placed(
        self, product: Product, contents: Mapping[str, bytes], packed: Callable[[], Mapping[str, bytes]]
    ) -> tuple[tuple[str, bytes, Signature | None], ...]:
        """The files of a record in the site: those that stand there already are not written, nor even unpacked."""
        placed: list[tuple[str, bytes, Signature | None]] = []
        for path, content in product.placed(contents).items():
            if self.written.has(path, content):
                placed.append((path, content, self.written.files[path][1]))
            else:
                placed.append((path, content, write(self.written.site, path, product.placed(packed())[path])))
        return tuple(placed)


def long_key(site: Site, product: Product) -> bytes:
    """What one that `is_long` is kept under: whatever stands around it in the site, and how it looks, it is the same."""
    return digest(b"long", settings_digest(site.archive.settings), product.name, canon(product.given))


def finished(
    key: bytes | None, contents: Files, extract: str, written: Written, trace: Trace, messages: tuple[Message, ...] = ()
) -> Made:
    """What became of a product that was made anew; its files are in the site afterwards."""
    digests = {path: digest(content) for path, content in contents.items()}
    entry = zlib.compress(extract.encode(), 1)
    record = None if key is None or not trace.whole else _record(trace, digests, messages, entry, contents)
    placed = tuple(
        (path, name, written.files[path][1] if written.has(path, name) else write(written.site, path, contents[path]))
        for path, name in digests.items()
    )
    return Made(key or b"", record, True, placed, messages, entry)


def _record(
    trace: Trace, digests: Mapping[str, bytes], messages: tuple[Message, ...], extract: bytes, contents: Mapping[str, bytes]
) -> bytes:
    first = pickle.dumps((trace.questions, dict(digests), messages, extract), protocol=5)
    return b"".join((len(first).to_bytes(4, "little"), first, *_packed(dict(contents))))


def _packed(contents: dict[str, bytes]) -> Sequence[bytes]:
    """The contents as compressed bytes, piece by piece: those of the database are larger than all else in memory."""
    pieces: list[bytes] = []
    packer = zlib.compressobj(1)
    pickle.Pickler(SimpleNamespace(write=lambda piece: pieces.append(packer.compress(piece))), protocol=5).dump(contents)
    return [*pieces, packer.flush()]


def _opened(record: bytes) -> tuple[Any, ...]:
    return pickle.loads(memoryview(record)[4 : 4 + int.from_bytes(record[:4], "little")])  # type: ignore[no-any-return]


def _packed_contents(record: bytes) -> Callable[[], Mapping[str, bytes]]:
    """The contents of a record, unpacked when they are needed and only once."""
    unpacked: list[Mapping[str, bytes]] = []

    def contents() -> Mapping[str, bytes]:
        if not unpacked:
            unpacked.append(pickle.loads(zlib.decompress(record[4 + int.from_bytes(record[:4], "little") :])))
        return unpacked[0]

    return contents


def contents_of(store: Store, key: bytes) -> Sequence[bytes]:
    """What stands in the files of a product that is kept, in their order; none where it is not."""
    record = store.get(key)
    return () if record is None else tuple(_packed_contents(record)().values())


def extract_of(store: Store, key: bytes) -> bytes | None:
    """What the list of all incidents says of a product that is kept, compressed."""
    record = store.get(key)
    return None if record is None else _opened(record)[3]
