"""Passages of postmortems as HTML for places other than the archive's pages: feeds, and a file that is mailed."""

from __future__ import annotations

import re
from collections.abc import Callable

from postmortem_archive.incident import Incident
from postmortem_archive.publishing.links import incident_address, move_html_links, place_of
from postmortem_archive.site.converting import Converter
from postmortem_archive.site.rendering import link_mentions
from postmortem_archive.site.sanitise import sanitise
from postmortem_archive.site.site import Site


def quoting(site: Site) -> Callable[[Incident, str, str], str]:
    """Turns (incident, its Markdown, the way to the site's root) into harmless HTML whose links begin with that way."""
    archive, config = site.archive, site.config
    converter = Converter(config)

    def quote(incident: Incident, text: str, root: str) -> str:
        def move(target: str) -> str | None:
            place = place_of(target, archive, incident)
            return None if place is None else f"{root}{place}"

        html = sanitise(converter.fresh().convert(text))
        html = re.sub(r'\s(?:id|name)="[^"]*"', "", html)  # the anchors are those of the page, not of a quotation
        moved = move_html_links(html, move)
        return link_mentions(moved, archive, incident.slug, lambda slug: f"{root}{incident_address(slug)}")

    return quote
