"""What a page shows besides what the archive says: the theme, its templates, the navigation, the settings of mkdocs.yml.

All of it together is one key. Where somebody could not tell whether a part is the same as before there is no key, and nothing
is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from pathspec.gitignore import GitIgnoreSpec

from postmortem_archive.archive import Archive
from postmortem_archive.archive.keeping import settings_digest
from postmortem_archive.keeping.canon import Untold, canon
from postmortem_archive.keeping.store import digest
from postmortem_archive.site.archive_page import GENERATOR
from postmortem_archive.site.folders import files_below, own_folders
from postmortem_archive.site.process import Process

PURE = re.compile(
    r"(?:markdown\.extensions\.)?(?:abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|legacy_attrs|legacy_em"
    r"|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks)|pymdownx\.(?!snippets|b64)\w+"
)
"""Markdown extensions that make of a text always the same. Others may read files or clocks: then nothing is kept."""

TRUSTED = ("markdown", "pymdownx", "material", "pygments")
"""Packages whose functions mkdocs.yml may name: that they are the same is told by the versions."""

APART = frozenset({"plugins", "hooks", "theme", "extra", "config_file_path", "docs_dir", "site_dir", "nav", "watch", "dev_addr"})
"""Parts of the configuration that are told in another way, or that no page shows."""

OWN = frozenset({"archive", "archive_build", "archive_nav", "archive_site"})
"""What `extra` holds for the archive itself."""

CHANGING = re.compile(r"build_date_utc|update_date|\bnow\b")
"""What a template of the user may show that is different every time."""


def shell_key(config: MkDocsConfig, nav: Navigation, files: Files, archive: Archive) -> bytes:
    """The key of everything around what the archive says. Raises Untold."""
    return digest(
        look_key(config, archive),
        canon(list(_tree(nav.items))),
        canon([(page.file.src_uri, page.url, page.title, _front_matter(page)) for page in nav.pages]),
        canon([(file.src_uri, file.url) for file in files.documentation_pages()]),
    )


def look_key(config: MkDocsConfig, archive: Archive) -> bytes:
    """The key of what draws: code, settings, theme and templates, without the site's other pages. Raises Untold."""
    for extension in config.markdown_extensions:
        if not (isinstance(extension, str) and PURE.fullmatch(extension)):
            raise Untold(f"the Markdown extension '{extension}' may make something else of the same text")
    return digest(
        settings_digest(archive.settings),
        canon({key: _plain(value) for key, value in config.items() if key not in APART}),
        canon({key: _plain(value) for key, value in config.extra.items() if key not in OWN}),
        canon({name: _plain(getattr(plugin, "config", None)) for name, plugin in config.plugins.items()}),
        _theme(config),
        _icons(config),
    )


def _theme(config: MkDocsConfig) -> bytes:
    """The theme's settings, all its templates, and whatever else stands beside those of the user."""
    theme, own = config.theme, own_folders(config)  # whose templates may include any file, such as an icon
    parts: list[bytes | str] = [canon({key: _plain(theme[key]) for key in theme})]
    for number, folder in enumerate(theme.dirs):
        for name, path in files_below(folder):
            if folder not in own and not name.endswith(".html"):
                continue
            content = Path(path).read_bytes()
            if folder in own and _shows_when_it_is_built(content.decode("utf-8", "replace")):
                raise Untold(f"the template {name} may show when the site is built")
            parts += [f"{number} {name}", content]
    return digest(*parts)


def _icons(config: MkDocsConfig) -> bytes:
    """The icons that Markdown may name, of any folder that mkdocs.yml gives."""
    options = (config.mdx_configs.get("pymdownx.emoji") or {}).get("options") or {}
    folders = [str(folder) for folder in options.get("custom_icons") or ()]
    found = [(name, Path(path).read_bytes()) for folder in folders for name, path in files_below(folder)]
    told = digest(*(part for one in found for part in one))
    if folders:
        Process.icons = Process.icons or told
        if told != Process.icons:
            raise Untold("Material reads 'custom_icons' once, and they are others since: begin again to have them shown")
    return told


def _shows_when_it_is_built(text: str) -> bool:
    return ("{{" in text or "{%" in text) and CHANGING.search(text) is not None


def _front_matter(page: Page) -> Any:
    """What its author says of a page and the theme may show beside its title in the navigation, such as an icon."""
    return None if page.file.generated_by == GENERATOR else _plain(page.meta)


def _tree(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        yield item.title, getattr(item, "url", None), list(_tree(item.children or ()))


def _plain(value: Any) -> Any:
    """A value of the configuration without MkDocs' own types around it."""
    if isinstance(value, (Config, Mapping)):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if type(value).__module__.startswith("babel."):
        return str(value)  # the theme's language
    if type(value).__module__.startswith("mkdocs.") and hasattr(value, "__dict__"):
        return {key: _plain(one) for key, one in vars(value).items()}
    if isinstance(value, GitIgnoreSpec):
        return [(pattern.include, pattern.regex and pattern.regex.pattern) for pattern in value.patterns]
    if isinstance(value, partial):
        return [_plain(value.func), _plain(value.args), _plain(value.keywords)]
    if callable(value):
        module, name = getattr(value, "__module__", None) or "", getattr(value, "__qualname__", type(value).__qualname__)
        if module.partition(".")[0] not in TRUSTED:
            raise Untold(f"mkdocs.yml names the function '{module}.{name}'")
    return value
