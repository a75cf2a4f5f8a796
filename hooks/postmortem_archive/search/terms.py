"""Every incident's words, read once: which pieces of text it has, in order and by passage, and the terms that these stand for.

A piece ("run") is what the tokeniser reads one by one; the same piece always gives the same terms, so that an archive of
10,000 incidents is read as a few ten thousand pieces and 10,000 rows of numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from postmortem_archive.archive import Archive
from postmortem_archive.search.passages import PROSE, Passage, passages_of
from postmortem_archive.search.tokens import Tokeniser

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


SEVERAL = -2


@dataclass(frozen=True)
class Span:
    """Where one passage's pieces stand in its text: from `start` to before `end`. `prose`: it is text, and no label."""

    kind: str
    weight: int
    prose: bool
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """One incident: the numbers of its pieces, passage after passage, stop words among them."""

    runs: array[int]
    spans: tuple[Span, ...]


@dataclass
class Terms:
    """The texts of an archive, in the order of its incidents. `numbers` has every term's number, in the order first met.

    By piece: how it is `written`; `of_run`, the terms it is found by; `words`, those of them that are words in a row, without
    the parts of identifiers. Both are empty for a stop word.
    """

    tokeniser: Tokeniser
    texts: tuple[Text, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    of_run: list[tuple[int, ...]] = field(default_factory=list)
    words: list[tuple[int, ...]] = field(default_factory=list)
    _runs: dict[str, int] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every term, by its number."""
        return tuple(self.numbers)

    @cached_property
    def first_words(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """By piece, and last for none (-1): the number of its word, -1 for a stop word, SEVERAL where it is a clause without
        spaces; and whether it stands for more than its word."""
        import numpy as np

        first = [words[0] if len(words) == 1 else SEVERAL if words else -1 for words in self.words]
        compound = [len(terms) > 1 for terms in self.of_run]
        return np.array([*first, -1], dtype=np.int64), np.array([*compound, False], dtype=np.bool_)

    def add(self, passages: Iterable[Passage]) -> Text:
        """The text that these passages are; pieces that are new get a number."""
        found: array[int] = array("l")
        spans = []
        for passage in passages:
            start = len(found)
            found.extend(self._number(run) for run in self.tokeniser.runs(passage.text))
            spans.append(Span(passage.kind, passage.weight, passage.standing == PROSE, start, len(found)))
        return Text(found, tuple(spans))

    def _number(self, run: str) -> int:
        number = self._runs.get(run)
        if number is None:
            number = self._runs[run] = len(self.written)
            self.written.append(run)
            words = [word for word in self.tokeniser.words(run) if not self.tokeniser.is_stop_word(word)]
            self.of_run.append(tuple(self._term(term) for word in words for term in word.terms))
            self.words.append(tuple(self._term(word.term) for word in words))
        return number

    def _term(self, term: str) -> int:
        return self.numbers.setdefault(term, len(self.numbers))


def read_terms(archive: Archive) -> Terms:
    """The words of every incident of the archive."""
    terms = Terms(Tokeniser(archive.settings.language))
    terms.texts = tuple(terms.add(passages_of(incident, archive.settings)) for incident in archive.incidents)
    return terms
