"""What the reader finds in real postmortems, against what people counted by reading them.

    python bench/reading.py CORPUS [--half A|B|all] [--wrong]

CORPUS is a folder of postmortems with an INDEX.tsv (`path`, `has_timeline`, `n_timeline_events` where the entries were counted).
bench/reading-counts.tsv holds further counts for some of its documents, in two halves: A was looked at while the reader was
written, B only after its first figures were taken. Prints for both the share of documents whose timeline entries and action
items are counted exactly and within one, the sections found and missed, and for the whole corpus the documents in which a
timeline was found though there is none, or none though there is one, and the slowest file. `--wrong` names each document
that is read otherwise than by people.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "hooks"))

from postmortem_archive.incident import Incident  # noqa: E402  (the path is set above)
from postmortem_archive.reading import read_draft  # noqa: E402
from postmortem_archive.settings import read_settings  # noqa: E402

SETTINGS = read_settings()
UNLISTED = ("none", "prose")


@dataclass
class Tally:
    """How many of the counts were met, and which were not."""

    documents: int = 0
    exact: int = 0
    near: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, path: str, wanted: int, found: int) -> None:
        """One document's count."""
        self.documents += 1
        self.exact += wanted == found
        self.near += abs(wanted - found) <= 1
        if wanted != found:
            self.wrong.append(f"{path}: {found} found, {wanted} counted")

    def __str__(self) -> str:
        share = 100 / max(1, self.documents)
        return f"{self.documents:4} documents, exact {self.exact * share:5.1f}%, within one {self.near * share:5.1f}%"


def read(corpus: Path, path: str) -> tuple[Incident, float]:
    """The incident of one file and the seconds of CPU that reading it took."""
    content = (corpus / path).read_bytes()
    began = time.process_time()
    incident = read_draft(path, "2020-01-01-corpus", content, SETTINGS).incident
    seconds = time.process_time() - began
    if incident is None:
        raise SystemExit(f"{path}: could not be read at all")
    return incident, seconds


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table with tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def report(name: str, tally: Tally, wrong: bool) -> None:
    """One line, and with `wrong` the documents that are not read as counted."""
    print(f"{name:28} {tally}")
    for line in tally.wrong if wrong else ():
        print(f"    {line}")


def report_half(corpus: Path, half: str, counted: Iterable[dict[str, str]], wrong: bool) -> None:
    """The figures of one half of reading-counts.tsv."""
    entries, actions = Tally(), Tally()
    hit = missed = extra = 0
    for row in counted:
        incident, _ = read(corpus, row["path"])
        entries.add(row["path"], int(row["timeline_entries"]), len(incident.timeline))
        actions.add(row["path"], int(row["action_items"]), len(incident.action_items))
        wanted = set(filter(None, row["sections"].split(",")))
        found = {section.kind for section in incident.sections if section.kind}
        hit, missed, extra = hit + len(wanted & found), missed + len(wanted - found), extra + len(found - wanted)
    report(f"half {half}: timeline entries", entries, wrong)
    report(f"half {half}: action items", actions, wrong)
    print(f"half {half}: sections             {hit} found, {missed} missed, {extra} that readers do not see")


def main() -> None:
    """Read everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=("A", "B", "all"), default="all")
    parser.add_argument("--wrong", action="store_true", help="name each document that is read otherwise")
    options = parser.parse_args()
    index = rows(options.corpus / "INDEX.tsv")
    counted, kinds, slowest = Tally(), Tally(), (0.0, "")
    for row in index:
        incident, seconds = read(options.corpus, row["path"])
        slowest = max(slowest, (seconds, row["path"]))
        if row["n_timeline_events"]:
            counted.add(row["path"], int(row["n_timeline_events"]), len(incident.timeline))
        kinds.add(row["path"], int(row["has_timeline"] not in UNLISTED), int(bool(incident.timeline)))
    report("index: timeline entries", counted, options.wrong)
    print(f"{'index: a timeline or none':28} {kinds.documents:4} documents, right {kinds.exact}")
    for line in kinds.wrong:
        print(f"    {line}")
    print(f"slowest file                 {slowest[0]:.3f} s of CPU: {slowest[1]}")
    counts = rows(Path(__file__).with_name("reading-counts.tsv"))
    for half in ("A", "B") if options.half == "all" else (options.half,):
        report_half(options.corpus, half, [row for row in counts if row["half"] == half], options.wrong)


if __name__ == "__main__":
    main()
