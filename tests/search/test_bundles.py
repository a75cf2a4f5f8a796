"""Words that were kept, and that it makes no difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from postmortem_archive import Archive
from postmortem_archive.keeping import store as keeping
from postmortem_archive.keeping.store import Store
from postmortem_archive.search import bundles
from postmortem_archive.search.shards import search_files
from tests.conftest import WriteArchive

NAMES = ("amber", "birch", "cedar", "dogwood", "elder", "fir", "gorse", "hazel", "iris", "juniper", "kapok", "larch")
FAULTS = (
    "the connection pool ran dry",
    "a certificate of kestrel expired",
    "the disk of osprey was full",
    "heron lost its leader",
)


def postmortem(number: int, more: str = "") -> str:
    name, fault = NAMES[number % len(NAMES)], FAULTS[number % len(FAULTS)]
    return (
        f"---\ntitle: {name} failed\ndate: 2021-{number % 12 + 1:02}-{number % 28 + 1:02}\nservices: [{name}, shared]\n"
        f"tags: [{fault.split()[-1]}]\n---\n\n## Summary\n\nOn {name}-{number}, {fault}. {more}\n\n## Root cause\n\n"
        f"{fault.capitalize()} while {name} and {NAMES[number % 5]} were deployed to us-east-{number % 3}.\n"
    )


def slug(number: int) -> str:
    return f"2021-{number % 12 + 1:02}-{number % 28 + 1:02}-{NAMES[number % len(NAMES)]}-{number}"


@pytest.fixture
def root(archive_at: WriteArchive) -> Path:
    return archive_at({f"{slug(number)}.md": postmortem(number) for number in range(90)})


def opened(root: Path) -> Archive:
    return Archive.open(root, store=Store(root / ".cache"))


def told(archive: Archive) -> tuple[object, ...]:
    """All that is made of the words, to the byte."""
    archive.find_all_similar()
    similar = [[(one.incident.slug, one.score, one.reasons) for one in archive.similar(each.slug)] for each in archive]
    assert any(similar)
    return dict(search_files(archive.index)), similar


def closed(archive: Archive) -> Archive:
    assert archive.store is not None
    archive.store.close()
    return archive


def edit(root: Path, step: int) -> None:
    """One step of a history: an edit with new words, a new incident, one that goes away, one that is called otherwise."""
    folder = root / "postmortems"
    if step == 0:
        (folder / f"{slug(40)}.md").write_text(postmortem(40, "A zorblax of `zorblax_limit` was met."), encoding="utf-8")
    elif step == 1:
        (folder / f"{slug(200)}.md").write_text(postmortem(200, "A quuxling beside Zorblax."), encoding="utf-8")
    elif step == 2:
        (folder / f"{slug(40)}.md").unlink()
    else:
        (folder / f"{slug(7)}.md").rename(folder / "2021-03-03-renamed.md")


@pytest.mark.parametrize("sample", [1000, 45], ids=["all is compared again", "little is compared again"])
def test_after_any_edit_all_is_as_if_nothing_had_been_kept(root: Path, monkeypatch: pytest.MonkeyPatch, sample: int) -> None:
    """Also where the few neighbours that are remembered are not enough."""
    monkeypatch.setattr("postmortem_archive.search.vectors.SAMPLE", sample)
    for module in ("likeness", "alike", "keeping"):
        monkeypatch.setattr(f"postmortem_archive.search.{module}.KEPT", 11)
    told(first := opened(root))
    closed(first)
    for step in range(4):
        edit(root, step)
        after = opened(root)
        assert told(after) == told(Archive.open(root)), f"step {step}"
        closed(after)


def test_after_an_edit_one_bundle_is_cut_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def passages_of(incident, settings, lines=()):  # type: ignore[no-untyped-def]
        cut.append(incident.slug)
        return original(incident, settings, lines)

    original = bundles.passages_of
    monkeypatch.setattr(bundles, "passages_of", passages_of)
    monkeypatch.setattr(bundles, "MANY", 1000)  # in this process, where it is seen
    archive = opened(root)
    assert len(archive.texts) == len(cut) == 90
    parts = [[one.slug for one in part] for part in bundles._parts(archive.incidents)]
    assert len(parts) > 1
    closed(archive)
    cut.clear()
    edit(root, 0)
    again = opened(root)
    assert len(again.texts) == 90
    assert cut == next(part for part in parts if slug(40) in part)
    closed(again)
    cut.clear()
    assert len(opened(root).texts) == 90
    assert cut == []


def test_where_nothing_can_be_kept_it_is_held(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = opened(root)
    assert archive.store is not None
    monkeypatch.setattr(archive.store, "put", lambda _key, _value: False)
    assert told(archive) == told(Archive.open(root))


def test_a_lexicon_that_is_outgrown_is_made_anew_without_what_is_gone(root: Path) -> None:
    archive = opened(root)
    before = set(archive.bundles.lexicon().numbers)
    assert "amber" in before
    closed(archive)
    new = " ".join(f"word{number}" for number in range(200))
    for number in range(0, 90, len(NAMES)):  # all that is said of amber
        (root / "postmortems" / f"{slug(number)}.md").unlink()
    (root / "postmortems" / f"{slug(91)}.md").write_text(postmortem(91, new), encoding="utf-8")
    after = set(opened(root).bundles.lexicon().numbers)
    assert "word7" in after
    assert "amber-0" not in after


def test_records_that_are_damaged_are_made_again(root: Path) -> None:
    told(first := opened(root))
    expected = told(Archive.open(root))
    for key in (first.bundles._keys[0], first.bundles._lexicon_key):
        assert first.store is not None
        descriptor, offset, length = keeping._read_place(first.store._places[key])
        assert length > 100
        pack = first.store._new_path if descriptor == first.store._new else first.store._packs[descriptor]
        content = bytearray(pack.read_bytes())
        content[offset + 50] ^= 0xFF
        pack.write_bytes(content)
    again = Archive(first.settings, first.drafts, first.root, store=first.store)
    assert told(again) == expected
