"""What the environment says, and what is wrong with it."""

from __future__ import annotations


class Misset(ValueError):
    """A variable of the environment has a value that is of no use; the text is one sentence that says what to write instead."""
