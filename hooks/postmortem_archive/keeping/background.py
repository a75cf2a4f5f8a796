"""Work that a forked process does while this one goes on."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Generic, TypeVar

from postmortem_archive.keeping.forking import fork
from postmortem_archive.keeping.workers import worker_count

Result = TypeVar("Result")
NICE = 5
"""How much it stands back behind others that want the processor, of at most 19."""


def can_work_apart() -> bool:
    """Whether there is another process to do something: not where the platform cannot fork, or only one is to be used."""
    return hasattr(os, "fork") and worker_count() > 1


class Background(Generic[Result]):
    """One piece of work, begun in another process with all that this one holds; what else there is to do goes before it.

    `then` gets what `work` returned, or None where it failed or was stopped, in a thread of this process. The other ends when
    this process does, and with it all whom it has at work for itself.
    """

    def __init__(self, work: Callable[[], Result], then: Callable[[Background[Result], Result | None], None]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._process = fork()  # other threads of this process only answer requests and wait for files to change
        if not self._process:
            os.close(reading)
            _work_apart(work, writing)
        with contextlib.suppress(OSError):  # both set it, so that it is set whoever comes first
            os.setpgid(self._process, self._process)
        os.close(writing)
        self._then, self._ended = then, threading.Event()
        threading.Thread(target=self._wait, args=(reading,), daemon=True).start()

    def _wait(self, reading: int) -> None:
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._ended.set()
        result: Result | None = None
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            result = pickle.loads(answer)
        self._then(self, result)

    def stop(self) -> None:
        """End it in the middle of its work, if it has not ended by itself, and wait until it has."""
        if not self._ended.is_set():  # by then its number may be another process's
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process, signal.SIGTERM)
        self._ended.wait()


def _work_apart(work: Callable[[], object], writing: int) -> None:
    """In the forked process: work, answer, and be gone."""
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # it is not the terminal's group, and may still say something there
        os.nice(NICE)
        gc.freeze()  # a collection would touch, and so copy, everything
        answer = pickle.dumps(work(), protocol=5)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        code = 0
    except SystemExit as error:
        print(error, file=sys.stderr)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # nothing of the parent's is to be closed or removed twice
