"""Neighbours that were kept: found anew only where something changed, and the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.keeping.store import Store
from postmortem_archive.search import alike
from postmortem_archive.search.likeness import KEPT, Likeness
from postmortem_archive.search.vectors import Vectors
from tests.conftest import WriteArchive

WORDS = [f"{first}{last}" for first in ("kes", "os", "mer", "her", "har") for last in ("trel", "prey", "lin", "on", "rier", "ox")]
COUNT = 120


def postmortem(chance: random.Random, fault: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(30))
    own = " ".join(WORDS[(fault * 3 + place) % len(WORDS)] + "ed" for place in range(3))
    return (
        f"---\ntitle: {own} again\ndate: 2021-01-{chance.randint(1, 28):02}\nservices: [s{fault}]\ntags: [{own.split()[0]}]\n---\n\n"
        f"## Summary\n\n{own} {text}\n\n## Root cause\n\n{own} {' '.join(chance.choice(WORDS) for _ in range(10))}.\n"
    )


@pytest.fixture
def root(archive_at: WriteArchive, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", 40)
    chance = random.Random(3)
    return archive_at({f"2021-01-01-i{number}.md": postmortem(chance, number % 9) for number in range(COUNT)})


def likeness_of(root: Path) -> tuple[Likeness, list[bytes]]:
    likeness = Archive.open(root, store=Store(root / ".cache")).suggestions.likeness
    return likeness, alike.prints_of(likeness)


def found_now(likeness: Likeness, prints: list[bytes], before: alike.Alike, needed: int = 10) -> alike.Neighbours:
    return alike.find_neighbours(likeness, before, before.moved(prints), [needed] * len(prints))


@pytest.mark.parametrize("kept", [4, KEPT])
def test_after_any_history_the_first_neighbours_are_those_of_a_new_start(
    root: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """The first ones that are asked for; of more, the order is as it has to be."""
    monkeypatch.setattr(alike, "KEPT", kept)
    needed, chance, before = min(kept, 4), random.Random(4), alike.Alike()
    for step in range(8):
        likeness, prints = likeness_of(root)
        neighbours = found_now(likeness, prints, before, needed)
        wanted = likeness.compare(range(len(prints)), likeness.floor, COUNT)
        assert any(wanted)
        for listed, rest, every in zip(neighbours.listed, neighbours.rest, wanted, strict=True):
            assert listed == every[: len(listed)], step
            assert len(listed) >= min(needed, len(every)), step
            assert all(score <= rest for _, score in every[len(listed) :])
        before = alike.Alike.unpacked(alike.Alike(prints, neighbours, {}).packed())
        edit(root, chance, step)


def edit(root: Path, chance: random.Random, step: int) -> None:
    paths = sorted((root / "postmortems").glob("*.md"))
    path = chance.choice(paths)
    if step % 4 == 3:
        path.unlink()
    elif step % 4 == 2:
        path.with_name(f"2021-01-01-new{step}.md").write_text(postmortem(chance, step), encoding="utf-8")
    else:
        path.write_text(postmortem(chance, chance.randrange(9)), encoding="utf-8")


def test_after_an_edit_few_are_compared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def scores(self: Likeness, rows: list[int]) -> object:
        compared.extend(rows)
        return original(self, rows)

    original = Likeness.scores
    monkeypatch.setattr(Likeness, "scores", scores)
    monkeypatch.setattr(alike, "FEW", 1000)  # in this process, where it is seen
    likeness, prints = likeness_of(root)
    sampled = {likeness.archive.incidents[row].slug for row in likeness.vectors._in_sample}
    before = alike.Alike(prints, found_now(likeness, prints, alike.Alike()), {})
    assert len(compared) == COUNT
    compared.clear()
    path = next(one for one in sorted((root / "postmortems").glob("*.md")) if one.stem not in sampled)
    path.write_text(path.read_text(encoding="utf-8").replace(" again", " again, zorblax"), encoding="utf-8")
    likeness, prints = likeness_of(root)
    found_now(likeness, prints, before)
    assert 0 < len(set(compared)) < COUNT / 3
    assert likeness.row[path.stem] in compared


def test_what_is_not_as_it_was_read_has_no_print(root: Path) -> None:
    archive = Archive.open(root)
    assert set(alike.prints_of(archive.suggestions.likeness)) == {b""}


def test_reasons_that_are_known_are_not_found_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Archive.open(root, store=Store(root / ".cache"))
    likeness, prints = first.suggestions.likeness, alike.prints_of(first.suggestions.likeness)
    pairs = {(0, 1), (2, 5)}
    alike.find_reasons(first.suggestions.reasons, pairs)
    known = dict(first.suggestions.reasons.known)
    assert known.keys() == pairs
    again = Archive.open(root, store=Store(root / ".cache"))
    monkeypatch.setattr(type(again.suggestions.reasons), "of_pairs", lambda _self, _pairs: pytest.fail("found again"))
    before = alike.Alike.unpacked(
        alike.Alike(prints, alike.Neighbours([[] for _ in prints], [0.0] * len(prints)), known).packed()
    )
    alike.remember_reasons(again.suggestions.reasons, before, before.moved(prints))
    alike.find_reasons(again.suggestions.reasons, pairs)
    assert again.suggestions.reasons.known == known
    assert likeness.row == again.suggestions.likeness.row


def test_the_sample_is_all_of_a_small_archive(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(root)
    assert Vectors(archive, archive.texts).sample.shape[0] == 40
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", 500)
    assert Vectors(archive, archive.texts).sample.shape[0] == COUNT


def test_the_words_places_of_a_sample_that_is_as_it_was_are_not_found_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    likeness, prints = likeness_of(root)
    words = alike.Alike.unpacked(alike.Alike(prints, words=likeness.company.found).packed()).words
    wanted = likeness.compare(range(COUNT), 0.3, COUNT)
    monkeypatch.setattr("postmortem_archive.search.company._places", lambda *_: pytest.fail("found again"))
    again = Likeness(Archive.open(root, store=Store(root / ".cache")), words)
    assert again.compare(range(COUNT), 0.3, COUNT) == wanted


def test_the_words_places_of_another_sample_are_not_taken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = likeness_of(root)[0].company.found
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", 48)
    other = Likeness(Archive.open(root, store=Store(root / ".cache")), before)
    assert other.company.found.basis != before.basis
    assert other.compare([0], 0.3, COUNT) == Likeness(other.archive).compare([0], 0.3, COUNT)
