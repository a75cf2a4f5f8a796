"""What else people call what they ask for: thesaurus.yml, and the synonyms that a site has set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

import yaml

from postmortem_archive.search.tokens import Tokeniser
from postmortem_archive.search.vocabulary import Vocabulary, forms_of
from postmortem_archive.settings import Settings

SAME, NEAR = 0.6, 0.4
"""What a term counts that stands for the word asked for: one that means the same, and one that is near it."""
MOST = 3
"""Terms that may stand for a word, the surest first, of equally sure ones the rarest."""
COMMON = 0.3
"""The share of all incidents from which on a term tells too little to stand for one that is there too, if it is more than FEW."""
FEW = 5


class Thesaurus:
    """By word, and by the term of a word: the terms of the archive that stand for it too, each with what it counts."""

    def __init__(self, settings: Settings, tokeniser: Tokeniser, vocabulary: Vocabulary, incidents: int) -> None:
        self.vocabulary = vocabulary
        related: dict[str, dict[str, float]] = {}
        apart = _general().apart if settings.language.startswith("en") else frozenset()
        for word, other, weight in _relations(settings):
            term = tokeniser.stem(other)
            # where the archive has not the word itself, one that most incidents have is better than none
            most = max(FEW, COMMON * incidents) if vocabulary.term_of(word) else incidents
            if not 0 < vocabulary.counts.get(term, 0) <= most:
                continue
            for key in ({word} if word in apart else {word, tokeniser.stem(word)}) - {term}:
                known = related.setdefault(key, {})
                known[term] = max(weight, known.get(term, 0.0))
        self.related: Mapping[str, Mapping[str, float]] = {key: self._surest(related[key]) for key in sorted(related)}

    def _surest(self, terms: Mapping[str, float]) -> Mapping[str, float]:
        order = sorted(terms, key=lambda term: (-terms[term], self.vocabulary.counts[term], term))
        return {term: terms[term] for term in order[:MOST]}

    def of(self, word: str, term: str | None) -> Mapping[str, float]:
        """The terms that stand for a word, by the word itself, by its term or by another form of it."""
        names = (word, *([term] if term else []), *forms_of(word, self.vocabulary.endings))
        return next((self.related[name] for name in names if name in self.related), {})


@dataclass(frozen=True)
class _General:
    """What thesaurus.yml says."""

    anywhere: tuple[tuple[str, ...], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    near: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[str] = frozenset()


def _relations(settings: Settings) -> Iterator[tuple[str, str, float]]:
    """(word, word that stands for it, weight): most of the general ones are English."""
    general = _general() if settings.language.startswith("en") else _General(_general().anywhere)
    own = (tuple(word.casefold() for word in group) for group in settings.synonyms)
    for words in (*own, *general.anywhere, *general.same):
        yield from ((one, other, SAME) for one, other in permutations(words, 2))
    for first, *others in general.near:
        yield from ((first, other, NEAR) for other in others)


@cache
def _general() -> _General:
    lines = yaml.load((Path(__file__).parent / "thesaurus.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    anywhere, same, near = (tuple(tuple(line.split()) for line in lines[name]) for name in ("anywhere", "same", "near"))
    return _General(anywhere, same, near, frozenset(lines["apart"].split()))
