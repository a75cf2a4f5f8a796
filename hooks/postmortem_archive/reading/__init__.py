"""From Markdown text to an Incident, and the faults met on the way."""

from postmortem_archive.reading.draft import Draft, Fault, read_draft, source_digest, spelled

__all__ = ["Draft", "Fault", "read_draft", "source_digest", "spelled"]
