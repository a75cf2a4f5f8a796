"""The services that an archive knows, read quickly: a shell that completes a word waits for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from postmortem_archive.archive.files import find_files
from postmortem_archive.reading.frontmatter import Unreadable, read_front_matter


def read_services(folder: Path) -> tuple[str, ...]:
    """Every service of the postmortems in a folder: those with the most incidents first, then by name.

    Only front matter is read, never a body; a file that cannot be read has none.
    """
    counted: Counter[str] = Counter()
    for path in find_files(folder):
        head = _head(path)
        if "services" not in head:
            continue
        try:
            front, _ = read_front_matter(head)
        except Unreadable:
            continue
        services = front.values.get("services")
        if isinstance(services, list):
            counted.update({name for name in services if isinstance(name, str)})
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _head(path: Path) -> str:
    """A file as far as the end of its front matter; nothing of one that has none, or is no text."""
    lines: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file:
            for line in file:
                lines.append(line)
                if line.startswith("---") and len(lines) > 1:
                    return "".join(lines)
                if len(lines) > 500 or not lines[0].startswith("---"):
                    return ""
    except (OSError, UnicodeDecodeError):
        return ""
    return ""
