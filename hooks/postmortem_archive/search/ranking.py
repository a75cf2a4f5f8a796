"""The one ranking: which incidents answer a question, and how well.

A word counts as BM25 has it (bm25s computes each term's contribution to each incident, once); a word of an important
passage counts as often as its weight says. What answers more of the question comes first: the sum is scaled by the share
of the question's words that an incident has, weighed by their rarity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log1p
from typing import TYPE_CHECKING, Any

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.excerpts import Found, best_place
from postmortem_archive.search.passages import Passage, passages_of
from postmortem_archive.search.question import Question, read_question
from postmortem_archive.search.tokens import Tokeniser, Word
from postmortem_archive.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

K1, B = 4.0, 0.75
"""As for words that count OTHER times where others have them once."""
COVERAGE = 0.6
"""The share of a score that depends on how much of the question an incident has: one word, however often, is no match for all."""
PART, BEGINNING, LONGER, TYPO = 0.7, 0.8, 0.2, 0.8
"""What a term counts that is a part of the word asked for, that only begins with it (LONGER where the archive has the word
itself too, which then is probably all of it), or that differs by a typo."""


@dataclass(frozen=True)
class Hit:
    """An incident that answers. `section` is the place that does, and `marks` are the words of `excerpt` that matched."""

    incident: Incident
    score: float
    section: Found
    excerpt: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Sense:
    """One word of the question: the terms that stand for it, each with what it counts, and its parts, which count together."""

    terms: Mapping[str, float]
    parts: tuple[str, ...] = ()

    @property
    def all_terms(self) -> Mapping[str, float]:
        """Everything whose appearance in a text is worth a mark, with what it counts there."""
        return {**{part: PART / len(self.parts) for part in self.parts}, **self.terms}


@dataclass
class Index:
    """An archive, ready to be asked."""

    archive: Archive
    tokeniser: Tokeniser = field(init=False)
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        self.tokeniser = Tokeniser(self.archive.settings.language)
        self._lines = {draft.slug: draft.lines for draft in self.archive.drafts if draft.usable}
        self._numbers: dict[str, int] = {}
        self._words: dict[str, str] = {}
        self._runs: dict[str, list[int]] = {}
        documents = [self._document(incident) for incident in self.archive.incidents]
        self.vocabulary = Vocabulary(self._words)
        self._contributions = _contributions(documents, self._numbers)

    def passages(self, incident: Incident) -> Iterator[Passage]:
        """Everything the incident is found by."""
        return passages_of(incident, self.archive.settings, self._lines.get(incident.slug, ()))

    def _document(self, incident: Incident) -> list[int]:
        """The numbers of its terms, each as often as it counts."""
        found: list[int] = []
        for passage in self.passages(incident):
            for run in self.tokeniser.runs(passage.text):
                numbers = self._runs.get(run)
                if numbers is None:
                    numbers = self._runs[run] = self._read(run)
                found += numbers * passage.weight
        return found

    def _read(self, run: str) -> list[int]:
        """The numbers of the terms of a piece of text; those that are new get one."""
        found: list[int] = []
        for word in self.tokeniser.words(run):
            if not self.tokeniser.is_stop_word(word):
                self._words[word.surface] = word.term
                for part in word.parts:
                    self._words.setdefault(part, part)
                found += [self._numbers.setdefault(term, len(self._numbers)) for term in word.terms]
        return found

    def search(self, text: str, limit: int = 10, among: Collection[str] | None = None) -> list[Hit]:
        """The incidents that answer, best first, of equal ones by slug; `among` are the slugs that may be found."""
        question = read_question(text, self.tokeniser)
        senses = [self._sense(word, question) for word in question.words]
        if not senses or not len(self.archive):
            return []
        scores, rarities = self._scores(senses)
        hits: list[Hit] = []
        for index in self._order(scores):
            incident = self.archive.incidents[index]
            if len(hits) >= limit:
                break
            if among is not None and incident.slug not in among:
                continue
            if question.phrases and not self._has_phrases(incident, question.phrases):
                continue
            hits.append(self._hit(incident, float(scores[index]), senses, rarities, question))
        return hits

    def _order(self, scores: Scores) -> list[int]:
        found = [int(index) for index in scores.nonzero()[0]]
        # contributions are single floats, summed in one order: what differs less than this is the same
        return sorted(found, key=lambda index: (-round(float(scores[index]), 5), self.archive.incidents[index].slug))

    def _sense(self, word: Word, question: Question) -> Sense:
        """What a word stands for: itself and, where the archive does not have it, what was probably meant."""
        terms = {word.term: 1.0}
        known = word.term in self._numbers
        if question.begun is not None and word.term == question.begun.term:
            for term in self.vocabulary.beginning_with(word.surface):
                terms.setdefault(term, LONGER if known else BEGINNING)
        if not known and len(terms) == 1 and not any(part in self._numbers for part in word.parts):
            for term in self.vocabulary.one_typo_from(word.surface):
                terms.setdefault(term, TYPO)
        return Sense({term: weight for term, weight in terms.items() if term in self._numbers}, word.parts)

    def _scores(self, senses: Sequence[Sense]) -> tuple[Scores, list[float]]:
        """The score of every incident, and the rarity of every sense."""
        import numpy as np

        total = len(self.archive.incidents)
        sums, covered, rarities = np.zeros(total), np.zeros(total), []
        for sense in senses:
            found = self._contribution(sense)
            having = int(np.count_nonzero(found))
            rarity = log1p((total - having + 0.5) / (having + 0.5)) if having else 0.0
            rarities.append(rarity)
            sums += found
            covered += rarity * (found > 0)
        share = covered / (sum(rarities) or 1.0)
        return sums * (1 - COVERAGE + COVERAGE * share), rarities

    def _contribution(self, sense: Sense) -> Scores:
        """What one word of the question gives to every incident: the best of its terms, or its parts together."""
        import numpy as np

        best = np.zeros(len(self.archive.incidents))
        for term, weight in sense.terms.items():
            self._raise(best, term, weight)
        if sense.parts:
            together = np.zeros_like(best)
            for part in sense.parts:
                self._add(together, part)
            best = np.maximum(best, together * PART / len(sense.parts))
        return best

    def _column(self, term: str) -> tuple[Any, Any]:
        number = self._numbers.get(term)
        data, indices, starts = self._contributions
        span = slice(0, 0) if number is None else slice(int(starts[number]), int(starts[number + 1]))
        return indices[span], data[span]

    def _raise(self, scores: Scores, term: str, weight: float) -> None:
        import numpy as np

        rows, values = self._column(term)
        scores[rows] = np.maximum(scores[rows], weight * values)

    def _add(self, scores: Scores, term: str) -> None:
        rows, values = self._column(term)
        scores[rows] += values

    def _has_phrases(self, incident: Incident, phrases: Sequence[Sequence[str]]) -> bool:
        texts = [f" {' '.join(word.term for word in self.tokeniser.words(passage.text))} " for passage in self.passages(incident)]
        return all(any(f" {' '.join(phrase)} " in text for text in texts) for phrase in phrases)

    def _hit(
        self, incident: Incident, score: float, senses: Sequence[Sense], rarities: Sequence[float], question: Question
    ) -> Hit:
        found = best_place(self.passages(incident), [sense.all_terms for sense in senses], rarities, self.tokeniser, question)
        return Hit(incident, round(score, 4), found.section, found.excerpt, found.marks)

    @cached_property
    def size(self) -> int:
        """How many different terms there are."""
        return len(self._numbers)


def _contributions(documents: list[list[int]], numbers: Mapping[str, int]) -> tuple[Any, Any, Any]:
    """bm25s' contribution of every term to every document: the values, their documents, and where each term begins."""
    import numpy as np

    if not any(documents):
        return np.zeros(0), np.zeros(0, dtype=int), np.zeros(len(numbers) + 1, dtype=int)
    import bm25s

    # a document of no words would be one without a length
    ranking = bm25s.BM25(k1=K1, b=B, method="lucene")
    ranking.index((documents, dict(numbers)), create_empty_token=False, show_progress=False)
    return ranking.scores["data"], ranking.scores["indices"], ranking.scores["indptr"]
