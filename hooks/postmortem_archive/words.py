"""The nearest right word for one that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, other, one).ratio()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean 'services'?` for a near miss of one word, `: choose one of a, b` for a short list, else nothing."""
    options = list(known)
    by_fold = {option.casefold().replace("_", "-"): option for option in options}
    # a long text is no slip of the keyboard, and comparing it would take long
    folded = word.casefold().replace("_", "-")
    near = get_close_matches(folded, by_fold, 2, 0.6)
    if near and (len(near) == 1 or _likeness(folded, near[0]) > _likeness(folded, near[1])):
        return f": did you mean '{by_fold[near[0]]}'?"
    return f": choose one of {', '.join(options)}" if 0 < len(options) <= 30 else ""


LONGEST_SLUG = 80
"""Characters. A file system takes names of 255 bytes, and a character can have three."""


def slugify(text: str) -> str:
    """The part of an address that stands for a name: lower case, words joined by hyphens, any alphabet."""
    kept = "".join(char if char.isalnum() else "-" for char in text.casefold())
    slug = "-".join(part for part in kept.split("-") if part)
    return slug[:LONGEST_SLUG].rstrip("-") or "unnamed"


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
