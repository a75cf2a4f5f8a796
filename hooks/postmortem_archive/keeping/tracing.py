"""What was made depends on what was asked while it was made: every question is written down, with a digest of its answer.

Asked again later, the questions that have the same answers lead to the same result. So nobody has to know beforehand, or keep in
mind, what a page shows; whatever it reaches through a Seen is noticed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from postmortem_archive.keeping.canon import Untold, canon

Question = tuple[str, str, tuple[Any, ...] | None]
"""Whom, what, and with what in hand; no arguments at all for what is looked at and not called."""


@dataclass
class Trace:
    """The questions of one result in the order in which they were first asked. `whole` is False once one cannot be repeated.

    `gathered` are words that one question is asked about, by its subject and name, each with what the answer says of it.
    """

    asked: dict[Question, bytes] = field(default_factory=dict)
    whole: bool = True
    gathered: dict[tuple[str, str], dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def note(self, subject: str, name: str, arguments: tuple[Any, ...] | None, answer: Any) -> None:
        """Write down a question and its answer."""
        question = (subject, name, arguments)
        try:
            if question not in self.asked:
                self.asked[question] = canon(answer)
        except (Untold, TypeError):  # TypeError: arguments that cannot be told from others
            self.whole = False

    def gather(self, subject: str, name: str, words: Iterable[str], ask: Callable[[str], tuple[str, ...]]) -> bool:
        """Ask about each of some words; in the end that is one question about all of them. Whether any has an answer."""
        known = self.gathered.setdefault((subject, name), {})
        found = False
        for word in words:
            if word not in known:
                known[word] = ask(word)
            found = found or bool(known[word])
        return found

    def add(self, other: Trace) -> None:
        """Who uses a result that was made before has asked all that was asked for it."""
        for question, answer in other.asked.items():
            self.asked.setdefault(question, answer)
        for key, words in other.gathered.items():
            self.gathered[key] = {**self.gathered.get(key, {}), **words}
        self.whole = self.whole and other.whole

    @property
    def questions(self) -> dict[Question, bytes]:
        """Every question, with a digest of its answer: what is to be kept."""
        found = dict(self.asked)
        for (subject, name), words in self.gathered.items():
            if words:
                found[subject, name, tuple(words)] = canon(tuple(chain.from_iterable(words.values())))
        return found


SHARED = frozenset({"heading", "has_plain_names", "id_pattern"})
"""Questions that thousands of results ask alike."""


def holds(asked: Mapping[Question, bytes], subjects: Mapping[str, Any], known: dict[Question, bytes] | None = None) -> bool:
    """True when every question has the same answer as when it was written down. `known` keeps the answers of SHARED ones from
    one result to the next."""
    known = {} if known is None else known
    for question, answer in asked.items():
        try:
            now = known.get(question) or _answer(question, subjects)
        except Exception:
            return False  # what can no longer be asked has no longer the same answer
        if question[1] in SHARED:
            known[question] = now
        if now != answer:
            return False
    return True


def _answer(question: Question, subjects: Mapping[str, Any]) -> bytes:
    subject, name, arguments = question
    value = getattr(subjects[subject], name)
    return canon(_whole(value(*arguments)) if arguments is not None else value)


def _whole(answer: Any) -> Any:
    """What is handed out piece by piece, at once."""
    return tuple(answer) if isinstance(answer, Iterator) else answer


class Seen:
    """Something, looked at through a trace. `trace` is a function: who looks is somebody else with every page."""

    def __init__(self, subject: str, target: Any, trace: Callable[[], Trace]) -> None:
        self._subject, self._target, self._trace = subject, target, trace

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not callable(value):
            return self._noted(name, None, value)

        def ask(*arguments: Any, **named: Any) -> Any:
            if named:
                self._trace().whole = False  # no question has arguments by name; better drawn each time than wrong
            return self._noted(name, arguments, _whole(value(*arguments, **named)))

        return ask

    def _noted(self, name: str, arguments: tuple[Any, ...] | None, answer: Any) -> Any:
        self._trace().note(self._subject, name, arguments, answer)
        return answer

    def __getitem__(self, key: Any) -> Any:
        return self._noted("__getitem__", (key,), self._target[key])

    def __contains__(self, key: Any) -> bool:
        return bool(self._noted("__contains__", (key,), key in self._target))

    def __len__(self) -> int:
        return int(self._noted("__len__", (), len(self._target)))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._noted("__iter__", (), tuple(self._target)))

    def __bool__(self) -> bool:
        return bool(self._target)


class SeenDay(date):
    """A day that notices what it is compared with, so that a page on which nothing falls due is the same tomorrow."""

    _trace: Callable[[], Trace]

    @classmethod
    def of(cls, day: date, trace: Callable[[], Trace]) -> SeenDay:
        """The day, looked at through a trace."""
        made = cls(day.year, day.month, day.day)
        made._trace = trace
        return made

    def _compared(self, other: object, compare: Callable[[Any, Any], bool], name: str) -> Any:
        if not isinstance(other, date):
            return NotImplemented
        answer = compare(date(date.year.__get__(self), date.month.__get__(self), date.day.__get__(self)), other)
        self.__dict__["_trace"]().note("day", name, (date(other.year, other.month, other.day),), answer)
        return answer

    def __lt__(self, other: object) -> Any:
        return self._compared(other, operator.lt, "__lt__")

    def __le__(self, other: object) -> Any:
        return self._compared(other, operator.le, "__le__")

    def __gt__(self, other: object) -> Any:
        return self._compared(other, operator.gt, "__gt__")

    def __ge__(self, other: object) -> Any:
        return self._compared(other, operator.ge, "__ge__")

    def __getattribute__(self, name: str) -> Any:
        if name[:1] != "_":  # anything else that is asked of it depends on the whole of it
            day = date.__new__(date, date.year.__get__(self), date.month.__get__(self), date.day.__get__(self))
            date.__getattribute__(self, "__dict__")["_trace"]().note("day", "isoformat", (), day.isoformat())
            return getattr(day, name)
        return date.__getattribute__(self, name)

    def __str__(self) -> str:
        return str(self.isoformat())

    def __format__(self, pattern: str) -> str:
        return str(self.strftime(pattern)) if pattern else str(self)

    def __sub__(self, other: Any) -> Any:
        return date.fromisoformat(self.isoformat()) - other

    def __rsub__(self, other: Any) -> Any:
        return other - date.fromisoformat(self.isoformat())

    def __add__(self, other: Any) -> Any:
        return date.fromisoformat(self.isoformat()) + other

    def __eq__(self, other: object) -> bool:
        return bool(date.fromisoformat(self.isoformat()) == other)

    def __hash__(self) -> int:
        return hash(date.fromisoformat(self.isoformat()))
