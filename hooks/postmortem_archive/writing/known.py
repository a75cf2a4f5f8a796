"""The services, teams and tags that an archive knows, read quickly: a shell that completes a word waits for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import yaml

from postmortem_archive.archive.files import find_files
from postmortem_archive.reading.frontmatter import Loader


def read_services(folder: Path, catalogue: Iterable[str] = ()) -> tuple[str, ...]:
    """Every service of the postmortems in a folder: those with the most incidents first, then by name; and then those that
    only the catalogue has."""
    return tuple(dict.fromkeys((*read_values(folder, "services"), *sorted(catalogue))))


def read_values(folder: Path, field: str) -> tuple[str, ...]:
    """Every value of a field that is a word or a list of them: those with the most incidents first, then by name.

    Of each file only this one field is read; one where that is something else has none.
    """
    counted: Counter[str] = Counter()
    pattern = re.compile(rf"^{field}:.*\n(?:(?:[ \t#]|- ).*\n|\n)*", re.MULTILINE)
    for path in find_files(folder):
        match = pattern.search(_head(path))
        try:
            values = yaml.load(match[0], Loader)[field] if match else None
        except yaml.YAMLError:
            continue
        several = values if isinstance(values, list) else [values]
        counted.update({name for name in several if isinstance(name, str)})
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _head(path: Path) -> str:
    """The front matter of a file; nothing of one that has none, or is no text."""
    lines: list[str] = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in file:
                lines.append(line)
                if len(lines) > 1 and line.startswith("---"):
                    return "".join(lines[1:-1])
                if len(lines) > 500 or not lines[0].startswith("---"):
                    return ""
    except (OSError, UnicodeDecodeError):
        return ""
    return ""
