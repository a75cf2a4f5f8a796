"""The services that an organisation knows, out of Backstage's catalog-info YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ENTITY = "Component"
"""The kind of entity that is a service here; systems, APIs, groups and the like are left alone."""


class CatalogueError(ValueError):
    """The file cannot be used; the text has a sentence with path and line for each reason."""


def read_catalogue(path: Path, shown: str) -> dict[str, dict[str, str]]:
    """By name: title, owner, description and link of each Component, as far as the file gives them.

    `shown` is what messages call the file. Raises CatalogueError with everything that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
        raise CatalogueError(f"{shown}: the catalogue of services cannot be read: {reason}") from None
    found: dict[str, dict[str, str]] = {}
    wrong: list[str] = []
    first_line: dict[str, int] = {}
    try:
        for line, entity in _documents(text):
            fault = _fault(entity)
            if fault:
                wrong.append(f"{shown}:{line}: {fault}")
            elif entity["kind"] == ENTITY:
                name = str(entity["metadata"]["name"])
                if name in found:
                    wrong.append(f"{shown}:{line}: '{name}' is also the name of the Component in line {first_line[name]}")
                first_line.setdefault(name, line)
                found[name] = _service(entity)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it is not YAML"
        wrong.append(f"{shown}:{mark.line + 1 if mark else 1}: cannot be read as YAML: {' '.join(str(why).split())}")
    if wrong:
        raise CatalogueError("; ".join(wrong))
    return found


def _documents(text: str) -> Iterator[tuple[int, Any]]:
    """(line, value) of every document that is not empty."""
    for node in yaml.compose_all(text, yaml.SafeLoader):
        if node is not None:
            value = yaml.constructor.SafeConstructor().construct_document(node)
            if value is not None:
                yield node.start_mark.line + 1, value


def _fault(entity: Any) -> str:
    """What is wrong with an entity, or nothing."""
    if not isinstance(entity, Mapping) or not isinstance(entity.get("kind"), str):
        return "each document of a catalogue is an entity with a 'kind', such as 'kind: Component'"
    if entity["kind"] != ENTITY:
        return ""
    metadata = entity.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    if not isinstance(name, (str, int)) or isinstance(name, bool) or not str(name).strip():
        return "a Component needs its name under 'metadata', as in 'metadata: {name: checkout}'"
    return ""


def _service(entity: Mapping[str, Any]) -> dict[str, str]:
    metadata, spec = entity["metadata"], entity.get("spec")
    links = metadata.get("links")
    urls = [link.get("url") for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    owner = spec.get("owner") if isinstance(spec, Mapping) else None
    said = {
        "title": metadata.get("title"),
        "description": metadata.get("description"),
        # a reference to an entity, [kind:][namespace/]name
        "owner": owner.rpartition(":")[2].rpartition("/")[2] if isinstance(owner, str) else None,
        "link": next((url for url in urls if isinstance(url, str) and url.startswith(("https://", "http://"))), None),
    }
    return {name: " ".join(value.split()) for name, value in said.items() if isinstance(value, str) and value.strip()}
