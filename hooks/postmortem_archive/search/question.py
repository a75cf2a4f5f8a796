"""A question as it is asked: words, of which any may match, and quoted phrases, which must."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postmortem_archive.search.tokens import Tokeniser, Word

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')


@dataclass(frozen=True)
class Question:
    """The words to look for, each once, without stop words; `phrases` as terms in order.

    `begun` is the last word where it may still be typed: whatever begins with it is meant too.
    """

    words: tuple[Word, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    begun: Word | None = None
    only_stop_words: bool = False


def read_question(text: str, tokeniser: Tokeniser) -> Question:
    """What is asked for. A quotation mark without its partner is no mark."""
    phrases = [tuple(word.term for word in tokeniser.words(quoted[1])) for quoted in _QUOTED.finditer(text)]
    everything = list(tokeniser.words(text))
    words = [word for word in everything if not tokeniser.is_stop_word(word)]
    begun = words[-1] if words and words[-1].end == len(text.rstrip()) and words[-1] is everything[-1] else None
    once = tuple({word.term: word for word in words}.values())
    return Question(once, tuple(filter(None, phrases)), begun, bool(everything) and not words)
