"""The same results in the same order, whoever works them out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.environment import Misset
from postmortem_archive.keeping.workers import apart, as_done, begin, spread, worker_count


@pytest.fixture(autouse=True)
def _small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.keeping.workers.LEAST", 2)
    monkeypatch.setattr("postmortem_archive.keeping.workers.CHUNK", 3)
    monkeypatch.setattr("postmortem_archive.keeping.workers.LEAST_SECONDS", 0)


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_results_come_in_the_order_of_the_items(workers: int, count: int) -> None:
    assert list(spread(lambda number: (number, "x" * number), range(count), workers)) == [(n, "x" * n) for n in range(count)]


def test_results_come_from_other_processes() -> None:
    assert os.getpid() not in set(spread(lambda _: os.getpid(), range(40), 2))
    assert set(spread(lambda _: os.getpid(), range(40), 1)) == {os.getpid()}


def wait_until_there(path: Path) -> None:
    """Another process writes this file, sooner or later."""
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, f"nobody writes {path.name}"
        time.sleep(0.01)


def test_what_is_done_first_comes_first(tmp_path: Path) -> None:
    """The first item is done only when the result of another has come."""
    come = tmp_path / "come"

    def slow_first(number: int) -> int:
        if number == 0:
            wait_until_there(come)
        return number

    order = []
    for number, _ in as_done(slow_first, range(30), 2):
        come.touch()
        order.append(number)
    assert sorted(order) == list(range(30))
    assert order[0] != 0


@settings(deadline=None)
@given(sizes=st.lists(st.integers(0, 300_000), max_size=12))
def test_results_of_any_size_come_whole(sizes: list[int]) -> None:
    assert [len(one) for one in spread(lambda size: b"x" * size, sizes, 2)] == sizes


def test_what_takes_long_is_taken_by_itself_and_one_after_the_other(tmp_path: Path) -> None:
    """No two long items are at once in memory, and none waits behind another with what a worker takes together.

    The last of the long ones is done only when the others were begun.
    """

    def work(number: int) -> tuple[float, float, int]:
        began = time.monotonic()
        if number < 3:
            time.sleep(0.2)
        if number == 2:
            wait_until_there(tmp_path / "3")
        elif number == 3:
            (tmp_path / "3").touch()
        return began, time.monotonic(), os.getpid()

    done = dict(as_done(work, range(43), 2, chunk=8, alone=3))
    assert sorted(done) == list(range(43))
    assert all(done[number][1] <= done[number + 1][0] for number in range(2))
    assert len({done[number][2] for number in range(3)}) == 1
    assert done[3][2] != done[0][2], "the others are done meanwhile, by another process"
    assert len({done[number][2] for number in range(3, 11)}) == 1, "and are taken together"


HELD: list[bytes] = []


def _takes_memory(number: int) -> tuple[int, int]:
    """What a worker holds here nobody else does."""
    HELD.append(b"x" * 400_000)
    return number, os.getpid()


def test_a_worker_that_has_come_to_have_much_memory_is_relieved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.keeping.workers.MOST_PAGES", 400)
    done = list(spread(_takes_memory, range(60), 2))
    assert [number for number, _ in done] == list(range(60))
    workers = {process for _, process in done}
    assert len(workers) > 4
    assert os.getpid() not in workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_long_items_are_one_after_the_other_also_where_a_worker_is_relieved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.keeping.workers.MOST_PAGES", 0)
    done = dict(as_done(lambda _: (time.monotonic(), time.sleep(0.05), time.monotonic(), os.getpid()), range(12), 3, alone=3))
    assert sorted(done) == list(range(12))
    assert all(done[number][2] <= done[number + 1][0] for number in range(2))
    assert len({done[number][3] for number in range(3)}) == 3, "each has a process of its own, which gives its memory back"


def test_no_worker_is_relieved_while_it_has_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.keeping.workers.MOST_PAGES", 1_000_000)
    assert len({process for _, process in spread(_takes_memory, range(60), 2)}) <= 2


def test_an_exception_is_raised_where_its_result_is_due() -> None:
    def work(number: int) -> int:
        if number == 7:
            raise ValueError("seven")
        return number

    done = []
    with pytest.raises(ValueError, match="seven"):  # noqa: PT012
        for result in spread(work, range(20), 2):
            done.append(result)
    assert done == list(range(7))


def test_an_exception_that_cannot_travel_is_told_in_words() -> None:
    class Own(Exception):
        def __init__(self, one: int, two: int) -> None:
            super().__init__(f"{one} and {two}")

    def work(_: int) -> None:
        raise Own(1, 2)

    with pytest.raises(RuntimeError, match="Own: 1 and 2"):
        list(spread(work, range(5), 2))


def test_the_share_of_a_worker_that_dies_is_done_by_its_parent() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        if number == 4 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number

    assert list(spread(work, range(30), 2)) == [number * number for number in range(30)]


def test_who_wants_no_more_leaves_no_process_behind() -> None:
    results = spread(lambda number: (number, os.getpid()), range(2_000), 2)
    _, worker = next(results)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.parametrize("began", ["spread(work, range(2), 2, chunk=1)", "begin(work, range(2)).results()"])
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path, began: str) -> None:
    """Also while they work; those of one crew do not hold up those of another."""
    program = (
        "import os, pathlib, sys, time\nfrom postmortem_archive.keeping.workers import begin, spread\n"
        "def work(number):\n"
        "    part = pathlib.Path(sys.argv[1], f'{os.getpid()}.part')\n    part.write_text('')\n    part.rename(part.with_suffix(''))\n"
        "    while time.process_time() < 60: pass\n"
        f"other = begin(work, [0])\nlist({began})\n"
    )
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONPATH": path, "POSTMORTEM_WORKERS": "2"}
    parent = subprocess.Popen([sys.executable, "-c", program, tmp_path], env=environment)
    expected, ends = 3 if began.startswith("spread") else 2, time.monotonic() + 60
    while len(found := [one for one in tmp_path.iterdir() if not one.suffix]) < expected:
        assert time.monotonic() < ends
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    while left := [one.name for one in found if runs(int(one.name))]:
        assert time.monotonic() < ends, left
        time.sleep(0.02)


def runs(process: int) -> bool:
    """Whether there is such a process, and not only what is left of it until somebody asks."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False).stdout
    return bool(said.strip()) and not said.startswith("Z")


def test_the_number_of_workers_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "3")
    assert worker_count() == 3
    monkeypatch.setenv("POSTMORTEM_WORKERS", "")
    assert worker_count() >= 1


def test_no_worker_is_relieved_before_it_has_worked_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.keeping.workers.MOST_PAGES", 0)
    monkeypatch.setattr("postmortem_archive.keeping.workers.LEAST_SECONDS", 1_000)
    assert len({process for _, process in spread(_takes_memory, range(60), 2)}) <= 2


@pytest.mark.parametrize("given", ["many", "0", "-1", "1.5", "²", "257", "9" * 5_000])
def test_a_number_of_workers_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", given)
    with pytest.raises(
        Misset, match=f"POSTMORTEM_WORKERS must be a number of processes from 1 to 256, and is '{re.escape(given)}'"
    ):
        worker_count()


def test_what_is_done_apart_leaves_nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    seen: list[int] = []

    def work() -> tuple[int, list[int]]:
        seen.append(1)
        return os.getpid(), list(spread(lambda number: number + 1, range(20), 2))

    process, results = apart(work)
    assert process != os.getpid()
    assert results == list(range(1, 21))
    assert seen == []
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    assert apart(work)[0] == os.getpid()


def test_what_is_begun_goes_on_though_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")

    def work(number: int) -> bytes:
        (tmp_path / str(number)).write_text(str(os.getpid()))
        return bytes([number]) * 1_000_000  # more than a pipe holds

    crew = begin(work, range(3))
    assert crew is not None
    until = time.monotonic() + 60
    while not (tmp_path / "2").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert (tmp_path / "2").exists()
    assert {place: list(done) for place, done in crew.results()} == {n: [bytes([n]) * 1_000_000] for n in range(3)}
    crew.dismiss()
    makers = {(tmp_path / str(number)).read_text() for number in range(3)}
    assert len(makers) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(makers.pop()), 0)


def test_what_a_process_that_dies_began_is_done_by_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    parent = os.getpid()

    def work(number: int) -> int:
        if number == 1 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    crew = begin(work, range(3))
    assert crew is not None
    assert {place: list(done) for place, done in crew.results()} == {n: [n] for n in range(3)}
    crew.dismiss()


def test_nothing_is_begun_where_there_is_to_be_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    assert begin(abs, [1]) is None
