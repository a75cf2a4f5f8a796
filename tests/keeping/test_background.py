"""Work in another process, while this one goes on."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import time
from pathlib import Path

import pytest

from postmortem_archive.keeping.background import Background, can_work_apart
from postmortem_archive.keeping.workers import spread


def test_the_result_comes_from_another_process() -> None:
    answers: queue.Queue[tuple[int, str] | None] = queue.Queue()
    Background(lambda: (os.getpid(), "x" * 300_000), lambda _, result: answers.put(result))
    answer = answers.get(timeout=60)
    assert answer is not None
    assert answer[0] != os.getpid()
    assert len(answer[1]) == 300_000


def test_what_fails_or_ends_gives_nothing_and_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    answers: queue.Queue[None] = queue.Queue()

    def fail() -> None:
        raise ValueError("no such thing")

    def leave() -> None:
        raise SystemExit("given up")

    for work in (fail, leave):
        Background(work, lambda _, result: answers.put(result))
        assert answers.get(timeout=60) is None
    said = capfd.readouterr().err
    assert "ValueError: no such thing" in said
    assert "given up\n" in said


def test_it_can_be_stopped_also_by_who_holds_what_its_end_waits_for() -> None:
    answers: queue.Queue[None] = queue.Queue()
    began = time.monotonic()
    one = Background(lambda: time.sleep(600), lambda _, result: answers.put(result))
    one.stop()
    assert answers.get(timeout=60) is None
    assert time.monotonic() - began < 300
    one.stop()


def test_whom_it_has_at_work_ends_with_it(tmp_path: Path) -> None:
    began = time.monotonic()
    one = Background(lambda: _at_work(tmp_path), lambda *_: None)
    others = _numbers(tmp_path)
    one.stop()
    assert time.monotonic() - began < 300
    assert not any(_runs(other) for other in others)


def test_it_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    """However that ends: killed, it can tell nobody."""
    program = (
        "import pathlib, sys, time\n"
        "from postmortem_archive.keeping.background import Background\n"
        "from test_background import _at_work\n"
        "Background(lambda: _at_work(pathlib.Path(sys.argv[1])), lambda *_: None)\n"
        "time.sleep(600)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    first = subprocess.Popen([sys.executable, "-c", program, tmp_path], env={**os.environ, "PYTHONPATH": path})
    others = _numbers(tmp_path)
    first.kill()
    first.wait()
    ends = time.monotonic() + 60
    while any(_runs(other) for other in others) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not any(_runs(other) for other in others)


def _at_work(folder: Path) -> None:
    """Work for ten minutes with two others, each of whom says in the folder who they are."""

    def rest(name: str) -> None:
        (folder / f"{name}.part").write_text(str(os.getpid()))
        (folder / f"{name}.part").rename(folder / name)
        time.sleep(600)

    list(spread(rest, ["one", "other"], workers=2, chunk=1))


def _numbers(folder: Path) -> list[int]:
    """The processes at work, once both have said who they are."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with contextlib.suppress(FileNotFoundError):
            return [int((folder / name).read_text()) for name in ("one", "other")]
        time.sleep(0.02)
    raise AssertionError("nobody began to work")


def _runs(process: int) -> bool:
    """Whether there is such a process, and not only what is left of it until somebody asks."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False).stdout
    return bool(said.strip()) and not said.startswith("Z")


def test_where_one_process_is_all_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    assert can_work_apart()
    monkeypatch.setenv("POSTMORTEM_WORKERS", "1")
    assert not can_work_apart()
    monkeypatch.setenv("POSTMORTEM_WORKERS", "2")
    monkeypatch.delattr(os, "fork")
    assert not can_work_apart()
