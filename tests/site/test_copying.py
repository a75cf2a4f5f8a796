"""The theme's button on a block of code copies that block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Visitor, serve

pytestmark = pytest.mark.browser
BLOCKS = """---
title: One
date: 2023-06-01
---

## Timeline

- 10:00 The first command was run:

    ```
    first
    ```

    and then the other:

    ```
    second
    ```

- 10:05 Detected: it broke.

    ```
    third
    ```
"""
COPYING = "theme:\n  name: material\n  font: false\n  features: [content.code.copy]"


@pytest.fixture
def blocks(site_of: Callable[..., Path]) -> Iterator[str]:
    server, url = serve(site_of({"2023-06-01-one.md": BLOCKS}, config=COPYING))
    yield url
    server.shutdown()
    server.server_close()


def test_each_block_of_a_timeline_has_a_button_that_copies_it(blocks: str, visit: Callable[..., Visitor]) -> None:
    """The theme's script calls a block after what it stands in: two in one entry would have one name."""
    page = visit(blocks).goes_to("incidents/2023-06-01-one/")
    expect(page.locator("[data-clipboard-target]")).to_have_count(3)
    copied = page.locator("[data-clipboard-target]").evaluate_all(
        "all => all.map(one => document.querySelector(one.dataset.clipboardTarget).textContent.trim())"
    )
    assert copied == ["first", "second", "third"]
    ids = re.findall(r'id="([^"]+)"', page.content())
    assert len(ids) == len(set(ids))
