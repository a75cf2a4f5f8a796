"""mkdocs.yml, read without MkDocs as MkDocs reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag


class SettingsError(ValueError):
    """The settings cannot be used; the text says why, where and what to write instead."""


class _LenientLoader(yaml.SafeLoader):
    """mkdocs.yml may name environment variables, which are looked up, and Python objects, which are read as nothing."""


_LenientLoader.add_multi_constructor("", lambda *_: None)
_LenientLoader.add_constructor("!ENV", construct_env_tag)


def read_configuration(path: Path, depth: int = 0, *, needed: bool = False) -> dict[str, Any]:
    """The mapping in mkdocs.yml, with what it inherits as MkDocs' `INHERIT` says. Raises SettingsError, also for a file that
    holds nothing where something is `needed`."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), _LenientLoader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path}: cannot be read as YAML: {' '.join(str(error).split())}") from None
    if found is None and needed:
        raise SettingsError(f"{path}: is empty")
    content = found or {}
    if not isinstance(content, dict):
        raise SettingsError(f"{path}: must be a mapping of settings")
    if isinstance(content.get("INHERIT"), str) and depth < 5:
        return _merged(read_configuration(path.parent / content["INHERIT"], depth + 1, needed=needed), content)
    return content


def _merged(inherited: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged at every depth, and of all else the own holds: MkDocs has mergedeep do so."""
    both = {
        key: _merged(inherited[key], value) if isinstance(value, Mapping) and isinstance(inherited.get(key), Mapping) else value
        for key, value in own.items()
    }
    return {**inherited, **both}


def language_of(theme: Any) -> str:
    """The language of a theme as mkdocs.yml sets it; English where it says none."""
    language = theme.get("language") if isinstance(theme, Mapping) else None
    return language if isinstance(language, str) else "en"


def archive_settings(content: Mapping[str, Any]) -> Any:
    """What stands under `extra.archive`; an empty mapping where nothing does."""
    extra = content.get("extra") or {}
    return extra.get("archive") or {} if isinstance(extra, Mapping) else {}
