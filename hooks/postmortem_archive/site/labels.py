"""What pages say of relations, and which addresses a reader may follow."""

from __future__ import annotations

import re

RELATION_WORDS = {
    "recurrence_of": "Recurrence of",
    "recurred_as": "Came back as",
    "caused_by": "Caused by",
    "caused": "Caused",
    "same_root_cause": "Same root cause as",
    "duplicate_of": "Duplicate of",
    "duplicated_by": "Duplicated by",
    "regression_of_fix": "A fix that regressed:",
    "fix_regressed_as": "Its fix regressed as",
    "follows": "Follows",
    "followed_by": "Followed by",
    "related": "Related to",
}


def safe_url(url: str) -> str:
    """The address, if a reader may follow it; nothing for a scheme that can run script."""
    text = "".join(char for char in url if char.isprintable()).strip()
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", text)
    return text if scheme is None or scheme[1].lower() in ("http", "https", "mailto") else ""
