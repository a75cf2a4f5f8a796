"""`postmortem review`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from postmortem_archive.commands.locate import archive_option, one_sentence, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.reviewing import GitError, Repository, Review, review_change
from postmortem_archive.reviewing.comment import MARKER, Links, headline, write_comment
from postmortem_archive.reviewing.hosts import THREADS, NotInJob, NotWritten, Thread, put_comment
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
@click.option("--publish", type=click.Choice(list(THREADS)), help="Also write the comment, from within a job of this host.")
@archive_option
def review(given: Path | None, base: str, form: str, publish: str | None, preview_dir: Path | None, **urls: str) -> None:
    """Report what a change does to the archive.

    The change is everything that differs between the files on disk and the commit at which they left REV. Reported are the
    problems of the postmortems that it touches, those that it causes in others, and names that no longer lead anywhere.

    `--format markdown` is the comment for a pull request: it also says what was read out of each postmortem, and which
    incidents are like it. `--publish` keeps one such comment up to date; where the host refuses it, that is no failure.

    The exit code is 1 when the change brings an error or a warning; what was there before does not count. It is 2 when the
    review could not run.
    """
    thread = _thread(publish)
    archive = open_archive(given)
    with one_sentence():
        try:
            found = review_change(archive, base)
            prefix = Repository(archive.root).prefix
        except GitError as error:
            raise Misuse(str(error)) from error
    source = urls["source_url"] or (thread.source if thread else "")
    links = Links(source, urls["preview_url"], urls["preview_archive"], preview_dir, prefix)
    click.echo(_report(found, form, links), nl=False)
    click.echo(headline(found), err=True)
    if thread is not None:
        _publish(thread, found, links)
    if found.fails:
        raise SystemExit(1)


def _thread(host: str | None) -> Thread | None:
    """The pull request to comment on. Raises Misuse outside a job of the host."""
    try:
        return THREADS[host](os.environ) if host else None
    except NotInJob as error:
        raise Misuse(f"--publish {host}: {error}") from error


def _publish(thread: Thread, found: Review, links: Links) -> None:
    """Write the comment, and say how that went."""
    nothing = not (found.changes or found.elsewhere or found.gone)
    try:
        click.echo(put_comment(thread, write_comment(found, links), MARKER, only_change=nothing), err=True)
    except NotWritten as error:
        click.echo(f"the comment was not written: {error}", err=True)


def _report(review: Review, form: str, links: Links) -> str:
    if form == "markdown":
        return write_comment(review, links)
    # a terminal opens paths from where one is, and machines from the repository's root
    return REPORTS[form](review, lambda path: shown_path(review.archive, path) if form == "text" else links.prefix + path)
