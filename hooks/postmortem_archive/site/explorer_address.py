"""Where the explorer shows certain incidents: its address with a question in it, as docs/finding.md says."""

from __future__ import annotations

from urllib.parse import urlencode

from postmortem_archive.insight.trends import Query

PARAMETERS = {
    "services": "service",
    "teams": "team",
    "organisation": "organisation",
    "tags": "tag",
    "root_causes": "root-cause",
    "trigger": "trigger",
    "detected_by": "detected-by",
    "year": "year",
    "severity": "severity",
}
"""What the explorer calls a field of the front matter; it knows nothing of alerts."""


def explorer_address(query: Query) -> str:
    """The address below the site's root; all incidents where nothing is asked."""
    return f"incidents/?{urlencode(query)}" if query else "incidents/"
