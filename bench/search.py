"""How well the search finds what is asked for, beside others over the same incidents.

    python bench/search.py [CORPUS] [--pagefind] [--misses]

The questions, and which incidents answer them, are in search.yml for this project's own incidents, and in search-corpus.yml for
those imported from CORPUS, a folder of foreign postmortems. Plain BM25 is bm25s as it comes: its own English tokeniser and stop
words, Snowball stemming, the title and the body as one text. Pagefind (`pip install pagefind pagefind_bin`) indexes title and
body as it comes, and is asked in the machine's Chromium.

- nDCG@10: 1 when the first ten are in the best order there is.
- MRR: the mean of 1 / the place of the first answer.
- nothing: questions without any hit.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import yaml
from corpus import imported

from postmortem_archive import Archive

HERE = Path(__file__).resolve().parent

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


@contextmanager
def pagefind(archive: Archive) -> Iterator[Search]:
    """Pagefind as it comes, over pages of title and body, asked in a browser."""
    from html import escape

    from playwright.sync_api import sync_playwright

    bodies = {draft.slug: draft.front.body for draft in archive.drafts}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for incident in archive.incidents:
            page = Path(folder) / incident.slug / "index.html"
            page.parent.mkdir()
            title, body = escape(incident.title), escape(bodies[incident.slug])
            page.write_text(
                f"<!doctype html><html lang=en><title>{title}</title><body><h1>{title}</h1><p>{body}</p>", encoding="utf-8"
            )
        subprocess.run([sys.executable, "-m", "pagefind", "--site", folder], check=True, capture_output=True)
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        handler.func.log_message = lambda *_: None  # type: ignore[method-assign] # its lines would hide the figures
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{server.server_port}/{archive.incidents[0].slug}/")
        ask = """async (text) => {
            const found = await (await import('/pagefind/pagefind.js')).search(text);
            const shown = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
            return shown.map((one) => one.url.split('/').filter(Boolean).at(-1));
        }"""
        yield lambda text: list(tab.evaluate(ask, text))
        browser.close()
        server.shutdown()
        server.server_close()


def compare(archive: Archive, name: str, *, with_pagefind: bool, misses: bool) -> None:
    """Print the figures of every search for each part of the questions in that file."""
    halves = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    unknown = {slug for half in halves.values() for one in half for slug in one["answers"] if slug not in archive}
    if unknown:
        sys.exit(f"{name}: there is no incident {', '.join(sorted(unknown))}")
    started = time.perf_counter()
    archive.index  # noqa: B018 - made here, so that it is not measured as part of a question
    print(f"{name}: {len(archive)} incidents, index made in {time.perf_counter() - started:.2f} s")

    def ours(text: str) -> list[str]:
        return [hit.incident.slug for hit in archive.search(text)]

    with pagefind(archive) if with_pagefind else nullcontext() as foreign:
        searches = {"this search": ours, "plain BM25": plain_bm25(archive), **({"Pagefind": foreign} if foreign else {})}
        for title, search in searches.items():
            for half, questions in halves.items():
                print(f"  {title:12} {half:9} {measure(search, questions)}")
    for one in halves["tuned"] if misses else ():
        found = ours(one["ask"])
        if ndcg(found, one["answers"]) < 0.999:
            print(f"\n{ndcg(found, one['answers']):.2f} {one['ask']}\n   wanted {one['answers']}\n   found  {found[:6]}")


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS", help="a folder of foreign postmortems")
    options.add_argument("--pagefind", action="store_true", help="ask Pagefind too")
    options.add_argument("--misses", action="store_true", help="show the tuned questions that are not answered best")
    chosen = options.parse_args()
    compare(Archive.open(HERE.parent), "search.yml", with_pagefind=chosen.pagefind, misses=chosen.misses)
    if chosen.corpus:
        with imported(chosen.corpus) as archive:
            compare(archive, "search-corpus.yml", with_pagefind=chosen.pagefind, misses=chosen.misses)


if __name__ == "__main__":
    main()
