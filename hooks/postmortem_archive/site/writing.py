"""The way to a new postmortem that needs no command line: the host's editor, a proposed name, the template."""

from __future__ import annotations

import re

from postmortem_archive.site.editor import LONGEST_URL, NEW_NAME, new_postmortem_text
from postmortem_archive.site.site import Site

WRITE_HERE = re.compile(r"<!--\s*archive:\s*new postmortem\s*-->")
"""What an author puts into a page of docs/ where that way shall stand."""


def render_writing(site: Site, page_url: str) -> str:
    """The block as HTML. `filled`: the host's editor opens with the template in it."""
    text = new_postmortem_text()
    filled = site.editor.new is not None and f"{site.editor.parameters[1]}=" in site.editor.new.partition("?")[2]
    return site.render("write.html", page_url, name=NEW_NAME, text=text, filled=filled, longest=LONGEST_URL)
