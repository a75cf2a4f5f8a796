"""A process that ends when it is told to, and whom it has at work."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from postmortem_archive.keeping.forking import end_by_terminating, fork


@pytest.fixture(autouse=True)
def terminate() -> Iterator[None]:
    """What SIGTERM does here is put back."""
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_child_is_gone_at_once_whatever_its_parent_makes_of_the_signal() -> None:
    """Also one that is told before it has done anything."""
    end_by_terminating()
    for number in (signal.SIGTERM, signal.SIGINT) * 20:
        child = fork()
        if not child:
            try:
                time.sleep(600)
            finally:
                os._exit(3)
        os.kill(child, number)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == number
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & {signal.SIGTERM, signal.SIGINT}


def test_sigterm_ends_a_process_as_ctrl_c_does() -> None:
    end_by_terminating()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)


def test_what_somebody_else_has_decided_stays() -> None:
    thread = threading.Thread(target=end_by_terminating)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_by_terminating()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
