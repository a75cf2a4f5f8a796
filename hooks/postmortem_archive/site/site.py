"""One build of the site: the archive it shows, the templates that draw it, and where everything stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_relative_url

from postmortem_archive import wording
from postmortem_archive.archive import GROUP_KINDS, Archive, Group
from postmortem_archive.archive.veil import Veil
from postmortem_archive.figures.drawing import points_text
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Ledger, is_overdue
from postmortem_archive.insight.anniversaries import around_this_day
from postmortem_archive.keeping.canon import canon
from postmortem_archive.keeping.store import digest
from postmortem_archive.site.converting import Converter
from postmortem_archive.site.editor import EditorLinks
from postmortem_archive.site.explorer_address import explorer_address
from postmortem_archive.site.folders import THEME
from postmortem_archive.site.group_overview import besides_groups
from postmortem_archive.site.kept_templates import KeptTemplates
from postmortem_archive.site.labels import RELATION_WORDS, safe_url
from postmortem_archive.site.preview import Preview
from postmortem_archive.site.recurrences_page import ITEMS_AT_MOST, chain_pages, unsure_words
from postmortem_archive.site.rendering import link_mentions, point_links
from postmortem_archive.site.sanitise import sanitise

MOST_ENTRIES = 2_048
"""Entries of lists that a process holds on to: some 3 MB."""


@dataclass(frozen=True)
class Site:
    """Everything a page needs. `config` is MkDocs' own; `preview` is there only while somebody writes; `veil` hides from pages by
    hand what `archive` does not hold."""

    archive: Archive
    config: MkDocsConfig
    today: date
    preview: Preview | None = None
    veil: Veil = field(default=Veil(), repr=False)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """Our templates, escaping everything that does not say it is HTML; a theme's custom_dir can replace each."""
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.config.theme.dirs), autoescape=True, trim_blocks=True, lstrip_blocks=True,
            bytecode_cache=KeptTemplates(self.archive.store) if self.archive.store else None,
        )  # fmt: skip
        env.filters.update(
            day=wording.long_day, short_day=wording.short_day, clock=wording.clock, moment=wording.moment, zone=wording.zone,
            duration=wording.duration, plain=wording.plain, excerpt=wording.excerpt, safe_url=safe_url,
            days_long=wording.days_long, points=points_text,
        )  # fmt: skip
        env.globals.update(
            archive=self.archive, settings=self.archive.settings, today=self.today, group_kinds=GROUP_KINDS,
            plural=wording.plural, relation_words=RELATION_WORDS, phase_words=wording.PHASE_WORDS,
            status_words=wording.STATUS_WORDS, severity_looks=self.severity_looks,
            editor=self.editor, unsure_words=unsure_words, items_at_most=ITEMS_AT_MOST,
            times=wording.times, is_overdue=is_overdue,
        )  # fmt: skip
        return env

    @cached_property
    def severity_looks(self) -> dict[str, tuple[str, int]]:
        """By word the label of a severity and its colour, from 1 for the most severe to 4, for scripts that draw it."""
        terms = self.archive.settings.severities
        return {word: (term.label, min(place, 4)) for place, (word, term) in enumerate(terms.items(), 1)}

    @cached_property
    def editor(self) -> EditorLinks:
        """Links to the repository host's editor."""
        settings, docs = self.archive.settings, Path(self.config.docs_dir).name
        return EditorLinks.of(self.config.repo_url, self.config.edit_uri, settings.postmortems, settings.host, docs)

    @cached_property
    def _converter(self) -> Converter:
        return Converter(self.config)

    def render(self, template: str, page_url: str, **context: Any) -> str:
        """One of our templates as HTML, for the page at `page_url` (below the site's root). What makes links of addresses can be
        given too, in place of what they are on a page of the site."""
        here = self.here(page_url)
        links = {
            "url": here,
            "incident_url": lambda slug: here(incident_address(slug)),
            "explore": lambda query: here(explorer_address(query)),
            "year_url": lambda year: here(f"years/{year}/"),
            "snippet": lambda text: self.snippet(text, here),
            "listed": lambda incident, draw: self._listed(incident, here(incident_address(incident.slug)), draw),
        }
        return self.templates.get_template(f"archive/{template}").render(links | context)

    def here(self, page_url: str) -> Callable[[str], str]:
        """Turns an address below the site's root into one relative to the page."""
        return lambda address: get_relative_url(address, page_url)

    def snippet(self, text: str, url: Callable[[str], str]) -> Markup:
        """A passage of a postmortem as harmless HTML, for pages that quote it."""

        def address(slug: str) -> str:
            return url(incident_address(slug))

        html = self._quoted(point_links(text, self.archive, address))
        return Markup(link_mentions(html, self.archive, "", address))

    def _listed(self, incident: Incident, address: str, draw: Callable[[Incident], str]) -> str:
        """An incident in the list of a group, as `draw` draws it. Most are in ten of them: drawn once for all that link alike, as
        long as there is room."""
        if not self._draws_entries:
            return draw(incident)
        if (incident.slug, address) not in self._entries:
            if len(self._entries) >= MOST_ENTRIES:
                self._entries.clear()
            self._entries[incident.slug, address] = draw(incident)
        return self._entries[incident.slug, address]

    @cached_property
    def _entries(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def _draws_entries(self) -> bool:
        """Whether an incident in a list is drawn by our template, which asks nothing, and links to the incident alone."""
        return Path(self.templates.get_template("archive/macros.html").filename or "").is_relative_to(THEME)

    @cached_property
    def _quoted(self) -> Callable[[str], str]:
        """Markdown as HTML for a quotation. Many pages quote the same: what was quoted last is not worked out again."""

        @lru_cache(maxsize=4096)
        def quoted(text: str) -> str:
            html = sanitise(self._converter.fresh().convert(text))
            html = re.sub(r'\s(?:id|name)="[^"]*"', "", html)  # a quotation brings no anchors: two of them could clash
            html = re.sub(r"<(/?)h[1-6]\b", r"<\1p", html)
            if html.startswith("<p>") and html.endswith("</p>") and html.count("<p") == 1:
                html = html[3:-4]
            return html

        return quoted

    @cached_property
    def chain_pages(self) -> dict[str, str]:
        """The page of each chain that is not drawn in full on that of all, by the slug of its first incident."""
        return chain_pages(self.archive)

    @cached_property
    def ledger(self) -> Ledger:
        """Every action item as it stands today."""
        return Ledger.of(self.archive, self.today)

    def overview_origin(self, group: Group) -> bytes:
        """A digest of all that the overview of a group is made of, but for the settings."""
        return digest(canon(group), self._overviews_besides)

    @cached_property
    def _overviews_besides(self) -> bytes:
        return canon(besides_groups(self.archive, self.chain_pages, self.today))

    @cached_property
    def anniversaries(self) -> tuple[Incident, ...]:
        """What happened around this day in earlier years, the newest first."""
        return tuple(around_this_day(self.archive, self.today))


def incident_address(slug: str) -> str:
    """Where an incident's page stands below the site's root."""
    return f"incidents/{slug}/"


def group_address(group: Group) -> str:
    """Where a group's page stands below the site's root."""
    return f"{group.kind.address}/{group.slug}/"
