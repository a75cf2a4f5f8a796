"""How well the search finds what is asked for, beside plain BM25 over the same incidents: `python bench/search.py`.

The questions, and which incidents answer them, are in search.yml. Plain BM25 is bm25s as it comes: its own English tokeniser
and stop words, Snowball stemming, the title and the body as one text.

- nDCG@10: 1 when the first ten are in the best order there is.
- MRR: the mean of 1 / the place of the first answer.
- nothing: questions without any hit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "hooks"))

from postmortem_archive import Archive  # noqa: E402 - found beside this file, not installed

Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Figures:
    """What was measured over some questions."""

    ndcg: float
    mrr: float
    nothing: int
    count: int

    def __str__(self) -> str:
        return f"nDCG@10 {self.ndcg:.3f}   MRR {self.mrr:.3f}   nothing {self.nothing} of {self.count}"


def ndcg(found: Sequence[str], answers: Mapping[str, int], first: int = 10) -> float:
    """The gain of the first ones (2^grade - 1, less the further down), as a share of the best there is."""
    gained = sum((2 ** answers.get(slug, 0) - 1) / log2(place + 1) for place, slug in enumerate(found[:first], 1))
    best = sorted(answers.values(), reverse=True)[:first]
    return gained / sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(best, 1))


def reciprocal_rank(found: Sequence[str], answers: Mapping[str, int]) -> float:
    """1 / the place of the first answer; 0 where there is none."""
    return next((1 / place for place, slug in enumerate(found, 1) if slug in answers), 0.0)


def measure(search: Search, questions: Sequence[Mapping[str, Any]]) -> Figures:
    """The figures of a search over these questions."""
    results = [(search(one["ask"]), one["answers"]) for one in questions]
    count = len(results)
    return Figures(
        sum(ndcg(found, answers) for found, answers in results) / count,
        sum(reciprocal_rank(found, answers) for found, answers in results) / count,
        sum(not found for found, _ in results),
        count,
    )


def plain_bm25(archive: Archive) -> Search:
    """bm25s as it comes, over title and body."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    bodies = {draft.slug: draft.front.body for draft in archive.drafts}
    texts = [f"{incident.title}\n{bodies[incident.slug]}" for incident in archive.incidents]
    ranking = bm25s.BM25()
    ranking.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def search(text: str) -> list[str]:
        words = bm25s.tokenize(text, stopwords="en", stemmer=stemmer, show_progress=False)
        rows, scores = ranking.retrieve(words, k=min(10, len(texts)), show_progress=False)
        return [archive.incidents[row].slug for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return search


def main() -> None:
    """Print the figures of both searches for both halves."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--misses", action="store_true", help="show the questions of the tuned half that are not answered best")
    chosen = options.parse_args()
    halves = yaml.safe_load((HERE / "search.yml").read_text(encoding="utf-8"))
    archive = Archive.open(HERE.parent)
    unknown = {slug for half in halves.values() for one in half for slug in one["answers"] if slug not in archive}
    if unknown:
        sys.exit(f"search.yml: there is no incident {', '.join(sorted(unknown))}")
    started = time.perf_counter()
    archive.index  # noqa: B018 - made here, so that it is not measured as part of a question
    print(f"{len(archive)} incidents, index made in {time.perf_counter() - started:.2f} s")

    def ours(text: str) -> list[str]:
        return [hit.incident.slug for hit in archive.search(text)]

    for name, search in (("this search", ours), ("plain BM25", plain_bm25(archive))):
        for half, questions in halves.items():
            print(f"{name:12} {half:9} {measure(search, questions)}")
    for one in halves["tuned"] if chosen.misses else ():
        found = ours(one["ask"])
        if ndcg(found, one["answers"]) < 0.999:
            print(f"\n{ndcg(found, one['answers']):.2f} {one['ask']}\n   wanted {one['answers']}\n   found  {found[:6]}")


if __name__ == "__main__":
    main()
