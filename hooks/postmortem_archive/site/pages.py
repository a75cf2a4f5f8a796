"""The pages that the archive adds to a site, each a file that MkDocs treats like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mkdocs.structure.files import File, InclusionLevel

from postmortem_archive import wording
from postmortem_archive.archive import GROUP_KINDS, Archive, Group
from postmortem_archive.checking.reference import rules_reference
from postmortem_archive.figures.archive_timeline import draw_archive
from postmortem_archive.incident import Incident
from postmortem_archive.site.actions_page import action_pages
from postmortem_archive.site.archive_page import GENERATOR, ArchivePage, Derived
from postmortem_archive.site.attachments import attachments
from postmortem_archive.site.group_overview import Overview, overview_of
from postmortem_archive.site.group_pages import group_pages, kind_pages
from postmortem_archive.site.outputs import data_addresses
from postmortem_archive.site.preview import Unreadable
from postmortem_archive.site.recurrences_page import recurrence_pages
from postmortem_archive.site.redirects import redirect_files
from postmortem_archive.site.reference import front_matter_reference, settings_reference
from postmortem_archive.site.rendering import compose, point_links
from postmortem_archive.site.site import Site
from postmortem_archive.site.trends_page import trends_page

OPENSEARCH = "search/opensearch.xml"


class ArchiveFile(File):
    """A page of the archive; `archive_page` says what stands on it, and `archive` is what its Markdown is made from.

    `kept`: MkDocs neither draws nor copies it; it only knows where links to it lead.
    """

    archive_page: ArchivePage
    archive: Archive
    kept = False

    @classmethod
    def of(cls, site: Site, src_uri: str, page: ArchivePage, *, in_nav: bool) -> ArchiveFile:
        """The file at `src_uri`. Were every incident in the navigation, each page would carry them all."""
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        config = site.config
        file = cls(
            src_uri, src_dir=None, dest_dir=config.site_dir, use_directory_urls=config.use_directory_urls, inclusion=inclusion
        )
        file.generated_by = GENERATOR
        file.archive_page = page
        file.archive = site.archive
        return file

    def keep(self) -> None:
        """Take it out of MkDocs' hands. Its address stays that of a page."""
        assert self.url, self.abs_dest_path  # worked out now, while it is one
        self.kept = True

    @property  # type: ignore[misc]  # MkDocs' own can be set; ours is made of the archive
    def content_string(self) -> str:
        """The Markdown of the page; that of ours that is no incident's is drawn by its template alone."""
        incident = self.archive_page.incident
        if incident is None:
            return ""
        return point_links(compose(incident), self.archive, incident_link(self.archive, self.src_uri))

    def is_documentation_page(self) -> bool:
        """Whether MkDocs is to draw it."""
        return not self.kept and super().is_documentation_page()

    def is_modified(self) -> bool:
        """Also `--dirty` draws it: no file tells when it is another."""
        return True

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing is to be copied: what is kept is written by who draws it."""


class ArchiveData(File):
    """A file of the archive that is no page, written by who makes it."""

    @classmethod
    def of(cls, site: Site, address: str) -> ArchiveData:
        """The file at this address; a source called `index.md` would be a page."""
        file = cls(
            f"{address}.made" if address.endswith(".md") else address,
            src_dir=None,
            dest_dir=site.config.site_dir,
            use_directory_urls=True,
            dest_uri=address,
            inclusion=InclusionLevel.INCLUDED,
        )
        file.generated_by = GENERATOR
        if file.src_uri == address:
            file.src_uri = address  # there are many: one text for both
        return file

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing is to be copied."""


def incident_source(incident: Incident) -> str:
    """Where MkDocs believes an incident's Markdown stands: beside its images, and beside the other incidents."""
    return f"incidents/{incident.slug}/index.md" if incident.path.endswith("/index.md") else f"incidents/{incident.slug}.md"


def incident_link(archive: Archive, source: str) -> Callable[[str], str]:
    """Turns a slug into a link from the page at `source` to the incident's Markdown, for MkDocs to resolve."""
    return lambda slug: "../" * source.count("/") + incident_source(archive[slug])


def pages(site: Site) -> Iterator[tuple[str, ArchivePage, bool]]:
    """(source, page, in the navigation) of every page of the archive."""
    archive = site.archive
    incidents = wording.plural(len(archive), "incident")
    yield (
        "incidents/index.md",
        ArchivePage("Incidents", "incidents.html", description=f"All {incidents}, to search, narrow and sort."),
        True,
    )
    drawn = Derived(lambda: {"figure": draw_archive(archive)})
    yield "timeline/index.md", ArchivePage("Timeline", "timeline.html", drawn, f"All {incidents} on one time axis."), True
    for source, title, template, context in recurrence_pages(archive):
        yield source, ArchivePage(title, template, context, "Failures that came back."), source == "recurrences/index.md"
    for source, title, template, context, said in action_pages(archive, site.today, lambda: site.ledger):
        yield source, ArchivePage(title, template, context, said), source == "actions/index.md"
    yield "trends/index.md", trends_page(archive), True
    for kind in GROUP_KINDS:
        for source, page in kind_pages(archive, kind):
            yield source, page, source == f"{kind.address}/index.md"
        for group in archive.groups[kind.field]:
            for source, page in group_pages(group, partial(_overview, site, group), partial(site.overview_origin, group)):
                yield source, page, False
    for incident in archive:
        yield *incident_page(incident), False
    for unreadable in site.preview.unreadable if site.preview else ():
        yield *unreadable_page(unreadable), False


def incident_page(incident: Incident) -> tuple[str, ArchivePage]:
    """(source, page) of an incident."""
    return incident_source(incident), ArchivePage(incident.title, "incident.html", incident=incident, hide=("navigation",))


def unreadable_page(unreadable: Unreadable) -> tuple[str, ArchivePage]:
    """(source, page) of a postmortem that has an error, while somebody writes."""
    page = ArchivePage(unreadable.title, "unreadable.html", {"unreadable": unreadable}, path=unreadable.paths[0])
    return f"incidents/{unreadable.slug}.md", page


def _overview(site: Site, group: Group) -> Overview:
    return overview_of(site.archive, group, site.chain_pages, site.ledger)


def reference_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """(source, Markdown) of the reference pages that are generated from the code they describe."""
    yield "reference/rules.md", rules_reference()
    yield "reference/front-matter.md", front_matter_reference(archive.settings)
    yield "reference/settings.md", settings_reference()


def archive_files(site: Site) -> Iterator[File]:
    """Every file that the archive adds to the site."""
    config = site.config
    for source, page, in_nav in pages(site):
        yield ArchiveFile.of(site, source, page, in_nav=in_nav)
    for source, markdown in reference_pages(site.archive):
        yield File.generated(config, source, content=markdown)
    for address in data_addresses(site.archive):
        yield ArchiveData.of(site, address)
    if config.site_url:
        yield File.generated(config, OPENSEARCH, content=_opensearch(site))
    yield from redirect_files(site)


def _opensearch(site: Site) -> str:
    """What lets a browser add the archive to its search engines; it needs the whole address of the site."""
    root = f"{(site.config.site_url or '').rstrip('/')}/"
    return site.render("opensearch.xml.html", "", site_name=site.config.site_name, root=root)


def attachment_files(site: Site) -> Iterator[tuple[File, str]]:
    """The files beside the postmortems that shown text refers to, and why one is not published (or "")."""
    for name, path, refusal in attachments(site.archive):
        yield File.generated(site.config, f"incidents/{name}", abs_src_path=str(path)), refusal
