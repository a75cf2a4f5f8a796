"""Figures as plain geometry: what to draw and where, for templates to write down as SVG."""

from postmortem_archive.figures.archive_timeline import ArchiveFigure, draw_archive
from postmortem_archive.figures.incident_timeline import IncidentFigure, draw_incident
from postmortem_archive.figures.recurrence_strip import RecurrenceFigure, draw_recurrence

__all__ = ["ArchiveFigure", "IncidentFigure", "RecurrenceFigure", "draw_archive", "draw_incident", "draw_recurrence"]
