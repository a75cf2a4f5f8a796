"""`postmortem search`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from postmortem_archive.commands.completing import complete_service, complete_year, values_of, words_of
from postmortem_archive.commands.locate import archive_option, open_archive, shown_path
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.wording import plain, told_title

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive
    from postmortem_archive.search.ranking import Hit

FORMS = click.Choice(["text", "json"])


class Asking(click.Command):
    """A command whose words may begin with a hyphen, as in a pasted message."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; what is no option is told how it is asked for."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities:
                raise
            raise click.UsageError(f"{error.message} To ask for such a word, write -- before the question.", ctx) from error


@click.command(cls=Asking)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--service", "services", multiple=True, shell_complete=complete_service, help="Only incidents of this service.")
@click.option("--severity", multiple=True, shell_complete=words_of("severities"), help="Only of this severity.")
@click.option(
    "--root-cause", "root_causes", multiple=True, shell_complete=words_of("root_causes"), help="Only with this root cause."
)
@click.option("--trigger", multiple=True, shell_complete=words_of("triggers"), help="Only set off by this.")
@click.option("--year", type=click.IntRange(1), multiple=True, shell_complete=complete_year, help="Only of this year.")
@click.option("--tag", "tags", multiple=True, shell_complete=values_of("tags"), help="Only with this tag.")
@click.option("--team", "teams", multiple=True, shell_complete=values_of("teams"), help="Only of this team.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many incidents at most.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show them.")
@archive_option
def search(given: Path | None, query: tuple[str, ...], limit: int, form: str, **facets: tuple[Any, ...]) -> None:
    """Find the incidents that answer a question.

    Any word may match; what has more of them, and rarer ones, comes first. Put quotes inside quotes around words that belong
    together: '"connection pool" exhausted'. The last word may be the beginning of one, and a word may have a typo.

    Each option may be given several times: an incident then has one of its values. Of different options it has every one. With
    options and no question, the newest of these incidents are shown.

    Every incident in the archive is searched, drafts and internal ones too.
    """
    from postmortem_archive.search.facets import UnknownValue, narrow
    from postmortem_archive.search.nothing import about_quotes, why_nothing

    archive = open_archive(given)
    text = " ".join(query)
    try:
        among = narrow(archive, {field: [str(value) for value in values] for field, values in facets.items() if values})
    except UnknownValue as error:
        raise Misuse(str(error)) from error
    is_listed = not text.strip() and any(facets.values())
    hits = _listed(archive, among, limit) if is_listed else archive.search(text, limit, among)
    if hits:
        remark = about_quotes(archive, text)
    elif is_listed:
        remark = "no incident has all of these: leave an option out"
    else:
        remark = why_nothing(archive, text, narrowed=len(among) < len(archive))
    if remark:
        click.echo(remark, err=True)
    if form == "json":
        click.echo(json.dumps([_as_json(hit) for hit in hits], ensure_ascii=False, indent=2))
    elif hits:
        click.echo("\n\n".join("\n".join(_as_text(archive, hit)) for hit in hits))


def _listed(archive: Archive, among: Collection[str], limit: int) -> list[Hit]:
    """The newest of these incidents, where nothing more is asked for: at their top, with the summary."""
    from postmortem_archive.search.excerpts import Found
    from postmortem_archive.search.ranking import Hit

    chosen = (incident for incident in archive.incidents if incident.slug in among)
    return [
        Hit(
            one,
            0.0,
            Found("summary", "Summary" if one.summary else "", "", 1),
            shorten(plain(one.summary or ""), 200, placeholder=" …"),
        )
        for one in islice(chosen, limit)
    ]


def _as_json(hit: Hit) -> dict[str, Any]:
    incident = hit.incident
    return {
        "slug": incident.slug,
        "title": incident.title,
        "status": incident.status,
        "date": incident.when.isoformat(),
        "severity": incident.severity,
        "path": incident.path,
        "score": hit.score,
        "section": {
            "kind": hit.section.kind or None,
            "title": hit.section.title,
            "anchor": hit.section.anchor,
            "line": hit.section.line,
        },
        "excerpt": hit.excerpt,
        "marks": [list(mark) for mark in hit.marks],
    }


def _as_text(archive: Archive, hit: Hit) -> Iterator[str]:
    incident = hit.incident
    facts = [incident.when.day.isoformat(), *([incident.severity] if incident.severity else []), told_title(incident)]
    yield click.style("  ".join(facts), bold=True)
    yield f"  {shown_path(archive, incident.path)}:{hit.section.line}"
    if hit.excerpt:
        yield f"  {hit.section.title}: {_marked(hit)}" if hit.section.title else f"  {_marked(hit)}"


def _marked(hit: Hit) -> str:
    """The excerpt with the words in bold; click takes the styles off where it does not write to a terminal."""
    text, position = "", 0
    for start, end in hit.marks:
        text += hit.excerpt[position:start] + click.style(hit.excerpt[start:end], bold=True)
        position = end
    return text + hit.excerpt[position:]
