"""What the archive draws on pages that MkDocs does, such as the trends: kept from build to build, and else drawn by several
processes before MkDocs asks for the first of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from mkdocs.structure.pages import Page

from postmortem_archive.keeping.canon import Untold
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.workers import as_done, worker_count
from postmortem_archive.site.making import Ahead
from postmortem_archive.site.pages import ArchiveFile
from postmortem_archive.site.shell import look_key
from postmortem_archive.site.site import Site
from postmortem_archive.site.standing import said_key

OF_SIMILAR = frozenset({"recurrences.html"})
"""Templates that say what is similar, and so wait until that is found."""


@dataclass
class Contents:
    """The contents of these pages in one build."""

    site: Site
    store: Store
    _ahead: dict[str, str] | None = field(init=False, default=None)

    @cached_property
    def _base(self) -> bytes | None:
        """What they depend on besides the page, where they are not drawn anew in every build."""
        try:
            said = said_key(self.site)
            return None if said is None else digest(b"page", look_key(self.site.config, self.site.archive), said)
        except Untold:
            return None

    def of(self, page: Page, made_of: str, draw: Callable[[], str]) -> str:
        """The content of a page that has this title, or begins with this text; as it was drawn before where the archive is as it
        was."""
        key = self._key(page, made_of)
        content = self._kept(key)
        if content is None:
            content = (self._ahead or {}).pop(page.file.src_uri, None) or draw()
            if key is not None:
                self.store.put(key, zlib.compress(content.encode(), 1))
        return content

    def draw_ahead(self, pages: Iterable[Page], draw: Callable[[Page], str], ahead: Ahead) -> None:
        """Draw those of these pages that are not kept, and find what is similar meanwhile; only once, and in a large archive.
        What is at work `ahead` takes a core each, and memory."""
        if self._ahead is not None or not ahead.is_worth_it:
            return
        self._ahead = {}
        missing = [page for page in pages if self._waits(page)]
        if missing:
            self.site.ledger  # noqa: B018 - made once, for all processes
            ahead.find_similar()
            workers = max(1, worker_count() - ahead.at_work)
            for number, done in as_done(draw, missing, workers, chunk=1, here=False):
                self._ahead[missing[number].file.src_uri] = done
        ahead.tell_similar()

    def _waits(self, page: Page) -> bool:
        """Whether a page is one that has to be drawn, and can be drawn ahead."""
        if not isinstance(page.file, ArchiveFile) or page.file.archive_page.incident:
            return False
        ours = page.file.archive_page
        return ours.template not in OF_SIMILAR and self._kept(self._key(page, ours.title)) is None

    def _key(self, page: Page, made_of: str) -> bytes | None:
        """None where it is not kept here: a page that MkDocs does not draw is kept whole."""
        if self._base is None or (isinstance(page.file, ArchiveFile) and page.file.kept):
            return None
        return digest(self._base, page.file.src_uri, page.url, page.edit_url or "", made_of)

    def _kept(self, key: bytes | None) -> str | None:
        record = self.store.get(key) if key is not None else None
        with suppress(zlib.error, UnicodeDecodeError):
            return None if record is None else zlib.decompress(record).decode()
        return None
