"""Front matter of other tools as the front matter of this archive: what fits a field goes there, the rest under `extra`."""

from __future__ import annotations

import re
from typing import Any

from postmortem_archive.importing.foreign import Choices, Foreign, Reading, shown_value
from postmortem_archive.importing.headers import Header
from postmortem_archive.importing.values import TAKERS, TIMES
from postmortem_archive.importing.words import label_fields, words_for
from postmortem_archive.reading.faults import ELSEWHERE
from postmortem_archive.reading.schema import FrontMatterSchema
from postmortem_archive.zones import UnknownZone, read_zone

_ALSO = {"uuid": "id", "source_url": "references", "link": "references", "canonical_url": "references", "description": "summary",
         "created_by": "authors", "tag": "tags", "archive_url": "archive_url",
         "component": "services", "components": "services", "affected_components": "services"}  # fmt: skip
"""Names that only an importer can make use of; those that a writer may use by mistake stand in ELSEWHERE."""


def target_of(key: str) -> str | None:
    """The field of this archive that another tool's name means; None where there is none."""
    if key in FrontMatterSchema.model_fields:
        return key
    for name in (key, key.lower().replace("-", "_"), re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()):
        if found := (name if name in FrontMatterSchema.model_fields else ELSEWHERE.get(name) or _ALSO.get(name)):
            return found
    return label_fields().get(re.sub(r"[_-]", " ", key).lower())


def take_fields(foreign: Foreign, header: Header, choices: Choices) -> None:
    """State every value that fits a field; keep the rest under `extra`, but for what only a site generator understands.

    `title` and `date` are left to whoever knows what else the source says of them.
    """
    for key, value in header.values.items():
        target = target_of(key)
        if (
            value in (None, "", [], {})
            or target in ("title", "date", "timezone")
            or (key in words_for("generator") and key != target and (target not in TIMES or value in ("true", "false")))
        ):
            continue
        said = header.said(key, value)
        take = TAKERS.get(target or "")
        if take is None or not take(foreign, target or "", value, said, choices):
            keep_extra(foreign, key, value, said)


def keep_extra(foreign: Foreign, key: str, value: Any, said: str) -> None:
    """Keep a value that no field has, under `extra`."""
    extra = foreign.values.setdefault("extra", {})
    name = key if key not in extra else f"{key}_2"
    extra[name] = value
    foreign.read.append(
        Reading(f"extra.{name}", shown_value(value), f"no field of the archive says this; {said.partition(':')[0]}")
    )


def take_zone(foreign: Foreign, header: Header) -> None:
    """State the time zone that the front matter names."""
    for key, value in header.values.items():
        if target_of(key) == "timezone" and value:
            try:
                read_zone(str(value))
            except UnknownZone:
                foreign.need("no-zone", f"{header.said(key, value)} is no time zone: say it with --timezone")
            else:
                foreign.state("timezone", str(value), header.said(key, value))
