"""Work spread over forked processes, its results in order; in this process where the platform cannot fork.

A worker shares all that its parent holds, without copying: only results travel. One that dies leaves its share to the parent.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import selectors
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from postmortem_archive.environment import Misset
from postmortem_archive.keeping.collecting import frozen
from postmortem_archive.keeping.forking import fork

Item = TypeVar("Item")
Result = TypeVar("Result")

_NUMBER = struct.Struct("<I")
_FRAME = struct.Struct("<IQ")
VARIABLE, MOST = "POSTMORTEM_WORKERS", 256
LEAST = 48
"""Items below which the work is done sooner than two processes are started."""
CHUNK = 16
MOST_CHUNKS = 8_000
"""What fits into a pipe that nobody reads yet: four bytes each, 64 kB on Linux, and half of that to be sure."""
MOST_PAGES = 10_000
"""Pages of memory that a worker may come to have for itself before another takes its place: 40 MB where a page has 4 kB."""
LEAST_SECONDS = 3.0
"""For which a worker works, of its own time, before it is relieved, so that what each begins with does not add up."""
RELIEVED = 3
"""How a worker ends in whose place another is to go on."""


def worker_count() -> int:
    """How many processes to use: POSTMORTEM_WORKERS, else one for each core that this process may run on.

    Raises Misset where that is no number of processes.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if given and not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST):
        raise Misset(
            f"{VARIABLE} must be a number of processes from 1 to {MOST}, and is '{given}': leave it unset for one on each core"
        )
    if given:
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int | None = None, chunk: int | None = None
) -> Iterator[Result]:
    """`work` of every item, in the order of the items. An exception in a worker is raised here, as it was.

    A worker takes `chunk` items at a time.
    """
    waiting: dict[int, Result] = {}
    following = 0
    for number, result in as_done(work, items, workers, chunk):
        waiting[number] = result
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def as_done(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    chunk: int | None = None,
    alone: int = 0,
    *,
    here: bool = True,
) -> Iterator[tuple[int, Result]]:
    """(number of the item, `work` of it) as they get done, which is the order of the items only where nobody helps.

    The first `alone` items take so much time and memory that each is taken by itself, and one process has them one after the
    other while the rest do the others. Where one process is enough, it is this one, or not `here` but another, which gives the
    memory back that it takes.
    """
    count = worker_count() if workers is None else workers
    least = LEAST if chunk is None else 2
    if count < 1 + here or len(items) < least or not hasattr(os, "fork"):
        yield from enumerate(map(work, items))
        return
    size = max(chunk or CHUNK, -(-len(items) // MOST_CHUNKS))
    starts = [*range(alone), *range(alone, len(items), size)]
    chunks = [items[start:end] for start, end in zip(starts, [*starts[1:], len(items)], strict=True)]
    crew = Crew(work, chunks, min(count, len(chunks)), alone)
    try:
        for place, results in crew.results():
            yield from enumerate(results, starts[place])
    finally:
        crew.dismiss()


def begin(work: Callable[[Any], Any], items: Sequence[Any]) -> Crew | None:
    """One other process at work on these items, one after the other, while this one goes on; None where there can be none.

    It holds what it has done until its `results` are asked for. Whoever begins it has to dismiss it.
    """
    if worker_count() < 2 or not items or not hasattr(os, "fork"):
        return None
    return Crew(work, [[item] for item in items], 1, waits=True)


def apart(work: Callable[[], Result]) -> Result:
    """`work`, done in a process of its own, so that the memory it takes is given back; here where that cannot be."""
    if worker_count() < 2 or not hasattr(os, "fork"):
        return work()
    crew = Crew(lambda _: work(), [[None]], 1)
    try:
        return next(result for _, results in crew.results() for result in results)  # type: ignore[no-any-return]
    finally:
        crew.dismiss()


class Crew:
    """The processes at work on one list of chunks, each taking the next from a pipe that holds their numbers.

    Whatever a worker looks at it comes to have for itself, since Python counts in it who holds it. So one that has come to have
    much is relieved by another, which begins again with what it shares. The first chunks, `alone`, are in a pipe of their own.
    A crew that `waits` does all of its work before it answers: nobody listens to it yet.
    """

    def __init__(
        self, work: Callable[[Any], Any], chunks: Sequence[Sequence[Any]], count: int, alone: int = 0, *, waits: bool = False
    ) -> None:
        self._work, self._chunks, self._waits = work, chunks, waits
        self._workers: dict[int, tuple[int, tuple[int, ...]]] = {}  # descriptor: process, and the pipes that it takes from
        self._pipes = _filled(range(alone)), _filled(range(alone, len(chunks)))
        self._frozen = contextlib.ExitStack()
        self._frozen.enter_context(frozen())
        try:
            for number in range(count):
                self._hire(self._pipes[number > 0 :])
        except BaseException:
            self.dismiss()
            raise

    def _hire(self, pipes: tuple[int, ...]) -> int:
        """Have one more process at work, which takes from these pipes; its descriptor."""
        gc.freeze()  # also what was made since the first was hired
        reading, writing = os.pipe()
        # a worker takes no lock that another thread of its parent could hold: it draws, and writes to its pipe
        process = fork()
        if process:
            os.close(writing)
            self._workers[reading] = process, pipes
            return reading
        code = 1
        try:
            gc.enable()  # see collecting.py
            gc.set_threshold(20_000, 20, 20)  # pages leave few circles behind, and looking for them takes a tenth of the time
            os.close(reading)
            for other in self._workers:
                os.close(other)
            code = RELIEVED if self._serve(pipes, writing) else 0
        finally:
            os._exit(code)  # nothing of the parent's is to be flushed, closed or removed twice

    def _serve(self, pipes: tuple[int, ...], writing: int) -> bool:
        """Answer chunks while there are some; True where another had better go on with them."""
        before = _pages()
        with os.fdopen(writing, "wb", buffering=1 << 16) as pipe:
            answers = ((chunk, pickle.dumps(self._answer(chunk), protocol=5)) for chunk in _taken(pipes))
            for chunk, answer in list(answers) if self._waits else answers:
                pipe.write(_FRAME.pack(chunk, len(answer)))
                pipe.write(answer)
                pipe.flush()
                if not self._waits and _pages() - before > MOST_PAGES and time.process_time() > LEAST_SECONDS:
                    return True
        return False

    def _answer(self, chunk: int) -> tuple[list[Any], BaseException | None]:
        done: list[Any] = []
        try:
            for item in self._chunks[chunk]:
                done.append(self._work(item))
        except Exception as error:
            try:
                pickle.loads(pickle.dumps(error))
            except Exception:
                error = RuntimeError(f"{type(error).__name__}: {error}")
            return done, error
        return done, None

    def results(self) -> Iterator[tuple[int, Iterator[Any]]]:
        """(number of a chunk, its results) as they come; what a worker that died has not answered is worked out here."""
        missing = set(range(len(self._chunks)))
        for chunk, answer in self._answers():
            missing.discard(chunk)
            yield chunk, _opened(answer)
        for chunk in sorted(missing):
            yield chunk, _opened(self._answer(chunk))

    def _answers(self) -> Iterator[tuple[int, tuple[list[Any], BaseException | None]]]:
        """(chunk, answer) as they come in."""
        with selectors.DefaultSelector() as selector:
            received: dict[int, bytearray] = {}

            def listen(descriptor: int) -> None:
                selector.register(descriptor, selectors.EVENT_READ)
                received[descriptor] = bytearray()

            for descriptor in self._workers:
                listen(descriptor)
            while received:
                for key, _ in selector.select():
                    piece = os.read(key.fd, 1 << 20)
                    if not piece:
                        selector.unregister(key.fd)
                        del received[key.fd]
                        if pipes := self._relieved(key.fd):
                            listen(self._hire(pipes))
                        continue
                    received[key.fd] += piece
                    yield from _frames(received[key.fd])

    def _relieved(self, descriptor: int) -> tuple[int, ...]:
        """What another is to go on with in place of a worker that has ended; nothing where no other is needed."""
        os.close(descriptor)
        process, pipes = self._workers.pop(descriptor)
        try:
            _, status = os.waitpid(process, 0)
        except ChildProcessError:  # somebody wants to hear of no process that ended: what is left is worked out here
            return ()
        return pipes if os.waitstatus_to_exitcode(status) == RELIEVED else ()

    def dismiss(self) -> None:
        """End and forget every worker, also in the middle of its work."""
        for descriptor, (process, _) in self._workers.items():
            os.close(descriptor)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process, 0)
        self._workers.clear()
        for pipe in self._pipes:
            os.close(pipe)
        self._frozen.close()


def _filled(numbers: Iterable[int]) -> int:
    """A pipe that holds these numbers and no more."""
    pipe, end = os.pipe()
    for number in numbers:
        os.write(end, _NUMBER.pack(number))
    os.close(end)
    return pipe


def _taken(pipes: Iterable[int]) -> Iterator[int]:
    """The numbers that nobody else takes out of these pipes, one after the other."""
    for pipe in pipes:
        while number := os.read(pipe, _NUMBER.size):
            yield _NUMBER.unpack(number)[0]


def _pages() -> int:
    """How many pages of memory this process has come to have for itself since it began, those included that it gave back."""
    import resource  # which is there where there is a fork

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def _frames(received: bytearray) -> Iterator[tuple[int, Any]]:
    """The whole answers at the beginning of what was received, which are taken off it."""
    start = 0
    while len(received) - start >= _FRAME.size:
        chunk, length = _FRAME.unpack_from(received, start)
        end = start + _FRAME.size + length
        if len(received) < end:
            break
        with memoryview(received) as whole, whole[start + _FRAME.size : end] as answer:
            found = pickle.loads(answer)
        yield chunk, found
        start = end
    del received[:start]


def _opened(answer: tuple[list[Any], BaseException | None]) -> Iterator[Any]:
    done, error = answer
    yield from done
    if error is not None:
        raise error
