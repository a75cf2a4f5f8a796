"""Values that a shell completes behind the name of an option: words of the taxonomy, services, templates, incidents.

Each is read from the archive that the command line names, or the nearest upwards; where there is none, or it cannot be
read, nothing is offered, since a shell has no place for a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.environment import Misset
from postmortem_archive.settings import Settings, SettingsError
from postmortem_archive.taxonomy import in_use

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def words_of(taxonomy: str) -> Complete:
    """Completes the words of a taxonomy, each with its label."""

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        settings = _settings(context)
        terms = getattr(settings, taxonomy) if settings else {}
        return [CompletionItem(word, help=terms[word].label) for word in in_use(terms) if word.startswith(begun)]

    return complete


def one_of(*words: str) -> Complete:
    """Completes one of a few words."""

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        return _beginning(words, begun)

    return complete


def values_of(field: str) -> Complete:
    """Completes what stands in a field of the front matter: the values of the archive, those with the most incidents first."""

    def complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from postmortem_archive.writing.known import read_values

        root = _root(context)
        settings = _settings(context)
        return _beginning(read_values(root / settings.postmortems, field) if root and settings else (), begun)

    return complete


def complete_service(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Completes a service: those of the archive, and then those of the catalogue."""
    from postmortem_archive.writing.known import read_services

    root = _root(context)
    settings = _settings(context)
    return _beginning(read_services(root / settings.postmortems, settings.services) if root and settings else (), begun)


def complete_owner(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Who owns action items, those with the most first; with the @ of their names where it is typed."""
    from postmortem_archive.archive import Archive
    from postmortem_archive.insight.actions import Ledger
    from postmortem_archive.insight.tallies import tallies
    from postmortem_archive.insight.today import today

    root, settings = _root(context), _settings(context)
    if root is None or settings is None:
        return []
    try:
        found = tallies(Ledger.of(Archive.open(root, settings), today(settings.timezone)).tasks, "owner")
    except (Misset, SettingsError):
        return []
    names = [one.name for one in found if one.name]
    return _beginning(names if begun.startswith("@") else [name.removeprefix("@") for name in names], begun)


def complete_year(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The years in the names of the files, newest first."""
    from postmortem_archive.archive.files import find_files, slug_of

    root = _root(context)
    settings = _settings(context)
    slugs = (slug_of(path) for path in find_files(root / settings.postmortems)) if root and settings else ()
    return _beginning(sorted({slug[:4] for slug in slugs if slug[:4].isdigit()}, reverse=True), begun)


def complete_extra(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The names of a site's own facets, each with the = that follows, and behind that the values there are."""
    from postmortem_archive.archive import Archive
    from postmortem_archive.search.facets import facets_of

    root, settings = _root(context), _settings(context)
    if root is None or settings is None:
        return []
    own = {facet.name.removeprefix("extra."): facet for facet in facets_of(settings) if facet.name.startswith("extra.")}
    name, equals, _ = begun.partition("=")
    if not equals:
        return [CompletionItem(f"{name}=", help=facet.label) for name, facet in own.items() if name.startswith(begun)]
    try:
        values = own[name].words(Archive.open(root, settings).incidents) if name in own else []
    except SettingsError:
        return []
    return _beginning([f"{name}={value}" for value in values], begun)


def complete_template(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The templates of the archive and of the package."""
    from postmortem_archive.writing.templates import template_names

    root = _root(context)
    settings = _settings(context)
    names = template_names(root / settings.postmortems) if root and settings else template_names(Path("postmortems"))
    return [CompletionItem(name, help=about) for name, about in names.items() if name.startswith(begun)]


def complete_incident(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The slugs of the archive, newest first, or files where the word is a path."""
    from postmortem_archive.archive.files import find_files, slug_of

    root = _root(context)
    settings = _settings(context)
    if "/" in begun or begun.startswith(".") or not (root and settings):
        return [CompletionItem(begun, type="file")]
    slugs = sorted((slug_of(path) for path in find_files(root / settings.postmortems)), reverse=True)
    return _beginning(slugs, begun) or [CompletionItem(begun, type="file")]


def complete_import_format(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """How the sources of an import can be written."""
    from postmortem_archive.importing.formats import FORMATS

    return _beginning(FORMATS, begun)


def complete_map(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ready maps of an import, and the fields that a map can fill."""
    from postmortem_archive.importing.records import ready_maps
    from postmortem_archive.reading.schema import FrontMatterSchema

    return _beginning([*(f"@{name}" for name in ready_maps()), *(f"{name}=" for name in FrontMatterSchema.model_fields)], begun)


def complete_zone(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of time zones."""
    from zoneinfo import available_timezones

    names = sorted(available_timezones())
    return _beginning(["UTC", *(name for name in names if "/" in name)], begun)


def _beginning(names: Iterable[str], begun: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.casefold().startswith(begun.casefold())]


def _root(context: click.Context) -> Path | None:
    from postmortem_archive.commands.locate import find_root

    try:
        return find_root(context.params.get("given"))
    except Misuse:
        return None


def _settings(context: click.Context) -> Settings | None:
    from postmortem_archive.settings import load_settings

    root = _root(context)
    try:
        return load_settings(root) if root else None
    except SettingsError:
        return None
