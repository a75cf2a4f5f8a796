"""The nearest right word for one that is not known."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from unicodedata import normalize

HOLDING = 3
"""Names that hold a wrong one, of which so many are offered."""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, other, one).ratio()


def _fold(word: str) -> str:
    return word.casefold().replace("_", "-")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean 'services'?` for a near miss of one word, `: choose one of a, b` for a short list, else nothing."""
    options = list(known)
    by_fold = {_fold(option): option for option in options}
    folded = _fold(word)
    near = get_close_matches(folded, by_fold, 2, 0.6)
    if near and (len(near) == 1 or _likeness(folded, near[0]) > _likeness(folded, near[1])):
        return f": did you mean '{by_fold[near[0]]}'?"
    return f": choose one of {', '.join(options)}" if 0 < len(options) <= 30 else ""


def did_you_mean_some(word: str, known: Iterable[str]) -> str:
    """As `did_you_mean`, and where no word is nearly the same, the first few that hold it or that it holds."""
    options = list(known)
    hint = did_you_mean(word, options)
    folded = _fold(word)
    holding = [one for one in options if folded and (folded in _fold(one) or (len(one) > 2 and _fold(one) in folded))]
    if "did you mean" in hint or not holding:
        return hint
    named = ", ".join(f"'{one}'" for one in holding[:HOLDING])
    more = f" or one of {len(holding) - HOLDING} others" if len(holding) > HOLDING else ""
    return f": did you mean {named}{more}?"


def _offer(word: str, known: Iterable[str]) -> str:
    hint = did_you_mean(word, known)
    return hint if "did you mean" in hint else ""


class Names:
    """Many names, in which the nearest to a wrong one is looked for many times.

    Comparing two names letter by letter is slow, and an archive of thousands with as many broken links would take
    minutes. Only those are compared that share the most runs of three letters with the wrong one.
    """

    COMPARED = 30

    def __init__(self, names: Collection[str]) -> None:
        self._names = list(names)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for run in _runs(name):
                self._holders[run].append(number)
        # what every tenth name has tells none of them from the others: "20", "-0"
        for run in [run for run, held in self._holders.items() if len(held) > max(len(self._names) // 10, self.COMPARED)]:
            del self._holders[run]
        self._asked: dict[str, str] = {}

    def nearest(self, word: str, but: Collection[str] = ()) -> str:
        """`: did you mean '...'?` for a near miss of one name that is none of `but`, else nothing."""
        if word not in self._asked:
            self._asked[word] = _offer(word, self._alike(word))
        offer = self._asked[word]
        if any(offer == _offer(word, [name]) for name in but):
            return _offer(word, (name for name in self._alike(word) if name not in but))
        return offer

    def _alike(self, word: str) -> Iterator[str]:
        if len(self._names) <= self.COMPARED:
            return iter(self._names)
        shared: Counter[int] = Counter()
        for run in _runs(word):
            shared.update(self._holders.get(run, ()))
        return (self._names[number] for number, _ in shared.most_common(self.COMPARED))


def _runs(name: str) -> set[str]:
    """Every run of three letters, with the beginning and the end as letters of their own."""
    folded = f"\n{_fold(name)}\n"
    return {folded[start : start + 3] for start in range(len(folded) - 2)}


LONGEST_SLUG = 80
"""Characters. A file system takes names of 255 bytes, and a character can have three."""


def slugify(text: str) -> str:
    """The part of an address that stands for a name: lower case, words joined by hyphens, any alphabet."""
    kept = "".join(char if char.isalnum() else "-" for char in text.casefold())
    slug = "-".join(part for part in kept.split("-") if part)
    return slug[:LONGEST_SLUG].rstrip("-") or "unnamed"


_PLAINLY = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
}
"""What looks like a hyphen, and what looks like nothing."""


def composed(text: str) -> str:
    """The text with each letter such as ü as one character, as some file systems and editors write it as two; with plain hyphens,
    and without what is not seen, such as what word processors put where a word must not break."""
    return text if text.isascii() else normalize("NFC", text.translate(_PLAINLY))


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that fits; words that begin alike share their beginning,
    so that ten thousand words cost no more at each place than one. It matches nothing where there are no words."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of characters holds itself
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree) if tree else r"(?!)"


def _branches(tree: dict[str, dict]) -> str:  # type: ignore[type-arg]
    run = ""
    while len(tree) == 1 and "" not in tree:
        (char, tree) = next(iter(tree.items()))
        run += re.escape(char)
    options = [re.escape(char) + _branches(below) for char, below in sorted(tree.items()) if char]
    if not options:
        return run
    return f"{run}(?:{'|'.join(options)}){'?' if '' in tree else ''}"
