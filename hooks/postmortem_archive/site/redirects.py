"""Pages at addresses that lead elsewhere: the former names of incidents, and the names of alerts as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.structure.files import File

from postmortem_archive.archive import Archive, Group
from postmortem_archive.site.site import Site, group_address, incident_address

_SAFE = re.compile(r"\w(?:[\w .+-]{0,98}[\w+-])?")
"""A name that is one part of an address, and of a file's path on any system."""


def redirect_files(site: Site) -> Iterator[File]:
    """Each of them as a file of the site."""
    for old, incident in site.archive.redirects.items():
        yield _redirect(site, incident_address(old), incident_address(incident.slug), incident.title)
    written = alerts_as_written(site.archive)
    if written and not ignores_case(Path(site.config.site_dir)):
        for name, group in written.items():
            yield _redirect(site, f"{group.kind.address}/{name}/", group_address(group), group.label)


def alerts_as_written(archive: Archive) -> dict[str, Group]:
    """By its name the group of each alert whose address is another than its name: an annotation is written with the name, as
    `/alerts/{{ $labels.alertname }}/`."""
    groups = archive.groups["alerts"]
    taken = {group.slug for group in groups} | {"all"}
    return {group.name: group for group in groups if group.name not in taken and _SAFE.fullmatch(group.name)}


def ignores_case(folder: Path) -> bool:
    """True where a name in other letters, upper or lower case, is the same file: there `CartDown` would replace `cartdown`."""
    for one in (folder, *folder.parents):
        swapped = one.with_name(one.name.swapcase()) if one.name else one
        if swapped != one and one.exists():
            return swapped.exists() and swapped.samefile(one)
    return False


def _redirect(site: Site, here: str, there: str, title: str) -> File:
    root = (site.config.site_url or "").rstrip("/")
    html = site.render("redirect.html", here, there=there, title=title, canonical=f"{root}/{there}" if root else "")
    return File.generated(site.config, f"{here}index.html", content=html)
