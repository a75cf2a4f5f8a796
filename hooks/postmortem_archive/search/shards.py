"""The index as small static files, so that a browser can answer with the few that a question needs. No server, no range requests.

- `search/manifest.json`: the numbers that rule the ranking, the stop words, the words that others write as one, the endings, and
  where each shard begins.
- `search/words/K.json`: the terms of a stretch of the alphabet, each with its words; and for the few words that stand far from
  their term (`dying`, `die`), that term. A stretch ends only between words that differ in their first three letters, so that
  all words that begin alike are in one file, and many of them are in one of their own.
- `search/tails/K.json`: by the hash of what follows their first three letters, the words that a typo may make another; for those
  whose beginning is wrong.
- `search/postings/K.json`: for some terms one behind the other, [greatest, a sign for each incident that has the term].
- `search/pairs/K.json`: by the hash of two neighbouring words, the incidents that have them so; for quoted phrases.
- `search/incidents/N.json`: what is shown of an incident, and its passages, to quote the one that answers.

theme/assets/archive/search.mjs reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

from postmortem_archive.incident import Incident
from postmortem_archive.search import days, pasted, question, vocabulary
from postmortem_archive.search.contributions import LEVELS, SCALE, Contributions
from postmortem_archive.search.counting import FARTHEST, unpaired
from postmortem_archive.search.excerpts import BEFORE, LENGTH
from postmortem_archive.search.passages import passages_of
from postmortem_archive.search.ranking import COVERAGE, COVERAGE_OF_FEW, FEW, WEAK, WHOLE, Index
from postmortem_archive.settings import Settings
from postmortem_archive.wording import excerpt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[Any]

FORMAT = 3
WORDS_AT_ONCE = 400
"""Terms in a file of words, about: 3 KB where each has two words."""
POSTINGS_AT_ONCE = 1_500
"""Incidents in a file of postings, all terms together: about 3 KB over the wire."""
TAILS_AT_ONCE = 300
"""Words in a file of tails, about."""
PAIRS_AT_ONCE = 1_500
"""Pairs in a file of pairs, about."""
HASHED_AT_ONCE = 1 << 18
FIRST_SIGN, LEAP = 0x23, 0xE000
"""The numbers in Unicode where the signs of postings begin: no quotation mark among them, and neither reaches the surrogates."""
FARTHEST_STEP = 1 << 10


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
    known = edition(records)
    version = sha256(known.encode())
    manifest: dict[str, Any] = {"format": FORMAT, "edition": known, "incidents": len(index.archive), **_rules(index)}
    firsts: list[list[Any]] = [[], [], []]
    made = (_words(index), _postings(index.contributions), _pairs(index.contributions))
    for folder, contents, begins in zip(("words", "postings", "pairs"), made, firsts, strict=True):
        for number, (first, text) in enumerate(contents):
            version.update(text.encode())
            begins.append(first)
            yield f"search/{folder}/{number}.json", text
    tails = list(_tails(index))
    for number, text in enumerate(tails):
        version.update(text.encode())
        yield f"search/tails/{number}.json", text
    (words, postings, pairs) = firsts
    manifest["words"] = [letters for letters, _ in words]
    manifest["firstTerms"] = [number for _, number in words]
    manifest["postings"] = postings
    manifest["pairs"], manifest["tails"] = len(pairs), len(tails)
    version.update(compact(manifest).encode())
    yield MANIFEST, compact({"version": version.hexdigest()[:12], **manifest})


def edition(records: Iterable[str]) -> str:
    """What tells these incidents from others: the manifest and the facets of one archive carry the same, since numbers stand for
    incidents in both. `records` are the texts of their records, or what tells these apart."""
    return sha256("\n".join(records).encode()).hexdigest()[:12]


def compact(content: Any) -> str:
    """JSON without a space too many; the same content always gives the same text."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _rules(index: Index) -> Mapping[str, Any]:
    """What the browser needs to read a question as Python does."""
    return {
        "stopWords": " ".join(sorted(index.tokeniser.stop_words)),
        "weakWords": " ".join(sorted(index.tokeniser.weak_words)),
        "negations": dict(index.tokeniser.negations),
        "dates": {"named": days.NAMED, "numbered": days.NUMBERED, "months": days.MONTHS},
        "joined": list(index.tokeniser.joined_lines),
        "endings": {ending: list(others) for ending, others in index.vocabulary.endings.items()},
        "digraphs": index.vocabulary.digraphs,
        "compounding": index.vocabulary.compounding.told,
        "related": index.thesaurus.related,
        "pasted": "|".join(pasted.SIGNS),
        "weights": {
            "part": question.PART, "beginning": question.BEGINNING, "longer": question.LONGER, "typo": question.TYPO,
            "name": question.NAME, "code": question.CODE, "whole": WHOLE, "weak": WEAK,
            "coverage": COVERAGE, "coverageOfFew": COVERAGE_OF_FEW, "few": FEW, "scale": SCALE,
        },
        "limits": {
            "shortestTypo": vocabulary.SHORTEST_TYPO, "shortestBeginning": vocabulary.SHORTEST_BEGINNING,
            "mostEndings": vocabulary.MOST_ENDINGS, "shortestStem": vocabulary.SHORTEST_STEM,
            "longestEnding": vocabulary.LONGEST_ENDING, "excerpt": LENGTH, "before": BEFORE, "farthest": FARTHEST,
            "longestTyped": pasted.LONGEST, "codes": vocabulary.CODES,
        },
    }  # fmt: skip


def _words(index: Index) -> Iterator[tuple[tuple[str, int], str]]:
    """((the first letters, the number of the first term), the content) of each file of words."""
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
    sizes = (contributions.starts[1:] - contributions.starts[:-1]).tolist()
    counts = [len(by_letters.get(letters, ())) + len(far.get(letters, ())) for letters in begun]
    gathered: list[str] = []
    first = count = 0
    for letters, own, following in zip(begun, counts, [*counts, WORDS_AT_ONCE][1:], strict=True):
        gathered.append(letters)
        count += own
        if max(count, following) >= WORDS_AT_ONCE:
            here = [term for one in gathered for term in by_letters.get(one, ())]
            content = {
                "terms": "\n".join("\t".join((term, *by_term[term])) for term in here),
                "sizes": sizes[first : first + len(here)],
                "far": {word: term for one in gathered for word, term in far.get(one, {}).items()},
            }
            yield (gathered[0], first), compact(content)
            gathered, first, count = [], first + len(here), 0


def _tails(index: Index) -> Iterator[str]:
    """The content of each file of tails: words in the order of their letters.

    A word stands in file number crc32(its letters behind the third) mod files, if it is long enough to differ by one letter from
    one that is looked for so, and at most one of its own is no letter.
    """
    words = [
        word
        for word in index.vocabulary.sorted_words
        if len(word) >= vocabulary.SHORTEST_TYPO - 1 and sum(not letter.isalpha() for letter in word) <= 1
    ]
    files: list[list[str]] = [[] for _ in range(-(-len(words) // TAILS_AT_ONCE))]
    for word in words:
        files[crc32(word[3:].encode()) % len(files)].append(word)
    return map(compact, files)


def _postings(contributions: Contributions) -> Iterator[tuple[int, str]]:
    """(the number of the first term, the content) of each file of postings."""
    import numpy as np

    starts, first = contributions.starts, 0
    while first < len(contributions.terms):
        end = int(np.searchsorted(starts, starts[first] + POSTINGS_AT_ONCE))
        end = max(first + 1, min(end, len(contributions.terms)))
        span = slice(int(starts[first]), int(starts[end]))
        begins = starts[first:end] - span.start
        steps = np.diff(contributions.incidents[span], prepend=-1)
        steps[begins] = contributions.incidents[span][begins] + 1
        signs = _signs(steps, contributions.shares[span], begins)
        yield first, compact(list(zip(contributions.greatest[first:end].tolist(), signs, strict=True)))
        first = end


def _signs(steps: Integers, shares: Integers, begins: Integers) -> Iterator[str]:
    """A text for each term, whose first incident stands at `begins`: for each incident a sign of its step from the one before and
    of its share. Over the wire that is an eighth less than lists of numbers, where a word is frequent a fifth.

    The sign has number FIRST_SIGN + (step - 1) * 32 + share in Unicode; a step of more than FARTHEST_STEP has a sign before it,
    LEAP + how many times FARTHEST_STEP there are.
    """
    import numpy as np

    leaps, rest = np.divmod(steps - 1, FARTHEST_STEP)
    places = np.flatnonzero(leaps)
    signs = np.insert(FIRST_SIGN + rest * (LEVELS + 1) + shares, places, LEAP + leaps[places])
    text = signs.astype("<u4").tobytes().decode("utf-32-le")
    bounds = begins + np.searchsorted(places, begins)
    return (text[start:end] for start, end in pairwise([*bounds.tolist(), len(text)]))


def _pairs(contributions: Contributions) -> Iterator[tuple[int, str]]:
    """(its number, the content) of each file of pairs: [how far to the next hash, how many incidents, how far to each from the
    one before it, ...].

    The hash of words a and b with g stop words between is (crc32(a) * HASH + crc32(b) + g) mod 2^32, and stands in file number
    hash mod files. A word is a term, or a stop word with a space behind it.
    """
    import numpy as np

    total, numbers = len(contributions.pairs), len(contributions.having)
    if not total:
        return
    files = max(1, round(total / PAIRS_AT_ONCE))
    most = (1 << 32) // files + 1
    """Of the hashes in one file, divided by `files`: these are in order as the hashes are."""
    entries = _hashes(contributions)
    for start in range(0, total, HASHED_AT_ONCE):
        some = entries[start : start + HASHED_AT_ONCE]
        some[:] = some % files * most + some // files
    entries *= numbers
    entries += contributions.incidents_of_pairs
    entries.sort()
    cuts = np.searchsorted(entries, np.arange(files + 1) * most * numbers)
    for file, (begin, end) in enumerate(pairwise(cuts.tolist())):
        these = entries[begin:end]
        places, incidents = np.divmod(these[np.flatnonzero(np.diff(these, prepend=-1))], numbers)
        yield file, compact(_grouped((places - file * most) * files + file, incidents).tolist())


def _hashes(contributions: Contributions) -> Integers:
    """The hash of each of the pairs."""
    import numpy as np

    hashes = np.array([crc32(name.encode()) for name in contributions.neighbours], dtype=np.int64)
    scattered = hashes * HASH & 0xFFFFFFFF
    found = np.empty(len(contributions.pairs), dtype=np.int64)
    for start in range(0, len(found), HASHED_AT_ONCE):
        first, gaps, second = unpaired(contributions.pairs[start : start + HASHED_AT_ONCE])
        found[start : start + HASHED_AT_ONCE] = scattered[first] + hashes[second] + gaps & 0xFFFFFFFF
    return found


def _grouped(hashes: Integers, incidents: Integers) -> Integers:
    """Hashes in order, and the incidents of each in order, as a file of pairs has them."""
    import numpy as np

    begins = np.flatnonzero(np.diff(hashes, prepend=-1))
    steps = np.diff(incidents, prepend=-1)
    steps[begins] = incidents[begins] + 1
    heads = begins + 2 * np.arange(len(begins))
    content = np.empty(len(hashes) + 2 * len(begins), dtype=np.int64)
    content[heads] = np.diff(hashes[begins], prepend=0)
    content[heads + 1] = np.diff(begins, append=len(hashes))
    content[np.arange(len(hashes)) + 2 * np.repeat(np.arange(1, len(begins) + 1), np.diff(begins, append=len(hashes)))] = steps
    return content


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
