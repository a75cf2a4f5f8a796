"""Words by the company they keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from postmortem_archive import Archive
from postmortem_archive.search.likeness import Likeness
from postmortem_archive.search.vectors import settled
from tests.conftest import WriteArchive
from tests.search.test_similar import filler, told

BROKERS, DISKS = (
    "consumers lagged behind producers while partitions moved",
    "volumes filled until compaction rotated journals away",
)

LITTLE = 0.001


@pytest.fixture
def root(archive_at: WriteArchive) -> Path:
    """Two words for each of two things, which no incident has both of, in the same surroundings; and one incident for each word."""
    near = {
        f"2020-01-{number:02}-near.md": told(f"Trouble{number}", "2020-01-01", f"{word} {around}. own{number}")
        for number, (word, around) in enumerate(
            [("zookeeper", BROKERS), ("rabbitmq", BROKERS), ("ceph", DISKS), ("gluster", DISKS)] * 4, start=1
        )
    }
    alone = {
        f"2021-01-01-{word}.md": told(f"{word} own{word}", "2021-01-01", f"{word} {word} stale own{word}x own{word}y")
        for word in ("zookeeper", "rabbitmq", "ceph")
    }
    return archive_at(filler(60) | near | alone)


def likeness_of(root: Path) -> Likeness:
    return Archive.open(root).suggestions.likeness


def rows_of(likeness: Likeness) -> list[int]:
    return [likeness.row[f"2021-01-01-{word}"] for word in ("zookeeper", "rabbitmq", "ceph")]


def test_words_in_the_same_surroundings_are_near(root: Path) -> None:
    """Though no incident has both."""
    likeness = likeness_of(root)
    assert likeness.company.places is not None
    zookeeper, rabbitmq, ceph = likeness.company.places[rows_of(likeness)]
    assert zookeeper @ rabbitmq > 0.1 + zookeeper @ ceph


def test_it_counts_where_incidents_share_a_word(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are as near the first without it."""
    likeness = likeness_of(root)
    one, two, other = rows_of(likeness)
    scores = likeness._text(np.array([one]))[0]
    monkeypatch.setattr("postmortem_archive.search.company.SMALL", 1000)
    without = likeness_of(root)
    assert without.company.places is None
    before = without._text(np.array([one]))[0]
    assert scores[two] - scores[other] > before[two] - before[other]
    assert likeness.text_between(np.array([one]), np.array([two]))[0] == pytest.approx(likeness._text(np.array([one]))[0, two])


def test_a_sample_tells_it_for_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit of any other incident leaves the words' places as they are."""
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", 60)
    before = likeness_of(root)
    places = before.company.places
    assert places is not None
    assert len(places) == len(before.archive)
    sampled = {before.archive.incidents[row].slug for row in before.vectors._in_sample}
    outside = next(path for path in sorted((root / "postmortems").glob("*.md")) if path.stem not in sampled)
    outside.write_text(outside.read_text(encoding="utf-8") + "\nzookeeper rotated journals\n", encoding="utf-8")
    after = likeness_of(root)
    assert after.company.basis == before.company.basis
    assert after.company.found == before.company.found


def test_a_new_incident_is_not_in_the_sample_of_a_larger_archive(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest 63 are settled in 67 as in 68."""
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", 20)
    for path in sorted((root / "postmortems").glob("2020-01-*.md"))[:12]:
        path.unlink()
    before = likeness_of(root)
    assert (len(before.archive), settled(len(before.archive)), settled(len(before.archive) + 1)) == (67, 63, 63)
    sampled = {before.archive.incidents[row].slug for row in before.vectors._in_sample}
    for number in range(9):
        new = root / "postmortems" / f"2022-01-01-new{number}.md"
        new.write_text(told("zookeeper moved journals", "2022-01-01", "rotated"), encoding="utf-8")
        after = likeness_of(root)
        assert {after.archive.incidents[row].slug for row in after.vectors._in_sample} == sampled
        new.unlink()


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (300, 300), (362, 316), (999, 794), (1000, 1000), (1001, 1000)])
def test_settled_is_a_sample_at_least(count: int, expected: int) -> None:
    """R10: 316, 398, 501, 631, 794, 1000."""
    assert settled(count) == expected


def test_an_edit_in_the_sample_moves_others_little(root: Path) -> None:
    """Even one that brings words which had no place, and which stand in each other's company only."""
    before = likeness_of(root)
    words = len(before.company._chosen)
    for name in ("2020-01-03-near.md", "2020-01-08-near.md"):
        path = root / "postmortems" / name
        path.write_text(path.read_text(encoding="utf-8") + "\nzorblax quux wibble frobnitz grault\n", encoding="utf-8")
    after = likeness_of(root)
    assert len(after.company._chosen) == words + 5
    assert before.company.places is not None
    assert after.company.places is not None
    others = [row for row, incident in enumerate(before.archive) if incident.slug not in ("2020-01-03-near", "2020-01-08-near")]
    one, two = (likeness.company.places[others] for likeness in (before, after))  # type: ignore[index] # there, as was asked
    assert np.abs(one @ one.T - two @ two.T).mean() < LITTLE


def test_what_the_likeness_depends_on_names_the_company(root: Path) -> None:
    """The same words in another order may be other surroundings."""

    def basis() -> bytes:
        return likeness_of(root).basis

    before = basis()
    assert basis() == before
    path = root / "postmortems/2020-01-01-near.md"
    told_before = path.read_text(encoding="utf-8")
    path.write_text(told_before.replace(f"zookeeper {BROKERS}", f"zookeeper. {BROKERS}\n\nmoved"), encoding="utf-8")
    assert basis() != before


def test_what_the_likeness_depends_on_names_the_floor(archive_at: WriteArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which rises with the archive, also where words have no places."""
    monkeypatch.setattr("postmortem_archive.search.company.SMALL", 1000)
    fewer, more = (likeness_of(archive_at(filler(count))) for count in (40, 90))
    assert fewer.floor < more.floor
    assert fewer.company.basis == more.company.basis == b""
    assert fewer.basis != more.basis
