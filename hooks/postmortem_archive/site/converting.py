"""Markdown with the extensions of a site, made once for many texts: what becomes of one does not depend on those before."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.util import AtomicString
from mkdocs.config.defaults import MkDocsConfig

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
        """As new, for the next text."""
        for one, before in self._footnotes:
            one.unique_prefix = before  # it counts how often it was reset, and may write that into its anchors
        return self._markdown.reset()
