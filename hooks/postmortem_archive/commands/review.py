"""`postmortem review`."""

from __future__ import annotations

from pathlib import Path

import click

from postmortem_archive.commands.locate import archive_option, one_sentence, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.reviewing import GitError, Repository, Review, review_change
from postmortem_archive.reviewing.comment import Links, headline, write_comment
from postmortem_archive.reviewing.report import REPORTS


@click.command()
@click.option("--base", metavar="REV", required=True, help="What the change will be merged into, such as origin/main.")
@click.option(
    "--format", "form", type=click.Choice([*REPORTS, "markdown"]), default="text", show_default=True, help="How to report."
)
@click.option(
    "--source-url", metavar="URL", default="", help="Address of the repository's files at the change, for links to lines."
)
@click.option("--preview-url", metavar="URL", default="", help="Address of the built preview: titles lead to their pages.")
@click.option(
    "--preview-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of the built preview: only pages that are in it are linked.",
)
@click.option("--preview-archive", metavar="URL", default="", help="Address of the built preview as a download.")
@archive_option
def review(
    given: Path | None, base: str, form: str, source_url: str, preview_url: str, preview_dir: Path | None, preview_archive: str
) -> None:
    """Report what a change does to the archive.

    The change is everything that differs between the files on disk and the commit at which they left REV. Reported are the
    problems of the postmortems that it touches, those that it causes in others, names that no longer lead anywhere, and
    for each postmortem the incidents most like it.

    `--format markdown` is the comment for a pull request. The exit code is 1 when the change brings an error or a warning; what
    was there before does not count. It is 2 when the review could not run.
    """
    archive = open_archive(given)
    with one_sentence():
        try:
            found = review_change(archive, base)
            prefix = Repository(archive.root).prefix
        except GitError as error:
            raise Misuse(str(error)) from error
    links = Links(source_url, preview_url, preview_archive, preview_dir, prefix)
    click.echo(_report(found, form, links), nl=False)
    click.echo(headline(found), err=True)
    if found.fails:
        raise SystemExit(1)


def _report(review: Review, form: str, links: Links) -> str:
    if form == "markdown":
        return write_comment(review, links)
    if form == "text":
        return REPORTS[form](review, lambda path: shown_path(review.archive, path))
    # machines start from the repository's root
    return REPORTS[form](review, lambda path: links.prefix + path)
