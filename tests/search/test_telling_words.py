"""Which words of a question tell more than others: identifiers more, the words of a sentence less."""

from __future__ import annotations

import pytest

from postmortem_archive import Archive
from tests.conftest import WriteArchive


def slugs(archive: Archive, query: str) -> list[str]:
    return [hit.incident.slug for hit in archive.search(query)]


JAVA = {
    "2024-01-01-heap.md": "java.lang.OutOfMemoryError: Java heap space|The service was killed.",
    "2024-01-02-pull.md": "Registry refused images|The pull rate limit was reached.",
    "2024-01-03-error.md": "Login failed|Users saw an error of a page.",
    "2024-01-04-net.md": "Host 10.0.3.7 unreachable|Version v1.27.3 was to blame.",
    "2024-01-05-mail.md": "Order mails not sent|After 10 hours, 3 of 7 queues held 0 mails, and 192 of 168.",
    "2024-01-06-memory.md": "Worker out of memory|An error of the kernel.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("java.lang.OutOfMemoryError: GC overhead limit exceeded", ["heap", "pull", "memory"]),
        ("OutOfMemoryError limit", ["heap", "pull", "memory"]),
        ("OutOfMemoryError", ["heap", "memory"]),
        ("10.0.3.7", ["net"]),
        ("10.0.3", ["net"]),
        ("10.0.3.9", ["net"]),
        ("10.0.3.7:5432", ["net"]),
        ("192.168.1.1", []),
        ("1.27.3", ["net"]),
        ("1.27", ["net"]),
        ("3", ["mail"]),
    ],
)
def test_an_identifier_counts_as_a_whole(archive_at: WriteArchive, query: str, found: list[str]) -> None:
    """One that is there beats a word that is as rare; a dotted one is found by its last name, and no number alone is a match."""
    assert [slug[11:] for slug in slugs(Archive.open(archive_at(told(JAVA))), query)] == found


NAMESPACE = {
    "2024-01-01-space.md": "A namespace was deleted|Nobody knew the way back. A copy of the namespace was there.",
    "2024-01-02-asked.md": "Dashboard empty|How do we see what we did? You must ask how, we said, and what we can do.",
    "2024-01-03-other.md": "Disk full|We did how we could, as the namespace showed.",
    **{f"2024-02-0{day}-more.md": "Printer out of paper|It was refilled." for day in range(1, 7)},
}  # fmt: skip


def told(pages: dict[str, str]) -> dict[str, str]:
    """Files by name, of 'title|summary'."""
    page = "---\ntitle: '{}'\ndate: {}\n---\n\n## Summary\n\n{}\n"
    return {name: page.format((said := text.split("|"))[0], name[:10], said[1]) for name, text in pages.items()}


def test_words_of_a_sentence_say_little(archive_at: WriteArchive) -> None:
    """They find nothing alone, beat no other word however rare, and are neither marked nor a reason to quote."""
    archive = Archive.open(archive_at(told(NAMESPACE)))
    hits = archive.search("how do we see, and what can you do when a namespace is gone")
    assert [hit.incident.slug[11:] for hit in hits] == ["space", "other"]
    assert all(hit.excerpt[start:end] == "namespace" for hit in hits for start, end in hit.marks)
    assert [len(hit.marks) for hit in hits] == [1, 1]
    assert archive.search("how can we zzzzqq") == []


def test_words_of_a_sentence_are_words_where_nothing_else_is_asked(archive_at: WriteArchive) -> None:
    archive = Archive.open(archive_at(told(NAMESPACE)))
    assert set(slugs(archive, "how did we")) == {"2024-01-02-asked", "2024-01-03-other"}
    (hit,) = archive.search('namespace "how we could"')
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["We", "how", "we", "could", "namespace"]


def test_an_address_is_not_quoted(archive_at: WriteArchive) -> None:
    """What stands there alone finds the incident, and its summary is shown."""
    (hit,) = Archive.open(archive_at(told({"2024-01-01-zeppelin.md": "Printer broken|It was refilled."}))).search("zeppelin")
    assert (hit.section.kind, hit.excerpt, hit.marks) == ("summary", "It was refilled.", ())
