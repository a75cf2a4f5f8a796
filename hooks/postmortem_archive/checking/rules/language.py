"""Language: words about the system, not about who is to blame."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.checking.prose import phrase
from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.checking.wordlists import GIVEN_NAMES

# A person, by role. Roles that are programs as well (operator, manager, agent) count only before what no program does.
_ROLE = (
    r"(?:engineer|developer|programmer|contractor|intern|employee|colleague|co-?worker|technician|reviewer|sysadmin|somebody"
    r"|someone|he|she)s?"
)
_ANYBODY = rf"(?:{_ROLE}|operators?|admins?|administrators?|managers?|maintainers?|users?|teams?|people|nobody|they|we|i|you)"
_ADVERB = r"(?:(?:had|has|have|also|just|simply|then|who|[a-z]+ly) ){0,2}"
_OFFER_SYSTEM = "write what made that possible, such as a missing check, alert or limit"
_OFFER_SEEN = "write what people saw at the time, and what they lacked to see more"

# Each: words of which a text holds one before the pattern can match (looking for these is cheap), the pattern, the offer.
_BLAME = tuple(
    (tuple(needles.split("|")), phrase(pattern), offer)
    for needles, pattern, offer in (
        ("error|mistake|failure", r"\b(?:human|operator|pilot) errors?\b|\bhuman (?:mistake|failure)s?\b", _OFFER_SYSTEM),
        (
            "careless|reckless|sloppy|sloppiness|negligen|incompeten",
            r"\b(?:careless(?:ly|ness)?|reckless(?:ly|ness)?|sloppy|sloppiness|negligen(?:t|tly|ce)|incompeten(?:t|tly|ce))\b",
            _OFFER_SYSTEM,
        ),
        (
            "stupid|idiot|moron|foolish|clueless",
            r"\b(?:stupid(?:ly|ity)?|idiots?|idiotic(?:ally)?|morons?|moronic|foolish(?:ly)?|clueless)\b",
            f"leave it out, and {_OFFER_SYSTEM}",
        ),
        (
            "lazy|ignorant|at fault|inexperienced",
            rf"\b{_ANYBODY} (?:is|are|was|were|being|been|had been) (?:too |so )?(?:lazy|ignorant|at fault|inexperienced)\b",
            _OFFER_SYSTEM,
        ),
        ("blame", rf"\b(?:{_ANYBODY}|department|who) (?:is|are|was|were|be) (?:[a-z]+ ){{0,2}}to blame\b", _OFFER_SYSTEM),
        (
            "fault|mistake|error|carelessness",
            rf"\bfault of (?:the |an? |our )?(?:[a-z-]+ )?{_ROLE}\b"
            r"|\b(?:his|her|their|my|your|whose) (?:own )?(?:fault|mistake|error)s?\b"
            rf"|\b{_ROLE}(?:'s|’s|'|’) (?:fault|mistake|error)s?\b"
            rf"|\b(?:mistake|error) (?:by|of) (?:the |an? |our |one )?(?:[a-z-]+ )?{_ROLE}\b"
            rf"|\b{_ROLE} {_ADVERB}made (?:an? |the )?(?:[a-z]+ )?(?:mistake|error|blunder)s?\b",
            _OFFER_SYSTEM,
        ),
        (
            "should",
            rf"\b{_ANYBODY} should(?: really)? have"
            r" (?:known|noticed|realised|realized|remembered|seen|been more careful|paid|read|asked|thought)\b",
            _OFFER_SEEN,
        ),
        (
            "forgot|neglected",
            rf"\b{_ANYBODY} {_ADVERB}(?:forgot|forgotten|neglected) (?:to|about|that)\b",
            "write which step nothing asked for or checked",
        ),
        (
            "bother|attention",
            rf"\b{_ANYBODY} {_ADVERB}(?:did not|didn't|didn’t) (?:bother|pay attention)\b",
            _OFFER_SEEN,
        ),
        (
            "failed|ignored|missed|overlooked|misconfigured|misread|mistyped|botched|broke",
            rf"\b{_ROLE} {_ADVERB}(?:failed to|ignored|missed|overlooked|misconfigured|misread|mistyped|botched|broke)\b",
            _OFFER_SEEN,
        ),
        ("screwed|messed", rf"\b{_ANYBODY} {_ADVERB}(?:screwed|messed) (?:it |this |things )?up\b", _OFFER_SYSTEM),
    )
)
_WORD = re.compile(r"(?<![\w@-])@?[^\W\d_][\w-]*")
_NAME = re.compile(r"(?<![\w@-])(?:@[^\W\d_]|[^\W\d_a-z])[\w-]*")
"""A word that may be somebody's name: it does not begin with a small letter, which leaves few of a text's words."""
_FAULT = phrase(
    r"(?: [A-Z][\w-]+)? (?:(?:had|has|[a-z]+ly) )?"
    r"(?:broke|deleted|dropped|wiped|destroyed|crashed|forgot|caused"
    r"|failed|misconfigured|mistyped|misread|ignored|missed|overlooked|neglected|botched|screwed|messed|should have|was careless"
    r"|made an? (?:[a-z]+ )?(?:mistake|error))(?![\w-])"
    r"|(?: [A-Z][\w-]+)?(?:'s|’s) (?:fault|mistake|error|carelessness)\b",
    re.NOFLAG,
)


@rule("blaming-language", "warning")
def blaming_language(case: Case) -> Iterator[Finding]:
    """A postmortem asks what let it happen, not who did it: no judgement of people, no "forgot to" or "should have known", no
    name before what went wrong. A program may fail to start; a person is not what failed."""
    people = _people(case)
    for offset, words, offer in _blaming(case.prose.text, people):
        yield case.prose.place(offset), _blame(words, offer)
    for path, text, place in case.front_texts:
        if path[0] in ("title", "summary") or path[-1] in ("summary", "note"):
            for _, words, offer in _blaming(text, people):
                yield place, _blame(words, offer)


def _blaming(text: str, people: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """(offset, words, what to write instead) of everything that blames a person."""
    plain = text.lower()
    for needles, pattern, offer in _BLAME:
        if any(needle in plain for needle in needles):
            for start, paragraph in _paragraphs_with(needles, text):
                for match in pattern.finditer(paragraph):
                    yield start + match.start(), match[0], offer
    written_small = any(name[:1].islower() for name in people)
    for name in (_WORD if written_small else _NAME).finditer(text):
        if name[0].startswith("@") or name[0] in people or name[0] in GIVEN_NAMES:
            fault = _FAULT.match(text, name.end())
            if fault:
                yield name.start(), name[0] + fault[0], "write the role, and what made the step possible or likely"


def _paragraphs_with(needles: tuple[str, ...], text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph that holds one of the words, and where it begins: no phrase goes on from one to the next."""
    start = 0
    for paragraph in text.split("\n\n"):
        plain = paragraph.lower()
        if any(needle in plain for needle in needles):
            yield start, paragraph
        start += len(paragraph) + 2


def _blame(words: str, offer: str) -> str:
    return f"'{' '.join(words.split())}' blames a person: {offer}"


def _people(case: Case) -> frozenset[str]:
    """The first words of the names in the settings and of the authors."""
    names = (*case.settings.people, *case.incident.authors)
    return frozenset(name.split(" ")[0].strip("@") for name in names if len(name) > 1)
