"""An incident's text as one Markdown document, and cut into pieces again."""

from __future__ import annotations

import markdown
import pytest

from postmortem_archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.site.rendering import Cut, compose, cut, link_mentions, point_links
from tests.conftest import WriteArchive


def read(archive_at: WriteArchive, body: str) -> Incident:
    """The incident with this body."""
    front = "---\ntitle: Down\ndate: 2023-05-12\ntimezone: UTC\n---\n\n"
    return Archive.open(archive_at({"2023-05-12-down.md": (front + body).encode()}))["2023-05-12-down"]


def pieces(incident: Incident) -> Cut:
    """The incident's text, rendered and cut."""
    html = markdown.markdown(compose(incident), extensions=["tables", "footnotes", "fenced_code", "toc"])
    return cut(html, incident, lambda text: text)


@pytest.mark.parametrize(
    ("body", "anchor"),
    [
        ("## Summary\n\nIt broke.\n\n## Impact\n\nNone.\n", "summary"),
        ("## Issue *Summary*\n\nIt broke.\n", "issue-summary"),
        ("It broke.\n\n## Impact\n\nNone.\n", ""),
        ("## Summary\n\nIt broke.\n\n## Impact\n\n### Summary\n\nNone.\n", ""),  # another has that name
    ],
)
def test_a_link_to_the_heading_of_the_lead_finds_it(archive_at: WriteArchive, body: str, anchor: str) -> None:
    assert pieces(read(archive_at, body)).anchor == anchor


def test_the_summary_is_the_lead_and_stands_nowhere_else(archive_at: WriteArchive) -> None:
    """The rest keeps the author's order."""
    parts = pieces(read(archive_at, "## Impact\n\nNone.\n\n## Summary\n\nIt *broke*.\n\n## Our own\n\nWords.\n"))
    assert parts.lead == "<p>It <em>broke</em>.</p>"
    assert [one.section.title for one in parts.sections if one.section] == ["Impact", "Our own"]


def test_events_and_actions_are_numbered_and_unwrapped(archive_at: WriteArchive) -> None:
    """Over several lists, with the notes between them."""
    body = "## Timeline\n\n- 10:00 a **b**\n\nA note.\n\n- 10:05 c\n\n  - nested\n\n## Action items\n\n- [ ] Add `x`\n"
    timeline, actions = pieces(read(archive_at, body)).sections
    assert [piece.kind for piece in timeline.pieces] == ["event", "text", "event"]
    assert timeline.pieces[0].rows == [(1, "a <strong>b</strong>")]
    assert timeline.pieces[1].html == "<p>A note.</p>"
    number, html = timeline.pieces[2].rows[0]
    assert number == 2
    assert "<li>nested</li>" in html
    assert actions.pieces[0].rows == [(1, "Add <code>x</code>")]


def test_references_and_footnotes_work_across_pieces(archive_at: WriteArchive) -> None:
    """They are why the text is rendered as one document."""
    body = "See [it][1].\n\n## Timeline\n\n- 10:00 as [here][1] said[^n]\n\n## Root cause\n\nWhy.\n\n[1]: https://example.com/a\n[^n]: A note.\n"
    parts = pieces(read(archive_at, body))
    assert 'href="https://example.com/a"' in parts.lead
    assert 'href="https://example.com/a"' in parts.sections[0].pieces[0].rows[0][1]
    assert "A note." in parts.sections[1].pieces[-1].html


def test_headings_stand_below_the_title_without_gaps(archive_at: WriteArchive) -> None:
    """Whatever levels the author used."""
    parts = pieces(read(archive_at, "# Root cause\n\n#### Deep\n\nWhy.\n\n# Resolution\n\nFixed.\n"))
    assert [one.heading for one in parts.sections] == [
        '<h2 id="root-cause">Root cause</h2>',
        '<h2 id="resolution">Resolution</h2>',
    ]
    assert '<h5 id="deep">Deep</h5>' in parts.sections[0].pieces[0].html


def test_a_block_of_html_that_never_ends_loses_nothing(archive_at: WriteArchive) -> None:
    """The reader sees every word, if not as beautifully."""
    body = "<div>open\n\n## Timeline\n\n- 10:00 first\n\n## Root cause\n\nthe reason\n"
    parts = pieces(read(archive_at, body))
    everything = parts.lead + "".join(
        one.heading + "".join(piece.html + "".join(html for _, html in piece.rows) for piece in one.pieces)
        for one in parts.sections
    )
    assert [word for word in ("open", "Timeline", "first", "reason") if word not in everything] == []


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<p>as PM-1-001 said</p>", True),
        ("<p>PM-1-001, PM-1-0012</p>", True),
        ("<code>PM-1-001</code>", False),
        ('<a href="x">PM-1-001</a>', False),
        ("<pre><span>PM-1-001</span></pre>", False),
        ("<p>XPM-1-001 and PM-1-001-b</p>", False),
    ],
)
def test_mentions_become_links_outside_code_and_links(html: str, linked: bool, archive_at: WriteArchive) -> None:
    """Whole words only."""
    archive = Archive.open(archive_at({"2023-05-12-down.md": "---\ntitle: Down\nid: PM-1-001\ndate: 2023-05-12\n---\n\nText.\n"}))
    result = link_mentions(html, archive, "another", lambda slug: f"/{slug}/")
    assert result.count('href="/2023-05-12-down/"') == int(linked)


def test_links_to_incidents_are_pointed_at_their_pages(archive_at: WriteArchive) -> None:
    """By file and by former name; nothing inside code, and nothing that is no incident."""
    text = "---\ntitle: Down\ndate: 2023-05-12\nredirect_from: [2023-05-12-old]\n---\n\nText.\n"
    archive = Archive.open(archive_at({"2023-05-12-down.md": text}))
    markdown_text = "[a](2023-05-12-old.md#x) [b](other.md) `[c](2023-05-12-down.md)`\n```\n[d](2023-05-12-down.md)\n```"
    pointed = point_links(markdown_text, archive, lambda slug: f"NEW/{slug}")
    assert pointed == markdown_text.replace("2023-05-12-old.md#x", "NEW/2023-05-12-down#x")
