"""The rules; importing a module registers its own. The order here is the order of the reference page."""

from postmortem_archive.checking.rules import (  # isort: skip
    files,
    frontmatter,
    times,
    relations,
    body,
    timeline,
    actions,
    language,
    safety,
    ignoring,
)

__all__ = ["actions", "body", "files", "frontmatter", "ignoring", "language", "relations", "safety", "timeline", "times"]
