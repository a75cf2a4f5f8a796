"""Which incidents are like this one, and why in words.

likeness.py says how like two are, and what each part of that is; reasons.py says why. Measured with bench/similar.py over the
groups of bench/similar.yml (157 members in the half `tuned`, 159 in `held_out`): share of mates among the first five.

| way | tuned | held out |
| --- | --- | --- |
| shared front matter alone | 0.19 | 0.15 |
| BM25 with the document as the question | 0.47 | 0.42 |
| TF-IDF cosine of the whole text, as it comes | 0.51 | 0.45 |
| title, what leads and all text as one vector of three parts | 0.57 | 0.51 |
| these, latent topics (a singular value decomposition) as much, and front matter (0.55), as it was before | 0.61 | 0.45 |
| these, topics three tenths | 0.60 | 0.50 |
| these, the company that words keep three tenths, topics three tenths | 0.62 | 0.52 |
| these, the company three tenths | 0.60 | 0.52 |
| these, the company of a sample of 300 a half, and front matter (0.25), with the floor and reasons | 0.60 | 0.51 |
| these, rare company discounted, and dimensions that fade out | 0.58 | 0.50 |
| the same with five other samples of 300, on average | 0.58 | 0.51 |
| the same, two words that others write as one taken for one (joined.txt) | 0.58 | 0.51 |
| the same, and a single shared word enough from 0.2 on, and no longer from 0.18 | 0.58 | 0.50 |
| the same, without words that one of both has only as parts of an identifier: as it is | 0.59 | 0.50 |

The half `held_out` had been looked at by nobody until topics were found to lose there what they gain on the other. They are
gone since; so the lines from there on were chosen with both halves in view, among some thirty combinations that differ by less
than 0.01 on average over both halves and smaller parts. None finds more mates than before; rare company is discounted because
an edit then moves the scores of others a tenth as far or less. The last line but one was chosen for texts of a sentence, of
which the groups have none: one word (`file`, `S3`, `employees`) made most of their poor suggestions. It costs nothing of the
tuned half (0.584) and 0.005 of the other (0.509 to 0.504); from 0.22 on it would cost 0.010 and 0.005. The last line says only
what is true of both texts: it gains 0.008 of the tuned half and costs 0.006 of the other, a pair whose first reason was such a
word.

Small archives, as parts of the corpus (`bench/similar.py --part`, six draws), with the floor and reasons, without, and what
TF-IDF has, which has no floor:

| incidents | tuned | | TF-IDF | held out | | TF-IDF |
| --- | --- | --- | --- | --- | --- | --- |
| 60 | 0.77 | 0.75 | 0.78 | 0.68 | 0.72 | 0.62 |
| 100 | 0.75 | 0.75 | 0.75 | 0.67 | 0.71 | 0.65 |
| 180 | 0.70 | 0.70 | 0.65 | 0.58 | 0.61 | 0.54 |

One draw differs from the next by 0.1. Scores of mates and of others overlap, so a floor that took many of the others would take
mates too: of the first five for all members it takes 8 of 367 mates and 66 of 1,103 others.

Left out, since they gave nothing or less in small archives: logarithmic counts, other weights of title and lead, rarer or
commoner words left out; cosines of topics raised to a power; a floor of so many standard deviations, of a share of the best
scores or of a quantile of all pairs, each of which moves with every edit and is wrong where all are alike.

Tried and left out, since they gave nothing or less: logarithmic or raw counts; rarity to the power of 0.7 to 2; pairs of words as
terms; the best of the parts, or the ranks of the parts put together, instead of their sum; words that the taxonomy has for
a cause; a list of synonyms; the words of the own services counted less; the nearest ones of the nearest ones; taking off what is
near to everything; all topics but the first few. Later ones, with what they gave over all of the corpus and on average over
smaller parts and texts cut to 25, 50 and 100 words (the standard error is 0.01 each; both are in a run of their own):

| way | all | average |
| --- | --- | --- |
| rarities smoothed by how frequent words are in general English (wordfreq) | -0.01 | 0.00 |
| rarities of the whole corpus in its parts, half and half | 0.00 | 0.00 |
| GloVe vectors of 100 dimensions, less the common component: alone, and as a fifth | -0.15, 0.00 | -0.15, 0.01 |
| a sentence encoder of 90 MB (MiniLM): alone, and as three tenths | -0.07, 0.00 | -0.04, 0.02 |
| topics of passages instead of incidents: alone, and together | -0.02, 0.00 | -0.01, 0.01 |
| more or fewer topics, or of several numbers; centred; weighed by what they hold | -0.06 to 0.01 | -0.03 to 0.01 |
| timeline, action items or impact left out or counted less; cause or resolution more | -0.02 to 0.01 | -0.01 to 0.00 |
| the best pair of sections, or the same sections, as three tenths | -0.03 | -0.02 |
| other weights of title, lead and all | -0.05 to 0.01 | -0.02 to 0.01 |
| parts of words of four and five letters as three tenths | -0.01 | 0.00 |
| hubs: local scaling, mutual proximity, mutual rank | -0.15 to 0.01 | -0.13 to 0.01 |
| less for incidents of the same source, as if it were always known | 0.00 | 0.00 |
| logistic regression on three to twenty of all these, judged on other groups | -0.01 to 0.01 | - |

So the mates that are missed are not those that other weights, or vectors from outside, would find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.likeness import Likeness
from postmortem_archive.search.reasons import NEARLY_THE_SAME, Reasons

__all__ = ["NEARLY_THE_SAME", "Similar", "Suggestions", "similar_incidents"]

LIMIT = 5
"""Suggestions for one incident, where nobody asks for another number."""
DECIMALS = 2
"""Of a score that is told: more would say nothing to a reader, and change with every edit of any other incident."""
SINGLE = 50
"""So many incidents are looked at one by one; then all are compared at once."""


@dataclass(frozen=True)
class Similar:
    """A suggestion: the other incident, how like it is (0 to 1) and the reasons in words, the weightiest first."""

    incident: Incident
    score: float
    reasons: tuple[str, ...]


class Suggestions:
    """The suggestions for the incidents of an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.likeness = Likeness(archive)
        self.reasons = Reasons(self.likeness)
        self._found: dict[tuple[str, int], tuple[Similar, ...]] = {}

    def of(self, incident: Incident, limit: int = LIMIT) -> tuple[Similar, ...]:
        """The incidents most like this one, best first; none that is related by hand, below the floor or without a reason."""
        key = incident.slug, limit
        if len(self._found) == SINGLE:
            self.compare_all()  # whoever asked so often asks for all
        if key not in self._found:
            row = self.likeness.row[incident.slug]
            candidates = self._candidates(row, limit)
            self.reasons.prepare((min(row, other), max(row, other)) for other, _ in candidates[:limit])
            self._found[key] = self.among(row, candidates, limit)
        return self._found[key]

    def score(self, one: str, other: str) -> float:
        """How like each other two incidents are, given by their slugs, whether the other is a suggestion or not."""
        return round(float(self.likeness.scores([self.likeness.row[one]])[0, self.likeness.row[other]]), DECIMALS)

    def compare_all(self) -> None:
        """Compare every incident with every other at once: much faster than one by one, for who asks for all of them."""
        self.likeness.nearest  # noqa: B018 - made here, and kept

    def among(self, row: int, candidates: Sequence[tuple[int, float]], limit: int = LIMIT) -> tuple[Similar, ...]:
        """The first `limit` of the candidates for an incident for which there is a reason."""
        found: list[Similar] = []
        for other, score in candidates:
            if reasons := self.reasons.between(row, other):
                found.append(Similar(self.archive.incidents[other], round(score, DECIMALS), reasons))
            if len(found) == limit:
                break
        return tuple(found)

    def needed(self, row: int, limit: int = LIMIT) -> int:
        """How many candidates there have to be for `limit` suggestions, where some are related by hand or lack a reason."""
        direct, chain = self._related(row)
        return 2 * limit + len(direct | chain)

    def candidates(self, row: int, found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Those that may be suggested of the incidents most like one. Of the others in its chain that is only what tells the
        same incident again: two people who write it up both say what it is a recurrence of."""
        direct, chain = self._related(row)
        slugs = [self.archive.incidents[other].slug for other, _ in found]
        return [
            one
            for one, slug in zip(found, slugs, strict=True)
            if slug not in direct and (slug not in chain or self.reasons.is_told_twice(row, one[0]))
        ]

    def _candidates(self, row: int, limit: int) -> list[tuple[int, float]]:
        likeness = self.likeness
        return self.candidates(row, likeness.like(self.archive.incidents[row].slug, likeness.floor, self.needed(row, limit)))

    def _related(self, row: int) -> tuple[set[str], frozenset[str]]:
        """Those that authors related to it, and those in the chain that it is in."""
        slug = self.archive.incidents[row].slug
        return {related.incident.slug for related in self.archive.related(slug)}, self.archive.recurrences.joined(slug)


def similar_incidents(archive: Archive, incident: Incident, limit: int = LIMIT) -> tuple[Similar, ...]:
    """The incidents most like this one, best first; none that is related by hand."""
    return archive.suggestions.of(incident, limit)
