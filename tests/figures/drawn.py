"""Incidents to draw, written as short as a table of cases wants them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from postmortem_archive.figures.drawing import points_text
from postmortem_archive.incident import Event, Incident, Phase, Section
from postmortem_archive.moment import Moment, Precision

THEME = Path(__file__).parents[2] / "hooks/postmortem_archive/site/theme"
TEMPLATES = Environment(loader=FileSystemLoader(THEME / "archive/figures"), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters["points"] = points_text


def moment(text: str, zone: tzinfo = UTC) -> Moment:
    """`2021-06-22`, `2021-06-22 08:21`, `2021-06-22 08:21:30`, each with a ~ in front where it is approximate."""
    bare = text.removeprefix("~")
    if len(bare) == 10:
        return Moment(date.fromisoformat(bare), Precision.DAY, text != bare)
    precision = Precision.SECOND if len(bare) == 19 else Precision.MINUTE
    return Moment(datetime.fromisoformat(bare).replace(tzinfo=zone), precision, text != bare)


def incident(*events: str | Event | None, inferred: tuple[str, ...] = (), zone: tzinfo = UTC, **phases: str) -> Incident:
    """An incident with an event at each time (None: an entry without one) and these phases."""
    entries = tuple(
        one if isinstance(one, Event) else Event(moment(one, zone) if one else None, f"Event number {number} *happened*")
        for number, one in enumerate(events, 1)
    )
    stops = tuple(Phase(name, moment(text, zone), name in inferred) for name, text in phases.items())
    moments = [one.at for one in entries if one.at] + [stop.at for stop in stops]
    when = min(moments, key=lambda one: one.order) if moments else moment("2021-06-22")
    section = Section("Timeline", "timeline", 2, "", parts=entries)
    return Incident("2021-06-22-it-broke", "postmortems/x.md", "It <broke>", when, "x", phases=stops, sections=(section,))
