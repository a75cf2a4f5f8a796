"""The Markdown of the pages that MkDocs draws, such as those of the guide: converted once, and kept from build to build with all
that its links asked of the site's files."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from postmortem_archive.keeping.canon import Untold
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.keeping.tracing import Trace, holds
from postmortem_archive.site.converting import Converter
from postmortem_archive.site.kept_page import convert
from postmortem_archive.site.messages import Message, collecting, say
from postmortem_archive.site.seen import Places, SeenFiles
from postmortem_archive.site.shell import look_key
from postmortem_archive.site.site import Site

OF_TEXT = ("content", "toc", "_title_from_render", "present_anchor_ids")
"""What MkDocs remembers of a page's text, beside the anchors it leads to, which are told by files."""


@dataclass
class Conversions:
    """The conversions of one build."""

    site: Site
    store: Store

    @cached_property
    def _base(self) -> bytes | None:
        """What they depend on besides the page; None where the same text may become something else."""
        try:
            return digest(b"converted", look_key(self.site.config, self.site.archive))
        except Untold:
            return None

    @cached_property
    def _converter(self) -> Converter:
        return Converter(self.site.config)

    def take(self, page: Page) -> None:
        """Have the page converted here when MkDocs comes to it, if what is kept can be told."""
        if self._base is not None:
            page.render = partial(self._render, page)  # type: ignore[method-assign]  # MkDocs has no other way in

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        assert self._base is not None
        file = page.file
        key = digest(self._base, file.src_uri, file.url, file.inclusion.name, page.markdown or "")
        if not self._restored(page, files, self.store.get(key)):
            trace, messages = Trace(), list[Message]()
            seen: Any = SeenFiles(files, lambda: trace)
            with collecting(messages):
                convert(page, self._converter, config, seen)
            say(messages)
            if trace.whole:
                self.store.put(key, _record(page, trace, messages))

    def _restored(self, page: Page, files: Files, record: bytes | None) -> bool:
        """Whether the page has become what it was before, since its links lead where they did."""
        if record is None:
            return False
        asked, messages, known, links = pickle.loads(zlib.decompress(record))
        if not holds(asked, {"files": Places(files)}):
            return False
        page.__dict__.update(known)
        page.links_to_anchors = {file: to for uri, to in links.items() if (file := files.get_file_from_path(uri)) is not None}
        say(messages)
        return True


def _record(page: Page, trace: Trace, messages: list[Message]) -> bytes:
    known = {name: getattr(page, name) for name in OF_TEXT}
    links = {file.src_uri: to for file, to in (page.links_to_anchors or {}).items()}
    return zlib.compress(pickle.dumps((trace.questions, messages, known, links), protocol=5), 1)
