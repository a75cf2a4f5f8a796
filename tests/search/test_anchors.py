"""Where on its page a section stands."""

from __future__ import annotations

from postmortem_archive import Archive
from postmortem_archive.search.anchors import section_anchors
from tests.conftest import WriteArchive

TEXT = """\
---
title: A
date: 2024-01-01
---

## Summary

Said on top of the page.

## Ursache & *Wirkung*

One.

### Détails

Two.

## Détails

Three.

## Named {#my-name}

Four.
"""


def test_anchors_are_those_of_the_page(archive_at: WriteArchive) -> None:
    """The summary leads the page and has none; the second heading of a name has a number; an author's own anchor stays."""
    (incident,) = Archive.open(archive_at({"2024-01-01-a.md": TEXT}))
    anchors = dict(zip((section.title for section in incident.sections), section_anchors(incident), strict=True))
    assert anchors["Summary"] == ""
    assert anchors["Ursache & *Wirkung*"] == "ursache-wirkung"
    assert anchors["Détails"] == "details_1"  # of two, the later one
    assert "my-name" in anchors.values()
