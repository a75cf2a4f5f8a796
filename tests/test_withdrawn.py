"""A postmortem that was withdrawn says so wherever it is told, and asks nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from postmortem_archive import Archive
from postmortem_archive.answering import tools
from postmortem_archive.commands.main import main
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.publishing.atom import atom
from postmortem_archive.publishing.entries import Channel, Entries, feed_of
from postmortem_archive.publishing.llms import llms_text
from postmortem_archive.publishing.twin import twin_text
from postmortem_archive.reviewing.seen import write_seen
from postmortem_archive.search.asking import Request

TODAY = date(2024, 3, 1)
WITHDRAWN = """\
    ---
    title: Certificate expired
    date: 2023-01-05
    status: withdrawn
    services: [checkout]
    root_causes: [expired-credential]
    ---

    ## Summary

    The certificate of the checkout had expired.

    ## Action items

    - [ ] Watch the expiry (owner: ana, due: 2023-02-01)
    """
LATER = """\
    ---
    title: Certificate of the checkout expired
    date: 2024-01-05
    services: [checkout]
    root_causes: [expired-credential]
    related: [{incident: 2023-01-05-cert, type: follows}]
    ---

    ## Summary

    The certificate of the checkout had expired.

    ## Action items

    - [ ] Renew it by a job (owner: bo, due: 2024-02-01)
    """
FILES = {"2023-01-05-cert.md": WITHDRAWN, "2024-01-05-cert.md": LATER}
TOLD = "Withdrawn: Certificate expired"


@pytest.fixture
def root(archive_at: Callable[..., Path]) -> Path:
    return archive_at(FILES)


@pytest.fixture
def archive(root: Path) -> Archive:
    return Archive.open(root)


def run(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, [*arguments, "--archive", str(root)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_it_has_nothing_to_do(archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709251200")
    assert [task.item.title for task in Ledger.of(archive, TODAY).tasks] == ["Renew it by a job"]
    assert [one.title for one in tools.open_actions(archive, None, None, False, 20, TODAY).items] == ["Renew it by a job"]
    for form in ("text", "json", "csv", "ics"):
        said = run(root, "actions", "--format", form)
        assert "Renew it" in said
        assert "Watch the expiry" not in said


def test_who_finds_it_is_told(archive: Archive, root: Path) -> None:
    assert f"2023-01-05  {TOLD}\n" in run(root, "search", "certificate")
    found = {one["slug"]: one["status"] for one in json.loads(run(root, "search", "certificate", "--format", "json"))}
    assert found == {"2023-01-05-cert": "withdrawn", "2024-01-05-cert": "final"}
    assert f"2023-01-05  {TOLD}\n" in run(root, "similar", "2024-01-05-cert")
    assert TOLD in write_seen(archive, "2024-01-05-cert", 5)
    assert {hit.slug: hit.status for hit in tools.search(archive, Request("certificate"), 5).hits} == found


def test_what_is_published_tells(archive: Archive) -> None:
    feed = feed_of(Entries(archive, lambda _, text, __: text), "Archive", "", Channel(None, archive.incidents))
    assert f"<title>{TOLD}</title>".encode() in atom(feed)
    assert f"- [{TOLD}](incidents/2023-01-05-cert/index.md): 2023-01-05" in llms_text(archive, "Archive", "")
    assert f"[{TOLD}](../2023-01-05-cert/index.md)" in twin_text(archive, archive["2024-01-05-cert"])
    assert "- Status: withdrawn\n" in twin_text(archive, archive["2023-01-05-cert"])
