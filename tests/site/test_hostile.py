"""A postmortem from a stranger: nothing in it may run in a reader's browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postmortem_archive.site.labels import safe_url
from postmortem_archive.site.sanitise import sanitise
from tests.site.conftest import Visitor, serve

BAD = "<img src=x onerror=alert(1)><script>alert(2)</script>"
HOSTILE = f"""---
title: "Down {BAD}"
date: 2023-05-12
organisation: "Org {BAD}"
services: ["svc {BAD}"]
tags: ["tag {BAD}"]
root_causes: ["cause {BAD}"]
trigger: "trigger {BAD}"
severity: "sev {BAD}"
impact: {{summary: "impact {BAD}", "key {BAD}": "value {BAD}"}}
references: [{{title: "ref {BAD}", url: "javascript:alert(3)"}}, {{title: ok, url: "https://example.com/\\"onmouseover=alert(4)"}}]
related: [{{incident: 2023-05-11-other, type: related, note: "note {BAD}"}}]
---

Summary {BAD} [click](javascript:alert(5)) <a href="java&#115;cript:alert(6)">x</a> <iframe src="https://example.com"></iframe>

## Timeline

- 10:00 UTC Event {BAD}
- 10:05 UTC <svg onload=alert(7)><style>body{{display:none}}</style> <form action="/x"><button formaction="javascript:alert(8)">b</button></form>

## Root cause {BAD}

<div onclick="alert(9)" style="position:fixed;inset:0" markdown="1">in a div</div>

<details open ontoggle=alert(10)><summary>more</summary>text</details>

| a | b |
| --: | --- |
| 1 | <a href="data:text/html,<script>alert(11)</script>">x</a> |

## Action items

- [ ] Add {BAD} (owner: "{BAD}")

[diagram](harmful.svg) [page](harmful.html) ![fine](fine.svg) [outside](../../../../etc/hostname)
"""
OTHER = "---\ntitle: Other\ndate: 2023-05-11\n---\n\nFine.\n"
HARMFUL_SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FINE_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


@pytest.fixture
def hostile(site_of: Callable[..., Path]) -> Path:
    """A site with one hostile incident."""
    files = {
        "2023-05-12-hostile/index.md": HOSTILE,
        "2023-05-12-hostile/harmful.svg": HARMFUL_SVG,
        "2023-05-12-hostile/harmful.html": "<script>alert(1)</script>",
        "2023-05-12-hostile/fine.svg": FINE_SVG,
        "2023-05-11-other.md": OTHER,
    }
    return site_of(files)


@pytest.mark.browser
def test_no_script_of_a_postmortem_runs(hostile: Path, visit: Callable[..., Visitor]) -> None:
    """On the incident's own page and on every page that quotes it."""
    server, url = serve(hostile)
    visitor = visit(url)
    dialogs: list[str] = []
    visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    pages = [path.parent.relative_to(hostile).as_posix() + "/" for path in hostile.rglob("index.html")]
    for address in pages:
        page = visitor.goes_to(address.removeprefix("./"))
        assert page.locator("article iframe, article form:not(.pm-box, .pm-ask), article object, article embed").count() == 0, (
            address
        )
        assert (
            page.evaluate(
                "[...document.querySelectorAll('article *')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
            )
            == 0
        ), address
        assert (
            page.evaluate(
                "[...document.querySelectorAll('article [href]')].filter(e => /^\\s*(javascript|data|vbscript):/i.test(e.getAttribute('href'))).length"
            )
            == 0
        ), address
        assert page.locator("article script").count() == 0, address
    server.shutdown()
    server.server_close()
    # an image that is not there is all that is left of the attack: no request to another host, no dialog
    visitor.faults = [fault for fault in visitor.faults if "404" not in fault]
    assert dialogs == []
    assert len(pages) > 10


def test_files_that_could_run_are_not_published(hostile: Path) -> None:
    """Neither HTML, nor an SVG with script, nor anything outside the archive."""
    folder = hostile / "incidents/2023-05-12-hostile"
    assert sorted(path.name for path in folder.iterdir()) == ["fine.svg", "index.html"]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<script>x</script>b", "b"),
        ('<a href="javascript:x">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<td style="text-align: right; position: fixed">1</td>', '<td style="text-align:right">1</td>'),
        ('<pre class="highlight"><code><span class="k">if</span></code></pre>',) * 2,
        ('<details class="note" open=""><summary>s</summary></details>',) * 2,
        ('<input type="image" src="x">', '<input type="checkbox">'),
        ('<label for="__drawer">x</label>', "<label>x</label>"),
    ],
)
def test_sanitised(html: str, clean: str) -> None:
    """What Markdown extensions make stays; what can act goes."""
    assert (
        sanitise(f"<table><tr>{html}</tr></table>" if html.startswith("<td") else html)
        .replace("<table><tbody><tr>", "")
        .replace("</tr></tbody></table>", "")
        == clean
    )


@pytest.mark.parametrize(
    "url", ["javascript:x", " java\nscript:x", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "\x01javascript:x"]
)
def test_address_that_can_run_is_dropped(url: str) -> None:
    """Whatever its case, and with control characters in it."""
    assert safe_url(url) == ""


@pytest.mark.parametrize("url", ["https://example.com/a?b#c", "mailto:a@example.com", "/incidents/", "other.md"])
def test_ordinary_address_stays(url: str) -> None:
    """The four kinds that a reader may follow."""
    assert safe_url(url) == url


LONG = "x" * 400
WIDE = f"""---
title: Down {LONG}
started_at: 2023-05-12 10:00
timezone: UTC
organisation: {LONG}
services: [{LONG}]
impact: {{summary: {LONG}}}
related: [{{incident: 2023-05-11-other, note: {LONG}}}]
---

{LONG} `{LONG}`

## Timeline

- 10:00 {LONG}
- 10:05 a log

  ```
  {LONG}
  ```

## Action items

- [ ] Add {LONG} (owner: {LONG})
"""


@pytest.mark.browser
def test_words_without_end_stay_within_a_phone(site_of: Callable[..., Path], visit: Callable[..., Visitor]) -> None:
    """Log lines, keys and addresses wrap or scroll in their own box, on every page that shows them."""
    site = site_of({"2023-05-12-wide.md": WIDE, "2023-05-11-other.md": OTHER})
    server, url = serve(site)
    visitor = visit(url, width=390)
    group = next((site / "services").glob("x*")).name
    widths = {}
    for address in (
        "",
        "incidents/",
        "incidents/2023-05-12-wide/",
        "incidents/2023-05-11-other/",
        "services/",
        f"services/{group}/",
    ):
        widths[address] = visitor.goes_to(address).evaluate("document.documentElement.scrollWidth")
    server.shutdown()
    server.server_close()
    assert [address for address, width in widths.items() if width > 390] == []
