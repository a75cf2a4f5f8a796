"""What every term contributes."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from postmortem_archive import Archive
from postmortem_archive.search.contributions import K1, LEVELS, B, contribution
from postmortem_archive.search.shards import search_files
from tests.conftest import WriteArchive

TEXTS = ["pump valve pump", "valve", "tank tank tank tank pump pipe", "pipe"]


def test_it_is_what_bm25s_says() -> None:
    """Lucene's BM25, exactly, where the mean length is not rounded."""
    numbers = {"pump": 0, "valve": 1, "tank": 2, "pipe": 3}
    documents = [[numbers[word] for word in text.split()] for text in TEXTS]
    reference = bm25s.BM25(k1=K1, b=B, method="lucene")
    reference.index((documents, numbers), create_empty_token=False, show_progress=False)
    expected = reference.scores["data"]
    terms, rows = np.repeat(np.arange(4), np.diff(reference.scores["indptr"])), reference.scores["indices"]
    counts = np.array([documents[row].count(term) for term, row in zip(terms, rows, strict=True)])
    lengths = np.array([len(documents[row]) for row in rows])
    having = np.diff(reference.scores["indptr"])[terms]
    found = contribution(counts, lengths, having, len(TEXTS), mean=sum(map(len, documents)) / len(TEXTS))
    assert found == pytest.approx(expected, rel=1e-5)


def test_shares_are_small_whole_numbers_and_the_greatest_is_the_whole(demo_archive: Archive) -> None:
    contributions = demo_archive.index.contributions
    assert contributions.shares.min() >= 1
    assert (np.maximum.reduceat(contributions.shares, contributions.starts[:-1]) == LEVELS).all()
    assert list(contributions.terms) == sorted(set(contributions.terms))


@pytest.fixture
def demo_archive(archive_at: WriteArchive) -> Archive:
    files = {
        f"2024-01-0{day}-{name}.md": f"---\ntitle: {name} failed\ndate: 2024-01-0{day}\nservices: [{name}]\n---\n\n## Summary\n\n{text}\n"
        for day, (name, text) in enumerate(zip(("alpha", "beta", "gamma", "delta"), TEXTS, strict=True), 1)
    }
    return Archive.open(archive_at(files))


def test_an_archive_of_nothing_has_an_index_too(archive_at: WriteArchive) -> None:
    files = dict(search_files(Archive.open(archive_at({})).index))
    assert list(files) == ["search/manifest.json"]
