"""What a site may choose: `extra.archive` of mkdocs.yml, read and checked without MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from posixpath import basename, isabs, normpath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from postmortem_archive.catalogue import CatalogueError, read_catalogue
from postmortem_archive.configuration import SettingsError, archive_settings, language_of, read_configuration
from postmortem_archive.misfits import misfit
from postmortem_archive.taxonomy import TAXONOMIES, Term, Words, default_taxonomy, faults_of, merge_terms
from postmortem_archive.zones import read_zone

__all__ = [
    "LEVELS", "TAXONOMIES", "Audience", "FieldType", "Service", "Settings", "SettingsError", "Term", "load_settings",
    "read_settings",
]  # fmt: skip

Audience = Literal["internal", "public"]
LEVELS = ("off", "advice", "warning", "error")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldType(_Strict):
    """A field of its own that a site declares; its values stand under `extra:` in the front matter."""

    type: Literal["text", "integer", "number", "boolean", "date", "list"] = "text"
    label: Words
    facet: bool = False
    internal: bool = False


class Service(_Strict):
    """What is known of a service besides its name."""

    title: str = ""
    owner: str = ""
    description: str = ""
    link: Annotated[str, AfterValidator(lambda value: _is_web(value))] = ""


def _is_web(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(f"'{value}' is no address of a web page: it begins with https://")
    return value


def _by_name(value: Any) -> Any:
    """A list of services with a `name` each is short for a mapping by name; `{checkout: payments}` gives its owner."""
    if isinstance(value, list):
        if not all(isinstance(one, Mapping) and isinstance(one.get("name"), str) for one in value):
            raise ValueError("each service of the list needs a 'name'")
        names = [one["name"] for one in value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"there is more than one service '{twice[0]}'")
        return {one["name"]: {key: part for key, part in one.items() if key != "name"} for one in value}
    if isinstance(value, Mapping):
        return {str(name): {} if one is None else {"owner": one} if isinstance(one, str) else one for name, one in value.items()}
    return value


def _is_folder(value: str) -> str:
    """The path without what changes nothing, as in `./postmortems/`."""
    path = normpath(value)
    if isabs(path):
        raise ValueError(f"'{value}' is an absolute path: write it from the folder of mkdocs.yml, such as '../{basename(path)}'")
    if not value or set(path.split("/")) <= {".", ".."}:
        raise ValueError(f"'{value}' would take every page for a postmortem: name a folder, such as 'postmortems'")
    return path


def _is_zone(value: str) -> str:
    read_zone(value)
    return value


def _terms(value: Any) -> Any:
    """`{word: Label}` is short for `{word: {label: Label}}`."""
    if not isinstance(value, Mapping):
        return value
    return {str(word): {"label": term} if isinstance(term, str) else term for word, term in value.items()}


def _level(value: Any) -> Any:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else value


Terms = Annotated[dict[str, Term], BeforeValidator(_terms)]


class Settings(_Strict):
    """Everything a site may set under `extra.archive`, with the values that hold when it does not."""

    postmortems: Annotated[str, AfterValidator(_is_folder)] = Field(
        "postmortems", description="Folder of the postmortems, as a path from the folder of mkdocs.yml."
    )
    audience: Audience = Field("internal", description="Who the built site is for; `public` shows public incidents only.")
    drafts: bool | None = Field(None, description="Show drafts. When not set: `serve` shows them, `build` does not.")
    timezone: Annotated[str, AfterValidator(_is_zone)] | None = Field(
        None, description='Zone of every time that names none, unless the file has its own `timezone`, and of "today".'
    )
    severities: Terms = Field(description="Severities, most severe first. Replaces the default set, unless it is empty.")
    triggers: Terms = Field(description="Added to the default triggers; `null` takes one away.")
    root_causes: Terms = Field(description="Added to the default root causes; `null` takes one away.")
    mitigations: Terms = Field(description="Added to the default mitigations; `null` takes one away.")
    detected_by: Terms = Field(description="Added to the default ways of detection; `null` takes one away.")
    action_kinds: Terms = Field(description="Added to the default kinds of action item; `null` takes one away.")
    services: Annotated[dict[str, Service], BeforeValidator(_by_name)] = Field(
        {}, description="The services there are, by name, each with `title`, `owner` (a team), `description` and `link`, as far "
        "as you give them. Once there are any, the rule unknown-service warns of others. A public site shows nothing of it."
    )  # fmt: skip
    catalogue: str | None = Field(
        None,
        description="A Backstage file (`catalog-info.yaml`) whose Components are added to `services`; its path from mkdocs.yml.",
    )
    fields: dict[str, FieldType] = Field({}, description="Fields of your own, allowed under `extra:` in the front matter.")
    internal_fields: tuple[str, ...] = Field(
        (),
        description="Front matter fields that a public site never shows, such as `authors` or `impact.revenue_lost`; one of "
        "your own is `extra.region`, or `internal: true` where it is declared.",
    )
    required_sections: tuple[str, ...] = Field(
        ("summary", "root_cause", "resolution"), description="Sections that every final postmortem needs."
    )
    host: Literal["github", "gitlab", "gitea", "forgejo"] | None = Field(
        None, description="Kind of host that `repo_url` leads to, where its name does not tell; for links into its editor."
    )
    synonyms: tuple[Annotated[tuple[Words, ...], Field(min_length=2)], ...] = Field(
        (), description="Words that mean the same here, as in `[[basket, cart]]`: who searches for one finds the others."
    )
    people: tuple[Words, ...] = Field((), description="Names of colleagues, for the rule blaming-language.")
    checks: dict[str, Annotated[Literal["off", "advice", "warning", "error"], BeforeValidator(_level)]] = Field(
        {}, description="The level of a rule, where it differs from its own."
    )
    site_url: str | None = Field(None, exclude=True, description="Taken from `site_url` of mkdocs.yml.")
    language: str = Field("en", exclude=True, description="Taken from `theme.language` of mkdocs.yml.")

    def label(self, taxonomy: str, word: str | None) -> str:
        """The label of a word, or the word itself where the taxonomy does not have it."""
        term = getattr(self, taxonomy).get(word)
        return term.label if term else (word or "")

    def severity_rank(self, severity: str | None) -> int:
        """0 for the most severe; unknown severities come last."""
        order = list(self.severities)
        return order.index(severity) if severity in order else len(order)


TAKEN_FROM_SITE = frozenset({"site_url", "language"})
"""What the settings hold that stands elsewhere in mkdocs.yml."""


def read_settings(
    given: Mapping[str, Any] | None = None, site_url: str | None = None, language: str = "en", root: Path | None = None
) -> Settings:
    """Settings out of what stands under `extra.archive`; `root` is the folder of mkdocs.yml, below which the catalogue stands.

    Raises SettingsError with every problem.
    """
    if given is not None and not isinstance(given, Mapping):
        raise SettingsError("mkdocs.yml: extra.archive must be a mapping of settings")
    values = dict(given or {})
    values["site_url"] = site_url
    values["language"] = language
    for taxonomy in TAXONOMIES:
        own = _terms(values.get(taxonomy) or {})
        if not isinstance(own, Mapping):
            continue  # the validation below says what is wrong with it
        base = {} if taxonomy == "severities" and own else default_taxonomy().terms[taxonomy]
        values[taxonomy] = merge_terms(base, own)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        known = {name: field for name, field in Settings.model_fields.items() if name not in TAKEN_FROM_SITE}
        lines = [misfit(fault, known) for fault in error.errors()]
        raise SettingsError("mkdocs.yml: " + "; ".join(lines)) from None
    wrong = [
        f"extra.archive.{taxonomy}.{word}: {fault}"
        for taxonomy in TAXONOMIES
        for word, fault in faults_of(getattr(settings, taxonomy))
    ]
    if wrong:
        raise SettingsError("mkdocs.yml: " + "; ".join(wrong))
    return _with_catalogue(settings, root or Path()) if settings.catalogue else settings


def _with_catalogue(settings: Settings, root: Path) -> Settings:
    """The settings with the services of the catalogue; what stands in mkdocs.yml itself holds."""
    name = str(settings.catalogue)
    try:
        found = read_catalogue(root / name, name)
    except CatalogueError as error:
        raise SettingsError(f"mkdocs.yml: extra.archive.catalogue: {error}") from None
    services = {service: Service(**known) for service, known in found.items()}
    return settings.model_copy(update={"services": {**services, **settings.services}})


def load_settings(root: Path, *, needed: bool = False) -> Settings:
    """The settings of the archive in the folder `root`; the defaults where it has no mkdocs.yml, or an empty one.

    Where one is `needed`, that raises SettingsError instead, as what cannot be used does.
    """
    config = root / "mkdocs.yml"
    if not needed and not config.is_file():
        return read_settings()
    content = read_configuration(config, needed=needed)
    return read_settings(archive_settings(content), content.get("site_url"), language_of(content.get("theme")), root)
