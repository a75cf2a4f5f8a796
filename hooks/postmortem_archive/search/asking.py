"""A question with all that narrows and orders its answer, as the command line and an assistant ask it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from textwrap import shorten

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.search.excerpts import Found
from postmortem_archive.search.narrowing import Narrowing
from postmortem_archive.search.nothing import about_hits, why_nothing
from postmortem_archive.search.ordering import Sort, arrange
from postmortem_archive.search.ranking import Hit
from postmortem_archive.wording import plain

LONGEST = 200
"""Characters of a summary that stands for an answer."""


@dataclass(frozen=True)
class Request:
    """What somebody wants to see. Without a `sort`, a question orders by relevance, and what fits without one by date."""

    question: str = ""
    narrowing: Narrowing = field(default_factory=Narrowing)
    sort: Sort | None = None
    ascending: bool = False

    @property
    def is_list(self) -> bool:
        """True where nothing is asked, and all that fits is wanted."""
        return not self.question.strip() and bool(self.narrowing or self.sort or self.ascending)

    @property
    def by(self) -> Sort:
        """What the answer is sorted by: there is no relevance without a question."""
        if self.sort and (self.sort != "relevance" or not self.is_list):
            return self.sort
        return "date" if self.is_list else "relevance"


def ask(archive: Archive, request: Request, limit: int) -> tuple[list[Hit], str]:
    """The incidents that answer, and a sentence where there are none or something was taken otherwise than it was written.

    Raises UnknownValue with everything that is wrong about the narrowing.
    """
    among = request.narrowing.of(archive)
    if request.is_list:
        hits = _listed(archive, request, among, limit)
        return hits, "" if hits else "no incident has all of these: leave an option out"
    if request.by == "relevance":
        hits = archive.search(request.question, limit, among)
    else:
        hits = archive.index.search(request.question, limit, among, lambda found: _arranged(archive, request, found))
    if hits:
        return hits, about_hits(archive, request.question)
    return hits, why_nothing(archive, request.question, narrowed=len(among) < len(archive))


def _listed(archive: Archive, request: Request, among: Collection[str], limit: int) -> list[Hit]:
    """What fits, where nothing more is asked for: at its top, with the summary."""
    chosen = _arranged(archive, request, [incident for incident in archive.incidents if incident.slug in among])
    return [
        Hit(
            one,
            0.0,
            Found("summary", "Summary" if one.summary else "", "", 1),
            shorten(plain(one.summary or ""), LONGEST, placeholder=" …"),
        )
        for one in islice(chosen, limit)
    ]


def _arranged(archive: Archive, request: Request, newest_first: Sequence[Incident]) -> list[Incident]:
    return arrange(newest_first, request.by, archive.settings, ascending=request.ascending)
