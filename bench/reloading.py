"""From saving a postmortem to the page that shows it, in `mkdocs serve` of an archive of N incidents.

    python bench/reloading.py [N ...] [--times 5]

Edits an incident in the middle of the archive, --times times, and asks for its page as a browser does until it has what was
written: MkDocs' server answers once it has built. Prints seconds, the median and the longest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from build import ENVIRONMENT, builders  # noqa: E402  (the path is set above)
from generating import write_archive  # noqa: E402

PAUSE = 0.02
PATIENCE = 600.0


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, words: str) -> float:
    """Seconds until the page at that address has these words. Raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                if words in answer.read().decode():
                    return time.monotonic() - began
        except (URLError, ConnectionError):
            pass  # not there yet
        time.sleep(PAUSE)
    raise TimeoutError(f"{address} does not show '{words}'")


def reloads(count: int, times: int, folder: Path) -> tuple[float, list[float]]:
    """Seconds until the first page is served, and from each save to the page that shows it."""
    here = next(builder for builder in builders() if builder.name == "here")
    incidents = here.prepare(folder)
    write_archive(incidents, count)
    path = sorted(incidents.iterdir())[count // 2]
    address = f"127.0.0.1:{_free_port()}"
    page = f"http://{address}/incidents/{path.stem}/"
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "--dev-addr", address]
    server = subprocess.Popen(command, cwd=folder, env={**os.environ, **ENVIRONMENT})
    try:
        first = _wait_for(page, "Resolution")
        taken = []
        for number in range(times):
            time.sleep(1)  # the watcher is at rest again
            words = f"The pager battery was empty {number} times."
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("## Resolution\n", f"## Resolution\n\n{words}\n", 1), encoding="utf-8")
            taken.append(_wait_for(page, words))
        return first, taken
    finally:
        server.terminate()
        server.wait(30)


def main() -> None:
    """A line for each N."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[500], metavar="N", help="incidents (500)")
    parser.add_argument("--times", type=int, default=5, help="edits (5)")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores; load at the start {os.getloadavg()[0]:.1f} (other work makes the seconds more)")
    for count in given.counts:
        with tempfile.TemporaryDirectory() as folder:
            first, taken = reloads(count, given.times, Path(folder))
            print(
                f"{count:>9,} incidents: first page {first:.1f} s, after an edit {median(taken):.2f} s"
                f" (at most {max(taken):.2f} s)",
                flush=True,
            )
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
