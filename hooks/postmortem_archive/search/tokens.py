"""Text as the words it is found by: stemmed in the language of the site, identifiers whole and in parts, CJK as pairs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from postmortem_archive.search.compounds import COMPOUNDING, Compounding
from postmortem_archive.search.spelling import DIGRAPHS

LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""By the beginning of `theme.language`: the stemmer. Words of other languages are taken as they are."""

ASKING = frozenset(
    "anybody anyone anything everybody everyone everything nobody nothing somebody someone something come came get gets getting"
    " got go goes going went happen happened happens look looks make makes made please see seen saw seem seems take takes took"
    " taken thing things turn turned turns ever many much ain't aren't isn't wasn't won't arent isnt wasnt wont".split()
)
"""English words that people ask and tell with, beside the stop words: where they are rare, that says nothing. The stop words are
the short list: of the longer one `again`, `before` or `off` tell incidents apart."""

NEGATED = {"en": "can could did do does had has have must should were would"}
"""Verbs that are written in one with `not`: `couldn't` says as little as `could`, however rare it is."""

WEAK = {
    "en": "about all also am any been being can could did do does doing done had has have having he her here him his how i its"
    " just may me might must my our ours she should so some than them too us very we were what when where which who whom whose"
    " why would you your",
    "de": "beim etwas gab geben gibt ging gehen irgendwie mal müssen sollen tun tut",
}
"""Words of a sentence that say little: they are looked for, and count little, since where nothing else is there they tell."""
LACKING = {"de": "geht konnte konnten seit wann warum wegen wer wurde wurden"}
"""Stop words that the lists of bm25s do not have."""

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0b82\u0bbe-\u0bcd"
"""Signs above, below and behind letters of the languages above, which are no letters to `re`."""
_LETTERS = rf"(?:[^\W_{CJK}]+|[{_MARKS}]+)+"
_STATUS = r"[hH](?<!\w[hH])[tT][tT][pP][ /]\d{3}\b"
"""`HTTP 503`. What can begin with few letters is seldom looked into further."""
_AMOUNT = r"[0-9]+ (?:[KMGTkmgt]i?[Bb]|[mn]?s|min|[kKMG]bps|[MG]Hz)\b"
"""`10 GB`, which others write as `10GB`."""
_RUN = re.compile(rf"[{CJK}]+|{_STATUS}|{_AMOUNT}|{_LETTERS}(?:[-.'’/:@_](?:(?<=_)_+)?{_LETTERS})*")
_ASCII_RUN = re.compile(rf"{_STATUS}|{_AMOUNT}|[A-Za-z0-9]+(?:[-.'/:@_](?:(?<=_)_+)?[A-Za-z0-9]+)*")
"""The same in a text without any other characters, in half the time."""
_IS_CJK = re.compile(rf"[{CJK}]")
_SEPARATORS = re.compile(r"[-./:@_ ]+")
_PART = re.compile(r"\d+|[^\W\d_]+")
_MIXED = re.compile(r"[^\W\d_]{2,}\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEGMENTS = re.compile(r"[./:@]+")
_NUMBER = re.compile(r"(?<![^\W_])[vV]?([0-9]+(?:\.[0-9]+)+)(?![^\W_])")
"""A version or an address, whose numbers say nothing one by one."""
_EXACT = re.compile(r"[0-9._:@]|(?<=[a-z])[A-Z]")
"""What `load-balancer` has not, which others write as two words."""
_POSSESSIVE = re.compile(r"['’]s?$|(?<=^[45][0-9][0-9])s$")
"""What makes no other word of one: `502s` are several of `502`."""


_Read = tuple[str, str, tuple[str, ...], tuple[str, ...], str, tuple[str, ...], bool]


@dataclass(frozen=True)
class Word:
    """A word of a text, from `start` to `end`: `surface` as written but for case, `term` as it is looked up.

    An identifier such as `us-east-1` also has the terms of its `parts`, and the `pieces` they are the terms of; `whole` are
    its pieces in one, `useast1`. Those of its pieces that are identifiers themselves are its `names`: `OutOfMemoryError` is one
    of `java.lang.OutOfMemoryError`. It is `exact` where a person would not write it as several words.
    """

    start: int
    end: int
    surface: str
    term: str
    parts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    whole: str = ""
    names: tuple[str, ...] = ()
    exact: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """Everything it is found by."""
        return (self.term, *self.parts)


class Tokeniser:
    """Cuts texts of one language into words. Remembers every word it has seen: a text has few that are new."""

    def __init__(self, language: str = "en") -> None:
        short = language.split("-")[0].split("_")[0].casefold()
        name = LANGUAGES.get(short)
        self.stop_words = stop_words(short)
        self.weak_words = frozenset(WEAK.get(short, "").split())
        self.negations = negations(short)
        self.digraphs = DIGRAPHS.get(short, "")
        self.compounding = COMPOUNDING.get(short, Compounding())
        self.joined, self.joined_lines = joined(short), joined_lines(short)
        self._firsts = frozenset(run.partition(" ")[0] for run in self.joined if " " in run)
        self._stem = _stemmer(name) if name else None
        self._seen: dict[str, _Read] = {}

    def words(self, text: str) -> Iterator[Word]:
        """Every word, in the order of the text; stop words among them."""
        for start, run in self._cut(text):
            if _IS_CJK.match(run):
                yield from _pairs(run, start)
                continue
            known = self._seen.get(run)
            if known is None:
                known = self._seen[run] = self._read(run)
            yield Word(start, start + len(run), *known)

    def told_apart(self, text: str) -> Iterator[tuple[Word, bool]]:
        """Every word, and whether it is a stop word."""
        return ((word, self.is_stop_word(word)) for word in self.words(text))

    def runs(self, text: str) -> list[str]:
        """The text in the pieces that `words` reads one by one: the same piece always gives the same words."""
        found: list[str] = (_ASCII_RUN if text.isascii() else _RUN).findall(text)
        if self._firsts.isdisjoint(found):
            return found
        joined = any(f"{one} {other}" in self.joined for one, other in pairwise(found) if one in self._firsts)
        return [run for _, run in self._cut(text)] if joined else found

    def _cut(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each run begins, and the run; two that others write as one are one here."""
        before: re.Match[str] | None = None
        for run in _RUN.finditer(text):
            if before is not None and before[0] in self._firsts and text[before.start() : run.end()] in self.joined:
                yield before.start(), text[before.start() : run.end()]
                before = None
                continue
            if before is not None:
                yield before.start(), before[0]
            before = run
        if before is not None:
            yield before.start(), before[0]

    def is_stop_word(self, word: Word) -> bool:
        """True for a word that says nothing by itself, such as `the`."""
        return word.surface in self.stop_words

    def stem(self, word: str) -> str:
        """The stem of a word in lower case."""
        return str(self._stem.stemWord(word)) if self._stem and not any(char.isdigit() for char in word) else word

    def _read(self, written: str) -> _Read:
        surface, whole, found, names = split(written)
        whole = self.joined.get(written, whole)
        pieces = tuple(dict.fromkeys(piece for piece in (*found, *names) if piece not in self.stop_words))
        exact = bool(pieces) and is_exact(written)
        return surface, self.stem(whole), tuple(dict.fromkeys(map(self.stem, pieces))), pieces, whole, tuple(names), exact


def is_exact(written: str) -> bool:
    """True for an identifier that nobody would write as several words."""
    return _EXACT.search(unicodedata.normalize("NFKC", written)) is not None


def split(written: str) -> tuple[str, str, list[str], list[str]]:
    """The surface of a word, the word as one piece, and the pieces of an identifier that say something; none of a plain word.

    Last come those segments of the identifier that are identifiers themselves.
    """
    if written.isascii() and written.isalpha() and (written.islower() or written.istitle()):
        return written.lower(), written.lower(), [], []  # as most words are
    written = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", written)) or written
    surface = written.casefold().replace("’", "'")
    numbers = [begun for number in _NUMBER.findall(surface) for begun in _beginnings(number) if begun != surface]
    segments = [(segment, _parts(segment)) for segment in _SEGMENTS.split(_NUMBER.sub("", written))]
    parts = [part for _, found in segments for part in found]
    if len(parts) < 2 and not numbers:
        return surface, surface, [], []
    whole = _in_one(surface)
    compound = [_in_one(segment.casefold()) for segment, found in segments if len(found) > 1 and not "0" <= segment[0] <= "9"]
    pieces = [part for part in parts if len(part) > 1 or (part.isdigit() and not numbers)]
    return surface, whole, [*numbers, *pieces], [name for name in compound if name != whole]


def _beginnings(number: str) -> list[str]:
    """`10.0.3.7`, `10.0.3` and `10.0`."""
    groups = number.split(".")
    return [".".join(groups[:count]) for count in range(len(groups), 1, -1)]


def _parts(segment: str) -> list[str]:
    """The words of an identifier without dots."""
    pieces = [piece for part in _SEPARATORS.split(segment) for piece in _HUMP.split(part) if piece]
    return [piece.casefold() for part in pieces for piece in (_PART.findall(part) if _is_mixed(part) else [part])]


def _in_one(surface: str) -> str:
    """Without what joins the parts; but digits that met would be another number."""
    whole = re.sub(r"(?<=\d)[-./:@_ ]+(?=\d)", ".", surface)
    return re.sub(r"[-/:@_ ]+|(?<!\d)\.+|\.+(?!\d)", "", whole)


def _is_mixed(part: str) -> bool:
    """True for letters before digits, such as `HTTP503` or `sev1`; `5xx` and hashes stay whole."""
    return _MIXED.fullmatch(part) is not None


def _pairs(run: str, start: int) -> Iterator[Word]:
    """Characters without spaces between words, as overlapping pairs; one alone is itself."""
    if len(run) == 1:
        yield Word(start, start + 1, run, run, whole=run)
    for index in range(len(run) - 1):
        pair = unicodedata.normalize("NFKC", run[index : index + 2])
        yield Word(start + index, start + index + 2, pair, pair, whole=pair)


@cache
def joined_lines(language: str) -> tuple[str, ...]:
    """The lines of joined.txt, where they are for this language (its two letters)."""
    lines = files("postmortem_archive.search").joinpath("joined.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#")) if language == "en" else ()


@cache
def joined(language: str) -> Mapping[str, str]:
    """By two words, as they may be written, the one that others write."""
    found = {}
    for line in joined_lines(language):
        first, second = line.split()
        base, _, others = first.rpartition("=")
        forms = others.split(",")
        for one, other in product(forms, second.split(",")):
            for begun, ended in ((one, other), (one.capitalize(), other), (one.capitalize(), other.capitalize())):
                found[f"{begun} {ended}"] = found[f"{begun}-{ended}"] = (base or forms[0]) + other
    return found


@cache
def negations(language: str) -> Mapping[str, str]:
    """By a word that is a verb and `not`, also as it is typed without the apostrophe: the verb."""
    verbs = NEGATED.get(language, "").split()
    found = {f"{verb.removesuffix('n')}n't": verb for verb in verbs}
    return {**found, **{form.replace("'", ""): verb for form, verb in found.items()}}


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language by its two letters; none for a language without a list."""
    lists = _lists()
    names = {
        "da": "DANISH", "de": "GERMAN", "en": "EN", "es": "SPANISH", "fr": "FRENCH", "it": "ITALIAN", "nb": "NORWEGIAN",
        "nl": "DUTCH", "no": "NORWEGIAN", "pt": "PORTUGUESE", "ru": "RUSSIAN", "sv": "SWEDISH", "tr": "TURKISH",
    }  # fmt: skip
    listed = frozenset(word.casefold() for word in getattr(lists, f"STOPWORDS_{names.get(language)}", ()))
    return listed | (ASKING if language == "en" else frozenset(LACKING.get(language, "").split()))


@cache
def _lists() -> Any:
    """The module of bm25s with its lists alone: what belongs to the rest of it takes half a second to import."""
    package = find_spec("bm25s")
    assert package is not None
    assert package.origin is not None
    spec = spec_from_file_location("postmortem_archive.search.stopwords", Path(package.origin).with_name("stopwords.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def longer_stop_words() -> frozenset[str]:
    """More stop words of English than `stop_words` has."""
    return frozenset(_lists().STOPWORDS_EN_PLUS)


def _stemmer(name: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(name)
