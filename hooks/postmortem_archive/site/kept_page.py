"""A page that MkDocs does not draw, drawn as MkDocs would, without what it does anew for every page."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import (
    Page,
    _ExtractAnchorsTreeprocessor,
    _ExtractTitleTreeprocessor,
    _RawHTMLPreprocessor,
    _RelativePathTreeprocessor,
)
from mkdocs.structure.toc import get_toc

from postmortem_archive.site.converting import Converter
from postmortem_archive.site.folders import files_below, own_folders


class Frame:
    """Parts of the theme that are the same on every page of a folder, each drawn once.

    That holds for pages that do not stand in the navigation and have none of it below them, in the theme's own templates: a
    site that has partials of its own may show anything there, and is drawn page by page.
    """

    def __init__(self, config: MkDocsConfig, nav: Navigation) -> None:
        self._own = any(True for folder in own_folders(config) for _ in files_below(f"{folder}/partials"))
        self._leads_to = tuple(page.url for page in nav.pages)
        self._drawn: dict[tuple[str, str], list[str]] = {}

    def around(self, page: Page) -> Callable[..., str]:
        """What draws a part (its name, and how it is drawn) for this page; `own` is what stands in it once and is the page's."""
        folder = posixpath.dirname(page.url.rstrip("/"))
        alone = self._own or any(address.startswith(page.url) for address in self._leads_to)

        def draw(name: str, caller: Callable[[], str], own: str | None = None) -> str:
            if alone or own == "":
                return caller()
            if (name, folder) not in self._drawn:
                drawn = caller()
                parts = [drawn] if own is None else drawn.split(own)
                if len(parts) != (1 if own is None else 2):
                    return drawn  # something else on the page says the same
                self._drawn[name, folder] = parts
            return (own or "").join(self._drawn[name, folder])

        return draw


class KeptPage(Page):
    """As MkDocs' page (1.6), with one converter for all, and none where there is no Markdown."""

    converter: Converter
    frame: Callable[..., str]

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """As MkDocs' own."""
        convert(self, self.converter, config, files)


def convert(page: Page, converter: Converter, config: MkDocsConfig, files: Files) -> None:
    """Convert the Markdown of a page; what is remembered of it is what MkDocs' own remembers."""
    text = page.markdown or ""
    if not text.strip():
        page.content, page.toc, page.present_anchor_ids = "", get_toc([]), set()
        return
    fresh = converter.fresh()
    raw, title = _RawHTMLPreprocessor(), _ExtractTitleTreeprocessor()
    anchors = _ExtractAnchorsTreeprocessor(page.file, files, config)
    links = _RelativePathTreeprocessor(page.file, files, config)
    for part in (raw, anchors, links, title):
        part._register(fresh)
    page.content = fresh.convert(text)
    page.toc = get_toc(getattr(fresh, "toc_tokens", []))
    page._title_from_render = title.title
    page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
    page.links_to_anchors = links.links_to_anchors
