"""The hooks that mkdocs.yml lists. Each event only forwards: what happens is in postmortem_archive.site.

MkDocs loads this file anew for every build of `serve`, with this folder on the path, so the package is imported by its full name.
Hooks run behind the plugins, the `last` behind all others. An event that returns nothing leaves what it was given in place.
"""

from postmortem_archive.site import events, watching


def on_startup(*, command, dirty):
    """`serve` shows drafts, `build` does not."""
    events.startup(command, dirty)


def on_config(config):
    """Settings, templates, styles, scripts."""
    events.configure(config)


def on_pre_build(*, config):
    """What the build before wrote is kept through the cleaning."""
    events.before_cleaning(config)


def on_files(files, *, config):
    """The archive is read, checked, and its pages join the site."""
    events.add_files(files, config)


@events.last
def on_nav(nav, *, config, files):
    """The pages that MkDocs does not draw show it too."""
    config.extra["archive_nav"] = nav


@events.last
def on_env(env, *, config, files):
    """Our templates may include the theme's own that they stand in front of; what MkDocs does not draw is drawn."""
    events.draw_kept(env, files, config)


def on_page_markdown(markdown, *, page, config, files):
    """Titles of our pages, and links to postmortems in the others."""
    return events.page_markdown(markdown, page, config)


def on_page_content(html, *, page, config, files):
    """Our pages are drawn."""
    return events.page_content(html, page, config)


def on_post_build(*, config):
    """What was made is kept for the next build."""
    events.finish(config)


def on_serve(server, *, config, builder):
    """Postmortems and templates are watched."""
    watching.watch(server, config)
