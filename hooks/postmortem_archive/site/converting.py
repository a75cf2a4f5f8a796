"""Markdown with the extensions of a site, made once for many texts: what becomes of one does not depend on those before."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.util import AtomicString
from mkdocs.config.defaults import MkDocsConfig

from postmortem_archive.site.rendering import CLOSE, OPEN

NAME = "_InlineProcessor__handleInline"
"""What Markdown calls its method that tries every inline pattern on a text; of a version without it all texts are tried."""

SIGNS = {
    "backtick": "`", "escape": r"\\", "footnote": r"\[", "reference": r"\[", "link": r"\[", "image_link": r"\[",
    "image_reference": r"\[", "short_reference": r"\[", "short_image_ref": r"\[", "autolink": "<", "automail": "<",
    "linebreak": "  \n", "html": "<", "entity": "&", "not_strong": "[*_]", "em_strong": "[*_]", "em_strong2": "_",
    "magic-link": r"://|[wW]{3}\.", "magic-mail": "@",
}  # fmt: skip
"""By inline pattern something that stands in every text that it matches."""
THEIRS = ("markdown.", "pymdownx.")
"""Where these patterns come from: another of the same name may match anything."""


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
        _pass_over_plain(inline)
        self._markdown = made
        footnotes = (one for one in made.registeredExtensions if isinstance(one, FootnoteExtension))
        self._footnotes = [(one, one.unique_prefix - 1) for one in footnotes]

    def fresh(self) -> markdown.Markdown:
        """As new, for the next text."""
        for one, before in self._footnotes:
            one.unique_prefix = before  # it counts how often it was reset, and may write that into its anchors
        return self._markdown.reset()


def _pass_over_plain(inline: Any) -> None:
    """Have no inline pattern tried on a text in which none can match. Where one of them is not known, all are tried on all."""
    registered = inline.md.inlinePatterns
    known = {registered[name]: sign for name, sign in SIGNS.items() if name in registered}
    handle = getattr(inline, NAME, None)
    if handle is not None and all(one in known and type(one).__module__.startswith(THEIRS) for one in inline.inlinePatterns):
        sign = re.compile("|".join(dict.fromkeys(known.values())))
        setattr(inline, NAME, lambda data, index=0: handle(data, index) if sign.search(data) else data)
