"""Figures as plain geometry: what to draw and where, for templates to write down as SVG."""

from postmortem_archive.figures.archive_timeline import ArchiveFigure, draw_archive
from postmortem_archive.figures.incident_timeline import IncidentFigure, draw_incident

__all__ = ["ArchiveFigure", "IncidentFigure", "draw_archive", "draw_incident"]
