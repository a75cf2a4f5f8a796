"""What only a person knows of a new incident, and what is wrong with the words they chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from postmortem_archive.settings import Settings, Term
from postmortem_archive.taxonomy import fold, in_use, words_called
from postmortem_archive.words import LONGEST_SLUG, did_you_mean, slugify
from postmortem_archive.writing.phrases import Began
from postmortem_archive.zones import UnknownZone, read_zone

CHOICES = {"severity": "severities", "trigger": "triggers", "root_causes": "root_causes", "detected_by": "detected_by"}
"""Fields whose words come from a taxonomy, and its name in the settings."""


@dataclass(frozen=True)
class Answers:
    """The answers. What nobody knows is empty and is left out of the file."""

    title: str
    began: Began
    timezone: str | None = None
    severity: str | None = None
    services: tuple[str, ...] = ()
    trigger: str | None = None
    root_causes: tuple[str, ...] = ()
    detected_by: str | None = None
    authors: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day it began, in its own zone."""
        assert self.began.stamp.day is not None
        return self.began.stamp.day

    @property
    def slug(self) -> str:
        """The name of the file: the day, and the title as lower-case words, cut between two of them."""
        words = slugify(self.title)
        most = LONGEST_SLUG - len("YYYY-MM-DD-")
        if len(words) > most:
            words = words[: most + 1].rpartition("-")[0] or words[:most]
        return f"{self.day}-{words}"

    @property
    def fields(self) -> dict[str, object]:
        """The front matter that is known, by field."""
        values = {
            "title": self.title,
            "started_at" if self.began.stamp.clock else "date": self.began,
            "timezone": self.timezone,
            "severity": self.severity,
            "services": list(self.services),
            "alerts": list(self.alerts),
            "trigger": self.trigger,
            "root_causes": list(self.root_causes),
            "detected_by": self.detected_by,
            "authors": list(self.authors),
        }
        return {name: value for name, value in values.items() if value}

    def zone(self, settings: Settings) -> tzinfo | None:
        """The zone of the incident's times: its own, the file's, or the site's."""
        named = self.timezone or settings.timezone
        return self.began.stamp.zone or (read_zone(named) if named else None)


def wrong_words(settings: Settings, given: dict[str, str | tuple[str, ...] | None]) -> Iterator[str]:
    """A sentence for each word that its taxonomy does not have; `given` by field."""
    for name, taxonomy in CHOICES.items():
        value = given.get(name)
        known = getattr(settings, taxonomy)
        for word in (value,) if isinstance(value, str) else value or ():
            if known and (wrong := wrong_word(word, known)):
                option = f"--{name.replace('_', '-').removesuffix('s') if name == 'root_causes' else name.replace('_', '-')}"
                yield f"{option}: {wrong}"


def wrong_word(word: str, terms: Mapping[str, Term]) -> str:
    """Why nobody should choose this word for a new postmortem, and which to choose; or nothing."""
    term, choices = terms.get(word), in_use(terms)
    if term is None:
        called = words_called(word, terms) or [other for other in choices if fold(other) == fold(word)]
        hint = (
            f": write {' or '.join(called)}" if called else did_you_mean(word, choices) or f": choose one of {', '.join(choices)}"
        )
        return f"there is no '{word}'{hint}"
    if term.deprecated is None:
        return ""
    instead = " or ".join(f"'{other}'" for other in term.deprecated.replaced_by)
    return f"'{word}' is deprecated: {f'choose {instead}' if instead else term.deprecated.note or 'choose another'}"


def wrong_zone(name: str) -> str:
    """What is wrong with the name of a zone, or nothing."""
    try:
        read_zone(name)
    except UnknownZone as error:
        return str(error)
    return ""
