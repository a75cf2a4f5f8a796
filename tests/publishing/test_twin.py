"""The Markdown beside the page, and llms.txt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from postmortem_archive import Archive
from postmortem_archive.publishing.links import move_html_links, move_links, place_of
from postmortem_archive.publishing.llms import NEWEST, llms_text
from postmortem_archive.publishing.twin import twin_text
from postmortem_archive.settings import read_settings
from tests.commands.conftest import EARLIER, SOUND

ArchiveAt = Callable[..., Path]
LINKING = """\
    ---
    title: Down *again*
    date: 2024-01-02
    timezone: UTC
    ---

    # Down *again*

    ## Summary

    As in [the other](2022-11-02-lb-limits.md#root-cause) and ![graph](graph.png), [here](#timeline), [out](https://example.com/a).
    `[code](2022-11-02-lb-limits.md)` <!-- internal -->secret<!-- /internal -->

    <img src="graph.png">

    [ref]: ../docs/x.md

    ### Deeper

    ## Timeline

    - 10:00 It broke.
    """


def archive_of(root: Path, site_url: str | None = None) -> Archive:
    return Archive.open(root, read_settings({}, site_url))


def test_it_has_the_facts_and_the_authors_text(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at({"2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": EARLIER}))
    text = twin_text(archive, archive["PM-2023-004"])
    assert text.startswith("# Checkout down for three hours after a load-balancer change\n\n- Id: PM-2023-004\n")
    assert "- Started: 2023-05-12 10:00 UTC\n" in text
    assert "- Resolved: 2023-05-12 13:00 UTC (from the timeline)\n" in text
    assert "- Duration: 3 h\n" in text
    assert "- Root causes: Configuration\n" in text
    assert "## Timeline\n\n- 10:00 The new configuration was rolled out.\n- 10:12 Detected: the alert fired.\n" in text
    assert "- [ ] Replay a day of traffic before a listener changes (kind: prevent, owner: network" in text
    assert "- recurrence of: [Listener limit reached](../2022-11-02-lb-limits/index.md) (2022-11-02) (same limit)" in text
    assert text.count("# ") - text.count("## ") + text.count("### ") >= 1
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1


def test_links_lead_to_twins_and_files_and_code_stays(archive_at: ArchiveAt) -> None:
    files = {"2024-01-02-again.md": LINKING, "2022-11-02-lb-limits.md": EARLIER, "graph.png": b"\x89PNG"}
    archive = archive_of(archive_at(files))
    text = twin_text(archive, archive["2024-01-02-again"])
    assert "[the other](../2022-11-02-lb-limits/index.md#root-cause)" in text
    assert "![graph](../graph.png)" in text
    assert '<img src="../graph.png">' in text
    assert "[here](#timeline)" in text
    assert "[out](https://example.com/a)" in text
    assert "`[code](2022-11-02-lb-limits.md)`" in text
    assert "### Deeper" in text
    assert text.count("Down") == 1, "the text's own title is the page's"
    assert "secret" in text
    assert "internal -->" not in text


def test_a_summary_of_the_front_matter_is_there(archive_at: ArchiveAt) -> None:
    archive = archive_of(
        archive_at({"2024-01-02-x.md": "---\ntitle: X\ndate: 2024-01-02\nsummary: Short and sad.\n---\n\n## Impact\n\nNone.\n"})
    )
    assert "## Summary\n\nShort and sad.\n\n## Impact\n\nNone." in twin_text(archive, archive["2024-01-02-x"])


def test_where_links_lead(archive_at: ArchiveAt) -> None:
    archive = archive_of(archive_at({"2024-01-02-a.md": LINKING, "postmortems/2024-01-03-b/index.md": LINKING}))
    file, folder = archive["2024-01-02-a"], archive["2024-01-03-b"]
    assert place_of("x.png", archive, file) == "incidents/x.png"
    assert place_of("x.png", archive, folder) == "incidents/2024-01-03-b/x.png"
    assert place_of("../2024-01-02-a.md#t", archive, folder) == "incidents/2024-01-02-a/#t"
    assert place_of("#t", archive, file) == "incidents/2024-01-02-a/#t"
    assert place_of("../guide/index.md", archive, file) == "guide/"
    assert place_of("../../../etc/passwd", archive, file) is None
    assert place_of("https://example.com", archive, file) is None
    assert place_of("/absolute", archive, file) is None
    assert place_of("mailto:a@example.com", archive, file) is None


def test_links_are_moved_and_nothing_else() -> None:
    assert move_links("[a](x) `[b](x)`\n```\n[c](x)\n```\n[d]: x", lambda _: "Y") == "[a](Y) `[b](x)`\n```\n[c](x)\n```\n[d]: Y"
    html = '<a href="x?a=1&amp;b" title="href=&quot;x&quot;">src="x"</a><img alt="" src="y">'
    moved = move_html_links(html, lambda target: f"/{target}")
    assert moved == '<a href="/x?a=1&amp;b" title="href=&quot;x&quot;">src="x"</a><img alt="" src="/y">'


def test_llms_text_has_its_form_and_an_end(archive_at: ArchiveAt) -> None:
    files = {
        f"20{n // 12:02d}-{1 + n % 12:02d}-01-n{n}.md": f"---\ntitle: N{n} [x](y)\ndate: 20{n // 12:02d}-{1 + n % 12:02d}-01\n---\n"
        for n in range(NEWEST + 30)
    }
    archive = archive_of(archive_at(files), "https://pm.example.com")
    lines = llms_text(archive, "Archive", "What broke.").splitlines()
    assert lines[:3] == ["# Archive", "", "> What broke."]
    headings = [line for line in lines if line.startswith("#")]
    assert headings == ["# Archive", "## Data", "## Newest incidents", "## Years", "## Optional"] or headings[-1] == "## Years"
    listed = [line for line in lines if "/index.md)" in line]
    assert len(listed) == NEWEST
    assert listed[0].startswith(f"- [N{NEWEST + 29} (x)(y)](https://pm.example.com/incidents/")
    links = [line for line in lines if line.startswith("- ")]
    assert all(re.fullmatch(r"- \[[^\[\]]+\]\(https://pm\.example\.com/[^()\s]+\)(: .+)?", line) for line in links)
