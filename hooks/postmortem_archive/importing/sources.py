"""From what stands on the command line to the files that are meant: a file, a folder, a repository, a glob, standard input."""

from __future__ import annotations

import glob
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from postmortem_archive.importing.dates import day_in_name
from postmortem_archive.importing.foreign import Piece, Tree, Unread
from postmortem_archive.importing.naming import take_id
from postmortem_archive.importing.trees import CommitTree, FolderTree, is_bare, tree_around

LARGEST_SOURCE = 50_000_000
"""Bytes. An export of a whole history may be large; what is larger is a dump of something else."""

PROSE = (".md", ".markdown", ".mdx", ".qmd", ".txt", ".text", ".erb")
DATA = (".json", ".jsonl", ".ndjson", ".csv")
_NO_POSTMORTEM = frozenset(
    "readme license licence contributing changelog code_of_conduct security authors codeowners support notice requirements "
    "constraints robots humans cmakelists".split()
)
"""Names of files that stand beside postmortems in every repository; a README that is a list of links is one all the same."""
_PASSED_OVER = {
    "readme": "stands beside postmortems and is none: name it to import it all the same",
    "template": "is a template: name it to import it all the same",
    "index": "lists its neighbours: name it to import it all the same",
    "data": "is data: name it to import it, with --map for the fields",
}
_LINK_IN_LIST = re.compile(rb"^\s{0,3}(?:[-*]\s+)?\[[^\]\n]{1,80}\]\(https?://", re.MULTILINE)
_FEWEST_LINKS = 10


def gather(sources: Sequence[str], only: Sequence[str] = (), target: Path | None = None) -> tuple[list[Piece], list[Unread]]:
    """Every file that the sources hold, each once and in their order, and those that are not read, with the reason.

    Of folders and repositories only files that match a pattern of `only` are taken, where there is one; nothing below
    `target`, the folder that is written to, is its own source, but for a text without front matter that is named by itself.
    """
    gathering = _Gathering(only, target.resolve() if target else None)
    for source in sources:
        try:
            gathering.add(source)
        except OSError as error:
            gathering.unread.append(Unread(source, f"cannot be read: {error.strerror or error}"))
    return gathering.pieces, gathering.unread


def _is_bare_text(path: Path) -> bool:
    """True for a file that does not begin with front matter, as what somebody pasted."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return not file.read(8).removeprefix(b"\xef\xbb\xbf").startswith((b"---", b"+++"))


class _Gathering:
    def __init__(self, only: Sequence[str], target: Path | None) -> None:
        self.only, self.target = only, target
        self.pieces: list[Piece] = []
        self.unread: list[Unread] = []
        self._trees: dict[Path, Tree] = {}
        self._seen: set[Path] = set()

    def add(self, source: str) -> None:
        """Take in one source."""
        path = Path(source)
        if source == "-":
            self.pieces.append(Piece("standard input", "", sys.stdin.buffer.read()))
        elif path.is_dir() and is_bare(path):
            self._add_commit(path)
        elif path.is_dir():
            self._add_folder(path)
        elif path.exists():
            self._add_file(path, str(path), path.parent, named=True)
        elif matches := sorted(glob.glob(source, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            fixed = re.split(r"[*?\[]", source, maxsplit=1)[0]
            folder = Path(fixed if fixed.endswith("/") else fixed.rpartition("/")[0] or ".")
            for match in matches:
                if Path(match).is_file() and (not self.only or self._is_wanted(match)):
                    self._add_file(Path(match), match, folder)
        else:
            what = "nothing matches" if glob.has_magic(source) else "there is no such file or folder"
            way = "name a file, a folder, a git repository, a pattern in quotes, or - for standard input"
            self.unread.append(Unread(source, f"{what}: {way}"))

    def _add_file(self, path: Path, name: str, folder: Path, named: bool = False) -> None:
        """Take in one file; what it refers to is looked up in `folder`, or in all of the work tree that this is in."""
        real = path.resolve()
        own = self.target is not None and real.is_relative_to(self.target)
        if real in self._seen or (own and not (named and _is_bare_text(path))):
            return
        self._seen.add(real)
        try:
            if not path.is_file():
                self.unread.append(Unread(name, "is no regular file: nothing is read from it"))
            elif (size := path.stat().st_size) > LARGEST_SOURCE:
                most = LARGEST_SOURCE / 1e6
                self.unread.append(Unread(name, f"has {size / 1e6:.0f} MB, more than the {most:.0f} MB that are read: cut it up"))
            else:
                root = tree_around(folder)
                tree = self._trees.setdefault(root, FolderTree(root))
                place = (path.parent.resolve() / path.name).relative_to(root).as_posix()
                self.pieces.append(Piece(name, place, path.read_bytes(), tree))
        except OSError as error:
            self.unread.append(Unread(name, f"cannot be read: {error.strerror or error}"))

    def _add_folder(self, folder: Path) -> None:
        root = folder.resolve()
        names = []
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if any(part.startswith(".") or part == "node_modules" for part in inside.parts) or path.is_dir():
                continue
            if not path.resolve().is_relative_to(root):
                self.unread.append(Unread(str(folder / inside), "is a link that leads out of the folder", skipped=True))
            elif path.is_file():
                names.append(inside.as_posix())
        for name in self._wanted(names, str(folder / "_")[:-1], lambda name: (root / name).read_bytes()):
            self._add_file(root / name, str(folder / name), root)

    def _add_commit(self, repository: Path) -> None:
        tree = CommitTree(repository)
        if tree.problem:
            self.unread.append(Unread(str(repository), tree.problem))
            return
        for name in self._wanted(tree.files, f"{repository}:", lambda name: tree.read(name) or b""):
            content = tree.read(name)
            if content is None:
                self.unread.append(Unread(f"{repository}:{name}", "git could not read it"))
            else:
                self.pieces.append(Piece(f"{repository}:{name}", name, content, tree))

    def _wanted(self, names: Sequence[str], before: str, read: Callable[[str], bytes]) -> Iterator[str]:
        """The names of a folder that are imported; of the others, those that somebody may miss are reported."""
        neighbours = Counter(str(PurePosixPath(name).parent) for name in names if name.lower().endswith(PROSE))
        for name in names:
            if self.only:
                why = "" if self._is_wanted(name) else "other"
            else:
                why = _why_not(PurePosixPath(name), neighbours)
            if why == "readme" and len(_LINK_IN_LIST.findall(read(name))) >= _FEWEST_LINKS:
                why = ""
            if not why:
                yield name
            elif why in _PASSED_OVER:
                self.unread.append(Unread(before + name, _PASSED_OVER[why], skipped=True))

    def _is_wanted(self, name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in self.only)


def _why_not(path: PurePosixPath, neighbours: Counter[str]) -> str:
    """Why a file of a folder is not imported by itself; empty where it is. `other` needs no word: an image, a program."""
    stem, suffix = path.name.split(".")[0].lower(), path.suffix.lower()
    if suffix in DATA:
        return "data"
    if suffix and suffix not in PROSE and re.fullmatch(r"\.\w{1,5}", suffix):
        return "other"
    if stem == "readme" and (take_id(path.parent.name)[0] or day_in_name(path.parent.name)):
        return ""  # a folder for each incident, with its README
    if not suffix and not (" " in path.name or take_id(path.name)[0] or day_in_name(path.name)):
        return "readme" if stem in _NO_POSTMORTEM else "other"
    if stem in _NO_POSTMORTEM:
        return "readme"
    if re.search(r"(?:^|[-_ ])template(?:$|[-_ ])", stem) or any("template" in part.lower() for part in path.parts[:-1]):
        return "template"
    if stem == "_index" or (stem == "index" and neighbours[str(path.parent)] > 1):
        return "index"
    return ""
