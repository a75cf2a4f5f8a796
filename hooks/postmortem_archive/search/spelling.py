"""Words without their accents: as many type them, and as some stemmers leave them (`überlastet` has the stem `uberlast`).

Nothing is looked up so that is found as it is written. The browser does the same (theme/assets/archive/spelling.mjs).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

DIGRAPHS = {
    "de": "(?<=[ao])e|(?<=^u)e|(?<=[^aeq]u)e",  # Ueberlastung, but neither neue nor Quelle
    "da": "(?<=a)a|(?<=o)e", "nb": "(?<=a)a|(?<=o)e", "nn": "(?<=a)a|(?<=o)e", "no": "(?<=a)a|(?<=o)e",
}  # fmt: skip
"""By language: the second letters of those pairs that are written for one with an accent. The same in Python and JavaScript."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_ONE_PIECE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart."""


def plain(word: str) -> str:
    """A word in lower case without accents."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word))).translate(_ONE_PIECE)


def plain_spellings(word: str, digraphs: str) -> Iterator[str]:
    """How else a word may be written: without accents, and with one letter for two, where that is another word."""
    bare = plain(word)
    if bare != word:
        yield bare
    if digraphs and (shorter := re.sub(digraphs, "", bare)) != bare:
        yield shorter
