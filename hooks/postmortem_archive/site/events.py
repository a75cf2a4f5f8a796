"""What happens at each of MkDocs' events. hooks/archive_site.py forwards to here."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.meta import get_data

from postmortem_archive.archive import Archive
from postmortem_archive.configuration import language_of
from postmortem_archive.environment import Misset
from postmortem_archive.insight.today import today
from postmortem_archive.keeping.collecting import leave, no_collecting
from postmortem_archive.keeping.forking import end_by_terminating
from postmortem_archive.settings import Settings, SettingsError, read_settings
from postmortem_archive.site.build import Build, cache_folder, open_store
from postmortem_archive.site.drawing import Drawing
from postmortem_archive.site.folders import THEME
from postmortem_archive.site.host import check_environment, shows_drafts
from postmortem_archive.site.incident_page import render_incident
from postmortem_archive.site.kept_page import KeptPage
from postmortem_archive.site.kept_templates import KeptTemplates
from postmortem_archive.site.outputs import alternates
from postmortem_archive.site.pages import ArchiveFile, archive_files, attachment_files, incident_link
from postmortem_archive.site.preview import Preview
from postmortem_archive.site.process import Process
from postmortem_archive.site.rendering import point_links
from postmortem_archive.site.site import Site
from postmortem_archive.site.theming import check_theme
from postmortem_archive.site.watching import watch_what_is_named
from postmortem_archive.site.writing import WRITE_HERE, render_writing
from postmortem_archive.site.written import Written, bring_back, name_place, put_aside

log = logging.getLogger("mkdocs.plugins.archive")
STYLES = tuple(
    f"assets/archive/{name}.css" for name in ("figures", "archive", "search", "recurrences", "ledger", "trends", "print")
)
SCRIPTS = ("assets/archive/archive.mjs",)
TITLE_ANCHOR = "archive-title"
"""The id of the heading of every page of ours that tells of more than one incident."""
MOST_REMARKS = 200
"""Warnings and pieces of advice that a build lists one by one."""
last = event_priority(-100)
"""Has an event run when all others have, and so may have put something else in place of what it is given."""


def open_page(slug: str) -> None:
    """Remember whose page `serve --open` opens, in place of the home page."""
    Process.opened = slug


def startup(command: str, dirty: bool) -> None:
    """Remember whether this is `serve`, which shows drafts, and removes its temporary folders when it is told to end."""
    Process.serving = command == "serve"
    Process.dirty = dirty
    if Process.serving:
        end_by_terminating()


def configure(config: MkDocsConfig) -> None:
    """Check the settings and add our templates, styles and scripts behind the site's own."""
    config.site_dir = Process.site_dir or config.site_dir
    if not config.use_directory_urls:
        raise PluginError("mkdocs.yml: the archive's addresses end in '/': remove 'use_directory_urls: false'")
    config.plugins.events["build_error"].append(lambda error, **_: name_place(error, config.site_dir))
    _settings(config)
    _put_away_theme_search(config)
    own = [config.theme.custom_dir] if config.theme.custom_dir else []
    config.theme.dirs.insert(len(own), str(THEME))
    config.extra_css = [*STYLES, *(style for style in config.extra_css if style not in STYLES)]
    for path in SCRIPTS:
        script = ExtraScriptValue(path)
        script.type = "module"
        config.extra_javascript.append(script)


def _put_away_theme_search(config: MkDocsConfig) -> None:
    """The archive has a search of its own. MkDocs adds the theme's where mkdocs.yml names no plugins: two boxes would be one
    too many, and its index grows with the archive."""
    for name in ("material/search", "search"):
        plugin = config.plugins.get(name)
        if plugin is not None and "enabled" in plugin.config:
            plugin.config["enabled"] = False
            log.debug("the plugin 'search' is off: the archive has its own search")


def _layer_templates(env: jinja2.Environment, config: MkDocsConfig) -> None:
    """`beneath/NAME` is the template of that name that ours of the same name stands in front of. What is compiled is kept."""
    store = _site(config).archive.store
    env.bytecode_cache = KeptTemplates(store) if store else None
    below = config.theme.dirs[config.theme.dirs.index(str(THEME)) + 1 :]
    env.loader = jinja2.ChoiceLoader(
        [loader for loader in (env.loader, jinja2.PrefixLoader({"beneath": jinja2.FileSystemLoader(below)})) if loader]
    )


def _settings(config: MkDocsConfig) -> Settings:
    try:
        check_environment()
        return read_settings(config.extra.get("archive"), config.site_url, language_of(config.theme), _root(config))
    except (SettingsError, Misset) as error:
        raise PluginError(str(error)) from None


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").parent


def add_files(files: Files, config: MkDocsConfig) -> None:
    """Read the archive, report every problem, and add a file for each page of it.

    `config.extra` is fresh on every rebuild; from here on it carries the archive instead of its settings.
    """
    with no_collecting(for_good=not Process.serving):
        _add_files(files, config)


def _add_files(files: Files, config: MkDocsConfig) -> None:
    began = time.monotonic()
    check_theme(config)
    settings = _settings(config)
    root = _root(config)
    store = open_store(root)
    try:
        everything = Archive.open(root, settings, store)
        report(everything)
    except SettingsError as error:
        raise PluginError(str(error)) from None
    if not (root / settings.postmortems).is_dir():
        log.warning("there is no folder '%s': the archive is empty", settings.postmortems)
    drafts = shows_drafts() or (Process.serving if settings.drafts is None else settings.drafts)
    archive, veil = everything.seen_by(settings.audience, drafts=drafts)
    for slug in archive.withheld:
        log.info("'%s' is left out of the site until its errors are fixed", slug)
    unseen = [draft.slug for draft in everything.drafts if draft.slug not in archive and draft.slug not in archive.withheld]
    if unseen:
        kinds = "internal ones, drafts and those in review" if settings.audience == "public" else "drafts"
        log.info("Not shown in this build for the %s audience (%s): %s", settings.audience, kinds, ", ".join(unseen))
    preview = Preview.of(everything, archive) if Process.serving and settings.audience == "internal" else None
    site = Site(archive, config, today(settings.timezone), preview, veil)
    config.extra["archive"], config.extra["archive_site"] = archive, site
    build = Build(site, store, Written.of(Path(config.site_dir), cache_folder(root)), began)
    if Process.serving and not Process.dirty:
        build.everything, build.shows_drafts = everything, drafts
    config.extra["archive_build"] = build
    config.plugins.events["build_error"].insert(
        0, lambda **_: build.ahead.stop()
    )  # before the site of the build before comes back
    if not Process.serving:
        build.ahead.begin()
    _leave_out_postmortems(files, config, root / settings.postmortems)
    if Process.dirty:
        _have_drawn_again(files)
    for file in archive_files(site):
        written_by_hand = files.get_file_from_path(file.src_uri)
        if written_by_hand is None:
            files.append(file)
            build.take(file)
        else:
            log.info("'%s' is written by hand and takes the place of the archive's page", file.src_uri)
    for file, refusal in attachment_files(site):
        if refusal:
            log.warning("'%s' is not published: %s", file.src_uri, refusal)
        else:
            files.append(file)


def _leave_out_postmortems(files: Files, config: MkDocsConfig, postmortems: Path) -> None:
    """Have MkDocs draw and copy nothing of the folder of postmortems where it stands among the pages: what an audience may see of
    it is the archive's to say. Raises PluginError where it is the folder of the pages itself."""
    hidden = Path(os.path.realpath(postmortems))
    if hidden == Path(os.path.realpath(config.docs_dir)):
        raise PluginError(
            "mkdocs.yml: 'postmortems' is the folder of the pages, docs_dir: keep the postmortems in a folder of their own"
        )
    real: dict[str, bool] = {}
    for file in list(files):
        if file.abs_src_path:
            folder = os.path.dirname(file.abs_src_path)  # noqa: PTH120 - thousands of images may stand in few folders
            if folder not in real:
                real[folder] = Path(os.path.realpath(folder)).is_relative_to(hidden)
            if real[folder]:
                files.remove(file)


def _have_drawn_again(files: Files) -> None:
    """Have `--dirty` draw pages by hand in which the archive has its part, such as the home page: their files do not tell when
    that is another. MkDocs passes over a page that is younger than its file."""
    for file in files:
        if file.is_documentation_page() and get_data(file.content_string)[1].get("archive"):
            with contextlib.suppress(OSError):
                os.utime(file.abs_dest_path, (0, 0))


def before_cleaning(config: MkDocsConfig) -> None:
    """What stands in the site is put aside: what is the same need not be written again, and if the build fails, it comes back."""
    if not Process.dirty:
        site = Path(config.site_dir)
        put_aside(site)
        config.plugins.events["build_error"].append(lambda **_: bring_back(site))


def draw_kept(env: jinja2.Environment, files: Files, config: MkDocsConfig) -> None:
    """Draw all that MkDocs does not."""
    _layer_templates(env, config)
    _build(config).draw(env, files, config.extra["archive_nav"], Drawing(page_markdown, page_content))


def finish(config: MkDocsConfig) -> None:
    """Keep what was made for the next build."""
    build = _build(config)
    build.close()
    Process.built = build if Process.serving else None
    watch_what_is_named(config)
    if not Process.serving:
        config.plugins.events["shutdown"].append(partial(leave, build))


def report(archive: Archive) -> None:
    """Every problem in the build's log. Only errors fail a strict build: warnings are for `postmortem check`."""
    small = [problem for problem in archive.problems if problem.level != "error"]
    for problem in archive.problems:
        if problem.level == "error":
            log.error("%s", problem)
        elif len(small) <= MOST_REMARKS:
            log.info("%s", problem)
    if len(small) > MOST_REMARKS:
        log.info("%s warnings and pieces of advice: 'postmortem check' lists them", f"{len(small):,}")


def page_markdown(markdown: str, page: Page, config: MkDocsConfig) -> str:
    """Give our pages their title; in pages written by hand, hide what this audience may not see and point links to postmortems at
    their pages. What becomes of the text is kept, where nobody else changes pages."""
    build = _build(config)
    if not isinstance(page, KeptPage) and not build.listeners:
        build.conversions.take(page)
    if isinstance(page.file, ArchiveFile):
        page.meta = {**page.file.archive_page.meta}
        incident = page.file.archive_page.incident
        grouped = page.file.archive_page.template.startswith("group-") or page.file.archive_page.template == "group.html"
        page.meta["archive_alternates"] = alternates(_site(config), page.url, incident=incident is not None, group=grouped)
        path = incident.path if incident else page.file.archive_page.path
        page.edit_url = _site(config).editor.edit(path) if path else None
        return markdown
    if page.meta.get("archive") == "home":
        page.meta["archive_alternates"] = alternates(_site(config), page.url)
    archive, veil = _site(config).archive, _site(config).veil
    page.meta = {key: veil.page(value) if isinstance(value, str) else value for key, value in page.meta.items()}
    return point_links(veil.page(markdown), archive, incident_link(archive, page.file.src_uri))


def page_content(html: str, page: Page, config: MkDocsConfig) -> str:
    """Draw our pages; the home page is what its author wrote, and then what the archive holds; and where a page says so,
    the way to a new postmortem."""
    site = _site(config)
    if isinstance(page.file, ArchiveFile):
        ours = page.file.archive_page
        if ours.incident is not None:
            return render_incident(site, page, ours.incident, html)
        page.toc.items.append(AnchorLink(ours.title, TITLE_ANCHOR, 1))  # so that the theme offers a way past its navigation
        build = _build(config)
        contents = build.contents
        if not page.file.kept:
            contents.draw_ahead(config.extra["archive_nav"].pages, lambda one: _drawn(site, one), build.ahead)
        return contents.of(page, ours.title, lambda: _drawn(site, page))
    if page.meta.get("archive") == "home":
        page.meta.setdefault("hide", ["navigation", "toc"])
        written = html
        html = _build(config).contents.of(page, written, lambda: _home(site, page, written))
    return WRITE_HERE.sub(lambda _: render_writing(site, page.url), html)


def _drawn(site: Site, page: Page) -> str:
    assert isinstance(page.file, ArchiveFile)
    ours = page.file.archive_page
    return site.render(ours.template, page.url, title=ours.title, edit_url=page.edit_url, **ours.context)


def _home(site: Site, page: Page, written: str) -> str:
    return site.render("home.html", page.url, content=written, site=site, ledger=site.ledger)


def _build(config: MkDocsConfig) -> Build:
    build: Any = config.extra["archive_build"]
    assert isinstance(build, Build)
    return build


def _site(config: MkDocsConfig) -> Site:
    site: Any = config.extra["archive_site"]
    assert isinstance(site, Site)
    return site
