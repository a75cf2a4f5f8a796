"""How reading and checking one file grow with its length, on texts made to be slow.

    python bench/growth.py [--bytes 20000]

Each text is read and checked at one length and at four times that length, in the same run. A time that grows with the
length gives a ratio near 4, one that grows with its square 16. Prints the worst, and exits with 1 when one is above 8.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "hooks")]

from postmortem_archive.archive import Archive  # noqa: E402  (the path is set above)
from postmortem_archive.checking import check_archive  # noqa: E402
from postmortem_archive.reading import read_draft  # noqa: E402
from postmortem_archive.settings import read_settings  # noqa: E402
from tests.pieces import LONG, OPENINGS  # noqa: E402

HEAD = "---\ntitle: Slow\ndate: 2024-03-01\ntimezone: UTC\n---\n\n"
TOO_MUCH = 8.0
NOISE = 0.02  # seconds below which a ratio says nothing


def seconds(work: Callable[[], object]) -> float:
    """CPU time of the faster of two runs."""
    times = []
    for _ in range(2):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main() -> int:
    """The table, and how many texts grew too fast as an exit code of 0 or 1."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--bytes", type=int, default=20_000, help="length of the shorter texts")
    length = parser.parse_args().bytes
    settings = read_settings()

    def read_and_check(text: str) -> object:
        draft = read_draft("postmortems/2024-03-01-slow.md", "2024-03-01-slow", text.encode(), settings)
        return check_archive(Archive(settings, (draft,)))

    read_and_check(HEAD)  # what is imported and compiled on first use is not what is measured
    rows = []
    for opening in OPENINGS:
        for piece in LONG:
            short, long = (HEAD + opening + piece * (size // len(piece.encode())) for size in (length, 4 * length))
            first, second = seconds(lambda text=short: read_and_check(text)), seconds(lambda text=long: read_and_check(text))
            if second > NOISE:
                rows.append((second / max(first, 1e-4), second, opening, piece))
    rows.sort(reverse=True)
    print(f"{len(OPENINGS) * len(LONG)} texts, {length:,} and {4 * length:,} bytes; the ten that grow fastest")
    print(f"{'ratio':>6} {'seconds':>8}  text")
    for ratio, taken, opening, piece in rows[:10]:
        print(f"{ratio:6.1f} {taken:8.3f}  {opening!r} + {piece!r} ...")
    return int(any(row[0] > TOO_MUCH for row in rows))


if __name__ == "__main__":
    sys.exit(main())
