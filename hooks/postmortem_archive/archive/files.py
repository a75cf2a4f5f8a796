"""The files of an archive: which are postmortems, what their slugs are, and what a link in one of them points at."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from urllib.parse import unquote

from postmortem_archive.settings import Settings, SettingsError
from postmortem_archive.words import Names

DEFAULT_FOLDER = str(Settings.model_fields["postmortems"].default)


def folder_of(root: Path, settings: Settings) -> Path:
    """The folder of the postmortems. The one of the defaults may be missing: nothing was written yet. Raises SettingsError for
    another that is not there: it would be taken for an empty archive, and its site for one in which nothing happened."""
    name = settings.postmortems
    folder = root / name
    if folder.is_dir() or (name == DEFAULT_FOLDER and not folder.exists()):
        return folder
    if folder.exists():
        raise SettingsError(f"mkdocs.yml: extra.archive.postmortems: '{name}' is not a folder")
    beside = [path.name for path in folder.parent.iterdir() if path.is_dir()] if folder.parent.is_dir() else []
    near = Names([(PurePath(name).parent / one).as_posix() for one in beside if not one.startswith(".")]).nearest(name)
    hint = near or ": make it, or name the one that holds the postmortems"
    raise SettingsError(f"mkdocs.yml: extra.archive.postmortems: there is no folder '{name}'{hint}")


def find_files(folder: Path) -> list[Path]:
    """Every postmortem of a folder in the order of names: files, and folders that hold an index.md; never `_` or `.`."""
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("_", ".")):
            continue
        if path.is_dir() and _is_file(path / "index.md"):
            found.append(path / "index.md")
        elif path.suffix == ".md" and path.is_file() and path.stem.lower() != "readme":
            found.append(path)
    return found


def is_postmortem(path: PurePath) -> bool:
    """True for the path, relative to the folder of postmortems, of a file that `find_files` would find there."""
    if path.parts[0].startswith(("_", ".")):
        return False
    if len(path.parts) == 2:
        return path.name == "index.md"
    return len(path.parts) == 1 and path.suffix == ".md" and path.stem.lower() != "readme"


def slug_of(path: Path) -> str:
    """The slug of a postmortem: the name of its file, or of its folder."""
    return path.parent.name if path.name == "index.md" else path.stem


def _is_file(path: Path) -> bool:
    """True for a file, also one in a folder that may not be looked into: whoever reads it says so."""
    try:
        return path.is_file()
    except PermissionError:
        return True


def read_bytes(path: Path) -> bytes:
    """The file's bytes; a huge file is read only as far as it takes to know that it is one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(20_000_000)


def content_of(path: Path) -> bytes | OSError:
    """The file's bytes, or why it cannot be read: one such file stops nobody from reading the others."""
    try:
        return read_bytes(path)
    except OSError as error:
        return error


def link_name(target: str, folder: str) -> str | None:
    """The slug that a link in a postmortem points at, or None where it points at something else.

    A link can be written as an address, `2023-05-12%20checkout.md`: its slug is as the file is called.
    """
    path = unquote(re.split(r"[#?]", target, maxsplit=1)[0])
    if not path or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/", path):
        return None
    parts = [part for part in path.split("/") if part not in ("", ".", "..", folder, "incidents")]
    if len(parts) == 2 and parts[1] == "index.md":
        return parts[0]
    if len(parts) == 1 and (parts[0].endswith(".md") or path.endswith("/")) and re.match(r"\d{4}-\d{2}-\d{2}[-_ ]", parts[0]):
        return parts[0].removesuffix(".md")
    return None
