"""`/api/v1/`: the archive as JSON, its schema and its OpenAPI description. Within v1 fields are only ever added."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.publishing.incident_json import IncidentDetail, IncidentEntry, incident_detail
from postmortem_archive.publishing.json_text import field_lines, list_of, one_line, record_of
from postmortem_archive.publishing.ledger import LedgerEntry, ledger_entry
from postmortem_archive.reading.schema import front_matter_schema

ENTRIES = "api/v1/incidents.json"


def detail_address(slug: str) -> str:
    """Where one incident with its whole text stands."""
    return f"api/v1/incidents/{slug}.json"


def incident_texts(archive: Archive, incident: Incident) -> tuple[str, str]:
    """What `incidents.json` says of one incident, on one line, and its own file: both as JSON."""
    lines = field_lines(incident_detail(archive, incident))
    entry = ", ".join(line for name, line in lines.items() if name in IncidentEntry.model_fields)
    return f"{{{entry}}}", record_of(lines.values())


def entries_text(entries: Iterable[str]) -> Iterator[str]:
    """`incidents.json`, piece by piece, out of what it says of each incident."""
    separator = "[\n "
    for entry in entries:
        yield separator + entry
        separator = ",\n "
    yield "[]\n" if separator.startswith("[") else "\n]\n"


def _actions(archive: Archive) -> str:
    # nothing in the entries depends on the day
    return list_of(one_line(ledger_entry(task, archive.settings)) for task in Ledger.of(archive, date.min).tasks)


def openapi(archive: Archive) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the API."""
    names = "#/components/schemas/{model}"
    schemas: dict[str, Any] = {}
    for model in (IncidentEntry, IncidentDetail, LedgerEntry):
        schema = model.model_json_schema(ref_template=names, mode="serialization")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema

    def get(summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        answer = {"description": "Found", "content": {"application/json": {"schema": schema}}}
        operation: dict[str, Any] = {"summary": summary, "responses": {"200": answer}}
        if parameters:
            operation["parameters"] = parameters
            operation["responses"]["404"] = {"description": "There is no incident of that slug."}
        return {"get": operation}

    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    entry = {"$ref": names.format(model="IncidentEntry")}
    action = {"$ref": names.format(model="LedgerEntry")}
    detail = {"$ref": names.format(model="IncidentDetail")}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Postmortem archive", "version": "1", "description": "Static files; fields are only ever added."},
        "servers": [{"url": archive.settings.site_url or "/"}],
        "paths": {
            "/api/v1/incidents.json": get("Every incident, newest first", {"type": "array", "items": entry}),
            "/api/v1/incidents/{slug}.json": get("One incident with its whole text", detail, [slug]),
            "/api/v1/actions.json": get(
                "Every action item but those withdrawn, of the newest incident first", {"type": "array", "items": action}
            ),
            "/api/v1/schema.json": get("The JSON Schema of the front matter", {"type": "object"}),
        },
        "components": {"schemas": schemas},
    }


OTHERS: Mapping[str, Callable[[Archive], str]] = {
    "api/v1/actions.json": _actions,
    "api/v1/schema.json": lambda _: _indented(front_matter_schema()),
    "api/v1/openapi.json": lambda archive: _indented(openapi(archive)),
}
"""What the API has besides the incidents, as JSON: every action item, and what describes it."""


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
