"""A folder of foreign postmortems as an archive, for the benchmarks that ask one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOOKS = Path(__file__).resolve().parent.parent / "hooks"
sys.path.insert(0, str(HOOKS))

from postmortem_archive import Archive  # noqa: E402 - found beside this file, not installed


@contextmanager
def imported(corpus: Path) -> Iterator[Archive]:
    """The archive that `postmortem import CORPUS` makes, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "mkdocs.yml").write_text("site_name: Corpus\nextra: {archive: {timezone: UTC}}\n")
        (root / "postmortems").mkdir()
        command = [sys.executable, "-m", "postmortem_archive.commands.main", "import", str(corpus.resolve())]
        done = subprocess.run(command, cwd=root, env={"PYTHONPATH": str(HOOKS)}, capture_output=True, text=True, check=False)
        archive = Archive.open(root)
        if not len(archive):
            sys.exit(f"{corpus}: nothing there could be imported: {done.stderr.strip()}")
        yield archive
