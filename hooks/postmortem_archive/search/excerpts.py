"""Where in an incident the answer stands, and what to quote of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from postmortem_archive.search.passages import Passage
from postmortem_archive.search.question import Question
from postmortem_archive.search.tokens import Tokeniser, Word

LENGTH = 160
"""Characters of an excerpt, about."""
BEFORE = 40
"""Characters of it that stand before the first word that was asked for."""


@dataclass(frozen=True)
class Found:
    """A place in an incident. `kind` is the section's standard name, the field of the front matter, or "" for another section.

    `anchor` is that on the incident's page ("" for its top), `line` that of the file.
    """

    kind: str
    title: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Place:
    """A place, an excerpt of its text, and the (start, end) of every word in the excerpt that was asked for."""

    section: Found
    excerpt: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Match:
    """A word of the text that was asked for: the words of the question it stands for, and how well."""

    word: Word
    senses: Mapping[int, float]


def best_place(
    passages: Iterable[Passage],
    senses: Sequence[Mapping[str, float]],
    rarities: Sequence[float],
    tokeniser: Tokeniser,
    question: Question,
) -> Place:
    """The passage that has the most of the question, weighed by rarity; of equal ones the weightier, then the first.

    `senses` are the terms of each word of the question, with what each counts. Raises ValueError where there is no passage.
    """
    ranked = []
    for number, passage in enumerate(passages):
        words = list(tokeniser.told_apart(passage.text))
        matches = _matches((word for word, stops in words if not stops), senses)
        phrases = _phrases_in(words, question)
        value = _worth(matches, rarities) + phrases * sum(rarities)
        ranked.append((value * passage.standing, passage.weight * passage.standing, -number, passage, matches))
    *_, passage, matches = max(ranked, key=lambda one: one[:3])
    text, marks = _cut(passage.text, matches, rarities)
    return Place(Found(passage.kind, passage.title, passage.anchor, passage.line), text, marks)


def _matches(words: Iterable[Word], senses: Sequence[Mapping[str, float]]) -> list[_Match]:
    found = []
    for word in words:
        meant = {
            number: max(terms[term] for term in word.terms if term in terms)
            for number, terms in enumerate(senses)
            if any(term in terms for term in word.terms)
        }
        if meant:
            found.append(_Match(word, meant))
    return found


def _phrases_in(words: Sequence[tuple[Word, bool]], question: Question) -> int:
    """How many of the quoted phrases stand in a text, their stop words as they are."""
    text = _spelled(words) if question.phrases else ""
    return sum(_spelled(phrase) in text for phrase in question.phrases)


def _spelled(words: Iterable[tuple[Word, bool]]) -> str:
    return f" {' '.join(f'{word.surface}_' if stops else word.term for word, stops in words)} "


def _worth(matches: Iterable[_Match], rarities: Sequence[float]) -> float:
    """The rarity of everything that is found, each word once."""
    best: dict[int, float] = {}
    for match in matches:
        for number, weight in match.senses.items():
            best[number] = max(weight, best.get(number, 0.0))
    return sum(rarities[number] * weight for number, weight in best.items())


def _cut(text: str, matches: Sequence[_Match], rarities: Sequence[float]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """About LENGTH characters around the best of the matches, cut between words, and the marks within them."""
    start, end = 0, len(text)
    if len(text) > LENGTH * 1.2:
        begins = [0, *(max(0, match.word.start - BEFORE) for match in matches)]
        start = max(begins, key=lambda begin: (_worth(_within(matches, begin, begin + LENGTH), rarities), -begin))
        start = min(start, len(text) - LENGTH)
        end = start + LENGTH
        while start > 0 and not text[start - 1].isspace() and end - start < LENGTH * 1.2:
            start -= 1
        while end < len(text) and not text[end].isspace() and end - start < LENGTH * 1.3:
            end += 1
    before, behind = "… " if start else "", " …" if end < len(text) else ""
    kept = text[start:end]
    shift = len(before) - start - (len(kept) - len(kept.lstrip())) if start else 0
    marks: list[tuple[int, int]] = []
    for match in _within(matches, start, end):
        mark = (match.word.start + shift, match.word.end + shift)
        if marks and mark[0] <= marks[-1][1]:
            mark = (marks.pop()[0], mark[1])
        marks.append(mark)
    return f"{before}{kept.strip()}{behind}", tuple(marks)


def _within(matches: Iterable[_Match], start: int, end: int) -> list[_Match]:
    return [match for match in matches if match.word.start >= start and match.word.end <= end]
