"""What the archive is narrowed by: the same facets in the explorer, on the command line and for an assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from postmortem_archive.archive import group_values
from postmortem_archive.incident import Incident
from postmortem_archive.own_fields import facet_word
from postmortem_archive.settings import FieldType, Settings
from postmortem_archive.taxonomy import FIELDS, Term

Order = Literal["given", "frequent", "latest"]


@dataclass(frozen=True)
class Facet:
    """One way to narrow the archive. `name` is that of the parameter in the explorer's address, and of the option.

    `order` says how its values are shown: as given, the most frequent first, or from the last to the first. `terms` are the
    words of its taxonomy, where it has one. `read` gives the one value for all ways to write it, as for `1.50` and `true`.
    """

    name: str
    label: str
    values: Callable[[Incident], Sequence[str]]
    labels: Callable[[str], str] = str
    order: Order = "frequent"
    known: tuple[str, ...] = ()
    terms: Mapping[str, Term] = field(default_factory=dict)
    read: Callable[[str], str] = str

    def words(self, incidents: Iterable[Incident]) -> list[str]:
        """The values that these incidents have: those with an order of their own in it, then the others by label."""
        met = {value for incident in incidents for value in self.values(incident)}
        given = [word for word in self.known if word in met]
        return given + sorted(met.difference(given), key=lambda word: (self.labels(word).casefold(), word))


def facets_of(settings: Settings) -> Iterator[Facet]:
    """Every facet there may be, in the order shown; the names are those of the options of `postmortem search`."""

    def of_field(name: str, label: str, attribute: str, order: Order = "frequent") -> Facet:
        taxonomy = FIELDS.get(attribute)
        terms = getattr(settings, taxonomy) if taxonomy else {}
        labels = partial(settings.label, taxonomy) if taxonomy else str
        known = tuple(terms) if order == "given" else ()
        return Facet(name, label, lambda incident: group_values(incident, attribute), labels, order, known, terms)

    yield of_field("severity", "Severity", "severity", "given")
    yield of_field("root-cause", "Root cause", "root_causes")
    yield of_field("service", "Service", "services")
    yield of_field("trigger", "Trigger", "trigger")
    yield of_field("detected-by", "Detected by", "detected_by")
    yield Facet("open", "Open actions", _open, {"yes": "Some", "no": "None"}.__getitem__, "given", ("yes", "no"))
    yield of_field("team", "Team", "teams")
    yield of_field("organisation", "Organisation", "organisation")
    yield of_field("tag", "Tag", "tags")
    yield of_field("year", "Year", "year", order="latest")
    for name, kind in settings.fields.items():
        if kind.facet:
            labels = {"yes": "Yes", "no": "No"}.__getitem__ if kind.type == "boolean" else str
            read = partial(facet_word, kind=kind.type)
            yield Facet(f"extra.{name}", kind.label, partial(_extra, name, kind), labels, read=read)


def _open(incident: Incident) -> tuple[str]:
    return ("yes" if incident.open_action_items else "no",)


def _extra(name: str, kind: FieldType, incident: Incident) -> tuple[str, ...]:
    value = incident.extra.get(name)
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    word = facet_word(value, kind.type)
    return () if kind.type == "boolean" and word not in ("yes", "no") else (word,)
