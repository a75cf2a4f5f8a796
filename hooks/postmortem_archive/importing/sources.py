"""From what stands on the command line to the files that are meant: a file, a folder, a repository, a glob, standard input."""

from __future__ import annotations

import glob
import re
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from postmortem_archive.importing.foreign import Piece, Tree, Unread
from postmortem_archive.importing.trees import CommitTree, FolderTree, is_bare, tree_around

LARGEST_SOURCE = 50_000_000
"""Bytes. An export of a whole history may be large; what is larger is a dump of something else."""

PROSE = (".md", ".markdown", ".mdx", ".qmd", ".txt", ".text", ".erb")
DATA = (".json", ".jsonl", ".ndjson", ".csv")
_NO_POSTMORTEM = frozenset(
    "readme license licence contributing changelog code_of_conduct security authors codeowners support notice".split()
)
"""Names of files that stand beside postmortems in every repository; a README that is a list of links is one all the same."""
_LISTS_OF_LINKS = re.compile(rb"^\s{0,3}(?:[-*]\s+)?\[[^\]\n]{1,80}\]\(https?://", re.MULTILINE)


def gather(sources: Sequence[str], only: Sequence[str] = ()) -> tuple[list[Piece], list[Unread]]:
    """Every file that the sources hold, in their order, and those that are passed over. Wrong sources are unread, too."""
    pieces: list[Piece] = []
    unread: list[Unread] = []
    seen: set[tuple[int, str]] = set()
    trees: dict[Path, Tree] = {}
    for source in sources:
        for found in _from(source, only, trees):
            if isinstance(found, Unread):
                unread.append(found)
            elif (key := (id(found.tree), found.path)) not in seen or found.tree is None:
                seen.add(key)
                pieces.append(found)
    return pieces, unread


def _from(source: str, only: Sequence[str], trees: dict[Path, Tree]) -> Iterator[Piece | Unread]:
    path = Path(source)
    if source == "-":
        yield Piece("standard input", "", sys.stdin.buffer.read())
    elif path.is_dir() and is_bare(path):
        yield from _from_commit(path, only)
    elif path.is_dir():
        yield from _from_folder(path, only, trees)
    elif path.exists():
        yield _from_file(path, trees)
    elif matches := sorted(glob.glob(source, recursive=True)):
        for match in matches:
            if Path(match).is_file():
                yield from (found for found in [_from_file(Path(match), trees)] if not only or _is_wanted(match, only))
    else:
        what = "nothing matches" if glob.has_magic(source) else "there is no such file or folder"
        yield Unread(source, f"{what}: name a file, a folder, a git repository, a pattern in quotes, or - for standard input")


def _from_file(path: Path, trees: dict[Path, Tree]) -> Piece | Unread:
    if not path.is_file():
        return Unread(str(path), "is no regular file: nothing is read from it")
    if path.stat().st_size > LARGEST_SOURCE:
        return Unread(str(path), _too_large(path.stat().st_size))
    root = tree_around(path.parent)
    tree = trees.setdefault(root, FolderTree(root))
    real = path.parent.resolve() / path.name
    return Piece(str(path), real.relative_to(root).as_posix(), path.read_bytes(), tree)


def _from_folder(folder: Path, only: Sequence[str], trees: dict[Path, Tree]) -> Iterator[Piece | Unread]:
    root = folder.resolve()
    around = tree_around(root)
    tree = trees.setdefault(around, FolderTree(around))
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if any(part.startswith(".") or part == "node_modules" for part in inside.parts) or not path.is_file():
            continue
        name, shown = inside.as_posix(), str(folder / inside)
        if not path.resolve().is_relative_to(root):
            yield Unread(shown, "is a link that leads out of the folder", skipped=True)
        elif why := _passed_over(name, only, siblings=lambda path=path: path.parent.iterdir()):  # type: ignore[misc]
            if why == "readme" and len(_LISTS_OF_LINKS.findall(path.read_bytes())) >= 10:
                why = ""
            if why:
                yield from _skip(shown, why)
                continue
            yield Piece(shown, path.relative_to(around).as_posix(), path.read_bytes(), tree)
        elif path.stat().st_size > LARGEST_SOURCE:
            yield Unread(shown, _too_large(path.stat().st_size))
        else:
            yield Piece(shown, path.relative_to(around).as_posix(), path.read_bytes(), tree)


def _from_commit(repository: Path, only: Sequence[str]) -> Iterator[Piece | Unread]:
    tree = CommitTree(repository)
    if tree.problem:
        yield Unread(str(repository), tree.problem)
        return
    for name in tree.files:
        siblings = [PurePosixPath(other) for other in tree.files if PurePosixPath(other).parent == PurePosixPath(name).parent]
        content = None
        why = _passed_over(name, only, siblings=lambda siblings=siblings: siblings)  # type: ignore[misc]
        if why in ("", "readme"):
            content = tree.read(name)
        if why == "readme" and content and len(_LISTS_OF_LINKS.findall(content)) >= 10:
            why = ""
        if why:
            yield from _skip(f"{repository}:{name}", why)
        elif content is None:
            yield Unread(f"{repository}:{name}", "git could not read it")
        else:
            yield Piece(f"{repository}:{name}", name, content, tree)


def _skip(name: str, why: str) -> Iterator[Unread]:
    sentences = {
        "readme": "stands beside postmortems and is none: name it to import it all the same",
        "template": "is a template: name it to import it all the same",
        "index": "lists its neighbours: name it to import it all the same",
        "data": "is data: name it to import it, with --map for the fields",
    }
    if why in sentences:
        yield Unread(name, sentences[why], skipped=True)


def _passed_over(name: str, only: Sequence[str], siblings: object) -> str:
    """Why a file of a folder is not imported by itself; empty where it is. `other` needs no word: an image, a program."""
    path = PurePosixPath(name)
    if only:
        return "" if _is_wanted(name, only) else "other"
    stem, suffix = path.name.split(".")[0].lower(), path.suffix.lower()
    if suffix in DATA:
        return "data"
    if suffix and suffix not in PROSE and re.fullmatch(r"\.\w{1,5}", suffix):
        return "other"
    if stem in _NO_POSTMORTEM:
        return "readme"
    if re.search(r"(?:^|[-_ ])template(?:$|[-_ ])", stem) or any("template" in part.lower() for part in path.parts[:-1]):
        return "template"
    if stem in ("index", "_index"):
        others = [other for other in siblings() if other.name != path.name and other.suffix.lower() in PROSE]  # type: ignore[operator]
        return "index" if others or stem == "_index" else ""
    return ""


def _is_wanted(name: str, only: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in only)


def _too_large(size: int) -> str:
    return f"has {size / 1e6:.0f} MB, more than the {LARGEST_SOURCE / 1e6:.0f} MB that are read: cut it into parts"
