"""A forked process, which ends when it is told to."""

from __future__ import annotations

import os
import signal
import threading
import warnings

ENDS = (signal.SIGINT, signal.SIGTERM)


def end_by_terminating() -> None:
    """Have SIGTERM, as `kill`, systemd and containers send it, end this process as Ctrl-C does: what it has begun is put away.

    Where somebody else decides what SIGTERM does, or this is no main thread, it stays so.
    """
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def fork() -> int:
    """As os.fork(); the child is gone at once by Ctrl-C and SIGTERM, whatever they do to its parent.

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
    return process
