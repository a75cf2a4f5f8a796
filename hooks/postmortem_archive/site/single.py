"""One incident as a single file of HTML that loads nothing: for mailing it, or for keeping it with a ticket."""

from __future__ import annotations

import base64
import logging
import mimetypes
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import markdown
from markupsafe import Markup
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from postmortem_archive.archive import Archive
from postmortem_archive.figures.incident_timeline import draw_incident
from postmortem_archive.incident import Incident
from postmortem_archive.insight.today import today
from postmortem_archive.publishing.links import incident_address, move_html_links, place_of
from postmortem_archive.settings import SettingsError
from postmortem_archive.site.attachments import attached, refusal
from postmortem_archive.site.events import configure
from postmortem_archive.site.folders import THEME
from postmortem_archive.site.incident_page import durations_of, facts, sections_of
from postmortem_archive.site.rendering import compose, cut, link_mentions
from postmortem_archive.site.site import Site

STYLES = (
    THEME / "assets/archive/figures.css", THEME / "assets/archive/archive.css", THEME / "assets/archive/print.css",
    Path(__file__).parent / "single.css",
)  # fmt: skip
_MEDIA = re.compile(r"<(img|video|source)\b[^>]*>")
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_NOWHERE = re.compile(r'<a\b[^>]*\shref=""[^>]*>(.*?)</a>', re.DOTALL)
_WORDS = re.compile(r'\salt="([^"]*)"')
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".svg"})


def single_page(archive: Archive, config_file: Path, incident: Incident) -> tuple[str, list[str]]:
    """(the HTML, what is not in it) of one incident of the archive. Raises SettingsError for a mkdocs.yml that is of no use.

    Pictures beside the postmortem are in the file; links into the site lead to it where it has an address, and else are
    words only.
    """
    site = _site(archive, config_file)
    root = f"{archive.settings.site_url.rstrip('/')}/" if archive.settings.site_url else ""
    missing: list[str] = []
    polish = _polishing(site, incident, root, missing)
    renderer = markdown.Markdown(extensions=site.config.markdown_extensions, extension_configs=site.config.mdx_configs)
    parts = cut(renderer.convert(compose(incident)), incident, polish)
    html = site.render(
        "single.html",
        incident_address(incident.slug),
        url=lambda address: f"{root}{address}" if root else "",
        incident_url=lambda slug: f"{root}{incident_address(slug)}" if root else "",
        incident=incident,
        root=root,
        language=archive.settings.language,
        styles=Markup("\n".join(path.read_text(encoding="utf-8") for path in STYLES)),
        lead=Markup(parts.lead),
        lead_anchor=parts.anchor,
        sections=list(sections_of(parts, incident, site)),
        figure=draw_incident(incident),
        facts=list(facts(site, incident)),
        derived=list(durations_of(incident)),
        related=archive.related(incident.slug),
    )
    return html, missing


def _site(archive: Archive, config_file: Path) -> Site:
    logger, errors = logging.getLogger("mkdocs"), _Errors()
    before = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [errors], False  # what is not quite right with the site is no matter here
    try:
        config = load_config(str(config_file))
        configure(config)
    except MkDocsException as error:
        raise SettingsError(f"{config_file}: {'; '.join(errors.said) or error}") from None
    finally:
        logger.handlers[:], logger.propagate = before
    return Site(archive, config, today(archive.settings.timezone))


class _Errors(logging.Handler):
    """What MkDocs logs before it gives up; its exception only counts them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _polishing(site: Site, incident: Incident, root: str, missing: list[str]) -> Callable[[str], str]:
    """What becomes of each sanitised piece of the text."""
    archive = site.archive
    files = dict(attached(archive, incident))

    def embedded(found: re.Match[str]) -> str:
        source = _SOURCE.search(found[0])
        target = unescape(source[1]) if source else ""
        place = place_of(target, archive, incident)
        path = files.get(unquote(place.partition("#")[0].removeprefix("incidents/"))) if place else None
        if found[1] == "img" and path and path.suffix.lower() in _PICTURES and not refusal(path):
            data = f"data:{mimetypes.guess_type(path.name)[0]};base64,{base64.b64encode(path.read_bytes()).decode()}"
            return _SOURCE.sub(lambda _: f' src="{data}"', found[0])
        if target:
            missing.append(target)
        words = _WORDS.search(found[0])
        elsewhere = target if place is None else f"{root}{place}" if root else ""
        return site.render("elsewhere.html", "", address=elsewhere, words=unescape(words[1]) if words else target).strip()

    def move(target: str) -> str | None:
        place = place_of(target, archive, incident)
        if target.startswith(("#", "data:")) or place is None:
            return None
        return f"{root}{place}" if root else ""

    def polish(html: str) -> str:
        html = move_html_links(_MEDIA.sub(embedded, html), move)
        if not root:
            return _NOWHERE.sub(r"\1", html)
        return link_mentions(html, archive, incident.slug, lambda slug: f"{root}{incident_address(slug)}")

    return polish
