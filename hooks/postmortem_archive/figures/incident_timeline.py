"""One incident on a scaled axis: its phases as bands, its events as numbered dots."""

from __future__ import annotations

from dataclasses import dataclass

from postmortem_archive.figures.drawing import Drawing
from postmortem_archive.figures.incident_narrow import draw_narrow
from postmortem_archive.figures.incident_wide import draw_wide
from postmortem_archive.figures.phases import caption, describe, milestones, stages
from postmortem_archive.figures.story import Measure, tell
from postmortem_archive.incident import Incident
from postmortem_archive.words import slugify


@dataclass(frozen=True)
class IncidentFigure:
    """An incident drawn twice, for a wide and for a narrow page, with what to say about it in words.

    `id` is unique among the incidents of an archive and fit for an element's id. `undrawn` counts the events of which
    only the day is known, where the axis is one of time.
    """

    id: str
    scale: Measure
    title: str
    description: str
    caption: tuple[str, ...]
    undrawn: int
    wide: Drawing
    narrow: Drawing


def draw_incident(incident: Incident) -> IncidentFigure | None:
    """The figure of an incident; None where there are not at least two different times, or else days, to draw.

    With two times the axis is one of time, and days without a clock are counted, not drawn. With less it is one of days,
    each event in the middle of its day, and nothing is measured.
    """
    story = tell(incident)
    if story is None:
        return None
    parts, labels = stages(story), milestones(incident, story)
    return IncidentFigure(
        id=f"timeline-{slugify(incident.slug)}",
        scale=story.measure,
        title=f"Timeline: {incident.title}",
        description=describe(incident, story),
        caption=caption(incident, story),
        undrawn=story.undrawn,
        wide=draw_wide(story, parts, labels),
        narrow=draw_narrow(story, parts, labels),
    )
