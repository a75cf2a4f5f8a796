"""A question as it is asked: words, of which any may match, and quoted phrases, which must; and what each word stands for."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from postmortem_archive.search.counting import FARTHEST
from postmortem_archive.search.days import days_in
from postmortem_archive.search.pasted import is_pasted
from postmortem_archive.search.thesaurus import Thesaurus
from postmortem_archive.search.tokens import Tokeniser, Word
from postmortem_archive.search.vocabulary import Vocabulary

_QUOTED = re.compile(r'(?<![\w=\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![\w=\\])', re.ASCII)
"""Words in quotation marks that somebody typed; a mark behind a number is one of inches."""
_QUOTED_BY_PROGRAM = re.compile(r'(?<![\w=:,{\[\\])["“”„«»]([^"“”„«»]+)["“”„«»](?![\w=:,}\]\\])', re.ASCII)
"""Words in quotation marks that may tell of an incident, and not those of `"msg": "refused"` or `msg="refused"`."""

PART, BEGINNING, LONGER, TYPO, NAME, CODE = 0.7, 0.8, 0.2, 0.8, 0.9, 0.6
"""What a term counts that is a part of the word asked for, that only begins with it (LONGER where the archive has the word
itself too, which then is probably all of it), that differs by a typo, that is a name within a longer one, or that is a status
code of the class asked for."""


Phrase = tuple[tuple[Word, bool], ...]
"""Words in their order, each with whether it is a stop word; not all are."""


@dataclass(frozen=True)
class Question:
    """The words to look for, each once, without stop words; `phrases` are the words in quotes in order, stop words among them.

    `begun` is the last word where it may still be typed: whatever begins with it is meant too. `lenient` is True where phrases
    hold only if some incident has them: in what a program wrote, and where more words stand outside of the quotes than inside.
    `weak` has by those words that say little, unless nothing else is asked for, the word that each counts as: mostly itself.
    """

    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...] = ()
    begun: Word | None = None
    only_stop_words: bool = False
    lenient: bool = False
    weak: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sense:
    """One word of the question: the terms that stand for it, each with what it counts, and its parts, which count together.

    `wholes` are those of the terms that are the very identifier that was asked for; a `weak` word says little.
    """

    terms: Mapping[str, float]
    parts: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    weak: bool = False


def read_question(text: str, tokeniser: Tokeniser) -> Question:
    """What is asked for. A quotation mark without its partner is no mark.

    What is in quotes has to be there, also a word alone; but of what a program wrote, only several words in quotes are a phrase.
    """
    everything = list(tokeniser.words(text))
    words = [word for word in everything if not tokeniser.is_stop_word(word)]
    begun = words[-1] if words and words[-1].end == len(text.rstrip()) and words[-1] is everything[-1] else None
    once = tuple({word.surface: word for word in (*words, *days_in(text))}.values())
    pasted = is_pasted(text, len(words))
    quoted = (_QUOTED_BY_PROGRAM if pasted else _QUOTED).finditer(text)
    read = (tuple(tokeniser.told_apart(found[1])) for found in quoted)
    phrases = tuple(phrase for phrase in read if count_telling(phrase))
    lenient = pasted or len(words) > 2 * sum(map(count_telling, phrases))
    phrases = tuple(phrase for phrase in phrases if count_telling(phrase) > 1 or not pasted)
    meant = {word.surface for phrase in phrases for word, _ in phrase}
    says_little = {**dict(zip(tokeniser.weak_words, tokeniser.weak_words, strict=True)), **tokeniser.negations}
    weak = {word.surface: says_little[word.surface] for word in once if word.surface in says_little.keys() - meant}
    weak = weak if len(weak) < len(once) else {}
    return Question(once, phrases, begun, bool(everything) and not words, lenient, weak)


def count_telling(phrase: Phrase) -> int:
    """How many of its words are no stop words."""
    return sum(not stops for _, stops in phrase)


def neighbours_in(phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The places of the words of a phrase that have to stand as far from each other as here: each but stop words with the next
    one, and a stop word with the next of those, behind the last of them with that."""
    telling = [place for place, (_, stops) in enumerate(phrase) if not stops]
    yield from pairwise(telling)
    for place, (_, stops) in enumerate(phrase):
        if stops:
            after = bisect(telling, place)
            first, second = (place, telling[after]) if after < len(telling) else (telling[-1], place)
            if second - first - 1 <= FARTHEST:
                yield first, second


def sense_of(word: Word, question: Question, vocabulary: Vocabulary, thesaurus: Thesaurus) -> Sense:
    """What a word stands for: itself, what else it is called and, where the archive has none of that, what was probably meant."""
    own = term_of(word, vocabulary)
    terms = {} if own is None else {own: 1.0}
    for name in word.names:
        if (term := vocabulary.term_of(name)) is not None:
            terms.setdefault(term, NAME)
    wholes = tuple(terms) if word.exact else ()
    if word.surface in question.weak and (same := vocabulary.term_of(question.weak[word.surface])) is not None:
        terms.setdefault(same, 1.0)
    if question.begun is not None and word.surface == question.begun.surface:
        for term in vocabulary.beginning_with(word.surface):
            terms.setdefault(term, BEGINNING if own is None else LONGER)
    for term, weight in thesaurus.of(word.surface, own).items():
        terms.setdefault(term, weight)
    for term in vocabulary.codes_of(word.surface):
        terms.setdefault(term, CODE)
    parts = tuple(
        dict.fromkeys(
            part for piece in word.pieces if piece not in word.names and (part := vocabulary.term_of(piece)) is not None
        )
    )
    if not terms and not parts:
        participle = vocabulary.participle_of(word.surface)
        terms = dict.fromkeys((participle,) if participle else vocabulary.one_typo_from(word.surface), TYPO)
    if not terms and not parts:
        parts = vocabulary.parts_of(word.surface)
    return Sense(terms, parts, wholes, word.surface in question.weak)


def term_of(word: Word, vocabulary: Vocabulary) -> str | None:
    """The term of a word as it is written, or as one piece."""
    return vocabulary.term_of(word.surface) or vocabulary.term_of(word.whole)
