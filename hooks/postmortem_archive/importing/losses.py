"""Nothing is lost: which lines of a source say something that stands neither in the result nor in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from postmortem_archive.importing.foreign import words_of


def find_losses(source: str, kept: Iterable[str]) -> list[str]:
    """The lines of `source` with a word that `kept` has not, or not as often. Every word is counted once for each place.

    Lines that are kept as they stand take their words first, so that a line which went does not live on theirs.
    """
    texts = list(kept)
    have = Counter(word for text in texts for word in words_of(text))
    same = Counter(line.strip() for text in texts for line in text.split("\n"))
    others = []
    for line in source.split("\n"):
        if same[line.strip()]:
            same[line.strip()] -= 1
            have.subtract(words_of(line))
        else:
            others.append(line)
    lost = []
    for line in others:
        words = Counter(words_of(line))
        if all(have[word] >= count for word, count in words.items()):
            have.subtract(words)
        else:
            lost.append(line.strip())
    return lost
