"""Where files stand: a folder on disk, or one commit of a repository. Nothing is read from outside of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import quote


def tree_around(folder: Path) -> Path:
    """The top of the git work tree that a folder is in, else the folder itself: attachments are looked up below it."""
    folder = folder.resolve()
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)


def is_bare(folder: Path) -> bool:
    """True for a repository without files of its own."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def run_git(repository: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it fails or is missing. No hook, pager or helper of the repository runs."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(repository), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def web_address(remote: str) -> str | None:
    """The address of a repository's page, out of that of its remote and without what stands before an `@`; None for a path."""
    match = re.fullmatch(
        r"(?:(?:https?|ssh|git)://(?:[^@/]+@)?|[\w.-]+@)(?P<host>[\w.-]+)(?::\d+(?=/)|:|(?=/))/?(?P<path>.+?)/?", remote
    )
    return f"https://{match['host']}/{match['path'].removesuffix('.git')}" if match else None


def address_of(page: str | None, commit: str | None, path: str) -> str | None:
    """Where a host shows a file of a commit; GitLab writes it its own way."""
    if page is None or commit is None:
        return None
    return f"{page}{'/-' if 'gitlab' in page.split('/')[2] else ''}/blob/{commit}/{quote(path)}"


class FolderTree:
    """A folder on disk; links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        """The bytes of a file inside the folder; None for everything else."""
        try:
            real = (self.root / path).resolve()
            return real.read_bytes() if real.is_relative_to(self.root) and real.is_file() else None
        except (OSError, ValueError):
            return None

    def url(self, path: str) -> str | None:
        """The file's address at the commit that last changed it, where the repository has a host and knows the file."""
        if self._page is None:
            return None
        commit = run_git(self.root, "log", "-1", "--format=%H", "--", path)
        return address_of(self._page, commit.decode().strip() or None if commit else None, path)

    @cached_property
    def _page(self) -> str | None:
        if not (self.root / ".git").exists():
            return None
        remote = run_git(self.root, "remote", "get-url", "origin")
        return web_address(remote.decode(errors="replace").strip()) if remote else None


class CommitTree:
    """The last commit of a repository, read through git."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.problem = "" if self._entries is not None else "git cannot read this repository, or it has no commit yet"

    @cached_property
    def _entries(self) -> dict[str, str] | None:
        """By path: the object of every regular file. Links and submodules are none."""
        listed = run_git(self.repository, "ls-tree", "-r", "-z", "HEAD")
        if listed is None:
            return None
        entries = (line.split("\t", 1) for line in listed.decode("utf-8", "surrogateescape").split("\0") if "\t" in line)
        return {path: about.split()[2] for about, path in entries if about.startswith("100")}

    @property
    def files(self) -> Sequence[str]:
        """Every path, in order; none that begins with a dot."""
        return sorted(path for path in self._entries or () if not any(part.startswith(".") for part in path.split("/")))

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the commit."""
        blob = (self._entries or {}).get(path)
        return run_git(self.repository, "cat-file", "blob", blob) if blob else None

    def url(self, path: str) -> str | None:
        """The file's address at the commit that last changed it."""
        if self._page is None:
            return None
        commit = run_git(self.repository, "log", "-1", "--format=%H", "HEAD", "--", path)
        return address_of(self._page, commit.decode().strip() or None if commit else None, path)

    @cached_property
    def _page(self) -> str | None:
        remote = run_git(self.repository, "remote", "get-url", "origin")
        return web_address(remote.decode(errors="replace").strip()) if remote else None
