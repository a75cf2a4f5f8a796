"""What the archive needs of the theme that mkdocs.yml names."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from postmortem_archive.configuration import language_of
from postmortem_archive.words import did_you_mean

_ICON = ".icons/material/magnify.svg"
_LANGUAGES = "partials/languages"


def check_theme(config: MkDocsConfig) -> None:
    """Raise PluginError for a theme on which the archive's pages cannot be drawn."""
    folders = [Path(folder) for folder in config.theme.dirs]
    if not any((folder / _ICON).is_file() for folder in folders):
        named = f"'{config.theme.name}'" if config.theme.name else "one of your own alone"
        raise PluginError(f"mkdocs.yml: theme: the archive is drawn on Material for MkDocs: write 'theme: material', not {named}")
    languages = sorted({path.stem for folder in folders for path in (folder / _LANGUAGES).glob("*.html")})
    language = language_of(config.theme)
    if languages and language not in languages:
        hint = did_you_mean(language, languages) or ": choose one that Material has, such as en, de or pt-BR"
        raise PluginError(f"mkdocs.yml: theme.language: there is no language '{language}'{hint}")
    _refuse_instant(config)


def _refuse_instant(config: MkDocsConfig) -> None:
    """The theme's script would fail at the first page with a link in an SVG, and after it no link leads anywhere."""
    for feature in config.theme.get("features") or ():
        if str(feature).startswith("navigation.instant"):
            wrong = "the theme's script stops at the links in the archive's figures"
            raise PluginError(f"mkdocs.yml: remove '{feature}' from the theme's features: {wrong}")
