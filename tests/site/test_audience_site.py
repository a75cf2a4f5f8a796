"""The public site, byte by byte: nothing hidden is in it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from postmortem_archive.incident import RELATION_TYPES
from tests.canaries import Canaries
from tests.site.conftest import build_site, make_archive


def hidden_incident(canary: Canaries, name: str, front: str) -> str:
    """An incident with a canary in every field and section."""
    return f"""---
title: Title {canary(f"{name} title")}
id: {canary(f"{name} id").upper()}-1
{front}
started_at: 2023-05-12 10:00
organisation: {canary(f"{name} organisation")}
services: [{canary(f"{name} service")}]
teams: [{canary(f"{name} team")}]
alerts: [{canary(f"{name} alert")}]
tags: [{canary(f"{name} tag")}]
authors: [{canary(f"{name} author")}]
trigger: {canary(f"{name} trigger")}
root_causes: [{canary(f"{name} root cause")}]
contributing_factors: [{canary(f"{name} factor")}]
impact: {{summary: {canary(f"{name} impact")}}}
redirect_from: [2020-01-01-{canary(f"{name} old slug")}]
related: [{{incident: 2023-05-10-open, type: related, note: {canary(f"{name} note")}}}]
references: [{{title: {canary(f"{name} reference")}, url: "https://example.com/{canary(f"{name} address")}"}}]
---

{canary(f"{name} summary")}

![{canary(f"{name} alt")}]({canary(f"{name} image")}.png)

## Timeline

- 10:00 {canary(f"{name} event")}

## Lessons learned

- {canary(f"{name} lesson")}

## Action items

- [ ] Add {canary(f"{name} action")} (owner: {canary(f"{name} owner")})
"""


def test_public_site_holds_no_hidden_word(site_of: Callable[..., Path]) -> None:
    """A different canary in every hidden place, and every byte of the site searched for all of them."""
    canary = Canaries()
    slugs = {
        name: f"2023-05-1{number}-{canary(f'{name} slug')}" for number, name in enumerate(("internal", "draft", "review"), 1)
    }
    image = canary("image file that only an internal passage shows")
    relations = "\n".join(
        f"  - {{incident: {slug}, type: {kind}, note: {canary(f'note of {kind}')}}}"
        for slug in slugs.values()
        for kind in RELATION_TYPES
    )
    internal = hidden_incident(canary, "internal", "visibility: internal")
    identifier = next(line.removeprefix("id: ") for line in internal.splitlines() if line.startswith("id: "))
    public = f"""---
title: Open incident <!-- internal -->{canary("title")}<!-- /internal -->
visibility: public
started_at: 2023-05-10 10:00
authors: [{canary("author")}]
impact: {{summary: shown, revenue_lost: {canary("internal nested field")}}}
extra: {{customer: {canary("internal declared field")}, shown: visible}}
tags: [open, "<!-- internal -->{canary("tag")}<!-- /internal -->"]
related:
{relations}
---

Plain text. <!-- {canary("comment")} -->

<!-- internal -->
{canary("summary passage")}

![x]({image}.png)
<!-- /internal -->

## Timeline

- 10:00 seen
<!-- internal -->
- 10:01 {canary("event")}
<!-- /internal -->
- 10:02 seen too <!-- INTERNAL -->{canary("part of an event")}<!--/internal-->

| Time | Event |
| --- | --- |
| 10:03 | in a table |
<!-- internal -->
| 10:04 | {canary("row")} |
<!-- /internal -->
| 10:05 | last |

## Root cause

As in [the other one]({slugs["internal"]}.md), [this]({slugs["draft"]}.md) and {identifier}.

[ref]: {slugs["review"]}.md

```
<!-- internal -->
{canary("code")}
<!-- /internal -->
```

## Resolution

Fixed.

## Action items

- [ ] Add a test
<!-- internal -->
- [ ] Add {canary("action item")}
<!-- /internal -->
"""
    files: dict[str, str | bytes] = {
        "2023-05-10-open.md": public,
        f"{slugs['internal']}.md": internal,
        f"{slugs['draft']}.md": hidden_incident(canary, "draft", "visibility: public\nstatus: draft"),
        f"{slugs['review']}/index.md": hidden_incident(canary, "review", "visibility: public\nstatus: review"),
        f"{image}.png": b"\x89PNG",
    }
    for word, where in canary.planted.items():
        if where.endswith(" image"):
            files[f"{word}.png"] = b"\x89PNG"
    settings = (
        "audience: public\n    internal_fields: [authors, impact.revenue_lost]\n    fields:\n"
        "      customer: {label: Customer, internal: true}\n      shown: {label: Shown}"
    )
    site = site_of(files, settings)
    assert "visible" in (site / "incidents/2023-05-10-open/index.html").read_text()
    assert "in a table" in (site / "incidents/2023-05-10-open/index.html").read_text()
    for output in ("feed.xml", "feed.json", "tags/open/feed.xml", "archive.db", "llms.txt", "incidents/2023-05-10-open/index.md"):
        assert b"Open incident" in (site / output).read_bytes()
    found = []
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        content = path.read_bytes() if path.is_file() else b""
        if name.endswith(".gz"):
            content = zlib.decompress(content, 47)
        found += [f"{where} in {name}" for where in canary.found_in(f"{name}\n{content.decode(errors='replace')}")]
    assert found == []
    assert len(canary.planted) > 80


def test_where_nothing_is_kept_internal_passages_are_left_out_too(
    site_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left of the text is then in memory only."""
    monkeypatch.setenv("POSTMORTEM_CACHE", "off")
    text = (
        "---\ntitle: Open\ndate: 2024-01-05\nvisibility: public\n---\n\n## Summary\n\nShort.\n\n"
        "<!-- internal -->\nHidden.\n<!-- /internal -->\n\nWide.\n"
    )
    page = (site_of({"2024-01-05-open.md": text}, "audience: public") / "incidents/2024-01-05-open/index.html").read_text()
    assert "Wide." in page
    assert "Hidden." not in page


def test_pages_by_hand_hide_what_the_archive_hides(tmp_path: Path) -> None:
    """Text, front matter and links; a strict build does not fail for them."""
    canary = Canaries()
    slug, passage = f"2023-05-11-{canary('slug')}", canary("passage")
    files: dict[str, str | bytes] = {f"{slug}.md": f"---\ntitle: {canary('title')}\ndate: 2023-05-11\n---\n"}
    root = make_archive(tmp_path / "archive", files, "audience: public")
    (root / "docs/own.md").write_text(
        f"---\ntitle: After {slug}\ndescription: Of {slug}\n---\n\nAs in {slug} and [this](../postmortems/{slug}.md).\n\n"
        f"<!-- internal -->\n{passage}\n<!-- /internal -->\n\nHide with `<!-- internal -->`.\n"
    )
    site = build_site(root, tmp_path / "site", strict=True)
    text = (site / "own/index.html").read_text()
    assert "As in an unpublished incident and an unpublished incident." in text
    assert "<title>After an unpublished incident" in text
    assert "&lt;!-- internal --&gt;" in text
    assert [path for path in site.rglob("*.*") for word in canary.planted if word.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("linked", [False, True])
def test_postmortems_among_the_pages_are_published_by_the_archive_alone(tmp_path: Path, linked: bool) -> None:
    canary = Canaries()
    files: dict[str, str | bytes] = {
        "2023-05-10-open.md": "---\ntitle: Open\ndate: 2023-05-10\nvisibility: public\n---\n\nText.\n",
        "2023-05-11-closed/index.md": hidden_incident(canary, "internal", "visibility: internal"),
        "2023-05-11-closed/notes.txt": canary("text beside"),
        "notes.md": canary("no postmortem"),
    }
    where = "postmortems" if linked else "docs/pm"
    root = make_archive(tmp_path / "archive", files, f"audience: public\n    postmortems: {where}")
    if linked:
        (root / "docs/pm").symlink_to(root / "postmortems")
    else:
        (root / "postmortems").rename(root / "docs/pm")
    site = build_site(root, tmp_path / "site")
    assert (site / "incidents/2023-05-10-open/index.html").is_file()
    assert not (site / "pm").exists()
    assert [
        where for path in site.rglob("*.*") for word, where in canary.planted.items() if word.encode() in path.read_bytes()
    ] == []


def test_the_pages_themselves_are_no_folder_of_postmortems(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = make_archive(tmp_path / "archive", {}, "postmortems: docs")
    with pytest.raises(Abort):
        build_site(root, tmp_path / "site")
    assert "'postmortems' is the folder of the pages, docs_dir: keep the postmortems in a folder of their own" in caplog.text
