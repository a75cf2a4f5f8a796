"""What git knows of a folder: what changed since a revision, on which lines, and how files read back then."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

Status = Literal["added", "modified", "renamed", "deleted"]

_STATUS: dict[str, Status] = {"A": "added", "C": "added", "D": "deleted", "R": "renamed"}
_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_DIFF = (
    "-c",
    "core.quotePath=false",
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "-M",
    "--ignore-submodules",
)
_LARGEST = 20_000_000
"""Bytes of a blob that are kept: as far as it takes to know that it is too large."""


class GitError(Exception):
    """Git cannot answer; the text is a sentence with the way out."""


@dataclass(frozen=True)
class Change:
    """A file that differs from what it was. `old` is its path back then, where that was another one."""

    status: Status
    path: str
    old: str = ""
    lines: tuple[range, ...] = field(default=(), compare=False)
    """The lines that the change wrote, as ranges of numbers from 1."""

    def wrote(self, line: int) -> bool:
        """True when this line is new or changed."""
        return any(line in lines for lines in self.lines)


@dataclass(frozen=True)
class Repository:
    """The repository that `folder` is in. Every path is relative to `folder`; what is outside is not seen.

    `before` is where the folder was at the commit that is compared with, as `prefix` has it; None where it was the same.
    """

    folder: Path
    before: str | None = None

    @property
    def prefix(self) -> str:
        """What stands before a path of `folder` to make it one of the repository: empty, or ends with a slash."""
        return os.fsdecode(self._ask("rev-parse", "--show-prefix")).rstrip("\n")

    def merge_base(self, revision: str) -> str:
        """The commit at which what is checked out left `revision`. Raises GitError."""
        self._ask("rev-parse", "--git-dir", wrong=f"{self.folder} is not in a git repository")
        commit = self._ask(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
            wrong=f"there is no revision '{revision}' here{self._shallow()}: fetch it, or name another one",
        )  # fmt: skip
        base = self._ask(
            "merge-base", commit.decode().strip(), "HEAD",
            wrong=f"'{revision}' and what is checked out have no commit in common{self._shallow()}: fetch the history "
            "(git fetch --unshallow), or name another revision",
        )  # fmt: skip
        return base.decode().strip()

    def _shallow(self) -> str:
        shallow = self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        return ", where only a part of the history is" if shallow else ""

    def moved_since(self, commit: str, name: str) -> Repository:
        """The same, knowing where the folder was at the commit: where the file `name`, which stands in it, did then."""
        here = self.prefix + name
        if self._run("cat-file", "-e", f"{commit}:{here}").returncode == 0:
            return self
        names = iter(self._diff(commit, "--no-relative", "--diff-filter=R"))
        for old, new in ((next(names), next(names)) for _ in names):
            if new == here and old.rpartition("/")[2] == name:
                return replace(self, before=old.removesuffix(name))
        return self

    def changes(self, commit: str) -> tuple[Change, ...]:
        """What differs between a commit and the files on disk, untracked ones among them unless git ignores them."""
        within = "--relative" if self.before is None else "--no-relative"
        names = iter(self._diff(commit, within))
        written = self._written(commit, within)
        found = []
        for index, status in enumerate(names):
            path, old = next(names), ""
            if status[0] in "RC":
                path, old = next(names), path if status[0] == "R" else ""
            found.append(Change(_STATUS.get(status[0], "modified"), path, old, written[index] if index < len(written) else ()))
        untracked = os.fsdecode(self._ask("ls-files", "--others", "--exclude-standard", "-z")).split("\0")[:-1]
        seen = found if self.before is None else self._seen_from_folder(found, self.before)
        return (*seen, *(Change("added", path, lines=(range(1, _LARGEST),)) for path in untracked))

    def _diff(self, commit: str, *options: str) -> list[str]:
        """What git says of each file that differs: a letter for how, and its path, or two of them."""
        return os.fsdecode(self._ask(*_DIFF, *options, "--name-status", "-z", commit, "--")).split("\0")[:-1]

    def _seen_from_folder(self, changes: Iterable[Change], before: str) -> Iterator[Change]:
        """Changes of the whole repository as a folder sees them that was `before` then: what came along as it was is none."""
        here = self.prefix
        for one in changes:
            path = _below(here, one.path) if one.status != "deleted" else ""
            old = _below(before, one.old or one.path) if one.status != "added" else ""
            if path and old and path != old:
                yield replace(one, status="renamed", path=path, old=old)
            elif path and old and one.lines:
                yield replace(one, status="modified", path=path, old="")
            elif path and not old:
                yield replace(one, status="added", path=path, old="")
            elif old and not path:
                yield replace(one, status="deleted", path=old, old="")

    def _written(self, commit: str, within: str) -> list[tuple[range, ...]]:
        """For each file of the same diff, in its order, the lines that were written."""
        files: list[list[range]] = []
        for line in self._ask(*_DIFF, within, "--unified=0", commit, "--").split(b"\n"):
            # the lines of a file begin with a sign, so none of them looks like either of these
            if line.startswith(b"diff --git "):
                files.append([])
            elif files and (hunk := _HUNK.match(line)):
                start, count = int(hunk[1]), int(hunk[2] if hunk[2] is not None else 1)
                files[-1].append(range(start, start + count))
        return [tuple(lines) for lines in files]

    def files(self, commit: str) -> Mapping[str, str]:
        """The path and blob of every file of a commit; submodules are left out."""
        tree = (commit,) if self.before is None else ("--full-tree", f"{commit}:{self.before}")
        entries = os.fsdecode(self._ask("ls-tree", "-r", "-z", *tree)).split("\0")[:-1]
        split = (entry.partition("\t") for entry in entries)
        return {path: facts.split(" ")[2] for facts, _, path in split if facts.split(" ")[1] == "blob"}

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """The bytes of each blob, as far as they are read."""
        wanted = list(dict.fromkeys(blobs))
        answer = self._ask("cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode()) if wanted else b""
        found, position = {}, 0
        for blob in wanted:
            header, position = answer[position : answer.index(b"\n", position)], answer.index(b"\n", position) + 1
            size = int(header.split(b" ")[2])
            found[blob] = answer[position : position + min(size, _LARGEST)]
            position += size + 1
        return found

    def text(self, commit: str, path: Path) -> bytes | None:
        """The bytes of one file as it was, wherever in the repository it stands; None where there was none."""
        name = Path(os.path.normpath((self.prefix if self.before is None else self.before) / path)).as_posix()
        done = self._run("cat-file", "blob", f"{commit}:{name}")
        return done.stdout if done.returncode == 0 else None

    def _ask(self, *arguments: str, given: bytes = b"", wrong: str = "") -> bytes:
        """What git says. Raises GitError with `wrong`, and the reason that git gives."""
        done = self._run(*arguments, given=given)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().split("\n")[0]
            raise GitError(": ".join(part for part in (wrong or f"git {arguments[0]} does not work here", said) if part))
        return done.stdout

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(["git", "-C", str(self.folder), *arguments], input=given, capture_output=True, check=False)
        except FileNotFoundError:
            raise GitError("there is no git on this machine, and a review compares with what git has: install git") from None


def _below(folder: str, path: str) -> str:
    """The path as `folder` sees it, which is empty or ends with a slash; empty for one that is elsewhere."""
    return path.removeprefix(folder) if path.startswith(folder) else ""
