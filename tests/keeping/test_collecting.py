"""Python's search for circles is off for a while, and on again whatever happens; what is left is not taken apart at the end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import pytest

from postmortem_archive.keeping.collecting import no_collecting
from postmortem_archive.keeping.workers import spread


def test_it_is_off_inside_and_on_behind() -> None:
    with no_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), no_collecting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with no_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_other_processes_have_it_on() -> None:
    with no_collecting():
        assert all(spread(lambda _: gc.isenabled(), range(4), workers=2, chunk=1))


def test_what_was_made_is_not_soon_gone_through() -> None:
    with no_collecting():
        made = [[number] for number in range(5000)]
    assert not gc.get_objects(0)[2000:]
    assert gc.get_freeze_count() == 0
    assert made


def test_what_was_made_for_good_is_not_gone_through_until_more_is() -> None:
    try:
        with no_collecting(for_good=True):
            made = [[number] for number in range(5000)]
        count = gc.get_freeze_count()
        assert count > len(made)
        assert all(spread(lambda _: gc.get_freeze_count() >= count, range(4), workers=2, chunk=1))
        assert gc.get_freeze_count() >= count
        with no_collecting(for_good=True):
            assert gc.get_freeze_count() == 0
    finally:
        gc.unfreeze()


def test_processes_that_begin_leave_nothing_frozen_behind() -> None:
    assert all(spread(lambda _: gc.get_freeze_count() > 0, range(4), workers=2, chunk=1))
    assert gc.get_freeze_count() == 0


PROGRAM = """
from postmortem_archive.keeping.collecting import leave
class Held:
    def __del__(self): print("taken apart", flush=True)
def end():
    held = Held()
    LEAVE
end()
print("at the end", flush=True)
"""


@pytest.mark.parametrize(("ends", "said"), [("pass", "taken apart\nat the end\n"), ("leave([held])", "at the end\n")])
def test_what_is_left_to_the_system_is_not_taken_apart(ends: str, said: str) -> None:
    program = PROGRAM.replace("LEAVE", ends)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True).stdout == said
