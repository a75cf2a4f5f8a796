"""A page that MkDocs does not draw, drawn as MkDocs would, without what it does anew for every page."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.util import AtomicString
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

from postmortem_archive.site.rendering import CLOSE, OPEN


class _Marks(BlockProcessor):  # type: ignore[misc]  # Markdown has no types
    """Our marks between the parts of an incident: each a paragraph in which no Markdown is looked for."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - Markdown's signature
        return block.startswith(OPEN) and block.endswith(CLOSE)

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = AtomicString(blocks.pop(0))


class Converter:
    """Markdown with the extensions of a site. To register them takes as long as a short page."""

    def __init__(self, config: MkDocsConfig) -> None:
        made = markdown.Markdown(extensions=list(config.markdown_extensions), extension_configs=config.mdx_configs or {})
        made.parser.blockprocessors.register(_Marks(made.parser), "archive-marks", 1000)
        inline: Any = made.treeprocessors["inline"]
        inline.inlinePatterns = tuple(made.inlinePatterns)  # which looks for the order anew with every pattern it tries
        self._markdown = made
        footnotes = (one for one in made.registeredExtensions if isinstance(one, FootnoteExtension))
        self._footnotes = [(one, one.unique_prefix - 1) for one in footnotes]

    def fresh(self) -> markdown.Markdown:
        """As new, for the next page."""
        for one, before in self._footnotes:
            one.unique_prefix = before  # it counts how often it was reset, and may write that into its anchors
        return self._markdown.reset()


class Frame:
    """Parts of the theme that are the same on every page of a folder, each drawn once.

    That holds for pages that do not stand in the navigation and have none of it below them, in the theme's own templates: a
    site that has partials of its own may show anything there, and is drawn page by page.
    """

    def __init__(self, config: MkDocsConfig, nav: Navigation) -> None:
        self._own = bool(config.theme.custom_dir) and any(Path(config.theme.custom_dir or "").glob("partials/**/*.html"))
        self._leads_to = tuple(page.url for page in nav.pages)
        self._drawn: dict[tuple[str, str], str] = {}

    def around(self, page: Page) -> Callable[..., str]:
        """What draws a part (its name, and how it is drawn) for this page."""
        folder = posixpath.dirname(page.url.rstrip("/"))
        alone = self._own or any(address.startswith(page.url) for address in self._leads_to)

        def draw(name: str, caller: Callable[[], str]) -> str:
            if alone:
                return caller()
            if (name, folder) not in self._drawn:
                self._drawn[name, folder] = caller()
            return self._drawn[name, folder]

        return draw


class KeptPage(Page):
    """As MkDocs' page (1.6), with one converter for all, and none where there is no Markdown."""

    converter: Converter
    frame: Callable[..., str]

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown; what is remembered of it is what MkDocs' own remembers."""
        text = self.markdown or ""
        if not text.strip():
            self.content, self.toc, self.present_anchor_ids = "", get_toc([]), set()
            return
        converter = self.converter.fresh()
        raw, title = _RawHTMLPreprocessor(), _ExtractTitleTreeprocessor()
        anchors = _ExtractAnchorsTreeprocessor(self.file, files, config)
        links = _RelativePathTreeprocessor(self.file, files, config)
        for part in (raw, anchors, links, title):
            part._register(converter)
        self.content = converter.convert(text)
        self.toc = get_toc(getattr(converter, "toc_tokens", []))
        self._title_from_render = title.title
        self.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
        self.links_to_anchors = links.links_to_anchors
