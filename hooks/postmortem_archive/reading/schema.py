"""The front matter of a postmortem: one pydantic model is the schema, its documentation and its JSON Schema."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from postmortem_archive.incident import INVERSE, RELATION_TYPES
from postmortem_archive.reading.stamps import Stamp, read_stamp
from postmortem_archive.zones import read_zone

STATUSES = ("draft", "review", "final", "withdrawn")
VISIBILITIES = ("internal", "public")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _stamp(value: Any) -> Any:
    return read_stamp(value) if isinstance(value, str) else value


def _zone(value: str) -> str:
    read_zone(value)
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _relation_type(value: str) -> str:
    if value in RELATION_TYPES:
        return value
    if value in INVERSE:
        raise ValueError(f"the other side writes it: put '{INVERSE[value]}' into that incident's file, and nothing here")
    raise ValueError("unknown word")


When = Annotated[
    Stamp,
    BeforeValidator(_stamp),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["2023-05-12", "2023-05-12 10:00", "2023-05-12T10:00:00+02:00"]}),
]


def _former_slug(value: str) -> str:
    value = value.removesuffix(".md").strip("/")
    if not re.fullmatch(r"\w[\w.-]*", value):
        raise ValueError("a former slug is the name of a file or folder, such as 2023-05-12-old-name")
    return value


FormerSlug = Annotated[str, AfterValidator(_former_slug)]
Word = Annotated[str, AfterValidator(_filled)]
Words = tuple[Word, ...]
Count = Annotated[int, Field(ge=0)]


class RelatedIncident(_Strict):
    """One relation to another incident. Only one of the two files says it; the other's page shows the inverse."""

    incident: Word = Field(description="Slug or id of the other incident.")
    type: Annotated[str, AfterValidator(_relation_type)] = Field(
        "related", description="What this incident is to the other.", json_schema_extra={"enum": list(RELATION_TYPES)}
    )
    note: str = Field("", description="In a few words: why.")


class ReferenceLink(_Strict):
    """A source or further reading."""

    title: Word
    url: Word
    archive_url: Word | None = Field(None, description="A copy that stays when the source goes.")


class Impact(BaseModel):
    """What the incident did. Other keys than these are allowed and shown as they are."""

    model_config = ConfigDict(extra="allow", frozen=True)

    summary: str | None = Field(None, description="One sentence.")
    users: Count | None = Field(None, description="How many users were affected.")
    requests_failed: Count | None = Field(None, description="How many requests failed.")
    revenue_lost: str | None = Field(None, description="An amount with its currency.")


class FrontMatterSchema(_Strict):
    """Only `title` and one of `date` and `started_at` are required. What is unknown is left out, never guessed."""

    title: Word = Field(description="What broke, for whom, and why, in one line.")
    id: Word | None = Field(None, description="Unique. Text that mentions it becomes a link. Without it the slug serves.")
    status: Literal["draft", "review", "final", "withdrawn"] = Field("final", description="How far the text is.")
    severity: Word | None = Field(None, description="A severity of the settings.")
    date: When | None = Field(None, description="The day of the incident, when its start is not known better.")
    started_at: When | None = Field(None, description="When the harm began.")
    detected_at: When | None = Field(None, description="When somebody or something noticed.")
    acknowledged_at: When | None = Field(None, description="When somebody began to work on it.")
    mitigated_at: When | None = Field(None, description="When the harm ended, for the most part.")
    resolved_at: When | None = Field(None, description="When everything was as before.")
    communicated_at: When | None = Field(None, description="When the first word went out to those affected.")
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(None, description="Zone of every time that names none.")
    organisation: Word | None = Field(None, description="Whose incident it was, in an archive of several.")
    services: Words = Field((), description="The services that broke.")
    teams: Words = Field((), description="The teams that own them or responded.")
    alerts: Words = Field((), description="Names of the alerts that fired.")
    authors: Words = Field((), description="Who wrote the postmortem.")
    tags: Words = Field((), description="Technologies and themes.")
    trigger: Word | None = Field(None, description="What set it off: a trigger of the settings.")
    root_causes: Words = Field((), description="Why that could do harm: root causes of the settings, most important first.")
    contributing_factors: Words = Field((), description="What made it worse; free words, `area/factor` if you like.")
    detected_by: Word | None = Field(None, description="Who or what noticed first.")
    mitigation: Word | None = Field(None, description="What ended the harm: a mitigation of the settings.")
    third_party: bool | None = Field(None, description="True when it began at another organisation.")
    impact: Impact = Field(Impact(), description="What it did, in numbers where there are some.")
    summary: str | None = Field(None, description="The summary, if it does not stand in the body.")
    related: tuple[RelatedIncident, ...] = Field((), description="Other incidents, and what this one is to them.")
    references: tuple[ReferenceLink, ...] = Field((), description="Sources and further reading.")
    visibility: Literal["internal", "public"] = Field("internal", description="Who may see it.")
    redirect_from: tuple[FormerSlug, ...] = Field((), description="Old slugs whose addresses lead here.")
    extra: dict[str, Any] = Field({}, description="Fields that the site declares under `extra.archive.fields`.")


def front_matter_schema() -> dict[str, Any]:
    """The JSON Schema of the front matter."""
    schema = FrontMatterSchema.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Front matter of a postmortem"
    schema["anyOf"] = [{"required": ["date"]}, {"required": ["started_at"]}]
    return schema
