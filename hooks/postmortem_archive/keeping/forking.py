"""A forked process, which ends when it is told to, and with the process that began it."""

from __future__ import annotations

import os
import signal
import threading
import warnings

ENDS = (signal.SIGINT, signal.SIGTERM)


class _Lifeline:
    """A pipe of which only this process has the end to write to, and never does: when that closes, the process is gone."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()


_own = _Lifeline()
"""That of this process; one that is forked here has another."""


def end_by_terminating() -> None:
    """Have SIGTERM, as `kill`, systemd and containers send it, end this process as Ctrl-C does: what it has begun is put away.

    Where somebody else decides what SIGTERM does, or this is no main thread, it stays so.
    """
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def fork() -> int:
    """As os.fork(); the child is gone at once by Ctrl-C and SIGTERM, whatever they do to its parent, and when its parent is gone.

    Until that is so, they wait: a child that went on where its parent does would put away what is the parent's.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # whoever calls this knows what other threads there are
            process = os.fork()
        if not process:
            for number in ENDS:
                signal.signal(number, signal.SIG_DFL)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if not process:
        _end_with_parent()
    return process


def _end_with_parent() -> None:
    """Also while this process, which was forked just now, works: another thread waits for the end of its parent."""
    global _own
    try:
        parent, _own = _own, _Lifeline()
        os.close(parent.writing)
        threading.Thread(target=_end_after, args=(parent.reading,), daemon=True).start()
    except BaseException:
        os._exit(1)  # else it would go on where its parent does


def _end_after(watched: int) -> None:
    os.read(watched, 1)
    os._exit(1)
