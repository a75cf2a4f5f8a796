"""From what stands on the command line to an archive and the postmortems that are meant."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from postmortem_archive.archive import Archive, content_of, find_files, slug_of
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.reading import read_draft, spelled
from postmortem_archive.settings import Settings, SettingsError, load_settings
from postmortem_archive.wording import plural

Command = TypeVar("Command", bound=Callable[..., Any])
CONFIG = "mkdocs.yml"
NO_FOLDER = "there is no folder '{}' in {}: the archive is empty"


def archive_option(command: Command) -> Command:
    """Give a command `--archive DIR`, handed to it as `given`."""
    text = f"Folder of the archive.  [default: the nearest folder upwards with a {CONFIG}]"
    return click.option("--archive", "given", metavar="DIR", type=click.Path(path_type=Path), help=text)(command)


def find_root(given: Path | None) -> Path:
    """The folder of the archive: the given one, else the nearest upwards that holds a mkdocs.yml. Raises Misuse."""
    if given is not None:
        if not given.is_dir():
            raise Misuse(f"--archive {given}: {'is not a folder' if given.exists() else 'there is no such folder'}")
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise Misuse(f"there is no archive here: neither {here} nor a folder above it holds a {CONFIG}; name one with --archive DIR")


def find_config(given: Path | None) -> Path:
    """The mkdocs.yml of the archive. Raises Misuse where there is none."""
    config = find_root(given) / CONFIG
    if not config.is_file():
        raise Misuse(f"{config}: there is no such file, and a site needs one")
    return config


@contextmanager
def one_sentence() -> Iterator[None]:
    """What is wrong with the settings becomes the sentence that the command ends with."""
    try:
        yield
    except SettingsError as error:
        raise Misuse(str(error)) from error


def open_archive(given: Path | None, *, beginning: bool = False) -> Archive:
    """The archive that the command is about. Raises Misuse, also for settings that cannot be used.

    One that is only `beginning` may lack the folder that its settings name: the command makes it.
    """
    root = find_root(given)
    with one_sentence():
        settings = load_settings(root)
        require_archive(root, settings)
        missing = not (root / settings.postmortems).exists()
        archive = Archive(settings, (), root) if missing and beginning else Archive.open(root, settings)
    if missing and not beginning:
        click.echo(NO_FOLDER.format(settings.postmortems, root), err=True)
    return archive


def tell_unread(archive: Archive, how: str) -> None:
    """On standard error: how many files an answer knows nothing of because of an error, which else would be, say, "searched"."""
    count = sum(not draft.usable for draft in archive.drafts)
    if count:
        are, their = ("is", "its") if count == 1 else ("are", "their")
        click.echo(f"{plural(count, 'file')} {are} not {how} until {their} errors are fixed: run postmortem check", err=True)


def require_archive(root: Path, settings: Settings) -> None:
    """Raise Misuse for a folder that is no archive."""
    if not (root / CONFIG).is_file() and not (root / settings.postmortems).is_dir():
        raise Misuse(f"there is no archive in {root}: it holds neither a {CONFIG} nor a folder '{settings.postmortems}'")


def shown_path(archive: Archive, path: str) -> str:
    """A path of the archive as a terminal or an editor can open it.

    Relative to the current directory where the file is below it or both are in the archive; absolute otherwise.
    """
    return shown_file(archive.root / path, archive.root)


def shown_file(file: Path, root: Path | None = None) -> str:
    """A file as a terminal can open it: relative where it is below the current directory, or that is inside `root`."""
    here = Path.cwd().resolve()
    file = file.parent.resolve() / file.name
    if file.is_relative_to(here) or (root and here.is_relative_to(root.resolve())):
        return Path(os.path.relpath(file, here)).as_posix()
    return file.as_posix()


@dataclass(frozen=True)
class Selection:
    """The postmortems that are meant: `paths` are those of drafts in `archive`, which also holds the ones from elsewhere.

    `left_out` are files that stand among the postmortems and are none: images, README.md, what begins with `_`.
    """

    archive: Archive
    paths: frozenset[str]
    left_out: tuple[Path, ...] = ()


def select(archive: Archive, given: Sequence[Path]) -> Selection:
    """The postmortems in the given files and folders. Raises Misuse with everything that is wrong with them."""
    wrong: list[str] = []
    left_out: list[Path] = []
    chosen: set[str] = set()
    for path in given:
        if not path.exists():
            wrong.append(f"{path}: there is no such file or folder")
            continue
        inside = set(_inside(archive, path))
        outside = [] if inside or _is_among(archive, path) else _outside(path)
        if not inside and not outside:
            if path.is_file() and _is_among(archive, path):
                left_out.append(path)
            elif not _is_above(archive, path):
                wrong.append(f"{path}: {'holds no postmortem' if path.is_dir() else 'is not a Markdown file'}")
        for file in outside:
            archive, name = _with_file(archive, file)
            chosen.add(name)
        chosen |= inside
    if wrong:
        raise Misuse("\n".join(wrong))
    return Selection(archive, frozenset(chosen), tuple(left_out))


def _real(path: Path) -> Path:
    """Absolute, with links followed but for the last one: a postmortem may be a link and keeps its name, as drafts spell it."""
    path = Path(spelled(os.path.abspath(path)))  # noqa: PTH100 - resolve() would also follow the last link
    return path.parent.resolve() / path.name


def _postmortems(archive: Archive) -> Path:
    return archive.root.resolve() / archive.settings.postmortems


def _inside(archive: Archive, path: Path) -> Iterator[str]:
    """The paths of the archive's drafts that `path` is, or holds."""
    root, wanted = archive.root.resolve(), _real(path)
    for draft in archive.drafts:
        file = root / draft.path
        if file == wanted or (path.is_dir() and file.is_relative_to(path.resolve())):
            yield draft.path


def _is_among(archive: Archive, path: Path) -> bool:
    return _real(path).is_relative_to(_postmortems(archive))


def _is_above(archive: Archive, path: Path) -> bool:
    return path.is_dir() and _postmortems(archive).is_relative_to(path.resolve())


def _outside(path: Path) -> list[Path]:
    """The postmortems of a folder, or the file, that does not belong to the archive."""
    if path.is_dir():
        return [path / "index.md"] if (path / "index.md").is_file() else find_files(path)
    return [path] if path.suffix == ".md" else []


def _with_file(archive: Archive, file: Path) -> tuple[Archive, str]:
    """The archive and one file from elsewhere, and the path that the file has in it."""
    root, real = archive.root.resolve(), _real(file)
    name = (real.relative_to(root) if real.is_relative_to(root) else real).as_posix()
    if any(draft.path == name for draft in archive.drafts):
        return archive, name
    draft = read_draft(name, slug_of(real), content_of(file), archive.settings)
    return replace(archive, drafts=(*archive.drafts, draft)), name
