"""Which incidents speak of what somebody is about to change: a service, or files by their pattern.

A file is spoken of in three ways, the surest first. The text names that very file, or one that the pattern matches. A service or
team is called as a folder of the pattern is, or a tag as the innermost one: `services/checkout/**` is the service `checkout`,
`terraform/ingress-nginx/*.tf` the tag `ingress-nginx` and not `terraform`. Or the search finds the words of the pattern together
in one incident, if they say anything: `src/main/**` does not.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident
from postmortem_archive.reading import Draft
from postmortem_archive.taxonomy import fold

FOUND_AT_MOST = 5
"""Incidents that the search adds for one pattern: further down they have less and less to do with it."""
FEWEST_LETTERS = 3
"""Of a word that is searched for, or that names a group."""
SAYS_NOTHING = frozenset(
    "app apps bin build charts cmd common conf config configs core deploy deployment deployments dist doc docs etc files github "
    "index init internal lib libs main manifests module modules package packages pkg scripts service services shared source src "
    "static test tests tools util utils vendor workflows".split()
)
"""Names of folders and files that every repository has. They are not searched for; as a tag or service they still count."""

_FILE = re.compile(r"(?<![\w/.:-])(?:[\w.@-]+/)*[\w@-][\w.@-]*\.\w{1,10}(?![\w/])|(?<![\w/.:-])(?:[\w.@-]+/){2,}[\w.@-]*")
"""A file or folder in running text: `ingress/main.tf`, `values.yaml`, `terraform/ingress/`; never part of an address."""
_PLAIN = re.compile(r"[\w.@/-]+")
"""A name of which `_FILE` finds the whole."""
_GROUPS = (("services", "service"), ("teams", "team"), ("tags", "tag"))
_MENTIONS_SHOWN = 3


@dataclass(frozen=True)
class Touching:
    """An incident that has to do with the change, and why, in words, the surest reason first."""

    incident: Incident
    because: tuple[str, ...]


def touching(archive: Archive, services: Sequence[str], patterns: Sequence[str]) -> tuple[Touching, ...]:
    """The incidents that speak of one of the services or of files that a pattern matches, newest first.

    `services` are names as the archive has them. Withdrawn incidents are left out.
    """
    reasons: dict[str, list[str]] = {}

    def add(slugs: Iterable[str], reason: str) -> None:
        for slug in slugs:
            if reason not in (said := reasons.setdefault(slug, [])):
                said.append(reason)

    for service in services:
        add(archive.holders("services", service), f"service {service}")
    patterns = tuple(dict.fromkeys(patterns))
    if patterns:
        sought = Sought.of(patterns)
        for draft in archive.drafts:
            if draft.usable and (files := sought.named_in(draft)):
                more = f" and {len(files) - _MENTIONS_SHOWN} more" if len(files) > _MENTIONS_SHOWN else ""
                add([draft.slug], f"names {', '.join(files[:_MENTIONS_SHOWN])}{more}")
    for name, noun, value in _called_like(archive, patterns):
        add(archive.holders(name, value), f"{noun} {value}")
    for words in dict.fromkeys(words for pattern in patterns if (words := _telling(pattern))):
        quoted = " ".join(f'"{word}"' for word in words)  # in quotes, so that an incident needs every one of them
        found = [hit.incident.slug for hit in archive.search(quoted, FOUND_AT_MOST)]
        add((slug for slug in found if slug not in reasons), f"speaks of {', '.join(words)}")
    return tuple(
        Touching(incident, tuple(reasons[incident.slug]))
        for incident in archive
        if incident.slug in reasons and incident.status != "withdrawn"
    )


@dataclass(frozen=True)
class Sought:
    """Files that a text may name: `exact` are names as they stand, such as `app/[slug]/page.tsx`; `spec` has all as patterns.

    The patterns are those of a .gitignore, below any folder: a text may name the repository before the path.
    """

    exact: tuple[str, ...]
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Sought:
        """What the patterns seek; one that cannot be a pattern, such as `app/[user-id]/page.tsx`, is only a name."""
        asked = [pattern.strip().strip("/") for pattern in patterns if pattern.strip(" /*")]
        exact = tuple(name for name in asked if not _PLAIN.fullmatch(name) and "*" not in name and "?" not in name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of brackets in brackets: they mean to git what they mean to Python
            return cls(exact, GitIgnoreSpec.from_lines(f"**/{name}" for name in asked if _is_pattern(name)))

    def named_in(self, draft: Draft) -> tuple[str, ...]:
        """The files sought that a postmortem names, as they are written, each once; those named exactly come first."""
        named = dict.fromkeys(self._exactly_in(draft))
        files = dict.fromkeys(match[0].rstrip(".") for line in draft.lines for match in _FILE.finditer(line.text))
        return tuple(named | dict.fromkeys(name for name in files if self.spec.match_file(name)))

    def _exactly_in(self, draft: Draft) -> Iterator[str]:
        for name in self.exact:
            lines = [line.text for line in draft.lines if name in line.text] if name in draft.text else []
            if lines:
                written = re.compile(rf"(?<![\w/.:-])(?:[\w.@-]+/)*{re.escape(name)}(?![\w/])")
                yield from (match[0] for text in lines for match in written.finditer(text))


def _is_pattern(name: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([f"**/{name}"])
    except (ValueError, re.error):
        return False
    return True


def _called_like(archive: Archive, patterns: Sequence[str]) -> list[tuple[str, str, str]]:
    """(field, noun, value) of every service, team and tag that a folder or file of a pattern is called like."""
    names = [_names(pattern) for pattern in patterns]
    anywhere = {fold(one) for some in names for name in some for one in _with_and_without_ending(name)}
    innermost = {fold(one) for some in names for name in some[-1:] for one in _with_and_without_ending(name)}
    return [
        (field, noun, group.name)
        for field, noun in _GROUPS
        for group in archive.groups[field]
        if fold(group.name) in (innermost if field == "tags" else anywhere) and len(group.name) >= FEWEST_LETTERS
    ]


def _names(pattern: str) -> list[str]:
    """The folders and the file of a pattern, from the outermost, without what stands for any name."""
    return [name for name in pattern.split("/") if name.strip(".") and not re.search(r"[*?\[\]!]", name)]


def _with_and_without_ending(name: str) -> tuple[str, ...]:
    """checkout.yaml, and checkout"""
    return (name, name.partition(".")[0]) if name.partition(".")[0] else (name,)


def _telling(pattern: str) -> tuple[str, ...]:
    """The words of a pattern that say something, in order: those of the last two names that have any."""
    words = [
        [word for word in re.findall(r"[^\W_]+", name.rpartition(".")[0] or name) if _says_something(word)]
        for name in pattern.split("/")
        if not re.search(r"[\[\]!]", name)
    ]
    return tuple(dict.fromkeys(word.casefold() for some in [one for one in words if one][-2:] for word in some))


def _says_something(word: str) -> bool:
    return len(word) >= FEWEST_LETTERS and not word.isdigit() and word.casefold() not in SAYS_NOTHING
