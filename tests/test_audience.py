"""What the public archive holds: a canary is planted in every hidden place, and none may be found anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import BaseModel

from postmortem_archive import Archive
from postmortem_archive.incident import RELATION_TYPES
from tests.canaries import Canaries

ArchiveAt = Callable[..., Path]


def texts(value: object, seen: set[int]) -> Iterator[str]:
    """Every string that can be reached from a value, keys and cached properties included."""
    if isinstance(value, str | Path):
        yield str(value)
    elif id(value) in seen:
        return
    elif is_dataclass(value) and not isinstance(value, type):
        seen.add(id(value))
        for field in fields(value):
            if (type(value), field.name) != (Archive, "withheld"):
                yield from texts(getattr(value, field.name), seen)
        yield from texts(vars(value) if hasattr(value, "__dict__") else {}, seen)
    elif isinstance(value, BaseModel):
        yield from texts(value.model_dump(), seen)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "withheld":
                yield from texts(key, seen)
                yield from texts(inner, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from texts(inner, seen)
    else:
        yield repr(value)


def everything_in(archive: Archive) -> str:
    """All that the archive holds or derives, as one text."""
    for incident in archive:
        assert archive.related(incident.slug) is not None
        assert archive.mentioned_in(incident.slug) is not None
    derived = [archive.groups, archive.redirects, archive.names, archive.name_pattern.pattern, archive.id_pattern.pattern]
    links = [list(archive.links_of(draft)) for draft in archive.drafts]
    return "\n".join([*texts(archive, set()), *texts(derived, set()), *texts(links, set()), repr(archive)])


def hidden(canary: Canaries, name: str, status: str) -> str:
    """A postmortem with a canary in every place there is."""
    text = f"""\
        ---
        title: Title {canary(f"{name}: title")}
        id: {canary(f"{name}: id").upper()}-1
        STATUS
        severity: {canary(f"{name}: severity")}
        started_at: 2023-05-12 10:00 UTC
        organisation: {canary(f"{name}: organisation")}
        services: [{canary(f"{name}: service")}]
        teams: [{canary(f"{name}: team")}]
        alerts: [{canary(f"{name}: alert")}]
        tags: [{canary(f"{name}: tag")}]
        authors: [{canary(f"{name}: author")}]
        trigger: {canary(f"{name}: trigger")}
        root_causes: [{canary(f"{name}: root cause")}]
        contributing_factors: [{canary(f"{name}: factor")}]
        detected_by: {canary(f"{name}: detection")}
        mitigation: {canary(f"{name}: mitigation")}
        impact: {{summary: {canary(f"{name}: impact")}, other: {canary(f"{name}: other impact")}}}
        extra: {{shown: {canary(f"{name}: extra field")}}}
        redirect_from: [2020-01-01-{canary(f"{name}: old slug")}]
        related: [{{incident: 2023-05-10-open, type: caused, note: {canary(f"{name}: note")}}}, {{incident: 2023-05-10-open, note: {canary(f"{name}: note of a valid relation")}}}]
        references: [{{title: {canary(f"{name}: reference")}, url: "https://x.test/{canary(f"{name}: address")}"}}]
        # {canary(f"{name}: YAML comment")}
        ---

        {canary(f"{name}: lead")}. As in PM-10 and [open](2023-05-10-open.md).

        ![{canary(f"{name}: alt text")}]({canary(f"{name}: image")}.png)

        ## {canary(f"{name}: heading")}

        ## Timeline

        - 10:00 {canary(f"{name}: event")}
        - {canary(f"{name}: untimed event")}

        ## Action items

        - [ ] {canary(f"{name}: action")} (owner: {canary(f"{name}: owner")})

        <!-- {canary(f"{name}: comment")} -->
        """
    return dedent(text).replace("STATUS", status)


SETTINGS = """\
audience: public
timezone: UTC
internal_fields: [authors, impact.revenue_lost, related.note, organisation]
people: [{people}]
fields:
  customer: {{label: {label}, internal: true}}
  shown: {{label: Shown}}
"""


def public(canary: Canaries, slugs: Mapping[str, str], identifier: str) -> str:
    """A postmortem that the public may see, but for its canaries."""

    def inside(where: str) -> str:
        return f"<!-- internal -->{canary(where)}<!-- /internal -->"

    slug = slugs["internal"]
    relations = "\n".join(
        f"  - {{incident: {other}, type: {kind}, note: {canary(f'note of {kind} to {name}')}}}"
        for name, other in slugs.items()
        for kind in RELATION_TYPES
    )
    return f"""\
---
title: "Open incident {inside("title")}"
id: PM-10
visibility: public
started_at: 2023-05-10 10:00
authors: [{canary("internal field: authors")}]
organisation: {canary("internal field: organisation")}
services: [shop, "{inside("service")}"]
tags: [open, "<!--INTERNAL-->{canary("tag, marks in another spelling")}<!-- / internal-->"]
impact: {{summary: "shown <!-- {canary("comment in a string")} -->", revenue_lost: {canary("internal field: revenue")}}}
extra: {{customer: {canary("internal declared field")}, shown: visible}}
summary: |
  Shown.
  <!-- internal -->
  {canary("block scalar")}
  <!-- /internal -->
related:
  - {{incident: PM-20, type: follows, note: {canary("internal field: note")}}}
  - {{incident: {identifier}, note: {canary("note of a relation by id")}}}
{relations}
references:
  - {{title: {canary("title of a reference to a hidden incident")}, url: "https://x.test/incidents/{slug}/"}}
redirect_from: [{slug}]
# {canary("YAML comment")}
---

Lead. {inside("lead")} After {slug} and {identifier} and {identifier.lower()}.
[{canary("text of a link to a hidden incident")}](../postmortems/{slug}.md) and
[{canary("text of a reference link")}][1] and <a href="{slug}/">{canary("text of an HTML link")}</a>.
![{canary("alt text of a hidden incident's image")}]({slug}/graph.png)
<img src="{slug}/graph.png" alt="{canary("alt text in HTML")}">
https://x.test/incidents/{slug}/ and `{slug}_graph.png`

[1]: {slug}.md

<!-- {canary("comment")} -->
<!--
{canary("comment over several lines")}
-->
`stray tick <!-- {canary("comment behind a stray tick")} -->

## Timeline

- 10:00 Visible start.
- 10:05 Between {inside("middle of an event")} words.
<!-- internal -->
- 10:06 {canary("whole event")}
<!-- internal -->
- 10:07 {canary("event in nested marks")}
<!-- /internal -->
- 10:08 {canary("event behind nested marks")}
<!-- /internal -->
- 10:10 Visible end.

| Time | Event |
| --- | --- |
| 10:20 | Visible row |
<!-- internal -->
| 10:21 | {canary("row of a table")} |
<!-- /internal -->
| 10:22 | Last row {inside("cell of a table")} |

## Root cause

`code <!-- internal -->{canary("code span")}<!-- /internal -->`

```
<!-- internal -->
{canary("code fence")}
<!-- /internal -->
```

## Action items

- [ ] Visible action (owner: ana)
<!-- internal -->
- [ ] {canary("action")} (owner: {canary("owner")})
<!-- /internal -->

<!-- internal -->

## {canary("heading")}

{canary("whole section")} ![]({canary("image")}.png)

<!-- /internal -->
"""


@pytest.fixture(params=["\n", "\r\n"], ids=["LF", "CRLF"])
def planted(request: pytest.FixtureRequest, archive_at: ArchiveAt) -> tuple[Archive, Canaries]:
    """An archive with a canary in every hidden place, and the canaries."""
    canary = Canaries()
    statuses = {
        "internal": "status: final",
        "draft": "status: draft\nvisibility: public",
        "review": "status: review\nvisibility: public",
        "misspelt": "status: fnial\nvisibility: public",
        "unclosed": "visibility: public",
        "broken": "visibility: public\nbroken: [",
        "wrong": "visibility: public\nservices: {}",
    }
    slugs = {name: f"2023-05-1{number}-{canary(f'{name}: slug')}" for number, name in enumerate(statuses)}
    written = {name: hidden(canary, name, status) for name, status in statuses.items()}
    written["unclosed"] += "\n<!-- internal -->\n"
    identifier = next(line.removeprefix("id: ") for line in written["internal"].splitlines() if line.startswith("id: "))
    files = {f"{slugs[name]}.md": text for name, text in written.items()}
    files["2023-05-10-open.md"] = public(canary, slugs, identifier)
    files["2023-05-20-other.md"] = "---\ntitle: Other\nid: PM-20\nvisibility: public\ndate: 2023-05-20\n---\n\nPM-10 again.\n"
    settings = SETTINGS.format(people=canary("settings: a colleague"), label=canary("settings: label of an internal field"))
    crlf = {name: text.replace("\n", request.param).encode() for name, text in files.items()}
    return Archive.open(archive_at(crlf, settings)), canary


def without_problems(archive: Archive) -> Archive:
    """The archive as if no rule had found an error: the audience alone must hide what is hidden."""
    archive.__dict__["problems"] = ()
    return archive


def test_every_canary_is_there_to_be_found(planted: tuple[Archive, Canaries]) -> None:
    archive, canary = planted
    everything = everything_in(archive).lower()
    assert {where for word, where in canary.planted.items() if word not in everything} == set()


@pytest.mark.parametrize("checked", [True, False], ids=["with checks", "without checks"])
def test_the_public_archive_holds_no_hidden_word(planted: tuple[Archive, Canaries], checked: bool) -> None:
    archive, canary = planted
    shown = (archive if checked else without_problems(archive)).for_audience("public", drafts=False)
    assert canary.found_in(everything_in(shown)) == []


def test_drafts_are_not_for_the_public_even_where_drafts_are_shown(planted: tuple[Archive, Canaries]) -> None:
    archive, canary = planted
    assert canary.found_in(everything_in(without_problems(archive).for_audience("public", drafts=True))) == []


def test_the_public_archive_holds_all_the_rest(planted: tuple[Archive, Canaries]) -> None:
    archive, _ = planted
    shown = without_problems(archive).for_audience("public", drafts=False)
    incident = shown["PM-10"]
    assert (incident.title, incident.services, incident.tags) == ("Open incident", ("shop",), ("open",))
    assert [(event.at.isoformat() if event.at else None, event.text) for event in incident.timeline] == [
        ("2023-05-10T10:00:00+00:00", "Visible start."),
        ("2023-05-10T10:05:00+00:00", "Between  words."),
        ("2023-05-10T10:10:00+00:00", "Visible end."),
        ("2023-05-10T10:20:00+00:00", "Visible row"),
        ("2023-05-10T10:22:00+00:00", "Last row"),
    ]
    assert [item.title for item in incident.action_items] == ["Visible action"]
    assert incident.impact == {"summary": "shown "}
    assert incident.extra == {"shown": "visible"}
    assert incident.redirect_from == ()
    assert [(one.incident.id, one.type) for one in shown.related("PM-10")] == [("PM-20", "follows")]
    assert [one.id for one in shown.mentioned_in("PM-10")] == ["PM-20"]


def test_the_public_archive_can_be_shown_to_the_public_again(planted: tuple[Archive, Canaries]) -> None:
    archive, _ = planted
    once = without_problems(without_problems(archive).for_audience("public", drafts=False))
    assert once.for_audience("public", drafts=False).incidents == once.incidents
    inside = without_problems(without_problems(archive).for_audience("internal", drafts=False))
    assert [one.slug for one in inside.for_audience("public", drafts=False)] == [one.slug for one in once]


def test_the_archive_itself_stays_as_it_was(planted: tuple[Archive, Canaries]) -> None:
    archive, _ = planted
    before = everything_in(archive)
    without_problems(archive).for_audience("public", drafts=False)
    del archive.__dict__["problems"]
    assert everything_in(archive) == before


OPEN = "---\ntitle: Open\nvisibility: public\ndate: 2023-05-10\n{}\n---\n\n{}\n"


def archive_of(archive_at: ArchiveAt, files: Mapping[str, str], settings: str = "") -> Archive:
    return without_problems(Archive.open(archive_at(files, settings)))


def test_drafts_are_hidden_from_colleagues_too_unless_they_are_asked_for(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at, {
        "2023-05-10-open.md": "---\ntitle: Open\ndate: 2023-05-10\nrelated: [{incident: PM-2}]\n---\n\nAfter PM-2. <!-- internal -->seen<!-- /internal -->\n",
        "2023-05-11-draft.md": "---\ntitle: Draft\nid: PM-2\nstatus: draft\ndate: 2023-05-11\n---\n",
    })  # fmt: skip
    shown = archive.for_audience("internal", drafts=False)
    assert [one.slug for one in shown] == ["2023-05-10-open"]
    assert (shown["2023-05-10-open"].relations, shown["2023-05-10-open"].summary) == ((), "After an unpublished incident. seen")
    assert [one.slug for one in archive.for_audience("internal", drafts=True)] == ["2023-05-11-draft", "2023-05-10-open"]


def test_what_tells_of_nothing_hidden_is_the_same_for_colleagues(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at, {"2023-05-10-open.md": OPEN.format("authors: [ana]", "Text. <!-- note -->")})
    assert archive.for_audience("internal", drafts=False).drafts == archive.drafts


def test_an_incident_that_internal_fields_leave_nothing_of_is_hidden_from_the_others_too(archive_at: ArchiveAt) -> None:
    archive = archive_of(
        archive_at,
        {
            "2023-05-10-open.md": OPEN.replace("date", "started_at")
            .format("", "x")
            .replace("2023-05-10\n", "2023-05-10 10:00\n"),
            "2023-05-11-other.md": OPEN.format("related: [{incident: 2023-05-10-open}]", "After 2023-05-10-open."),
        },
        "timezone: UTC\ninternal_fields: [started_at]",
    )
    shown = archive.for_audience("public", drafts=False)
    assert [(one.slug, one.relations, one.summary) for one in shown] == [
        ("2023-05-11-other", (), "After an unpublished incident.")
    ]


def test_the_name_of_a_file_that_cannot_be_read_is_hidden_but_everyday_words_stay(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at, {
        "2023-05-10-open.md": OPEN.format("services: [kafka]", "Our kafka, 7 brokers, as in PM-9 and 2023-05-12-lost."),
        "kafka.md": "no front matter",
        "2023-05-12-lost.md": "---\nid: PM-9\ntitle: [\n---\n",
        "2023-05-13-seven.md": "---\nid: 7\ntitle: Seven\ndate: 2023-05-13\n---\n",
    })  # fmt: skip
    (incident,) = archive.for_audience("public", drafts=False)
    assert incident.services == ("kafka",)
    assert incident.summary == "Our kafka, 7 brokers, as in an unpublished incident and an unpublished incident."


def test_an_id_that_a_shown_incident_has_too_is_not_hidden(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at, {
        "2023-05-10-open.md": OPEN.format("id: PM-1", "As pm-1 says."),
        "2023-05-12-other.md": "---\nid: pm-1\ntitle: x\ndate: 2023-05-12\n---\n",
    })  # fmt: skip
    (incident,) = archive.for_audience("public", drafts=False)
    assert (incident.id, incident.summary) == ("PM-1", "As pm-1 says.")


def test_an_error_keeps_an_incident_out_and_the_log_can_name_it(archive_at: ArchiveAt) -> None:
    archive = Archive.open(
        archive_at(
            {
                "2023-05-10-open.md": OPEN.format("", "x"),
                "2023-05-12-bad.md": OPEN.format("related: [{incident: 2020-01-01-nothing}]", "x"),
            }
        )
    )
    shown = archive.for_audience("internal", drafts=False)
    assert ([one.slug for one in shown], shown.withheld) == (["2023-05-10-open"], ("2023-05-12-bad",))
    assert "2023-05-12-bad" not in repr(shown)


def test_an_internal_mark_without_a_partner_hides_the_incident_whatever_the_checks_say(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at, {"2023-05-10-open.md": OPEN.format("", "canary <!-- /internal --> x")})
    assert list(archive.for_audience("public", drafts=False)) == []
    assert len(archive.for_audience("internal", drafts=False)) == 1
