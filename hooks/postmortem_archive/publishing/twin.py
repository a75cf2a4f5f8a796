"""An incident's page as Markdown, beside its HTML: for programs that read, and people who quote."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

from postmortem_archive import wording
from postmortem_archive.archive import Archive
from postmortem_archive.incident import Incident, Reference
from postmortem_archive.internal import without_marks
from postmortem_archive.publishing.links import incident_address, move_links, place_of
from postmortem_archive.reading.headings import plain_heading
from postmortem_archive.reading.text import move_headings

NAME = "index.md"
_FOLLOWED = re.compile(r"(?:https?://|mailto:)[^\s<>]+\Z", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


def twin_address(slug: str) -> str:
    """Where it stands below the site's root: in the folder of the page."""
    return incident_address(slug) + NAME


def twin_text(archive: Archive, incident: Incident) -> str:
    """The facts as a list, the author's text, and what it is to other incidents. Links lead to the other twins and files."""

    def moved(text: str) -> str:
        return move_links(text, lambda target: _from_here(target, archive, incident))

    parts = [f"# {_plain(incident.title)}", "\n".join(f"- {fact}" for fact in facts(archive, incident))]
    if not _stands_in_text(incident):
        parts += ["## Summary", incident.summary]
    parts = [moved("\n\n".join(part for part in (*parts, body_text(incident)) if part.strip()))]
    related = [
        f"{one.type.replace('_', ' ')}: {_link(one.incident)}{moved(_note(one.note))}" for one in archive.related(incident.slug)
    ]
    mentioned = [_link(one) for one in archive.mentioned_in(incident.slug)]
    similar = [f"{_link(one.incident)}: {'; '.join(one.reasons)}" for one in archive.similar(incident.slug)]
    for title, lines in (("Related incidents", related), ("Similar incidents", similar), ("Mentioned in", mentioned)):
        if lines:
            parts += [f"## {title}", "\n".join(f"- {line}" for line in lines)]
    if incident.references:
        parts += ["## References", "\n".join(f"- {_reference(one)}" for one in incident.references)]
    return without_marks("\n\n".join(part for part in parts if part.strip())) + "\n"


def body_text(incident: Incident) -> str:
    """The author's text as Markdown, its sections one below the title."""
    levels = [section.level for section in incident.sections if section.level > 0]
    shift = 2 - min(levels) if levels else 0
    parts = []
    for section in incident.sections:
        if section.level == 0 and plain_heading(section.markdown) == plain_heading(incident.title):
            continue  # a pasted text begins with its title
        if section.title:
            parts.append(f"{'#' * min(6, max(2, section.level + shift))} {section.title}")
        parts.append(move_headings(section.markdown, shift))
    return "\n\n".join(part for part in parts if part.strip())


def facts(archive: Archive, incident: Incident) -> Iterator[str]:
    """What the front matter says and what follows from it, a line each; nothing that is unknown."""
    settings = archive.settings

    def labels(taxonomy: str, *words: str | None) -> str:
        return ", ".join(settings.label(taxonomy, word) for word in words if word)

    yield f"Id: {incident.id}"
    if incident.status != "final":
        yield f"Status: {incident.status}"
    yield f"Date: {incident.when}"
    impact = dict(incident.impact)
    values = [
        ("Severity", labels("severities", incident.severity)),
        ("Organisation", incident.organisation or ""),
        *(
            (phase.name.capitalize(), f"{phase.at}{' (from the timeline)' if phase.inferred else ''}")
            for phase in incident.phases
        ),
        ("Duration", _minutes(incident.duration_minutes)),
        ("Time to detect", _minutes(incident.time_to_detect_minutes)),
        ("Time to mitigate", _minutes(incident.time_to_mitigate_minutes)),
        ("Impact", str(impact.pop("summary", ""))),
        *((key.replace("_", " ").capitalize(), str(value)) for key, value in impact.items()),
        ("Trigger", labels("triggers", incident.trigger)),
        ("Root causes", labels("root_causes", *incident.root_causes)),
        ("Contributing factors", ", ".join(incident.contributing_factors)),
        ("Detected by", labels("detected_by", incident.detected_by)),
        ("Mitigation", labels("mitigations", incident.mitigation)),
        ("Began at", "a third party" if incident.third_party else ""),
        *((name.capitalize(), ", ".join(getattr(incident, name))) for name in ("services", "teams", "alerts", "tags", "authors")),
        *((_label(archive, name), _listed(value)) for name, value in incident.extra.items()),
    ]
    for label, value in values:
        if value:
            yield f"{label}: {' '.join(value.split())}"


def _from_here(target: str, archive: Archive, incident: Incident) -> str | None:
    place = place_of(target, archive, incident)
    if place is None or target.startswith("#"):
        return None
    page, mark, fragment = place.partition("#")
    if re.fullmatch(r"incidents/[^/]+/", page):
        page += NAME
    near = posixpath.relpath(page, f"incidents/{incident.slug}") + ("/" if page.endswith("/") else "")
    return f"{near}{mark}{fragment}"


def _stands_in_text(incident: Incident) -> bool:
    return any(section.markdown.strip() == incident.summary for section in incident.sections)


def _link(incident: Incident) -> str:
    return f"[{_plain(wording.told_title(incident))}](../{quote(incident.slug)}/{NAME}) ({incident.when.day.isoformat()})"


def _reference(one: Reference) -> str:
    copy = f" ([archived copy](<{one.archive_url}>))" if one.archive_url and _FOLLOWED.match(one.archive_url) else ""
    title = _plain(one.title)
    return (f"[{title}](<{one.url}>)" if _FOLLOWED.match(one.url) else title) + copy


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _note(note: str) -> str:
    return f" ({' '.join(note.split())})" if note else ""


def _minutes(minutes: float | None) -> str:
    return wording.duration(minutes) if minutes is not None else ""


def _label(archive: Archive, name: str) -> str:
    declared = archive.settings.fields.get(name)
    return declared.label if declared else name


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
