"""Every file of a new archive: where it stands there, and which file of this repository it is made of.

A checkout has the sources in its own folders; a wheel has copies of them below `starting/files/`, which pyproject.toml lists
under `force-include`. A new piece needs a line here, and its source a line there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from postmortem_archive.starting import changes
from postmortem_archive.starting.wishes import Host, Wishes

HERE = Path(__file__).parent
PACKAGED = HERE / "files"
CHECKOUT = HERE.parents[2]
EXAMPLE = "postmortems/2023-05-12-load-balancer-optimisation.md"


@dataclass(frozen=True)
class Piece:
    """One file, or with a `*` in its source all files that match, each under its own name in the folder `target`.

    A source that begins with `starting/` is the package's own. `host` is that of a file that only one host reads.
    """

    target: str
    source: str
    change: Callable[[str, Wishes], str] = changes.same
    host: Host | None = None


PIECES = (
    Piece("mkdocs.yml", "mkdocs.yml", changes.configuration),
    Piece("hooks/archive_site.py", "hooks/archive_site.py"),
    Piece("docs", "docs/**/*.md", changes.without_pictures),
    Piece(EXAMPLE, EXAMPLE),
    Piece("README.md", "starting/README.md", changes.filled),
    Piece("requirements.txt", "starting/requirements.txt", changes.filled),
    Piece(".gitignore", ".gitignore", changes.without_first_comment),
    Piece(".pre-commit-config.yaml", ".pre-commit-config.yaml"),
    Piece(".github/workflows/check.yml", ".github/workflows/check.yml", changes.reviewed_by_steps, "github"),
    Piece(".github/workflows/publish.yml", ".github/workflows/publish.yml", changes.from_requirements, "github"),
    Piece(
        ".github/pull_request_template.md", ".github/PULL_REQUEST_TEMPLATE/postmortem.md", changes.without_first_comment, "github"
    ),
    Piece(".github/CODEOWNERS", ".github/CODEOWNERS", host="github"),
    Piece(".gitlab-ci.yml", ".gitlab-ci.yml", changes.reviewed_by_job, "gitlab"),
    Piece(
        ".gitlab/postmortem-review.gitlab-ci.yml",
        "gitlab/postmortem-review.gitlab-ci.yml",
        changes.without_its_tests,
        "gitlab",
    ),
    Piece(
        ".gitlab/merge_request_templates/Default.md",
        ".github/PULL_REQUEST_TEMPLATE/postmortem.md",
        changes.without_first_comment,
        "gitlab",
    ),
    Piece(".gitlab/CODEOWNERS", ".github/CODEOWNERS", host="gitlab"),
)


def sources_folder() -> Path:
    """Where the sources are: the copies in the package, or the checkout that the package stands in."""
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT


def new_files(wishes: Wishes) -> Iterator[tuple[str, str]]:
    """(path in the new archive, text) of every file. Raises SourceChanged, and OSError for a source that is not there."""
    folder = sources_folder()
    for piece in PIECES:
        if piece.host is not None and not wishes.on(piece.host):
            continue
        if "*" in piece.source:
            found = sorted(folder.glob(piece.source))
            if not found:
                raise FileNotFoundError(2, "No such file", str(folder / piece.source))
            root = folder / piece.source.split("/*", 1)[0]
            yield from (
                (f"{piece.target}/{path.relative_to(root).as_posix()}", piece.change(_read(path), wishes)) for path in found
            )
        else:
            own = piece.source.removeprefix("starting/")
            path = HERE / own if own != piece.source else folder / piece.source
            yield piece.target, piece.change(_read(path), wishes)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
