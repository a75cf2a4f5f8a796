"""The one ranking: which incidents answer a question, and how well.

A word counts as BM25 has it (search/contributions.py); a word of an important passage counts as often as its weight says.
What answers more of the question comes first: the sum is scaled by the share of the question's words that an incident has,
weighed by their rarity. The browser adds the same numbers up in the same order (theme/assets/archive/search.mjs).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import floor, log1p
from typing import TYPE_CHECKING

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.reading import Draft
from postmortem_archive.search.contributions import SCALE, Contributions, as_stop_word, contribute
from postmortem_archive.search.days import months_in
from postmortem_archive.search.excerpts import Found, best_place
from postmortem_archive.search.passages import Passage, passages_of
from postmortem_archive.search.question import PART, Phrase, Question, Sense, neighbours_in, read_question, sense_of, term_of
from postmortem_archive.search.thesaurus import Thesaurus
from postmortem_archive.search.tokens import Tokeniser
from postmortem_archive.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]

Arrange = Callable[[Sequence[Incident]], Sequence[Incident]]

COVERAGE, COVERAGE_OF_FEW = 5, 8
"""The tenths of a score that depend on how much of the question an incident has; of a question of FEW words or less, twice over:
there, one word said often is no match for all of them, while sentences have words that nobody misses."""
FEW = 3
WHOLE = 2
"""The words for which an identifier counts where it is there as it was asked for, and not only in parts."""

WEAK = 0.3
"""What a word counts that says little by itself, such as `how`. Alone it finds nothing."""


@dataclass(frozen=True)
class Hit:
    """An incident that answers. `section` is the place that does, and `marks` are the words of `excerpt` that matched."""

    incident: Incident
    score: float
    section: Found
    excerpt: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass
class _Answer:
    """A question, what its words stand for, how rare each is, the score of every incident, and those that have one in order.

    `loosened` is True where no incident has what is in quotes, so that these are words like all others.
    """

    question: Question
    senses: list[Sense]
    scores: Scores | Sequence[float] = ()
    rarities: Sequence[int] = ()
    order: list[int] = field(default_factory=list)
    loosened: bool = False


@dataclass
class Index:
    """An archive, ready to be asked. Incidents are numbered from the oldest: a new one seldom changes the number of another."""

    archive: Archive

    def __post_init__(self) -> None:
        texts = self.archive.texts
        self.tokeniser: Tokeniser = texts.lexicon.tokeniser
        self.contributions = contribute(texts)
        sizes = dict(zip(self.contributions.terms, _sizes(self.contributions), strict=True))
        self.vocabulary = Vocabulary(texts.words(), sizes, self.tokeniser.digraphs, self.tokeniser.compounding)
        self.thesaurus = Thesaurus(self.archive.settings, self.tokeniser, self.vocabulary, len(self.archive))

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """The incidents in the order of their numbers. To make an index takes none of them in hand."""
        return self.archive.incidents[::-1]

    @cached_property
    def _drafts(self) -> dict[str, Draft]:
        return {draft.slug: draft for draft in self.archive.drafts if draft.usable}

    def passages(self, incident: Incident) -> Iterator[Passage]:
        """Everything the incident is found by."""
        draft = self._drafts.get(incident.slug)
        return passages_of(incident, self.archive.settings, draft.lines if draft else ())

    def search(
        self, text: str, limit: int = 10, among: Collection[str] | None = None, arrange: Arrange | None = None
    ) -> list[Hit]:
        """The incidents that answer, best first, of equal ones the newest first; `among` are the slugs that may be found.

        `arrange` is handed all of them, the newest first, and puts them into another order.
        """
        answer = self._answer(text)
        chosen = [number for number in answer.order if among is None or self.incidents[number].slug in among]
        if arrange is not None:
            numbers = {self.incidents[number].slug: number for number in sorted(chosen, reverse=True)}
            chosen = [numbers[incident.slug] for incident in arrange([self.incidents[number] for number in numbers.values()])]
        return [self._hit(number, answer) for number in chosen[:limit]]

    def order(self, text: str) -> list[int]:
        """The numbers of all incidents that answer, best first."""
        return self._answer(text).order

    def is_loosened(self, text: str) -> bool:
        """True where no incident has what is in quotes, and each word counts for itself."""
        return self._answer(text).loosened

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a question that no incident has, nor anything that would stand for them."""
        answer = self._answer(text)
        pairs = zip(answer.question.words, answer.senses, strict=True)
        understood = months_in(text)
        lacking = (word.surface for word, sense in pairs if not (sense.terms or sense.parts or sense.weak))
        return tuple(word for word in lacking if word not in understood)

    def _answer(self, text: str) -> _Answer:
        question = read_question(text, self.tokeniser)
        senses = [sense_of(word, question, self.vocabulary, self.thesaurus) for word in question.words]
        if not senses or not self.incidents:
            return _Answer(question, senses)
        unquoted, rarities = self._scores(senses)
        scores = unquoted.copy()
        for phrase in question.phrases:
            self._keep_phrase(scores, phrase)
        loosened = question.lenient and bool(unquoted.any()) and not scores.any()
        scores = unquoted if loosened else scores
        order = sorted(map(int, scores.nonzero()[0]), key=lambda number: (-scores[number], -number))
        return _Answer(question, senses, scores, rarities, order, loosened)

    def _scores(self, senses: Sequence[Sense]) -> tuple[Scores, list[int]]:
        """The score of every incident, and the rarity of every sense, in thousandths."""
        import numpy as np

        sums, covered, rarities = np.zeros(len(self.incidents)), np.zeros(len(self.incidents)), []
        telling = np.zeros(len(self.incidents), dtype=bool)
        for sense in senses:
            found, whole = self._contribution(sense), self._wholes(sense)
            rarity, of_whole = self._rarity(found), WHOLE * self._rarity(whole)
            if sense.weak:
                found, rarity = found * WEAK, floor(rarity * WEAK)
            else:
                telling |= found > 0
            rarities.append(max(rarity, of_whole))
            sums += np.maximum(found, WHOLE * whole)
            covered += np.where(whole > 0, of_whole, rarity * (found > 0))
        most = sum(rarities) or 1
        few = len(senses) <= FEW
        tenths = COVERAGE_OF_FEW if few else COVERAGE
        share = ((10 - tenths) * most + tenths * covered) / (10 * most)
        return telling * sums * share * (share if few else 1) / SCALE, rarities

    def _rarity(self, found: Scores) -> int:
        """How rare it is that an incident has something of this, in thousandths."""
        import numpy as np

        return self._rarity_of(int(np.count_nonzero(found)))

    def _rarity_of(self, having: int) -> int:
        """How rare it is that so many incidents have something, in thousandths."""
        return floor(log1p((len(self.incidents) - having + 0.5) / (having + 0.5)) * 1000 + 0.5) if having else 0

    def _contribution(self, sense: Sense) -> Scores:
        """What one word of the question gives to every incident: the best of its terms, or its parts together, where an incident
        has half of them."""
        import numpy as np

        best = self._best(sense.terms)
        if sense.parts:
            together, having = np.zeros_like(best), np.zeros_like(best)
            for part in sense.parts:
                rows, values = self.contributions.of(part)
                together[rows] += values
                having[rows] += 1
            together[2 * having < len(sense.parts)] = 0
            best = np.maximum(best, together * PART / len(sense.parts))
        return best

    def _wholes(self, sense: Sense) -> Scores:
        """What the identifier that was asked for gives as a whole."""
        return self._best({term: sense.terms[term] for term in sense.wholes})

    def _best(self, terms: Mapping[str, float]) -> Scores:
        import numpy as np

        best = np.zeros(len(self.incidents))
        for term, weight in terms.items():
            rows, values = self.contributions.of(term)
            best[rows] = np.maximum(best[rows], weight * values)
        return best

    def _keep_phrase(self, scores: Scores, phrase: Phrase) -> None:
        """Nothing is left of the scores of incidents in which the words do not stand next to each other."""
        import numpy as np

        names = [as_stop_word(word.surface) if stops else term_of(word, self.vocabulary) or "" for word, stops in phrase]
        pairs = neighbours_in(phrase)
        rows = [self.contributions.of_pair(names[one], other - one - 1, names[other]) for one, other in pairs]
        for having in rows or [self.contributions.of(names[0])[0]]:
            without = np.ones(len(scores), dtype=bool)
            without[having] = False
            scores[without] = 0

    def _hit(self, number: int, answer: _Answer) -> Hit:
        incident = self.incidents[number]
        terms = [self._marked(sense) for sense in answer.senses]
        found = best_place(self.passages(incident), terms, answer.rarities, self.tokeniser, answer.question)
        return Hit(incident, round(float(answer.scores[number]), 4), found.section, found.excerpt, found.marks)

    def _marked(self, sense: Sense) -> Mapping[str, float]:
        """Everything whose appearance in a text is worth a mark, with what it counts there: of parts, the rarest most."""
        if sense.weak:
            return {}
        rarities = {part: self._rarity_of(self.vocabulary.counts[part]) for part in sense.parts}
        whole = sum(rarities.values()) or 1
        return {**{part: PART * rarity / whole for part, rarity in rarities.items()}, **sense.terms}

    @cached_property
    def size(self) -> int:
        """How many different terms there are."""
        return len(self.contributions.terms)


def _sizes(contributions: Contributions) -> list[int]:
    """How many incidents have each term."""
    import numpy as np

    return [int(size) for size in np.diff(contributions.starts)]
