"""How one page is drawn, and what is made of one page and of one incident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from postmortem_archive.incident import Incident
from postmortem_archive.site.kept_page import KeptPage
from postmortem_archive.site.outputs import incident_files, incident_paths
from postmortem_archive.site.pages import ArchiveFile
from postmortem_archive.site.production import Product, Workshop

PageEvent = Callable[[str, Page, MkDocsConfig], str]


@dataclass(frozen=True)
class Drawing:
    """The steps of MkDocs from a file to its page, with what the archive does at two of them."""

    page_markdown: PageEvent
    page_content: PageEvent

    def page(self, file: ArchiveFile) -> Product:
        """A page that is not of one incident."""

        def make(workshop: Workshop) -> tuple[dict[str, bytes], str]:
            return {file.dest_uri: self.drawn(workshop, file)}, ""

        origin = getattr(file.archive_page.context, "origin", None)
        return Product((file.dest_uri,), (file.src_uri, file.archive_page), make, origin=origin)

    def incident(self, incident: Incident, number: int, file: ArchiveFile | None) -> Product:
        """All files of one incident, which are made of the same text; without its page where MkDocs draws that."""

        def make(workshop: Workshop) -> tuple[dict[str, bytes], str]:
            page = {file.dest_uri: self.drawn(workshop, file)} if file else {}
            files, entry = incident_files(workshop, incident, number)
            return {**page, **files}, entry

        paths = incident_paths(incident, number)
        if file is None:
            return Product(paths, incident, make, incident, moves=True)
        return Product((file.dest_uri, *paths), (file.src_uri, file.archive_page), make, incident, moves=True)

    def drawn(self, workshop: Workshop, file: ArchiveFile) -> bytes:
        """The page as MkDocs draws it, step by step."""
        config, files = workshop.config, workshop.seen_files
        page = KeptPage(None, file, config)
        page.converter, page.frame = workshop.converter, workshop.frame.around(page)
        config._current_page = page
        file.archive = workshop.seen.archive
        try:
            page.read_source(config)
            page.markdown = self.page_markdown(page.markdown or "", page, config)
            page.render(config, files)
            page.content = self.page_content(page.content or "", page, config)
            page.active = True
            context = get_context(workshop.nav, workshop.pages, config, page)
            template: Any = page.meta.get("template", "main.html")
            return workshop.env.get_template(template).render(context).encode("utf-8", errors="xmlcharrefreplace")
        finally:
            config._current_page = None
            file.archive = workshop.site.archive
            file.page = None
