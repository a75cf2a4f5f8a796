"""From the bytes of a file to its text."""

from __future__ import annotations

from postmortem_archive.incident import Place
from postmortem_archive.reading.faults import Fault
from postmortem_archive.reading.frontmatter import Unreadable

LARGEST_FILE = 1_000_000
"""Bytes. A postmortem of this size is a pasted log; the largest seen in the wild has 60 kB."""


def decode(content: bytes) -> tuple[str, list[Fault]]:
    """The text of a file. Raises Unreadable where it has none."""
    if len(content) > LARGEST_FILE:
        size, most = len(content) / 1_000_000, LARGEST_FILE / 1_000_000
        message = f"the file has {size:.1f} MB, more than the {most:g} MB that are read: move logs into a file beside it"
        raise Unreadable("file-too-large", Place(), message)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise Unreadable("not-utf-8", place_at(before, len(before)), message) from None
    faults = []
    if text.startswith("\ufeff"):
        text = text[1:]
        faults.append(Fault("byte-order-mark", Place(), "the file begins with a byte order mark: save it as UTF-8 without BOM"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("empty-file", Place(), "the file is empty: write the postmortem or delete it")
    return text, faults


def place_at(text: str, offset: int) -> Place:
    """Line and column of an offset."""
    return Place(text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)
