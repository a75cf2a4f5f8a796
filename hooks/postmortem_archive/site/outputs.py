"""The files of the site that are no pages: feeds, Markdown twins, llms.txt, the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from postmortem_archive.publishing import database, llms
from postmortem_archive.publishing.feeds import FORMATS, feed_files
from postmortem_archive.publishing.output import Output
from postmortem_archive.publishing.twin import NAME, twin_address, twin_text
from postmortem_archive.site.passages import quoting
from postmortem_archive.site.site import Site


class OutputFile(File):
    """A file that is made when MkDocs puts it into the site, and not held before."""

    output: Output

    @classmethod
    def of(cls, config: MkDocsConfig, output: Output) -> OutputFile:
        """The file. One of that name written by hand takes its place; a source called `index.md` would be a page."""
        file = cls(
            f"{output.address}.made" if output.address.endswith(".md") else output.address,
            src_dir=None,
            dest_dir=config.site_dir,
            use_directory_urls=config.use_directory_urls,
            dest_uri=output.address,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        file.generated_by = "postmortem-archive"
        file.output = output
        return file

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - MkDocs says it; all of it is made anew
        """Make it, where it belongs."""
        path = Path(self.abs_dest_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.output.make())


def outputs(site: Site) -> Iterator[Output]:
    """All of them."""
    archive, name, description = site.archive, site.config.site_name, site.config.site_description or ""
    yield from feed_files(archive, name, description, quoting(site))
    for incident in archive:
        yield Output(twin_address(incident.slug), partial(_encoded, twin_text, archive, incident))
    yield Output(llms.NAME, partial(_encoded, llms.llms_text, archive, name, description))
    yield Output(database.NAME, lambda: database.database(archive))


def _encoded(write: Callable[..., str], *given: object) -> bytes:
    return write(*given).encode("utf-8", "replace")


def alternates(site: Site, url: str, *, incident: bool = False, group: bool = False) -> list[dict[str, str]]:
    """What the page at `url` is also there as, for the head of it: an incident as Markdown, all else as feeds.

    The page of a group has the group's feeds, every other those of all incidents.
    """
    if incident:
        return [{"type": "text/markdown", "title": "This incident as Markdown", "address": url + NAME}]
    folder = "/".join(url.split("/")[:2]) + "/" if group else ""
    what = "Incidents here" if group else "Incidents"
    kinds = {"feed.xml": "Atom", "feed.json": "JSON Feed"}
    return [
        {"type": media, "title": f"{site.config.site_name}: {what} ({kinds[file]})", "address": folder + file}
        for file, media, _ in FORMATS
    ]
