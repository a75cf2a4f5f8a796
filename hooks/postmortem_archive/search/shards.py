"""The index as small static files, so that a browser can answer with the few that a question needs. No server, no range requests.

- `search/manifest.json`: the numbers that rule the ranking, the stop words, the endings, and where each shard begins.
- `search/words/K.json`: the terms of a stretch of the alphabet, each with its words; and for the few words that stand far from
  their term (`dying`, `die`), that term. A stretch ends only between words that differ in their first three letters, so that
  all words that begin alike are in one file.
- `search/postings/K.json`: for some terms one behind the other, [greatest, how far to the next incident, its share, ...].
- `search/pairs/K.json`: by the hash of two neighbouring terms, the incidents that have them so; for quoted phrases.
- `search/incidents/N.json`: what is shown of an incident, and its passages, to quote the one that answers.

theme/assets/archive/search.mjs reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any
from zlib import crc32

from postmortem_archive.incident import Incident
from postmortem_archive.search import question, vocabulary
from postmortem_archive.search.contributions import SCALE, Contributions
from postmortem_archive.search.counting import FARTHEST, unpaired
from postmortem_archive.search.excerpts import BEFORE, LENGTH
from postmortem_archive.search.passages import passages_of
from postmortem_archive.search.ranking import COVERAGE, COVERAGE_OF_FEW, FEW, Index
from postmortem_archive.settings import Settings
from postmortem_archive.wording import excerpt

FORMAT = 1
WORDS_AT_ONCE = 600
"""Terms in a file of words, about: 4 KB where each has two words."""
POSTINGS_AT_ONCE = 1_500
"""Incidents in a file of postings, all terms together: about 3 KB over the wire."""
PAIRS_AT_ONCE = 1_500
"""Pairs in a file of pairs, about."""


MANIFEST = "search/manifest.json"


def search_files(index: Index) -> Iterator[tuple[str, str]]:
    """(address, text) of every file below `search/`; the manifest last, with a version that is new when anything is."""
    records = [record_text(index.archive.settings, incident) for incident in index.incidents]
    for number, text in enumerate(records):
        yield record_address(number), text
    yield from index_files(index, records)


def record_address(number: int) -> str:
    """Where the record of the incident with that number stands."""
    return f"search/incidents/{number}.json"


def record_text(settings: Settings, incident: Incident) -> str:
    """The record of an incident; it depends on that one alone."""
    return compact(incident_record(settings, incident))


def index_files(index: Index, records: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files below `search/` but for the records, whose texts, or what tells them apart, count for the version."""
    version = sha256()
    for record in records:
        version.update(record.encode())
    manifest: dict[str, Any] = {"format": FORMAT, "incidents": len(index.incidents), **_rules(index)}
    words = list(_words(index))
    # as text at once: as lists of numbers they take thirty times the room
    postings = [(first, compact(content)) for first, content in _postings(index.contributions)]
    manifest["words"] = [first for first, _ in words]
    manifest["firstTerms"] = _first_terms(words)
    manifest["postings"] = [first for first, _ in postings]
    pairs = [compact(content) for content in _pairs(index.contributions)]
    manifest["pairs"] = len(pairs)
    for folder, contents in (
        ("words", (compact(one) for _, one in words)), ("postings", (one for _, one in postings)), ("pairs", pairs),
    ):  # fmt: skip
        for number, text in enumerate(contents):
            version.update(text.encode())
            yield f"search/{folder}/{number}.json", text
    version.update(compact(manifest).encode())
    yield MANIFEST, compact({"version": version.hexdigest()[:12], **manifest})


def compact(content: Any) -> str:
    """JSON without a space too many; the same content always gives the same text."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _rules(index: Index) -> Mapping[str, Any]:
    """What the browser needs to read a question as Python does."""
    return {
        "stopWords": " ".join(sorted(index.tokeniser.stop_words)),
        "endings": {ending: list(others) for ending, others in index.vocabulary.endings.items()},
        "related": index.thesaurus.related,
        "weights": {
            "part": question.PART, "beginning": question.BEGINNING, "longer": question.LONGER, "typo": question.TYPO,
            "coverage": COVERAGE, "coverageOfFew": COVERAGE_OF_FEW, "few": FEW, "scale": SCALE,
        },
        "limits": {
            "shortestTypo": vocabulary.SHORTEST_TYPO, "shortestBeginning": vocabulary.SHORTEST_BEGINNING,
            "mostEndings": vocabulary.MOST_ENDINGS, "shortestStem": vocabulary.SHORTEST_STEM,
            "longestEnding": vocabulary.LONGEST_ENDING, "excerpt": LENGTH, "before": BEFORE, "farthest": FARTHEST,
        },
    }  # fmt: skip


def _words(index: Index) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(the first letters, the content) of each file of words."""
    contributions, terms = index.contributions, index.vocabulary.terms
    by_term: dict[str, list[str]] = {term: [] for term in contributions.terms}
    far: dict[str, dict[str, str]] = {}
    for word in index.vocabulary.sorted_words:
        term = terms[word]
        if word != term:
            by_term[term].append(word)
            if word[:3] != term[:3]:
                far.setdefault(word[:3], {})[word] = term
    begun = sorted({*(term[:3] for term in contributions.terms), *far})
    by_letters = {letters: list(group) for letters, group in groupby(contributions.terms, key=lambda term: term[:3])}
    sizes = dict(zip(contributions.terms, (contributions.starts[1:] - contributions.starts[:-1]).tolist(), strict=True))
    gathered: list[str] = []
    for letters in begun:
        gathered.append(letters)
        if sum(len(by_letters.get(one, ())) for one in gathered) >= WORDS_AT_ONCE or letters == begun[-1]:
            found = [term for one in gathered for term in by_letters.get(one, ())]
            yield (
                gathered[0],
                {
                    "terms": "\n".join("\t".join((term, *by_term[term])) for term in found),
                    "sizes": [sizes[term] for term in found],
                    "far": {word: term for one in gathered for word, term in far.get(one, {}).items()},
                },
            )
            gathered = []


def _first_terms(words: Sequence[tuple[str, Mapping[str, Any]]]) -> list[int]:
    """The number of the first term of each file of words."""
    firsts, total = [], 0
    for _, content in words:
        firsts.append(total)
        total += len(content["sizes"])
    return firsts


def _postings(contributions: Contributions) -> Iterator[tuple[int, list[list[int]]]]:
    """(the number of the first term, the content) of each file of postings."""
    starts = contributions.starts.tolist()
    greatest = contributions.greatest.tolist()
    gathered: list[list[int]] = []
    first = size = 0
    for number in range(len(contributions.terms)):
        begin, end = starts[number], starts[number + 1]
        having = [greatest[number]]
        before = -1
        incidents, shares = contributions.incidents[begin:end].tolist(), contributions.shares[begin:end].tolist()
        for incident, share in zip(incidents, shares, strict=True):
            having += (incident - before, share)
            before = incident
        gathered.append(having)
        size += end - begin
        if size >= POSTINGS_AT_ONCE or number == len(contributions.terms) - 1:
            yield first, gathered
            gathered, first, size = [], number + 1, 0


def _pairs(contributions: Contributions) -> Iterator[list[int]]:
    """Each file of pairs: [how far to the next hash, how many incidents, how far to each from the one before it, ...].

    The hash of terms a and b with g stop words between is (crc32(a) * HASH + crc32(b) + g) mod 2^32, and stands in file number
    hash mod files.
    """
    import numpy as np

    neighbours, incidents = contributions.pairs_by_incident
    if not len(neighbours):
        return
    hashes = np.array([crc32(term.encode()) for term in contributions.terms], dtype=np.uint64)
    first, gaps, second = unpaired(neighbours)
    pairs = (hashes[first] * np.uint64(HASH) + hashes[second] + gaps.astype(np.uint64)) & np.uint64(0xFFFFFFFF)
    files = max(1, round(len(pairs) / PAIRS_AT_ONCE))
    file = (pairs % np.uint64(files)).astype(np.int64)
    order = np.lexsort((incidents, pairs, file))
    pairs, incidents = pairs[order].astype(np.int64), incidents[order]
    cuts = np.searchsorted(file[order], np.arange(files + 1))
    for start, end in zip(cuts.tolist(), cuts[1:].tolist(), strict=False):
        content: list[int] = []
        last = 0
        for key, group in groupby(
            zip(pairs[start:end].tolist(), incidents[start:end].tolist(), strict=True), key=lambda one: one[0]
        ):
            having = sorted({incident for _, incident in group})
            content += (key - last, len(having), *(one - before for before, one in zip((-1, *having), having, strict=False)))
            last = key
        yield content


HASH = 0x9E3779B1
"""2^32 over the golden ratio, an odd number that scatters what it multiplies (Knuth, The Art of Computer Programming, 6.4)."""


def incident_record(settings: Settings, incident: Incident) -> Mapping[str, Any]:
    """What is shown of an incident: words as in the front matter, the date as in the API, and its passages:
    [text, title of the section, anchor, weight, standing]."""
    record = {
        "slug": incident.slug,
        "title": incident.title,
        "status": incident.status,
        "date": incident.when.isoformat(),
        "severity": incident.severity,
        "organisation": incident.organisation,
        "services": incident.services,
        "trigger": incident.trigger,
        "root_causes": incident.root_causes,
        "duration_minutes": incident.duration_minutes,
        "open": len(incident.open_action_items),
        "summary": excerpt(incident.summary),
        "passages": [
            [one.text, one.title, one.anchor, one.weight, one.standing] for one in passages_of(incident, settings)
        ],
    }  # fmt: skip
    return {name: value for name, value in record.items() if value not in (None, (), "", 0)}
