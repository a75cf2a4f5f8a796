"""Questions on a terminal, with the words that may be the answer offered while it is typed.

prompt_toolkit and not `readline` of the standard library: readline offers one flat list of words at a tab and nothing on
Windows, while an author needs to see the words and what each means before choosing one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.output import create_output

from postmortem_archive.settings import Settings, Term
from postmortem_archive.taxonomy import in_use
from postmortem_archive.words import did_you_mean
from postmortem_archive.writing.answers import wrong_word, wrong_zone
from postmortem_archive.writing.phrases import EXAMPLES, read_began
from postmortem_archive.zones import read_zone

if TYPE_CHECKING:
    from postmortem_archive.commands.new import Given

Check = Callable[[str], str]
"""What is wrong with an answer, or nothing."""


class Words(Completer):
    """Offers words, each with what it means; of an answer of several words, for the one behind the last comma."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Those that begin with what is typed, and then those that hold it."""
        begun = document.text_before_cursor.rpartition(",")[2].lstrip()
        folded = begun.casefold()
        near = sorted(
            (word for word in self.words if folded in word.casefold()), key=lambda word: not word.casefold().startswith(folded)
        )
        for word in near:
            yield Completion(word, -len(begun), display_meta=self.words[word])


class Questions:
    """Asks on standard error, so that what goes to standard output can be piped on."""

    def __init__(self) -> None:
        self.session: PromptSession[str] = PromptSession(output=create_output(stdout=sys.stderr))

    def ask(self, question: str, check: Check, words: Mapping[str, str] | None = None, default: str = "") -> str:
        """One answer, asked again until it is right. Raises Abort when the author leaves with Ctrl-C or Ctrl-D."""
        while True:
            try:
                completer = Words(words) if words else None
                answer = self.session.prompt(f"{question} ", completer=completer, complete_while_typing=True, default=default)
            except (KeyboardInterrupt, EOFError):
                raise click.Abort from None
            answer = " ".join(answer.split())
            wrong = check(answer)
            if not wrong:
                return answer
            click.echo(f"  {wrong}", err=True)
            default = answer


def ask(
    given: Given, settings: Settings, services: Sequence[str], now: datetime, taken: Callable[[Given], str], *, drafting: bool
) -> Given:
    """The answers that the command line does not have. `taken` says what stands in the way of a title on its day;
    `drafting` is True where an export has times that need a zone."""
    questions = Questions()
    click.echo("Leave empty what nobody knows. The words that fit are offered while you type; Tab takes one.", err=True)
    if not given.title:
        given = replace(given, title=questions.ask("What broke, for whom, and why, in one line?", _is_title))
    zone = given.timezone or settings.timezone
    if not given.started_at:
        check = _is_time(now, zone)
        given = replace(given, started_at=questions.ask(f"When did it begin? ({EXAMPLES})", check))
    began = read_began(given.started_at or "", now, read_zone(zone) if zone else None)
    if (began.needs_zone or (drafting and began.stamp.zone is None)) and not zone:
        names = zone_names()
        given = replace(given, timezone=questions.ask("In which time zone? (UTC, +02:00, Europe/Paris)", _is_zone, names))
    while in_the_way := taken(given):
        click.echo(f"  {in_the_way}", err=True)
        given = replace(
            given, title=questions.ask("What broke, for whom, and why, in one line?", _is_title, default=given.title or "")
        )
    if not given.services:
        answer = questions.ask("Which services broke? (several with commas)", anything, dict.fromkeys(services, ""))
        given = replace(given, services=tuple(name.strip() for name in answer.split(",") if name.strip()))
    return _words(questions, given, settings)


def _words(questions: Questions, given: Given, settings: Settings) -> Given:
    """The answers that are words of a taxonomy."""

    def choose(question: str, terms: Mapping[str, Term], *, many: bool = False) -> tuple[str, ...]:
        answer = questions.ask(question, _is_among(terms, many=many), _meanings(terms)) if terms else ""
        return tuple(word.strip() for word in answer.split(",") if word.strip())

    if not given.severity:
        given = replace(given, severity="".join(choose("How bad was it?", settings.severities)))
    if not given.trigger:
        given = replace(given, trigger="".join(choose("What set it off?", settings.triggers)))
    if not given.root_causes:
        causes = choose("Why could that do harm? (several with commas)", settings.root_causes, many=True)
        given = replace(given, root_causes=causes)
    if not given.detected_by:
        given = replace(given, detected_by="".join(choose("Who or what noticed first?", settings.detected_by)))
    return given


def _meanings(terms: Mapping[str, Term]) -> dict[str, str]:
    return {word: terms[word].description or terms[word].label for word in in_use(terms)}


def zone_names() -> dict[str, str]:
    """Every zone that has a name, UTC first."""
    from zoneinfo import available_timezones

    return dict.fromkeys(["UTC", *sorted(name for name in available_timezones() if "/" in name)], "")


def anything(_: str) -> str:
    """Whatever is answered is right."""
    return ""


def among(words: Mapping[str, str]) -> Check:
    """One of these words is right."""
    return lambda answer: "" if answer in words else f"there is no '{answer}'{did_you_mean(answer, words)}"


def _is_title(answer: str) -> str:
    return "" if any(char.isalnum() for char in answer) else "say it in a few words: they become the title and the file's name"


def _is_zone(answer: str) -> str:
    return wrong_zone(answer)


def _is_time(now: datetime, zone: str | None) -> Check:
    def check(answer: str) -> str:
        try:
            read_began(answer, now, read_zone(zone) if zone else None)
        except ValueError as error:
            return str(error)
        return ""

    return check


def _is_among(terms: Mapping[str, Term], *, many: bool) -> Check:
    def check(answer: str) -> str:
        words = [word.strip() for word in answer.split(",")] if many else [answer]
        return "; ".join(wrong for word in words if word and (wrong := wrong_word(word, terms)))

    return check
