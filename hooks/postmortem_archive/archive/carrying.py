"""From an archive to the same with a file that was saved: what was worked out already, and need not be again.

To relate and to group ten thousand incidents takes seconds; most that is saved changes neither.
"""

from __future__ import annotations

from collections.abc import Set

from postmortem_archive.archive import Archive
from postmortem_archive.archive.links import mentioned_by
from postmortem_archive.reading import Draft

OF_FRONT_MATTER = (
    "_by_id", "redirects", "_relations", "names", "name_pattern", "has_plain_names", "id_pattern", "groups", "_group_index",
    "_holders", "originals", "uncounted", "recurrences",
)  # fmt: skip
"""What an archive works out of the front matter of its incidents."""


def carry_over(before: Archive, after: Archive, paths: Set[str]) -> None:
    """Take over what is made of nothing that has changed in the files of these paths.

    What is taken over holds these incidents as they were: with the same front matter, but with other text.
    """
    if [draft.path for draft in before.drafts] != [draft.path for draft in after.drafts]:
        return
    changed = [(old, new) for old, new in zip(before.drafts, after.drafts, strict=True) if new.path in paths]
    if not all(old.usable and new.usable and old.front.values == new.front.values for old, new in changed):
        return
    after.__dict__.update((name, before.__dict__[name]) for name in OF_FRONT_MATTER if name in before.__dict__)
    if "_mentions" in before.__dict__ and all(_targets(before, old) == _targets(after, new) for old, new in changed):
        after.__dict__["_mentions"] = before.__dict__["_mentions"]


def _targets(archive: Archive, draft: Draft) -> set[str]:
    return {target.slug for target in mentioned_by(archive, draft)}
