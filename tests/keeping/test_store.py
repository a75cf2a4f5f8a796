"""Whatever happens to the files, a store gives back what was put into it, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.keeping.store import MAGIC, MOST_PACKS, Store, digest

KEYS = [digest(str(number)) for number in range(5)]


def filled(folder: Path, values: dict[bytes, bytes]) -> None:
    store = Store(folder)
    for key, value in values.items():
        assert store.put(key, value)
        assert store.get(key) == value, "it can be read before it is on disk"
    store.close()


def test_what_is_put_is_there_in_the_next_build(tmp_path: Path) -> None:
    filled(tmp_path / "deep" / "down", {KEYS[0]: b"one", KEYS[1]: b""})
    store = Store(tmp_path / "deep" / "down")
    assert store.get(KEYS[0]) == b"one"
    assert store.get(KEYS[1]) == b""
    assert store.get(KEYS[2]) is None


def test_of_two_values_the_later_holds(tmp_path: Path) -> None:
    for value in (b"first", b"second", b"third"):
        filled(tmp_path, {KEYS[0]: value})
    assert Store(tmp_path).get(KEYS[0]) == b"third"


def test_parts_of_a_key_are_told_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(b"a") == digest("a")


@settings(deadline=None)
@given(values=st.lists(st.binary(max_size=60), min_size=1, max_size=5), data=st.data())
def test_a_damaged_pack_gives_nothing_wrong(
    tmp_path_factory: pytest.TempPathFactory, values: list[bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("store")
    kept = dict(zip(KEYS, values, strict=False))
    filled(folder, kept)
    (pack,) = folder.glob("*.pack")
    content = bytearray(pack.read_bytes())
    if data.draw(st.booleans(), "cut"):
        content = content[: data.draw(st.integers(0, len(content)), "where")]
    else:
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6), "places"):
            content[place] ^= data.draw(st.integers(1, 255), "by")
    pack.write_bytes(content)
    store = Store(folder)
    for key, value in kept.items():
        assert store.get(key) in (value, None)
    store.put(KEYS[0], b"new")
    store.close()
    assert Store(folder).get(KEYS[0]) == b"new"


@pytest.mark.parametrize("content", [b"", b"something else", MAGIC.replace(b"1", b"9") + b"x" * 100, MAGIC[:5]])
def test_a_foreign_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    filled(tmp_path, {KEYS[0]: b"one"})
    (tmp_path / "00-foreign.pack").write_bytes(content)
    (tmp_path / "zz-foreign.pack").write_bytes(content)
    assert Store(tmp_path).get(KEYS[0]) == b"one"


def test_two_builds_at_once_keep_what_both_made(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    one.put(KEYS[0], b"of one")
    other.put(KEYS[1], b"of the other")
    one.close()
    other.close()
    store = Store(tmp_path)
    assert (store.get(KEYS[0]), store.get(KEYS[1])) == (b"of one", b"of the other")


def test_a_pack_that_another_build_removes_can_still_be_read(tmp_path: Path) -> None:
    filled(tmp_path, {KEYS[0]: b"one"})
    store = Store(tmp_path)
    for pack in tmp_path.glob("*.pack"):
        pack.unlink()
    assert store.get(KEYS[0]) == b"one"


def test_it_prunes_itself(tmp_path: Path) -> None:
    filled(tmp_path, {digest(f"old {number}"): b"x" * 200_000 for number in range(20)})
    before = sum(path.stat().st_size for path in tmp_path.iterdir())
    store = Store(tmp_path)
    assert store.get(digest("old 3")) == b"x" * 200_000
    store.put(KEYS[0], b"new")
    store.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < before / 10
    store = Store(tmp_path)
    assert store.get(KEYS[0]) == b"new"
    assert store.get(digest("old 3")) == b"x" * 200_000
    assert store.get(digest("old 4")) is None


def test_many_small_packs_become_one(tmp_path: Path) -> None:
    for number in range(MOST_PACKS + 2):
        store = Store(tmp_path)
        for earlier in range(number):
            assert store.get(digest(f"n{earlier}")) == str(earlier).encode()
        store.put(digest(f"n{number}"), str(number).encode())
        store.close()
    assert len(list(tmp_path.glob("*.pack"))) <= MOST_PACKS


def test_without_a_folder_nothing_is_kept() -> None:
    store = Store(None)
    assert not store.put(KEYS[0], b"one")
    assert store.get(KEYS[0]) is None
    store.close()


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file")
    assert not store.put(KEYS[0], b"one")
    store.close()
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, {KEYS[0]: b"one"})
    store = Store(tmp_path)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert not store.put(KEYS[1], b"two")
    store.close()
    assert Store(tmp_path).get(KEYS[0]) == b"one"
    assert list(tmp_path.glob("*.part")) == []


def test_a_store_that_is_opened_again_is_read_and_keeps_nothing_more(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEYS[0], b"one")
    store.close()
    assert store.get(KEYS[0]) is None
    store.reopen()
    assert store.get(KEYS[0]) == b"one"
    assert not store.put(KEYS[1], b"two")
    files = sorted(tmp_path.iterdir())
    filled(tmp_path, {KEYS[2]: b"by another"})
    store.close()
    assert set(files) < set(tmp_path.iterdir()), "nothing is dropped by who only reads"
