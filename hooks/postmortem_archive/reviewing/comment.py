"""The comment on a pull request: what was read out of each changed postmortem, what to change, and what is like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from postmortem_archive.archive import Archive, slug_of
from postmortem_archive.checking import Level, Problem
from postmortem_archive.incident import Incident
from postmortem_archive.reviewing import Change, Review
from postmortem_archive.reviewing.environment import environment
from postmortem_archive.reviewing.escape import code
from postmortem_archive.reviewing.seen import Seen, related_by_hand, related_words
from postmortem_archive.wording import PHASE_WORDS, duration, moment, plural

MARKER = "<!-- postmortem-review -->"
"""The first line of the comment, by which the one of an earlier run is found."""

LONGEST = 65_536
"""Characters of a comment on GitHub; GitLab takes a million."""

_ROOM = ((50, 100), (50, 25), (25, 10), (25, 3), (10, 1), (10, 0), (1, 0), (0, 0))
"""(files, problems of each) that are shown: the first pair that fits."""

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Rows(Generic[Entry]):
    """The entries that are shown, and how many there are in all."""

    shown: Sequence[Entry]
    total: int

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.shown)


@dataclass(frozen=True)
class Links:
    """Where the comment leads: `source` is the address of the repository's files, `site` that of the built preview.

    `pages` is the folder of the preview on disk: only pages that are in it are linked, since drafts may not be.
    `download` is the address of the preview as an archive. `prefix` makes a path one of the repository.
    """

    source: str = ""
    site: str = ""
    download: str = ""
    pages: Path | None = None
    prefix: str = ""

    def place(self, problem: Problem) -> str:
        """File name and line, leading there."""
        name = f"{problem.path.rpartition('/')[2]}:{problem.line}"
        if name.startswith("index.md"):
            name = problem.path.split("/")[-2] + "/" + name
        if not self.source:
            return code(name)
        # plain=1: the text of the file, which has lines; the rendered page has none
        return f"[{code(name)}]({self.source.rstrip('/')}/{quote(self.prefix + problem.path)}?plain=1#L{problem.line})"

    def page(self, slug: str) -> str:
        """The address of an incident's page in the preview; empty where it has none."""
        name = f"incidents/{slug}/index.html"
        if not self.site or (self.pages is not None and not (self.pages / name).is_file()):
            return ""
        return f"{self.site.rstrip('/')}/{quote(name)}"

    def incident(self, incident: Incident) -> str:
        """The address of an incident: its page in the preview, or else its file; empty where neither is known."""
        file = f"{self.source.rstrip('/')}/{quote(self.prefix + incident.path)}" if self.source else ""
        return self.page(incident.slug) or file


def write_comment(review: Review, links: Links = Links(), longest: int = LONGEST) -> str:
    """The comment in Markdown, never longer than `longest`: what does not fit is counted."""
    text = ""
    for files, rows in _ROOM:
        text = _render(review, links, files, rows)
        if len(text) <= longest:
            break
    return text[:longest]


def headline(review: Review) -> str:
    """One sentence: what changed, and how many problems that brings."""
    changed = plural(len(review.changes), "postmortem") if review.changes else "No postmortem"
    levels = Counter(problem.level for problem in (*review.introduced, *review.elsewhere))
    found = [plural(levels[level], level) for level in ("error", "warning") if levels[level]]
    found += [f"{levels['advice']} advice"] if levels["advice"] else []
    breaks = f", {len(review.elsewhere)} of them in files that it does not touch" if review.elsewhere else ""
    return f"{changed} changed: {', '.join(found) or 'no new problems'}{breaks}."


def _render(review: Review, links: Links, files: int, rows: int) -> str:
    first = sorted(review.changes, key=lambda change: not any(one.path == change.path for one in review.introduced))
    text = (
        environment()
        .get_template("comment.md")
        .render(
            review=review,
            headline=headline(review),
            preview_archive=links.download,
            place=links.place,
            files=Rows([_file(review, change, links, rows) for change in first[:files]], len(first)),
            elsewhere=_rows(review.elsewhere, rows),
            gone=Rows(review.gone[:rows], len(review.gone)),
        )
    )
    return text.rstrip() + "\n"


def _file(review: Review, change: Change, links: Links, rows: int) -> dict[str, Any]:
    draft = review.draft(change)
    incident = draft.incident if draft is not None else None
    new = [problem for problem in review.introduced if problem.path == change.path]
    standing = [problem for problem in review.standing if problem.path == change.path]
    slug = draft.slug if draft is not None else ""
    return {
        "title": incident.title if incident is not None else _former_title(review, change),
        "url": links.incident(incident) if incident is not None else "",
        "path": change.path,
        "old": change.old,
        "status": {"added": "new", "modified": "changed", "renamed": "renamed", "deleted": "deleted"}[change.status],
        "facts": read_facts(incident, review.archive) if incident is not None else [],
        "new": _rows(new, rows),
        "standing": _rows(standing, rows),
        "seen": _seen(review.archive, slug, links) if rows and draft is not None and draft.usable else [],
    }


def _rows(problems: Sequence[Problem], most: int) -> Rows[Problem]:
    """Errors before warnings and these before advice, so that what is left out is what matters least."""
    order: list[Level] = ["error", "warning", "advice"]
    return Rows(sorted(problems, key=lambda problem: order.index(problem.level))[:most], len(problems))


def _former_title(review: Review, change: Change) -> str:
    """The title of a file that is gone; the file's name where that is not known."""
    slug = slug_of(Path(change.path))
    return next((one.title for one in review.gone if one.name == slug), change.path.rpartition("/")[2])


def read_facts(incident: Incident, archive: Archive) -> list[str]:
    """What was read out of a postmortem, in a few words each, so that its author sees what was understood."""
    facts = [incident.severity] if incident.severity else ["no severity"]
    if incident.status != "final":
        facts.insert(0, incident.status)
    known = {phase.name for phase in incident.phases}
    facts += [] if "started" in known else [f"on {moment(incident.when)}"]
    facts += [
        f"{PHASE_WORDS[phase.name]} {moment(phase.at)}{' (from the timeline)' if phase.inferred else ''}"
        for phase in incident.phases
    ]
    if incident.duration_minutes is not None:
        about = "" if incident.is_exact("started", "resolved") else "about "
        facts.append(f"lasted {about}{duration(incident.duration_minutes)}")
    untimed = sum(event.at is None for event in incident.timeline)
    entries = len(incident.timeline)
    facts.append(
        f"{entries} timeline {'entry' if entries == 1 else 'entries'}" + (f", {untimed} without a time" if untimed else "")
    )
    facts.append(_actions(incident))
    related = archive.related(incident.slug) if incident.slug in archive else ()
    return facts + ([f"related to {len(related)}"] if related else [])


def _actions(incident: Incident) -> str:
    items = incident.action_items
    text = plural(len(items), "action item")
    without = sum(not item.owner for item in items)
    return text + (f", {without} without an owner" if without else "")


def _seen(archive: Archive, slug: str, links: Links, limit: int = 3) -> list[Seen]:
    """The incidents most like this one, then those that are related by hand, each with why and with what it left to do."""
    similar = archive.similar(slug, limit)
    related = related_by_hand(archive, slug, limit, [one.incident.slug for one in similar])[:limit]
    told = [(one.incident, one.reasons) for one in similar] + [(one.incident, (related_words(one),)) for one in related]
    return [Seen.of(incident, reasons, url=links.incident(incident), most=3) for incident, reasons in told]
